//! Approximate matching by Myers' bit-vector algorithm: the columns of the dynamic-programming matrix of edit
//! distances, 64 rows to a machine word.
//!
//! Enter at [`Pattern::new`], then [`Pattern::search`] (the pattern anywhere in a text) or [`Pattern::distances`]
//! (the pattern against what a text begins with). Sources: G. Myers, "A fast bit-vector algorithm for approximate
//! string matching based on dynamic programming", JACM 46(3), 1999; H. Hyyrö, "A bit-vector algorithm for computing
//! Levenshtein and Damerau edit distances", Nordic Journal of Computing 10, 2003, from which the form of the step and
//! the cut-off of blocks are taken.

const WORD: usize = u64::BITS as usize;

/// Rows of the match table before those of characters beyond ASCII.
const ASCII: usize = 128;

/// A pattern prepared for matching.
pub(super) struct Pattern {
    len: usize,
    blocks: usize,
    /// Characters beyond ASCII that occur in the pattern, sorted.
    others: Vec<char>,
    /// A row for each ASCII character, each of `others`, and one of zeros; in a row a bit for each position of the
    /// pattern that holds the character.
    matches: Vec<u64>,
}

/// The vertical differences of one column within one block, as bit sets of +1 and -1.
#[derive(Clone, Copy)]
struct Block {
    up: u64,
    down: u64,
}

impl Block {
    /// The first column, where every row costs one deletion more than the row above.
    const FIRST: Self = Self { up: u64::MAX, down: 0 };

    /// Moves on by a character of the text. `matches` are the rows that hold it, `above` is the horizontal difference
    /// of the row above the block; returns the differences of all rows, as bit sets of +1 and -1.
    #[inline(always)]
    fn step(&mut self, mut matches: u64, above: i32) -> (u64, u64) {
        let vertical = matches | self.down;
        matches |= u64::from(above < 0);
        let diagonal = ((matches & self.up).wrapping_add(self.up) ^ self.up) | matches;
        let more = self.down | !(diagonal | self.up);
        let less = self.up & diagonal;
        let (more_above, less_above) = (more << 1 | u64::from(above > 0), less << 1 | u64::from(above < 0));
        self.up = less_above | !(vertical | more_above);
        self.down = more_above & vertical;
        (more, less)
    }
}

/// The difference that the row of `bit` makes.
#[inline(always)]
fn difference((more, less): (u64, u64), bit: u32) -> i32 {
    (more >> bit & 1) as i32 - (less >> bit & 1) as i32
}

impl Pattern {
    /// Prepares a pattern, in time and space linear to its length.
    pub(super) fn new(pattern: impl Iterator<Item = char> + Clone) -> Self {
        let len = pattern.clone().count();
        let blocks = len.div_ceil(WORD).max(1);
        let mut others: Vec<char> = pattern.clone().filter(|c| !c.is_ascii()).collect();
        others.sort_unstable();
        others.dedup();
        let rows = ASCII + others.len() + 1;
        let mut prepared = Self { len, blocks, others, matches: vec![0; rows * blocks] };
        for (at, c) in pattern.enumerate() {
            let row = prepared.row(c);
            prepared.matches[row + at / WORD] |= 1 << (at % WORD);
        }
        prepared
    }

    /// Length in characters.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Where the row of a character begins in `matches`.
    #[inline(always)]
    fn row(&self, c: char) -> usize {
        let row =
            if c.is_ascii() { c as usize } else { ASCII + self.others.binary_search(&c).unwrap_or(self.others.len()) };
        row * self.blocks
    }

    /// Calls `report` with the end in bytes and the distance of every end in `text` where the pattern matches with at
    /// most `limit` errors, in order. A match may begin anywhere. Every block of the pattern that a character of the text
    /// is held against takes one off `effort`; when that is used up, the search ends.
    pub(super) fn search(&self, text: &str, limit: usize, effort: &mut usize, report: impl FnMut(usize, usize)) {
        if self.blocks == 1 {
            self.search_word(text, limit, report);
        } else {
            self.search_blocks(text, limit, effort, report);
        }
    }

    /// In how many blocks the pattern is held.
    pub(super) fn blocks(&self) -> usize {
        self.blocks
    }

    fn search_word(&self, text: &str, limit: usize, mut report: impl FnMut(usize, usize)) {
        if self.len == 0 {
            return;
        }
        let last = (self.len - 1) as u32;
        let mut block = Block::FIRST;
        let mut distance = self.len as i32;
        for (at, c) in text.char_indices() {
            distance += difference(block.step(self.matches[self.row(c)], 0), last);
            if distance as usize <= limit {
                report(at + c.len_utf8(), distance as usize);
            }
        }
    }

    /// Works only on the blocks whose rows can still end in a match: `bottoms` are the distances in the last rows of
    /// the blocks, and a block below one that is far past the limit is not looked at until that changes (Hyyrö 2003,
    /// after Ukkonen).
    fn search_blocks(&self, text: &str, limit: usize, effort: &mut usize, mut report: impl FnMut(usize, usize)) {
        let limit = limit as i32;
        let final_block = self.blocks - 1;
        let rows_of = |block: usize| if block == final_block { self.len - block * WORD } else { WORD };
        let mut blocks = vec![Block::FIRST; self.blocks];
        let mut bottoms: Vec<i32> = (0..self.blocks).map(|block| (block * WORD + rows_of(block)) as i32).collect();
        let mut active = (limit as usize / WORD + 1).min(final_block);
        for (at, c) in text.char_indices() {
            if *effort == 0 {
                return;
            }
            *effort = effort.saturating_sub(active + 1);
            let row = self.row(c);
            let mut carry = 0;
            for block in 0..=active {
                carry = difference(blocks[block].step(self.matches[row + block], carry), rows_of(block) as u32 - 1);
                bottoms[block] += carry;
            }
            let before = bottoms[active] - carry;
            if active < final_block && before <= limit && (self.matches[row + active + 1] & 1 == 1 || carry < 0) {
                active += 1;
                blocks[active] = Block::FIRST;
                let rows = rows_of(active);
                carry = difference(blocks[active].step(self.matches[row + active], carry), rows as u32 - 1);
                bottoms[active] = before + rows as i32 + carry;
            } else {
                while active > 0 && bottoms[active] >= limit + rows_of(active) as i32 {
                    active -= 1;
                }
            }
            if active == final_block && bottoms[active] <= limit {
                report(at + c.len_utf8(), bottoms[active] as usize);
            }
        }
    }

    /// The least distances of the pattern's first `part` characters and of the whole pattern to anything that `text`
    /// begins with. Reads at most one and a half times the pattern's length: what is further away costs more.
    ///
    /// Only for patterns of up to 64 characters; of a longer one the first 64 count.
    pub(super) fn distances(&self, part: usize, text: impl Iterator<Item = char>) -> (usize, usize) {
        let len = self.len.min(WORD);
        let part = part.min(len);
        let rows = |count: usize| if count == WORD { u64::MAX } else { (1 << count) - 1 };
        let mut block = Block::FIRST;
        let mut least = (part, len);
        for (column, c) in (1..).zip(text.take(len + len / 2)) {
            block.step(self.matches[self.row(c)], 1);
            let distance = |count: usize| {
                let (up, down) = ((block.up & rows(count)).count_ones(), (block.down & rows(count)).count_ones());
                (column + up as usize).saturating_sub(down as usize)
            };
            least = (least.0.min(distance(part)), least.1.min(distance(len)));
        }
        least
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The last row of the plain matrix: the distance of `pattern` to the best match that ends at each column, or,
    /// if `anchored`, to the text up to it.
    fn matrix(pattern: &[char], text: &[char], anchored: bool) -> Vec<usize> {
        let mut column: Vec<usize> = (0..=pattern.len()).collect();
        let mut last = vec![pattern.len()];
        for (at, c) in text.iter().enumerate() {
            let mut diagonal = column[0];
            column[0] = if anchored { at + 1 } else { 0 };
            for row in 1..=pattern.len() {
                let replace = diagonal + usize::from(pattern[row - 1] != *c);
                diagonal = column[row];
                column[row] = replace.min(column[row] + 1).min(column[row - 1] + 1);
            }
            last.push(column[pattern.len()]);
        }
        last
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn search_equals_dynamic_programming(pattern in "[abcé]{1,200}", text in "[abcé]{0,400}", share in 0usize..=100) {
            let limit = pattern.chars().count() * share / 100;
            let mut ours = Vec::new();
            let report = |end, distance| ours.push((end, distance));
            Pattern::new(pattern.chars()).search(&text, limit, &mut usize::MAX.clone(), report);
            let (pattern, chars): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
            let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
            let plain: Vec<_> =
                ends.zip(matrix(&pattern, &chars, false).into_iter().skip(1)).filter(|(_, d)| *d <= limit).collect();
            prop_assert_eq!(ours, plain);
        }

        #[test]
        fn an_edited_piece_is_found_in_a_long_text(text in "[a-e ]{600,900}", start in 0usize..300, len in 60usize..300, cut in 0usize..50) {
            let mut pattern = text[start..start + len].to_owned();
            pattern.replace_range(cut..cut + 3, "zz");
            let chars: Vec<char> = pattern.chars().collect();
            let mut ours = vec![];
            let report = |end, distance| ours.push((end, distance));
            Pattern::new(pattern.chars()).search(&text, 10, &mut usize::MAX.clone(), report);
            let plain = matrix(&chars, &text.chars().collect::<Vec<_>>(), false);
            let plain: Vec<_> = plain.into_iter().enumerate().skip(1).filter(|(_, d)| *d <= 10).collect();
            prop_assert!(!ours.is_empty());
            prop_assert_eq!(ours, plain);
        }

        #[test]
        fn a_search_goes_as_far_as_its_effort(pattern in "[ab]{70,300}", text in "[ab]{0,200}", effort in 0usize..400) {
            let prepared = Pattern::new(pattern.chars());
            let ends = |mut effort: usize| {
                let mut ends = vec![];
                prepared.search(&text, pattern.len(), &mut effort, |end, distance| ends.push((end, distance)));
                (ends, effort)
            };
            let ((some, left), (all, _)) = (ends(effort), ends(usize::MAX));
            prop_assert!(all.starts_with(&some));
            prop_assert!(some == all || left == 0 && some.len() <= effort);
        }

        #[test]
        fn distances_equal_dynamic_programming(pattern in "[abc]{1,64}", text in "[abc]{0,120}", part in 0usize..64) {
            let prepared = Pattern::new(pattern.chars());
            let chars: Vec<char> = pattern.chars().collect();
            let seen: Vec<char> = text.chars().take(chars.len() + chars.len() / 2).collect();
            let part = part.min(chars.len());
            let least = |len: usize| matrix(&chars[..len], &seen, true).into_iter().min();
            let (some, whole) = prepared.distances(part, text.chars());
            prop_assert_eq!((Some(some), Some(whole)), (least(part), least(chars.len())));
        }
    }
}
