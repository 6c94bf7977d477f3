//! The first words of a text in one line, where there is no room for all of it.

/// The first words, at most `limit` Unicode scalars and an ellipsis, cut between two words.
pub fn excerpt(text: &str, limit: usize) -> String {
    let mut line = String::with_capacity(text.len().min(2 * limit));
    let mut scalars = 0;
    for char in text.trim().chars() {
        let char = if char.is_whitespace() { ' ' } else { char };
        if char == ' ' && line.ends_with(' ') {
            continue;
        }
        if scalars == limit {
            let cut = line.rfind(' ').unwrap_or(line.len());
            line.truncate(line[..cut].trim_end_matches([',', ';', ':', '–', '—', '-']).len());
            line.push('…');
            return line;
        }
        line.push(char);
        scalars += 1;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_words() {
        let cut = excerpt(&"word ".repeat(40), 90);
        assert!(cut.ends_with("word…") && cut.chars().count() <= 91, "{cut}");
        assert_eq!(excerpt(" short\n text ", 90), "short text");
    }
}
