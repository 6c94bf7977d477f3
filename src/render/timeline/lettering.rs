//! How wide words are, roughly: the reader's font is not known here, so every estimate is on the wide side.

/// The width of a line in a system's sans serif of this size.
pub fn width(line: &str, size: f64) -> f64 {
    line.chars().map(advance).sum::<f64>() * size
}

/// In ems, after the widest of the fonts that systems come with.
fn advance(char: char) -> f64 {
    match char {
        ' ' | '.' | ',' | ':' | ';' | '\'' | '’' | '|' | '!' | 'i' | 'j' | 'l' | 'I' => 0.34,
        'f' | 't' | 'r' | '(' | ')' | '-' => 0.42,
        'm' | 'w' | 'M' | 'W' | '—' | '…' | '%' | '@' => 1.0,
        'A'..='Z' => 0.76,
        '0'..='9' | '\u{21}'..='\u{7e}' => 0.64,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' => 0.0,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' => 1.05,
        '\u{10000}'.. => 1.4,
        _ => 0.76,
    }
}
