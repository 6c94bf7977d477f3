//! Readers of the formats that are written, as strict as the programs that read them.

/// An entry of BibTeX: its type, its key, its fields as they are printed.
pub fn bibtex(entry: &str) -> (String, String, Vec<(String, String)>) {
    let (kind, rest) = entry.strip_prefix('@').unwrap().split_once('{').unwrap();
    let (key, mut rest) = rest.split_once(",\n").unwrap();
    let mut fields = Vec::new();
    loop {
        let (name, value) = rest.trim_start().split_once(" = {").unwrap();
        let mut depth = 1;
        // BibTeX counts braces and takes no account of backslashes.
        let end = value.char_indices().find_map(|(at, char)| {
            depth += i32::from(char == '{') - i32::from(char == '}');
            (depth == 0).then_some(at)
        });
        let end = end.unwrap();
        fields.push((name.to_owned(), printed(&value[..end])));
        rest = &value[end + 1..];
        if rest == "\n}\n" {
            return (kind.to_owned(), key.to_owned(), fields);
        }
        rest = rest.strip_prefix(",\n").unwrap();
    }
}

/// What TeX makes of a field's text.
fn printed(text: &str) -> String {
    let mut printed = String::new();
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        rest = &rest[char.len_utf8()..];
        match char {
            '{' | '}' => {}
            '#' | '$' | '&' | '_' | '^' | '~' => panic!("a bare {char} in {text}"),
            '\\' => {
                let name = rest.len() - rest.trim_start_matches(|char: char| char.is_ascii_alphabetic()).len();
                let (name, behind) = rest.split_at(name.max(1));
                rest = behind;
                printed.push_str(match name {
                    "textbackslash" => "\\",
                    "textbraceleft" => "{",
                    "textbraceright" => "}",
                    "textasciicircum" => "^",
                    "textasciitilde" => "~",
                    "#" | "$" | "%" | "&" | "_" => name,
                    other => panic!("\\{other} in {text}"),
                });
            }
            char => printed.push(char),
        }
    }
    printed
}

/// A record of RIS as tags and values.
pub fn ris(record: &str) -> Vec<(String, String)> {
    let lines = record.strip_suffix("\r\n").unwrap().split("\r\n").map(|line| {
        assert!(!line.contains(['\r', '\n']), "{line}");
        let (tag, value) = line.split_at(6);
        let (tag, dash) = tag.split_at(2);
        assert!(dash == "  - ", "{line}");
        assert!(tag.starts_with(|char: char| char.is_ascii_uppercase()), "{line}");
        (tag.to_owned(), value.to_owned())
    });
    let fields: Vec<(String, String)> = lines.collect();
    assert_eq!(fields[0].0, "TY");
    assert_eq!(fields[fields.len() - 1].0, "ER");
    assert_eq!(fields.iter().filter(|(tag, _)| tag == "ER").count(), 1);
    fields
}

/// The rows of a table (RFC 4180).
pub fn csv(table: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let (mut quoted, mut chars) = (false, table.chars().peekable());
    while let Some(char) = chars.next() {
        let cell = rows.last_mut().unwrap().last_mut().unwrap();
        match char {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => {
                assert!(quoted || cell.is_empty(), "a quotation mark inside a bare cell: {cell}");
                quoted = !quoted;
            }
            ',' if !quoted => rows.last_mut().unwrap().push(String::new()),
            '\r' if !quoted => {
                assert_eq!(chars.next(), Some('\n'), "a line end is not CRLF");
                rows.push(vec![String::new()]);
            }
            '\n' if !quoted => panic!("a bare line feed"),
            char => cell.push(char),
        }
    }
    assert!(!quoted, "a quotation mark is open");
    assert_eq!(rows.pop(), Some(vec![String::new()]), "the last row has no end");
    rows
}
