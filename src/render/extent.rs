//! How far annotations reach in a text: for the library page, where a piece is seen from afar.
//!
//! Enter at [`Summary::new`]. A layer is one line over the length of the text, with a stretch wherever one of its
//! annotations stands, in that one's tone. Lines have [`LENGTH`] units and no more stretches than that, however many
//! annotations there are.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::content::Tone;

use super::annotated::AnnotatedPiece;
use super::pages::reading_minutes;

/// The units of a line: about as many as it has pixels.
pub const LENGTH: usize = 600;
/// A single word is drawn as long as this, to be seen.
const SHORTEST: usize = 3;

/// What the library page says of a piece.
#[derive(Debug)]
pub struct Summary {
    pub minutes: usize,
    /// For each layer of the piece, where its annotations stand.
    pub layers: Vec<Vec<Stretches>>,
}

/// Where annotations of one tone stand.
#[derive(Debug, PartialEq, Eq)]
pub struct Stretches {
    pub tone: Tone,
    /// As a path, on a line at height 0.
    pub path: String,
}

impl Summary {
    pub fn new(annotated: &AnnotatedPiece<'_>) -> Self {
        let piece = annotated.piece;
        let text = &annotated.document.text;
        let scalars = text.scalars().max(1);
        let unit = |byte: usize| text.scalar(byte) * LENGTH / scalars;
        let layers = piece.layers.iter().map(|layer| {
            let mut tones: BTreeMap<&'static str, (Tone, Vec<bool>)> = BTreeMap::new();
            for body in annotated.bodies.all.iter().filter(|body| body.layer.name == layer.name) {
                let (_, units) = tones.entry(body.tone.as_str()).or_insert_with(|| (body.tone, vec![false; LENGTH]));
                for passage in &body.passages {
                    let from = unit(passage.range.start).min(LENGTH - SHORTEST);
                    let to = (unit(passage.range.end) + 1).clamp(from + SHORTEST, LENGTH);
                    units[from..to].fill(true);
                }
            }
            let stretches = tones.into_values().map(|(tone, units)| Stretches { tone, path: path(&units) });
            stretches.collect()
        });
        Self { minutes: reading_minutes(text.as_str()), layers: layers.collect() }
    }
}

/// A line wherever units are taken.
fn path(units: &[bool]) -> String {
    let mut path = String::new();
    let mut at = 0;
    for run in units.chunk_by(|a, b| a == b) {
        if run[0] {
            let _ = write!(path, "M{at} 0h{}", run.len());
        }
        at += run.len();
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_that_touch_are_one() {
        assert_eq!(path(&[true, true, false, false, true]), "M0 0h2M4 0h1");
        assert_eq!(path(&[false; 4]), "");
    }
}
