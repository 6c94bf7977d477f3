//! Approximate search: the passages of a text that may be an edited quote.
//!
//! Enter at [`find`]: regions that share enough with the quote ([`Seeds`]), within them the ends of the best matches
//! ([`Pattern`]), and around each of those the alignment that says where exactly the passage begins and ends.

use std::ops::Range;

use super::align::{self, Alignment};
use super::context::COMPARED;
use super::myers::Pattern;
use super::query::{self, Query};
use super::seeds::Seeds;
use super::word;

/// A shorter quote is searched together with its context, up to this length in bytes: a word alone is like many others.
const LONG_ENOUGH: usize = 64;

/// The least similarity at which a passage is looked at: more than two fifths changed is a new text.
const FLOOR: f32 = 0.6;

/// The longest quote, in bytes, that is searched in an edited form: some five pages. Passages beyond that are better
/// given by their beginning and end.
pub(super) const MAX_QUOTE: usize = 1 << 13;

/// Matches that are aligned, the best: work is bounded in a text full of lookalikes, where no answer would be certain.
const MAX_MATCHES: usize = 16;

/// Bytes of the quote that are aligned in all matches together: fewer matches of a long quote, which has few rivals.
const MAX_ALIGNED: usize = 1 << 14;

/// Pairs of words that are held against one another in all alignments together: a quote of one-letter words has many.
const MAX_PAIRS: usize = 6_000_000;

/// Matches whose alignments tell whether there is a rival.
const RIVALS: usize = 2;

/// Bytes that may have been inserted into a quote: a paragraph.
const MAX_INSERTED: usize = 1 << 10;

/// Blocks of the quote that each byte of the text may be held against on the average, and how many times each block may
/// be held against the whole quote's length besides. Where a long quote is like all of a text, which says one thing over
/// and over, no answer would be certain.
const BLOCKS_TO_A_BYTE: usize = 2;
const LENGTHS_TO_A_BLOCK: usize = 8;

/// From this similarity on, several passages are of one pattern, in which a word or two are other ones.
const ALIKE: f32 = 0.7;

/// What a text has that is like a quote.
#[derive(Default)]
pub(super) struct Like<'t> {
    /// The best passages, at most a few, in no order.
    pub(super) passages: Vec<Alignment<'t>>,
    /// How many places are much like the quote.
    pub(super) count: usize,
}

/// Finds passages like the exact words of `query`.
pub(super) fn find<'t>(text: &'t str, seeds: &Seeds, query: &'t Query) -> Like<'t> {
    let mut like = Like::default();
    if query.exact().len() > MAX_QUOTE {
        return like;
    }
    let (needle, before) = needle(query);
    let pattern = Pattern::new(needle.chars());
    let limit = |similarity: f32| (pattern.len() as f32 * (1.0 - similarity)) as usize;
    let regions = seeds.regions(needle).unwrap_or_else(|| std::iter::once(0..text.len()).collect());
    let mut matches = Vec::new();
    let mut effort = text.len() * BLOCKS_TO_A_BYTE + needle.len() * pattern.blocks() * LENGTHS_TO_A_BLOCK;
    for region in regions {
        let start = query::char_start(text, region.start);
        let end = query::char_start(text, region.end);
        let mut report = |end: usize, distance: usize| matches.push((distance, start + end));
        local_minima(&pattern, needle.len() / 2, &text[start..end], limit(FLOOR), &mut effort, &mut report);
    }
    if effort == 0 {
        return like;
    }
    like.count = matches.iter().filter(|(distance, _)| *distance <= limit(ALIKE)).count();
    matches.sort_unstable();
    matches.truncate((MAX_ALIGNED / query.exact().len()).clamp(RIVALS, MAX_MATCHES));

    let windows: Vec<_> = matches.iter().map(|(_, end)| window(text, query, needle, before, *end)).collect();
    let count = affordable(text, query, &windows);
    if count < windows.len().min(RIVALS) {
        return like;
    }
    for window in windows.into_iter().take(count) {
        if let Some(alignment) = align::align(query, COMPARED, text, window)
            && like.passages.iter().all(|other| other.range != alignment.range)
        {
            like.passages.push(alignment);
        }
    }
    like
}

/// How many of some windows, from the first on, are aligned.
fn affordable(text: &str, query: &Query, windows: &[Range<usize>]) -> usize {
    let words = query.words(COMPARED).len();
    let mut left = MAX_PAIRS;
    let is_affordable = |window: &&Range<usize>| {
        let pairs = words * word::words(text, (*window).clone()).len();
        left.checked_sub(pairs).map(|rest| left = rest).is_some()
    };
    windows.iter().take_while(is_affordable).count()
}

/// The stretch of the quote that is searched, and how many of its bytes are before the exact words.
fn needle(query: &Query) -> (&str, usize) {
    let (joined, exact) = (query.joined(), query.exact_in_joined());
    let room = LONG_ENOUGH.saturating_sub(exact.len());
    let (before, after) = (exact.start, joined.len() - exact.end);
    // Half of the room for each side, and what one side leaves for the other.
    let before = before.min((room / 2).max(room.saturating_sub(after)));
    let start = query::char_start(joined, exact.start - before);
    let end = query::char_start(joined, (exact.end + room - before).min(joined.len())).max(exact.end);
    (&joined[start..end], exact.start - start)
}

/// Calls `report` with the end and distance of the best match in each neighbourhood of so many bytes.
fn local_minima(
    pattern: &Pattern,
    neighbourhood: usize,
    text: &str,
    limit: usize,
    effort: &mut usize,
    report: &mut impl FnMut(usize, usize),
) {
    let mut best: Option<(usize, usize)> = None;
    pattern.search(text, limit, effort, |end, distance| match best {
        Some((best_end, best_distance)) if end <= best_end + neighbourhood => {
            if distance < best_distance {
                best = Some((end, distance));
            }
        }
        _ => {
            if let Some((end, distance)) = best.replace((end, distance)) {
                report(end, distance);
            }
        }
    });
    if let Some((end, distance)) = best {
        report(end, distance);
    }
}

/// The stretch of text to align with, for a match of `needle` that ends at `end`: room for the whole quote with its
/// context, and for what was inserted.
fn window(text: &str, query: &Query, needle: &str, before: usize, end: usize) -> Range<usize> {
    let slack = needle.len().min(MAX_INSERTED);
    let exact_start = end.saturating_sub(needle.len() - before);
    let start = exact_start.saturating_sub(COMPARED + slack);
    let end = exact_start + query.exact().len() + COMPARED + slack;
    query::char_start(text, start)..query::char_start(text, end)
}
