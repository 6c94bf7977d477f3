//! Markup that its writer meant and the parser does not read, which readers see as signs among the words.
//!
//! Enter at [`check`]. Looked for are links whose address has a blank or whose words hold a footnote; brackets of which only one is
//! escaped; emphasis that ends between punctuation and a letter of a script without blanks (`CommonMark`, section 6.2,
//! knows words only by the blanks around them).

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::text::{Document, block_pass, is_unspaced};

use super::diagnostic::Code;
use super::fields::Report;

/// Longer than the addresses that people write, in Unicode scalars; it bounds the search for their ends.
const LONGEST_ADDRESS: usize = 300;
/// Longer emphasis is none that somebody forgot to close, in bytes.
const LONGEST_EMPHASIS: usize = 2000;

/// Reports markup that is not read.
pub fn check(document: &Document<'_>, report: &mut Report<'_>) {
    for (start, text) in texts(document) {
        for range in spaced_addresses(text) {
            let message = format!("`{}` is no link, since its address has a blank in it", &text[range.clone()]);
            let help = "write the blank as `%20`, or put the address between `<` and `>`";
            let span = document.map.source(start + range.start..start + range.end);
            report.add(Code::LinkBroken, span, message, help);
        }
    }
    for emphasis in unread_emphasis(document) {
        let span = document.map.source(emphasis.clone());
        let written = &document.file[span.clone()];
        let message = format!(
            "`{written}` is not read as emphasis, since it has punctuation on one side of a mark and a letter on the other"
        );
        let better = inside_punctuation(written);
        let help = format!("put the marks inside the punctuation: `{}`", better.as_deref().unwrap_or("「**重要**」"));
        report.add(Code::EmphasisUnread, span, message, help);
    }
    for span in around_footnotes(document) {
        let message = "this is no link and no picture, since there is a footnote in its words";
        let help = "put the footnote behind it: `[words](address)[^1]`";
        report.add(Code::LinkBroken, span, message, help);
    }
    for span in half_escaped(document, report) {
        let written = &report.file.text[span.clone()];
        let message = format!("`{written}` is read as if there was no `\\` in it");
        let help = format!("put one before the last bracket too: `{}\\]`", &written[..written.len() - 1]);
        report.add(Code::LinkBroken, span, message, help);
    }
}

/// All stretches of text but code, with where they begin in the text.
pub fn texts<'d>(document: &'d Document<'_>) -> impl Iterator<Item = (usize, &'d str)> {
    let mut code_ends = 0;
    document.nodes.iter().filter_map(move |node| match &node.event {
        Event::Start(Tag::CodeBlock(_)) => {
            code_ends = node.text.end;
            None
        }
        Event::Text(_) if node.text.start >= code_ends => {
            Some((node.text.start, &document.text.as_str()[node.text.clone()]))
        }
        _ => None,
    })
}

/// Whether a range of the text is what the file says there, without a `\` before it.
pub fn is_verbatim(document: &Document<'_>, range: Range<usize>) -> bool {
    let source = document.map.source(range.clone());
    let before = document.file[..source.start].bytes().rev().take_while(|&byte| byte == b'\\').count();
    before % 2 == 0 && document.file[source] == document.text.as_str()[range]
}

/// Where a text has `](an address)`: `CommonMark` ends an address at its first blank (section 6.3).
fn spaced_addresses(text: &str) -> Vec<Range<usize>> {
    let found = text.match_indices("](").filter_map(|(at, opening)| {
        let address = &text[at + opening.len()..];
        let end = address.chars().take(LONGEST_ADDRESS).position(|char| matches!(char, ')' | '\n'))?;
        let len = address.char_indices().nth(end)?.0;
        let has_blank = address[..len].trim().contains(' ') && address[len..].starts_with(')');
        has_blank.then_some(at..at + opening.len() + len + 1)
    });
    found.collect()
}

/// Where brackets and what follows them would be a link, were there no footnote in them.
fn around_footnotes(document: &Document<'_>) -> Vec<Range<usize>> {
    let text = document.text.as_str();
    let mut found = Vec::new();
    // Brackets that are open in this block, each with whether there is a footnote in it.
    let mut open: Vec<(usize, bool)> = Vec::new();
    for (index, node) in document.nodes.iter().enumerate() {
        match &node.event {
            Event::FootnoteReference(_) => {
                if let Some((_, has_footnote)) = open.last_mut() {
                    *has_footnote = true;
                }
            }
            Event::Text(_) => {
                for (at, sign) in text[node.text.clone()].match_indices(['[', ']']) {
                    let at = node.text.start + at;
                    if sign == "[" {
                        open.push((at, false));
                        continue;
                    }
                    let Some((opened, has_footnote)) = open.pop() else { continue };
                    let rest = &text[at + 1..node.text.end];
                    let leads_on = match document.nodes.get(index + 1).map(|next| &next.event) {
                        _ if rest.starts_with('(') => rest.contains(')'),
                        Some(Event::Start(Tag::Link { .. })) => rest.is_empty(),
                        _ => false,
                    };
                    if has_footnote
                        && leads_on
                        && is_verbatim(document, opened..opened + 1)
                        && is_verbatim(document, at..at + 1)
                    {
                        let source = document.map.source(opened..at + 1);
                        found.push(source);
                    } else if has_footnote && let Some((_, outer)) = open.last_mut() {
                        *outer = true;
                    }
                }
            }
            Event::Start(tag) if !is_inline(tag.to_end()) => open.clear(),
            Event::End(tag) if !is_inline(*tag) => open.clear(),
            _ => {}
        }
    }
    found
}

fn is_inline(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

/// Where the file has `[a]\[b]` and the parser takes no notice of the `\`: it makes a link of both, or none of the first.
fn half_escaped(document: &Document<'_>, report: &Report<'_>) -> Vec<Range<usize>> {
    const JOINT: &str = "]\\[";
    let file = &report.file.text;
    if !file.contains(JOINT) {
        return Vec::new();
    }
    let is_half = |written: &str| {
        let joint = written.rfind(JOINT);
        joint.is_some_and(|joint| {
            written.ends_with(']') && !written[joint + JOINT.len()..written.len() - 1].contains(['[', ']', '\\'])
        })
    };
    let links = document.links.iter().map(|link| link.source.clone());
    let mut found: Vec<Range<usize>> = links.filter(|source| is_half(&file[source.clone()])).collect();
    let parsed = block_pass(file, document.body_start);
    for (start, text) in texts(document) {
        for (at, _) in text.match_indices("][") {
            let Some(opened) = text[..at].rfind(['[', ']']).filter(|&opened| text[opened..].starts_with('[')) else {
                continue;
            };
            let Some(len) = text[at + 2..].find(['[', ']']).filter(|&len| text[at + 2 + len..].starts_with(']')) else {
                continue;
            };
            let span = document.map.source(start + opened..start + at + 2 + len + 1);
            let is_link = parsed.reference_definitions().get(&text[opened + 1..at]).is_some();
            if is_link && is_half(&file[span.clone()]) && is_verbatim(document, start + opened..start + opened + 1) {
                found.push(span);
            }
        }
    }
    found
}

/// A run of marks that was left in the text, in bytes of it.
struct Run {
    range: Range<usize>,
    /// Whether it would open or close emphasis, were there blanks around the words.
    is_blocked: bool,
}

/// From mark to mark, in bytes of the text: pairs that were left in a block, of which one stands between a letter and
/// punctuation where words have no blanks around them.
fn unread_emphasis(document: &Document<'_>) -> Vec<Range<usize>> {
    let whole = document.text.as_str();
    let mut found = Vec::new();
    let mut last: Option<Run> = None;
    let mut is_code = false;
    for node in &document.nodes {
        match &node.event {
            Event::Text(_) if !is_code => {}
            Event::Start(tag) if !is_inline(tag.to_end()) => {
                is_code = matches!(tag, Tag::CodeBlock(_));
                last = None;
                continue;
            }
            Event::End(tag) if !is_inline(*tag) => {
                (is_code, last) = (false, None);
                continue;
            }
            _ => continue,
        }
        for run in left_marks(whole, node.text.clone()) {
            let opener = last.take().filter(|opener| {
                // Not as many of them, where the parser took some for other emphasis.
                whole[opener.range.clone()].as_bytes().first() == whole[run.range.clone()].as_bytes().first()
                    && run.range.end - opener.range.start < LONGEST_EMPHASIS
            });
            match opener {
                Some(opener) if opener.is_blocked || run.is_blocked => {
                    if is_verbatim(document, opener.range.clone()) && is_verbatim(document, run.range.clone()) {
                        found.push(opener.range.start..run.range.end);
                    }
                }
                _ => last = Some(run),
            }
        }
    }
    found
}

/// The runs of `*` or `_` in a range of the text that touch a word.
fn left_marks(whole: &str, range: Range<usize>) -> Vec<Run> {
    let mut found = Vec::new();
    let mut at = range.start;
    while let Some(next) = whole[at..range.end].find(['*', '_']) {
        let from = at + next;
        at = range.end - whole[from..range.end].trim_start_matches(&whole[from..=from]).len();
        let before = whole[..from].chars().next_back().unwrap_or(' ');
        let after = whole[at..].chars().next().unwrap_or(' ');
        if !before.is_whitespace() || !after.is_whitespace() {
            found.push(Run { range: from..at, is_blocked: is_blocked(before, after) });
        }
    }
    found
}

/// Whether a mark between these can neither open nor close emphasis, or only the wrong one of both, and one of them is of a
/// script in which words have no blanks around them, or endings without any.
fn is_blocked(before: char, after: char) -> bool {
    let is_hangul =
        |char: char| matches!(char, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}');
    let is_concerned = |char: char| is_unspaced(char) || is_hangul(char);
    let is_between = !before.is_whitespace() && !after.is_whitespace();
    is_between && (is_concerned(before) || is_concerned(after)) && before.is_alphanumeric() != after.is_alphanumeric()
}

/// The same emphasis with the punctuation outside, if there is any at its ends and no other markup in it.
fn inside_punctuation(written: &str) -> Option<String> {
    let mark = &written[..written.len() - written.trim_start_matches(['*', '_']).len()];
    let inside = written.get(mark.len()..)?.strip_suffix(mark)?;
    let is_punctuation = |char: char| !char.is_alphanumeric();
    if inside.contains(['*', '_', '`', '[']) {
        return None;
    }
    let words = inside.trim_matches(is_punctuation);
    let (before, after) = inside.split_once(words).filter(|_| !words.is_empty())?;
    (before.len() + after.len() > 0).then(|| format!("{before}{mark}{words}{mark}{after}"))
}
