//! Where two lines of a paragraph join without a blank.
//!
//! Enter at [`joins`]. Chinese, Japanese and Yi are written without blanks between words, so the end of a line that was
//! wrapped between two of their characters says nothing: CSS Text Module Level 4, section 4.1.3, "Segment Break
//! Transformation Rules". Korean has blanks between words. Thai, Lao and Khmer have them between sentences, and a line of theirs
//! is mostly wrapped there, so they keep theirs, as in CSS.

/// Whether a line break between these two characters stands for nothing.
pub fn joins(before: char, after: char) -> bool {
    (is_unspaced(before) && (is_unspaced(after) || is_shared_punctuation(after)))
        || (is_shared_punctuation(before) && is_unspaced(after))
}

/// Whether `char` is of a script without blanks, or of its punctuation.
pub fn is_unspaced(char: char) -> bool {
    matches!(char,
        // Radicals; ideographic punctuation, kana, bopomofo; without the letters of Korean between them.
        '\u{2e80}'..='\u{303f}' | '\u{3041}'..='\u{312f}' | '\u{3190}'..='\u{31ff}'
        // Enclosed and squared, without those of Korean.
        | '\u{3220}'..='\u{325f}' | '\u{3280}'..='\u{33ff}'
        // Ideographs and Yi.
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}'
        // Vertical and small forms; full-width signs, half-width kana.
        | '\u{fe10}'..='\u{fe1f}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff01}'..='\u{ff9f}' | '\u{ffe0}'..='\u{ffe6}'
        // Kana and ideographs beyond the first plane; variation selectors, which follow ideographs.
        | '\u{1aff0}'..='\u{1b16f}' | '\u{20000}'..='\u{3fffd}' | '\u{e0100}'..='\u{e01ef}')
}

/// Punctuation of other scripts too, which Chinese and Japanese set as wide as an ideograph (East Asian Width A).
fn is_shared_punctuation(char: char) -> bool {
    matches!(char, '—' | '–' | '―' | '‘' | '’' | '“' | '”' | '…' | '‥' | '·' | '※' | '‰' | '×')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_join_where_neither_side_has_blanks() {
        for (before, after, join) in [
            ('中', '文', true),
            ('か', 'タ', true),
            ('。', '这', true),
            ('好', '（', true),
            ('”', '然', true),
            ('说', '“', true),
            ('ｱ', '々', true),
            ('𠮷', '野', true),
            ('ꀀ', 'ꀁ', true),
            ('中', 'a', false),
            ('a', '中', false),
            ('한', '국', false),
            ('中', '국', false),
            ('ﾡ', 'ﾡ', false),
            ('ก', 'ข', false),
            ('🎉', '🎉', false),
            ('”', '“', false),
            ('a', '—', false),
            ('1', '年', false),
        ] {
            assert_eq!(joins(before, after), join, "{before} {after}");
        }
    }
}
