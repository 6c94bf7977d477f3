//! Folding: one typography for text and quotes, with an exact map back to the text as given.
//!
//! Enter at [`Folded::new`]. It walks the text by grapheme cluster, so that no result ever splits one; composes each
//! cluster (NFC) and folds away what editions and keyboards change without touching a word: runs of white space, kinds
//! of quotation marks, of dashes and ellipses, ligatures, full-width and half-width forms, and characters that are not
//! seen. Case is never folded. Between two characters of Chinese or Japanese white space is only where a line was
//! wrapped, so it is left out; where it was is kept, as it may part words and paragraphs.
//! Every byte of the folded text knows the scalars of the given text that it stands for. Where two scalars of the folded
//! text come from one ligature, no result begins or ends between them.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::TextRange;

/// A text in folded form.
pub(super) struct Folded {
    text: String,
    /// For every byte of `text`, the scalars of the given text behind it. By byte and not by character, because
    /// searches answer in bytes and most texts are mostly ASCII.
    source: Vec<Source>,
    /// Length of the given text in scalars.
    scalars: usize,
    /// Where white space was left out, in the order of the text.
    parted: Vec<Parted>,
    /// The kind of the last character that is seen.
    last: Kind,
    /// How the white space after it, as far as it has been read, would part it from what follows.
    gap: Gap,
}

/// White space that was left out.
#[derive(Clone, Copy)]
struct Parted {
    /// The byte of the folded text that followed it.
    at: usize,
    gap: Gap,
}

/// What white space parts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    Words,
    /// Lines of a paragraph, or the items of a list.
    Lines,
    /// Paragraphs, or cells of a table.
    Blocks,
}

/// What a character says about the white space beside it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Of Chinese or Japanese, which are written without blanks.
    Wide,
    /// Punctuation of any language.
    Sign,
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Source {
    start: u32,
    end: u32,
}

impl Folded {
    /// Folds `text`, in time linear to its length; what stands past `u32::MAX` scalars is left out.
    pub(super) fn new(text: &str) -> Self {
        let mut folded = Self {
            text: String::with_capacity(text.len()),
            source: Vec::with_capacity(text.len()),
            scalars: 0,
            parted: Vec::new(),
            last: Kind::Other,
            gap: Gap::Words,
        };
        let mut at = 0;
        while let Some(char) = text[at..].chars().next() {
            // Most of a text needs no segmentation.
            let next = || text[at + char.len_utf8()..].chars().next();
            let stands_alone = stands_alone(char) && next().is_none_or(stands_alone);
            let len =
                if stands_alone { char.len_utf8() } else { text[at..].graphemes(true).next().map_or(1, str::len) };
            let cluster = &text[at..at + len];
            let is_kept = cluster == "，" && is_between_digits(text, at..at + len);
            folded.push_cluster(cluster, is_kept);
            at += len;
        }
        folded
    }

    /// The folded text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The scalars of the given text behind a range of folded bytes; an empty range stands before its first byte.
    pub(super) fn to_source(&self, range: Range<usize>) -> TextRange {
        let start = self.source.get(range.start).map_or(self.scalars, |source| source.start as usize);
        match self.source.get(range.start..range.end) {
            Some([.., last]) => TextRange { start, end: last.end as usize },
            _ => TextRange { start, end: start },
        }
    }

    /// The folded bytes of all clusters that begin in `range`, which is in scalars of the given text.
    pub(super) fn to_folded(&self, range: TextRange) -> Range<usize> {
        let byte_at = |scalar: usize| self.source.partition_point(|source| (source.start as usize) < scalar);
        let start = byte_at(range.start);
        start..byte_at(range.end).max(start)
    }

    /// Whether a range of folded bytes holds whole clusters of the given text.
    pub(super) fn is_whole(&self, range: Range<usize>) -> bool {
        let between = |at: usize| at == 0 || at >= self.source.len() || self.source[at - 1] != self.source[at];
        between(range.start) && between(range.end)
    }

    /// Whether white space that parts words was left out before a byte of the folded text.
    pub(super) fn is_parted(&self, at: usize) -> bool {
        self.parted.binary_search_by_key(&at, |parted| parted.at).is_ok()
    }

    /// Where white space was left out within a range of folded bytes, counted from its start.
    pub(super) fn parted_within(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        self.gaps(range.clone()).iter().map(move |parted| parted.at - range.start)
    }

    /// The same, where it parted paragraphs or cells.
    pub(super) fn blocks_within(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        let blocks = self.gaps(range.clone()).iter().filter(|parted| parted.gap == Gap::Blocks);
        blocks.map(move |parted| parted.at - range.start)
    }

    fn gaps(&self, range: Range<usize>) -> &[Parted] {
        let first = self.parted.partition_point(|parted| parted.at <= range.start);
        let last = self.parted.partition_point(|parted| parted.at < range.end).max(first);
        &self.parted[first..last]
    }

    /// `is_kept` is for a cluster whose form means something.
    fn push_cluster(&mut self, cluster: &str, is_kept: bool) {
        let start = u32::try_from(self.scalars);
        self.scalars += if cluster.len() == 1 { 1 } else { cluster.chars().count() };
        let (Ok(start), Ok(end)) = (start, u32::try_from(self.scalars)) else { return };
        let source = Source { start, end };
        if cluster.is_ascii() {
            cluster.chars().for_each(|c| self.push(c, kind(c), source));
            return;
        }
        let kind = cluster.chars().next().map_or(Kind::Other, kind);
        if !is_kept && cluster.contains(is_form) {
            let plain = cluster.chars().flat_map(|c| {
                let [given, plain] = if is_form(c) { [None, Some(c)] } else { [Some(c), None] };
                given.into_iter().chain(plain.into_iter().nfkd())
            });
            plain.nfc().for_each(|c| self.push(c, kind, source));
        } else {
            cluster.nfc().for_each(|c| self.push(c, kind, source));
        }
    }

    fn push(&mut self, c: char, kind: Kind, source: Source) {
        let folded = fold_char(c);
        match folded {
            None => return,
            Some(' ') => self.gap = self.gap.max(self.gap_of(c)),
            Some(_) => {
                if self.text.ends_with(' ') && is_joined(self.last, kind) {
                    self.drop_last(" ");
                    self.parted.push(Parted { at: self.text.len(), gap: self.gap });
                }
                (self.last, self.gap) = (kind, Gap::Words);
            }
        }
        match folded {
            None => {}
            Some(' ') if self.text.ends_with([' ', '-']) => {}
            Some('-') => {
                self.drop_last(" ");
                if self.text.ends_with('-') { self.extend_last(source) } else { self.append('-', source) }
            }
            Some('…') => {
                self.drop_last(" ");
                if self.text.ends_with('…') { self.extend_last(source) } else { self.append('…', source) }
            }
            Some('.') if self.text.ends_with('…') => self.extend_last(source),
            Some('.') if self.text.ends_with("..") => self.ellipsis(2, source),
            Some('.') if self.text.ends_with(". . ") => self.ellipsis(4, source),
            Some(c) => self.append(c, source),
        }
    }

    /// What a white space parts, together with what stands before it.
    fn gap_of(&self, c: char) -> Gap {
        match c {
            '\t' => Gap::Blocks,
            '\n' if self.gap == Gap::Lines => Gap::Blocks,
            '\n' => Gap::Lines,
            _ => Gap::Words,
        }
    }

    /// Makes an ellipsis of the last `len` bytes and one more dot.
    fn ellipsis(&mut self, len: usize, last: Source) {
        let first = self.source[self.text.len() - len];
        self.truncate(self.text.len() - len);
        self.drop_last(" ");
        self.append('…', Source { start: first.start, end: last.end });
    }

    fn append(&mut self, c: char, source: Source) {
        self.text.push(c);
        self.source.resize(self.text.len(), source);
    }

    fn extend_last(&mut self, by: Source) {
        let len = self.text.chars().next_back().map_or(0, char::len_utf8);
        let from = self.source.len() - len;
        self.source[from..].iter_mut().for_each(|source| source.end = by.end);
    }

    fn drop_last(&mut self, ending: &str) {
        if self.text.ends_with(ending) {
            self.truncate(self.text.len() - ending.len());
        }
    }

    fn truncate(&mut self, len: usize) {
        self.text.truncate(len);
        self.source.truncate(len);
        while self.parted.last().is_some_and(|parted| parted.at > len) {
            self.parted.pop();
        }
    }
}

/// Whether a character forms no cluster with another one of which this holds (but for CR LF, which is folded to one
/// space anyway): ASCII, the letters of Western Europe, Greek and Cyrillic, kana, ideographs and their punctuation.
fn stands_alone(c: char) -> bool {
    c.is_ascii()
        || matches!(c,
            '\u{c0}'..='\u{24f}' | '\u{391}'..='\u{3ff}' | '\u{400}'..='\u{482}' | '\u{48a}'..='\u{52f}'
            | '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}'
            | '\u{30a1}'..='\u{30fc}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff60}')
}

/// Characters that are others in a form of print, and say the same: ligatures, long s, the forms of Arabic letters that
/// some programs copy out of their documents, full-width and half-width forms. Other characters that Unicode calls
/// compatible say something else: "10²" is not "102".
fn is_form(c: char) -> bool {
    matches!(c, '\u{132}' | '\u{133}' | '\u{149}' | '\u{17f}' | '\u{1c4}'..='\u{1cc}' | '\u{1f1}'..='\u{1f3}')
        || matches!(c, '\u{fb00}'..='\u{fb06}' | '\u{fb13}'..='\u{fb17}' | '\u{fb4f}')
        // Not those among them that are a blank with a mark on it, or whole phrases.
        || matches!(c, '\u{fb50}'..='\u{fbb1}' | '\u{fbd3}'..='\u{fc5d}' | '\u{fc64}'..='\u{fd3d}')
        || matches!(c, '\u{fd50}'..='\u{fdc7}' | '\u{fe80}'..='\u{fefc}')
        || matches!(c, '\u{ff01}'..='\u{ff9f}' | '\u{ffe0}'..='\u{ffe2}' | '\u{ffe5}' | '\u{ffe6}')
}

/// Where a full-width comma parts two numbers, and a plain one would make one of them.
fn is_between_digits(text: &str, range: Range<usize>) -> bool {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    is_digit(text[..range.start].chars().next_back()) && is_digit(text[range.end..].chars().next())
}

fn kind(c: char) -> Kind {
    match c {
        '!' | '"' | '\'' | '(' | ')' | ',' | '.' | ':' | ';' | '?' | '[' | ']' | '“' | '”' | '‘' | '’' | '…' => {
            Kind::Sign
        }
        _ if c < '\u{2e80}' => Kind::Other,
        // Full-width letters and digits stand for those that have blanks between their words.
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => Kind::Other,
        '\u{2e80}'..='\u{2fdf}'
        | '\u{3001}'..='\u{312f}'
        | '\u{31a0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff01}'..='\u{ff9f}'
        | '\u{20000}'..='\u{323af}' => Kind::Wide,
        _ => Kind::Other,
    }
}

/// Whether white space between two characters says nothing.
fn is_joined(before: Kind, after: Kind) -> bool {
    matches!((before, after), (Kind::Wide, Kind::Wide | Kind::Sign) | (Kind::Sign, Kind::Wide))
}

/// Soft hyphens, zero-width characters, directional marks, variation selectors and controls.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{feff}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{fff9}'..='\u{fffb}')
        || matches!(c, '\u{e0100}'..='\u{e01ef}')
        || c.is_control()
}

/// The one form of a character, or `None` for one that is not seen.
///
/// Guillemets count as double quotation marks, their single kin as single ones: editions and translations trade them,
/// and no word hangs on it. All dashes are one with the hyphen, as typists use it for each of them.
fn fold_char(c: char) -> Option<char> {
    if c.is_ascii_graphic() {
        return Some(if c == '`' { '\'' } else { c });
    }
    match c {
        c if c.is_whitespace() => Some(' '),
        c if is_invisible(c) => None,
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '〝' | '〞' | '〟' | '＂' | '「' | '」' | '『' | '』' => {
            Some('"')
        }
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | '′' | '´' | 'ʼ' | 'ʹ' | '＇' => Some('\''),
        '\u{2010}'..='\u{2015}' | '−' | '⸺' | '⸻' | '﹘' | '﹣' | '－' => Some('-'),
        '…' | '⋯' => Some('…'),
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(text: &str) -> String {
        Folded::new(text).text().to_owned()
    }

    #[test]
    fn typography_is_one() {
        assert_eq!(fold("a \t\n\n\u{a0}b"), "a b");
        assert_eq!(fold("“a” «b» ‘c’ d’e"), "\"a\" \"b\" 'c' d'e");
        assert_eq!(fold("a—b a -- b a\u{2060}—\u{2060}b a–b a---b"), "a-b a-b a-b a-b a-b");
        assert_eq!(fold("a... b. . . c\u{a0}… d"), "a… b… c… d");
        assert_eq!(fold("Wait.... No.."), "Wait… No..");
        assert_eq!(fold("co\u{ad}op\u{200b}er\u{feff}ate\u{202e}"), "cooperate");
        assert_eq!(fold("Case IS kept"), "Case IS kept");
    }

    #[test]
    fn composition_is_one() {
        assert_eq!(fold("cafe\u{301}"), fold("caf\u{e9}"));
        assert_eq!(fold("\u{1112}\u{1161}\u{11ab}"), "한");
        assert_eq!(fold("\u{212b}"), "Å");
    }

    /// The script of static sites folds the same texts: `tests/browser/fold.test.mjs`.
    #[test]
    fn texts_fold_as_the_script_folds_them() {
        let pairs = include_str!("../../tests/fixtures/folded.json");
        let pairs: Vec<(String, String)> = serde_json::from_str(pairs).expect("pairs");
        assert!(pairs.len() > 10);
        for (given, folded) in pairs {
            assert_eq!(fold(&given), folded, "{given:?}");
        }
    }

    #[test]
    fn white_space_that_is_left_out_is_known() {
        let folded = Folded::new("第一\n\n第二\n第三");
        assert_eq!(folded.text(), "第一第二第三");
        assert_eq!(folded.parted_within(0..18).collect::<Vec<_>>(), [6, 12]);
        assert_eq!(folded.blocks_within(0..18).collect::<Vec<_>>(), [6]);
        assert!(folded.is_parted(6) && !folded.is_parted(3));
        assert_eq!(folded.blocks_within(6..18).count(), 0);
    }

    #[test]
    fn bytes_lead_back_to_scalars() {
        let folded = Folded::new("x  cafe\u{301} -- y");
        let at = folded.text().find("café").expect("folded");
        let range = at..at + "café".len();
        assert_eq!(folded.to_source(range.clone()), TextRange { start: 3, end: 8 });
        assert_eq!(folded.to_folded(TextRange { start: 3, end: 8 }), range);
        let dash = folded.text().find('-').expect("folded");
        assert_eq!(folded.to_source(dash..dash + 1), TextRange { start: 9, end: 11 });
    }

    #[test]
    fn what_stands_alone_forms_no_cluster() {
        let alone: Vec<char> = ('\u{80}'..='\u{ffff}').filter(|c| stands_alone(*c)).collect();
        assert!(alone.len() > 20_000);
        for c in alone {
            for pair in [format!("{c}{c}"), format!("a{c}"), format!("{c} "), format!("и{c}"), format!("{c}京")] {
                assert_eq!(pair.graphemes(true).count(), 2, "{pair:?}");
            }
        }
    }

    #[test]
    fn clusters_stay_whole() {
        let folded = Folded::new("👩\u{200d}👩\u{200d}👧!");
        let woman = "👩".len();
        assert!(!folded.is_whole(0..woman));
        assert!(folded.is_whole(0..3 * woman));
        let folded = Folded::new("eﬃcient");
        assert!(!folded.is_whole(0..2) && !folded.is_whole(2..5) && folded.is_whole(1..4));
    }
}
