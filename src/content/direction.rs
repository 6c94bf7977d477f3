//! Which way a language is written, from its tag.
//!
//! Enter at [`Direction::of`]. A tag that names its script (`uz-Arab`, `ar-Latn`) says it itself. Otherwise the language
//! has the script that it is most likely written in, for some languages by the region. The tables are those of Unicode's
//! Common Locale Data Repository, version 48: `likelySubtags.xml`, and of `scriptMetadata.txt` the scripts with
//! `RTL? YES`; with the other codes of ISO 639 for the same languages that people write (`heb`, `per`, `iw`).

use super::library::Direction;

/// Scripts that run from right to left.
const SCRIPTS: &str = "adlm arab aran armi avst chrs cprt elym gara hatr hebr hung khar lydi mand mani mend merc mero \
    narb nbat nkoo orkh ougr palm phli phlp phnx prti rohg samr sarb sidt sogd sogo syrc syre syrj syrn thaa yezi";

/// Languages whose likely script is one of them.
const LANGUAGES: &str = "aao abh abv acm acq acw acx adf aeb aec aee aeq afb aib aii aij aiq ajp amw apc apd ar ara arb \
    arc arq ars ary arz ask atn auj auz avd ave ae avl ayh ayl ayn ayp azb bal bcc bdz bej bft bgn bgp bhe bhm bhn bjf \
    bjm bqi brh brk bsh bsk chg cja ckb clh czk dcc def deh dgl div dmk dml dv ecy esh fa fas fay faz fia fub gbz ggg \
    gha ghr gig gjk gju glh glk grr gwc gwf gwt gzi hac haz hbo he heb hkh hnd hno hoh hrt hrz hss huy isk itk iw jad \
    jat jbe jbn jdg ji jnd jog jpa jpr jrb jye kas kbu kby kcy kfm khw klj kmz kqd ks ktl kvx kxp lad lah lhs lki lrc \
    lrk lrl lsa lsd lss luv luz mby mde mey mfa mfi mhj mid mki mnj mve mvy myz mzb mzn nli nlm nqo ntz nyq oar obm odk \
    omy oru ota otk oui pal pbt pbu per pes pgd phl phn phr phv plk pnb prc prd prs prx ps psh psi pst pus qxq rdb rhg \
    rmt sam sbn scl sd sdb sdf sdg sdh sds sgr sgy shd shm shu shv siy siz skr smp smy snd sog sqo sqt srh srz ssh sts \
    swb syc syn syr tjo tks tmr tov tra trg trm trw ug uig ur urd ush uzs vaf vgr vmh wbk wne wni wsv xco xhe xka xkc \
    xkj xkp xld xly xmn xmr xna xpr xsa xsd xvi yd ydg yhd yi yid yih yud zba zdj zrp zum";

/// Languages that are written the other way in some regions.
const BY_REGION: &[(&str, &str)] = &[
    ("az", "iq ir"),
    ("ha", "cm sd"),
    ("kk", "af cn ir mn"),
    ("ku", "iq ir lb"),
    ("ky", "cn"),
    ("mey", "sn"),
    ("ms", "cc"),
    ("pa", "pk"),
    ("sd", "in"),
    ("tg", "pk"),
    ("ug", "kz mn"),
    ("uz", "af"),
];

impl Direction {
    /// The direction of the language with this tag (BCP 47), whatever its capitals; left to right for one that is not
    /// known.
    pub fn of(tag: &str) -> Self {
        let tag = tag.to_ascii_lowercase();
        let mut subtags = tag.split(['-', '_']);
        let language = subtags.next().unwrap_or("");
        // A singleton, as in `-u-` and `-x-`, begins what says nothing of script or region.
        let is_whole = language.len() > 1;
        let subtags: Vec<&str> = subtags.take_while(|subtag| is_whole && subtag.len() > 1).collect();
        let script =
            subtags.iter().find(|subtag| subtag.len() == 4 && subtag.bytes().all(|byte| byte.is_ascii_lowercase()));
        let is_leftward = match script {
            Some(script) => has(SCRIPTS, script),
            None => has(LANGUAGES, language) != has_other_way(language, &subtags),
        };
        if is_leftward { Self::RightToLeft } else { Self::LeftToRight }
    }
}

fn has_other_way(language: &str, subtags: &[&str]) -> bool {
    let regions = BY_REGION.iter().find(|(known, _)| *known == language).map(|(_, regions)| *regions);
    regions.is_some_and(|regions| subtags.iter().any(|subtag| has(regions, subtag)))
}

fn has(list: &str, wanted: &str) -> bool {
    list.split_ascii_whitespace().any(|item| item == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_says_which_way_its_language_is_written() {
        for tag in [
            "ar",
            "AR",
            "ar-EG",
            "ar_EG",
            "he",
            "iw",
            "heb",
            "fa",
            "prs",
            "ur",
            "ps",
            "sd",
            "ug",
            "yi",
            "dv",
            "ckb",
            "syr",
            "nqo",
            "rhg",
            "ku-Arab",
            "az-Arab",
            "uz-Arab",
            "uz-arab-AF",
            "uz-AF",
            "pa-PK",
            "pa-Arab",
            "az-IR",
            "ff-Adlm",
            "en-Hebr",
            "ms-Arab",
            "ks",
            "lad",
            "he-u-nu-latn",
            "kk-CN",
            "und-Thaa",
            "zh-Arab",
        ] {
            assert_eq!(Direction::of(tag), Direction::RightToLeft, "{tag}");
        }
        for tag in [
            "",
            "en",
            "de-CH",
            "ar-Latn",
            "he-Latn-IL",
            "uz",
            "az",
            "az-Latn-IR",
            "ku",
            "pa",
            "sd-IN",
            "sd-Deva",
            "ug-KZ",
            "ug-Cyrl",
            "ckb-Latn",
            "yi-Latn",
            "x-arab",
            "en-x-hebr",
            "ff",
            "zh-Hant",
            "ja",
            "arab",
            "nonsense",
            "ja-JP-u-ca-arab",
        ] {
            assert_eq!(Direction::of(tag), Direction::LeftToRight, "{tag}");
        }
    }
}
