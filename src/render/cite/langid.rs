//! The language of a piece as LaTeX calls it: BCP 47 to the names of babel, which biblatex takes in `langid`.
//!
//! Enter at [`langid`]. The names are those of biblatex's manual, section 2.3.3 and the localisation files that it lists;
//! a language that has none of them is better left out than wrong.

/// The name, or `None` where there is none.
pub fn langid(tag: &str) -> Option<&'static str> {
    let tag = tag.replace('_', "-").to_ascii_lowercase();
    let named = |tag: &str| NAMES.iter().find(|(known, _)| *known == tag).map(|(_, name)| *name);
    // With all its subtags, then with one less each time.
    let mut rest = tag.as_str();
    loop {
        match (named(rest), rest.rsplit_once('-')) {
            (Some(name), _) => return Some(name),
            (None, Some((shorter, _))) => rest = shorter,
            (None, None) => return None,
        }
    }
}

#[rustfmt::skip]
const NAMES: &[(&str, &str)] = &[
    ("af", "afrikaans"), ("ar", "arabic"), ("be", "belarusian"), ("bg", "bulgarian"), ("bn", "bengali"), ("br", "breton"),
    ("ca", "catalan"), ("cs", "czech"), ("cy", "welsh"), ("da", "danish"), ("de", "ngerman"), ("de-1901", "german"),
    ("de-at", "naustrian"), ("de-ch", "nswissgerman"), ("de-li", "nswissgerman"), ("el", "greek"), ("en", "english"),
    ("en-au", "australian"), ("en-ca", "canadian"), ("en-gb", "british"), ("en-ie", "british"), ("en-nz", "newzealand"),
    ("en-us", "american"), ("eo", "esperanto"), ("es", "spanish"), ("et", "estonian"), ("eu", "basque"), ("fa", "persian"),
    ("fi", "finnish"), ("fr", "french"), ("ga", "irish"), ("gl", "galician"), ("grc", "ancientgreek"), ("he", "hebrew"),
    ("hi", "hindi"), ("hr", "croatian"), ("hu", "hungarian"), ("hy", "armenian"), ("id", "indonesian"), ("is", "icelandic"),
    ("it", "italian"), ("ja", "japanese"), ("ka", "georgian"), ("ko", "korean"), ("la", "latin"), ("lt", "lithuanian"),
    ("lv", "latvian"), ("mr", "marathi"), ("ms", "malay"), ("nb", "norsk"), ("nl", "dutch"), ("nn", "nynorsk"), ("no", "norsk"),
    ("pl", "polish"), ("pt", "portuguese"), ("pt-br", "brazilian"), ("ro", "romanian"), ("ru", "russian"), ("sk", "slovak"),
    ("sl", "slovene"), ("sq", "albanian"), ("sr", "serbian"), ("sr-cyrl", "serbianc"), ("sv", "swedish"), ("ta", "tamil"),
    ("th", "thai"), ("tr", "turkish"), ("uk", "ukrainian"), ("ur", "urdu"), ("vi", "vietnamese"), ("zh", "chinese"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_called_as_latex_calls_it() {
        for (tag, name) in [
            ("en", Some("english")),
            ("en-GB", Some("british")),
            ("en-Latn-US-x-a", Some("english")),
            ("de", Some("ngerman")),
            ("pt_BR", Some("brazilian")),
            ("zh-Hant-TW", Some("chinese")),
            ("sr-Cyrl-RS", Some("serbianc")),
            ("gsw", None),
            ("", None),
        ] {
            assert_eq!(langid(tag), name, "{tag}");
        }
    }
}
