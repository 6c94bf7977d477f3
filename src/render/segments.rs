//! Overlapping anchors to flat segments.
//!
//! Enter at [`flatten`]. HTML elements nest and anchors do not, so the text is cut wherever an anchor begins or ends;
//! within a segment the same annotations apply throughout. One sweep over the boundaries, in the order of the text.

use std::collections::BTreeMap;
use std::ops::Range;

/// Something that covers a range of the text: `key` is what the caller knows it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// Bytes of the text.
    pub range: Range<usize>,
    pub key: usize,
}

/// A stretch of text under the same covers throughout. Stretches under no cover are no segments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// The keys that apply, ascending, each once.
    pub keys: Vec<usize>,
    /// Indices of the covers that begin here.
    pub begins: Vec<usize>,
}

/// The segments of `covers`, in the order of the text, none empty, none overlapping. Empty covers are passed over.
pub fn flatten(covers: &[Cover]) -> Vec<Segment> {
    let mut edges: Vec<Edge> = Vec::with_capacity(covers.len() * 2);
    for (index, cover) in covers.iter().enumerate().filter(|(_, cover)| !cover.range.is_empty()) {
        edges.push(Edge { at: cover.range.start, cover: index, opens: true });
        edges.push(Edge { at: cover.range.end, cover: index, opens: false });
    }
    edges.sort_by_key(|edge| (edge.at, edge.cover));

    let mut segments = Vec::with_capacity(edges.len());
    // How many covers of each key are open: two anchors of one annotation may overlap.
    let mut open: BTreeMap<usize, usize> = BTreeMap::new();
    let mut rest = edges.as_slice();
    while let Some(first) = rest.first() {
        let at = first.at;
        let here = rest.partition_point(|edge| edge.at == at);
        let mut begins = Vec::new();
        for edge in &rest[..here] {
            let key = covers[edge.cover].key;
            if edge.opens {
                *open.entry(key).or_default() += 1;
                begins.push(edge.cover);
            } else if let Some(count) = open.get_mut(&key) {
                *count -= 1;
                if *count == 0 {
                    open.remove(&key);
                }
            }
        }
        rest = &rest[here..];
        if let (Some(next), false) = (rest.first(), open.is_empty()) {
            segments.push(Segment { range: at..next.at, keys: open.keys().copied().collect(), begins });
        }
    }
    segments
}

struct Edge {
    at: usize,
    cover: usize,
    opens: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn covers(ranges: &[(usize, usize, usize)]) -> Vec<Cover> {
        ranges.iter().map(|&(start, end, key)| Cover { range: start..end, key }).collect()
    }

    fn shape(ranges: &[(usize, usize, usize)]) -> Vec<(Range<usize>, Vec<usize>)> {
        flatten(&covers(ranges)).into_iter().map(|segment| (segment.range, segment.keys)).collect()
    }

    #[test]
    fn crossing_covers_are_cut_where_they_cross() {
        assert_eq!(shape(&[(0, 10, 1), (5, 15, 2)]), [(0..5, vec![1]), (5..10, vec![1, 2]), (10..15, vec![2])]);
    }

    #[test]
    fn nested_equal_and_adjacent_covers() {
        assert_eq!(shape(&[(0, 9, 1), (3, 6, 2)]), [(0..3, vec![1]), (3..6, vec![1, 2]), (6..9, vec![1])]);
        assert_eq!(shape(&[(0, 9, 1), (0, 9, 2)]), [(0..9, vec![1, 2])]);
        assert_eq!(shape(&[(0, 5, 1), (5, 9, 2)]), [(0..5, vec![1]), (5..9, vec![2])]);
    }

    #[test]
    fn overlapping_covers_of_one_key_end_with_the_last() {
        assert_eq!(shape(&[(0, 6, 1), (3, 9, 1)]), [(0..3, vec![1]), (3..6, vec![1]), (6..9, vec![1])]);
    }

    proptest! {
        #[test]
        fn every_byte_has_exactly_the_keys_of_the_covers_over_it(
            ranges in prop::collection::vec((0_usize..40, 0_usize..40, 0_usize..6), 0..20),
        ) {
            let covers: Vec<Cover> = ranges
                .into_iter()
                .map(|(a, b, key)| Cover { range: a.min(b)..a.max(b), key })
                .collect();
            let segments = flatten(&covers);
            for at in 0..40 {
                let mut expected: Vec<usize> =
                    covers.iter().filter(|cover| cover.range.contains(&at)).map(|cover| cover.key).collect();
                expected.sort_unstable();
                expected.dedup();
                let over: Vec<&Segment> = segments.iter().filter(|segment| segment.range.contains(&at)).collect();
                prop_assert!(over.len() <= 1);
                prop_assert_eq!(over.first().map_or(&[][..], |segment| &segment.keys), expected);
            }
            let begun: usize = segments.iter().map(|segment| segment.begins.len()).sum();
            prop_assert_eq!(begun, covers.iter().filter(|cover| !cover.range.is_empty()).count());
        }
    }
}
