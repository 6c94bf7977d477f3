//! Annotations as one Markdown file, layer by layer in the order of the text, each with the words that it is about.

use std::fmt::Write;

use crate::anchor::State;
use crate::content::Destination;
use crate::render::annotated::AnnotatedPiece;
use crate::render::bodies::Body;
use crate::render::pages::Surroundings;
use crate::text::Document;

use super::{facts, source};

pub fn markdown(annotated: &AnnotatedPiece<'_>, surroundings: &Surroundings<'_>) -> String {
    let piece = annotated.piece;
    let address = surroundings.addresses.piece(&piece.slug);
    let mut file = format!("# Annotations of [{}]({address})\n", escaped(&piece.title));
    for layer in piece.layers.iter().filter(|layer| !layer.annotations.is_empty()) {
        let _ = write!(file, "\n## {}\n", escaped(&layer.title));
        for body in annotated.bodies.in_reading_order().filter(|body| body.layer.name == layer.name) {
            write_body(&mut file, annotated, body, surroundings);
        }
    }
    file
}

fn write_body(file: &mut String, annotated: &AnnotatedPiece<'_>, body: &Body<'_>, surroundings: &Surroundings<'_>) {
    let (piece, annotation) = (annotated.piece, body.annotation);
    let page = surroundings.addresses.piece(&piece.slug);
    let address = surroundings.addresses.annotation(&piece.slug, &annotation.layer, &annotation.slug);
    let _ = write!(file, "\n### [{}]({address})\n", escaped(&annotation.title));
    if let Some(subtitle) = &annotation.subtitle {
        let _ = write!(file, "\n*{}*\n", escaped(subtitle));
    }
    let facts = facts(annotation);
    if !facts.is_empty() {
        let _ = write!(file, "\n{}\n", escaped(&facts));
    }
    for passage in &body.passages {
        let words = escaped(&annotated.document.text.as_str()[passage.range.clone()]);
        let _ = write!(file, "\n> {words} [↩]({page}#{})\n", passage.reference);
    }
    for lost in annotated.lost_by(body) {
        let fate = match lost.state {
            State::Ambiguous => "it is not clear which words are meant",
            _ => "the words are no longer in the text",
        };
        let _ = write!(file, "\n> {}\n>\n> ({fate}: {})\n", escaped(&lost.quote), escaped(&lost.reason));
    }
    let text = body_markdown(body, surroundings);
    if !text.is_empty() {
        let _ = write!(file, "\n{text}\n");
    }
    let cast = annotation.cast.iter().map(|member| format!("{} stands for {}", member.figure, member.stands_for));
    let sources = annotation.sources.iter().map(|work| format!("Source: {}", source(work)));
    let tags = (!annotation.tags.is_empty()).then(|| format!("Tags: {}", annotation.tags.join(", ")));
    let items: Vec<String> = cast.chain(sources).chain(tags).map(|item| format!("- {}\n", escaped(&item))).collect();
    if !items.is_empty() {
        let _ = write!(file, "\n{}", items.concat());
    }
}

/// The body as it was written. Away from its folder its links into the library would lead nowhere, so they are given
/// the addresses that readers know.
fn body_markdown(body: &Body<'_>, surroundings: &Surroundings<'_>) -> String {
    let annotation = body.annotation;
    let source = &annotation.file.text;
    let document = Document::parse(source, annotation.body_start);
    let mut edits = Vec::new();
    for link in &document.links {
        let addresses = surroundings.addresses;
        let address = match surroundings.catalog.resolve(&annotation.file.path, &link.destination) {
            Destination::Piece { piece, fragment } => {
                addresses.piece(&piece) + &fragment.map_or(String::new(), |fragment| format!("#{fragment}"))
            }
            Destination::Annotation { piece, layer, slug } => addresses.annotation(&piece, &layer, &slug),
            _ => continue,
        };
        // Links of other forms, such as references, are left as they are.
        let opening = format!("]({}", link.destination);
        if let Some(at) = source[link.source.clone()].rfind(&opening) {
            let start = link.source.start + at + 2;
            edits.push((start..start + link.destination.len(), address));
        }
    }
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    edits.dedup_by_key(|(range, _)| range.start);
    let mut text = source.to_string();
    for (range, address) in edits {
        text.replace_range(range, &address);
    }
    text[annotation.body_start..].trim().to_owned()
}

/// Words in one line in which nothing is markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !escaped.is_empty() {
            escaped.push(' ');
        }
        let begins_block = escaped.is_empty() && word.starts_with(['#', '+', '-', '>', '=', '~']);
        if begins_block {
            escaped.push('\\');
        }
        for char in word.chars() {
            if matches!(char, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '&' | '|' | '~')
                && !(begins_block && char == '~')
            {
                escaped.push('\\');
            }
            escaped.push(char);
        }
    }
    escaped
}
