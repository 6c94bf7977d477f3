//! A reader of the HTML that Sidelight writes, strict where browsers forgive.
//!
//! Enter at [`read`]: it takes tags apart, holds every end tag against its start, and refuses what must not nest.

const VOID: &[&str] = &["br", "hr", "img", "input", "link", "meta"];
const INLINE: &[&str] = &["a", "br", "cite", "code", "del", "em", "img", "mark", "span", "strong", "sup", "time"];

/// A piece of HTML, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token<'h> {
    /// With its attributes, as written.
    Start(&'h str, &'h str),
    End(&'h str),
    Text(&'h str),
}

/// The tokens of `html`, one behind the other.
pub fn tokens(html: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let (token, len) = match rest.strip_prefix('<') {
            Some(tag) => {
                // Attribute values hold no `>`: it is escaped.
                let end = tag.find('>').unwrap_or_else(|| panic!("an open tag at the end of {html}"));
                (tag_of(&tag[..end]), end + 2)
            }
            None => {
                let end = rest.find('<').unwrap_or(rest.len());
                (Token::Text(&rest[..end]), end)
            }
        };
        tokens.push(token);
        rest = &rest[len..];
    }
    tokens
}

fn tag_of(tag: &str) -> Token<'_> {
    match tag.strip_prefix('/') {
        Some(name) => Token::End(name),
        None => {
            let (name, attributes) = tag.split_once([' ', '\n']).unwrap_or((tag, ""));
            Token::Start(name, attributes)
        }
    }
}

/// The value of an attribute in `attributes`, as written.
pub fn attribute<'h>(attributes: &'h str, name: &str) -> Option<&'h str> {
    let mut rest = attributes;
    loop {
        let (key, value) = rest.trim_start().split_once("=\"")?;
        let (value, after) = value.split_once('"')?;
        if key == name {
            return Some(value);
        }
        rest = after;
    }
}

/// Text as a browser shows it.
pub fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

/// What is wrong with the nesting of `html`, if anything is.
pub fn misnested(html: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    for token in tokens(html) {
        match token {
            Token::Start(name, _) => {
                if matches!(name, "mark" | "a" | "p") && open.contains(&name) {
                    return Some(format!("a {name} in a {name}"));
                }
                if !INLINE.contains(&name) && open.iter().any(|outer| INLINE.contains(outer)) {
                    return Some(format!("a {name} in inline elements: {open:?}"));
                }
                if !VOID.contains(&name) {
                    open.push(name);
                }
            }
            Token::End(name) => {
                let last = open.pop();
                if last != Some(name) {
                    return Some(format!("</{name}> where {last:?} is open"));
                }
            }
            Token::Text(_) => {}
        }
    }
    open.last().map(|name| format!("{name} is never closed"))
}

/// `html` without marks, references and notes.
pub fn without_annotations(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = if rest.starts_with("<mark ") {
            behind(rest, ">")
        } else if rest.starts_with("</mark>") {
            behind(rest, "</mark>")
        } else if rest.starts_with("<a class=\"ref ") {
            behind(rest, "</a>")
        } else if rest.starts_with("<aside class=\"note ") {
            behind(rest, "</aside>\n")
        } else {
            out.push('<');
            &rest[1..]
        };
    }
    out.push_str(rest);
    out
}

fn behind<'h>(html: &'h str, end: &str) -> &'h str {
    let at = html.find(end).unwrap_or_else(|| panic!("no {end} in {html}"));
    &html[at + end.len()..]
}

/// `html` without the ids of its elements.
pub fn without_ids(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    for token in tokens(html) {
        match token {
            Token::Start(name, attributes) => {
                let attributes = match attribute(attributes, "id") {
                    Some(id) => attributes.replacen(&format!("id=\"{id}\""), "", 1).trim().to_owned(),
                    None => attributes.to_owned(),
                };
                let gap = if attributes.is_empty() { "" } else { " " };
                out.push_str(&format!("<{name}{gap}{attributes}>"));
            }
            Token::End(name) => out.push_str(&format!("</{name}>")),
            Token::Text(text) => out.push_str(text),
        }
    }
    out
}
