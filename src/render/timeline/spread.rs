//! Labels along a line, each as near to its own place as the others allow.
//!
//! Enter at [`spread`]. In one row the least movement (in squares) is an isotonic regression: take away the room that
//! the labels before it need, pool neighbours that would overlap to their mean, and put the room back.

/// A label before it has a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// The point of the line that it belongs to.
    pub at: f64,
    pub width: f64,
}

/// The left ends of labels in one row, `gap` apart at least and all between 0 and `room`, in their order; `None` where
/// they do not fit.
pub fn spread(wanted: &[Wanted], gap: f64, room: f64) -> Option<Vec<f64>> {
    let needed = wanted.iter().map(|label| label.width + gap).sum::<f64>() - gap;
    if needed > room {
        return None;
    }
    let mut before = 0.0;
    let mut offsets = Vec::with_capacity(wanted.len());
    // Means of pooled labels, with how many each holds.
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for label in wanted {
        offsets.push(before);
        let mut pool = (label.at - label.width / 2.0 - before, 1);
        while let Some(&(mean, count)) = pools.last()
            && mean >= pool.0
        {
            pools.pop();
            let together = count + pool.1;
            pool = ((mean * count as f64 + pool.0 * pool.1 as f64) / together as f64, together);
        }
        pools.push(pool);
        before += label.width + gap;
    }
    let slack = (room - needed).max(0.0);
    let places = pools.into_iter().flat_map(|(mean, count)| std::iter::repeat_n(mean.clamp(0.0, slack), count));
    Some(places.zip(offsets).map(|(place, offset)| place + offset).collect())
}

/// On which side of the line a label stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    Below,
    Above,
}

/// Where a label stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub row: Row,
    pub left: f64,
}

/// Labels in one row below the line; `None` where they do not fit.
pub fn in_one_row(wanted: &[Wanted], gap: f64, room: f64) -> Option<Vec<Place>> {
    let lefts = spread(wanted, gap, room)?;
    Some(lefts.into_iter().map(|left| Place { row: Row::Below, left }).collect())
}

/// Labels in two rows, each in the one where it and its neighbours move less; `None` where they do not fit.
pub fn in_two_rows(wanted: &[Wanted], gap: f64, room: f64) -> Option<Vec<Place>> {
    let mut rows = [Row::Below, Row::Above].map(Line::new);
    for (index, label) in wanted.iter().enumerate() {
        let longer = rows.iter().filter_map(|row| row.with(index, *label, gap, room));
        let best = longer.min_by(|a, b| a.1.total_cmp(&b.1))?.0;
        let row = usize::from(best.row == Row::Above);
        rows[row] = best;
    }
    let mut places = vec![Place { row: Row::Below, left: 0.0 }; wanted.len()];
    for Line { row, members, lefts, .. } in rows {
        for ((index, _), left) in members.into_iter().zip(lefts) {
            places[index] = Place { row, left };
        }
    }
    Some(places)
}

/// A row that is being filled.
#[derive(Clone)]
struct Line {
    row: Row,
    members: Vec<(usize, Wanted)>,
    lefts: Vec<f64>,
    moved: f64,
}

impl Line {
    fn new(row: Row) -> Self {
        Self { row, members: Vec::new(), lefts: Vec::new(), moved: 0.0 }
    }

    /// The row with one more label, and how much more that moves; `None` where it does not fit.
    fn with(&self, index: usize, label: Wanted, gap: f64, room: f64) -> Option<(Self, f64)> {
        let mut members = self.members.clone();
        members.push((index, label));
        let labels: Vec<Wanted> = members.iter().map(|(_, label)| *label).collect();
        let lefts = spread(&labels, gap, room)?;
        let moved = labels.iter().zip(&lefts).map(|(label, left)| (left + label.width / 2.0 - label.at).powi(2)).sum();
        let more = moved - self.moved;
        // Where it makes no difference to see, labels stand below.
        Some((Self { row: self.row, members, lefts, moved }, more.round()))
    }
}

/// How far the farthest label stands from the point that it belongs to.
pub fn farthest(wanted: &[Wanted], places: &[Place]) -> f64 {
    let distances = wanted.iter().zip(places).map(|(label, place)| {
        let nearest = label.at.clamp(place.left, place.left + label.width);
        (label.at - nearest).abs()
    });
    distances.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GAP: f64 = 8.0;
    const ROOM: f64 = 300.0;

    fn labels() -> impl Strategy<Value = Vec<Wanted>> {
        let label = (0.0..ROOM, 1.0..60.0).prop_map(|(at, width)| Wanted { at, width });
        prop::collection::vec(label, 0..12).prop_map(|mut labels| {
            labels.sort_by(|a, b| a.at.total_cmp(&b.at));
            labels
        })
    }

    fn moved(wanted: &[Wanted], lefts: &[f64]) -> f64 {
        wanted.iter().zip(lefts).map(|(label, left)| (left + label.width / 2.0 - label.at).powi(2)).sum()
    }

    fn is_allowed(wanted: &[Wanted], lefts: &[f64]) -> bool {
        let ends: Vec<f64> = wanted.iter().zip(lefts).map(|(label, left)| left + label.width).collect();
        let apart = ends.iter().zip(&lefts[1.min(lefts.len())..]).all(|(end, next)| next - end >= GAP - 1e-9);
        apart && lefts.iter().all(|left| *left >= -1e-9) && ends.iter().all(|end| *end <= ROOM + 1e-9)
    }

    proptest! {
        #[test]
        fn no_two_labels_overlap_and_none_stands_outside(wanted in labels()) {
            let needed = wanted.iter().map(|label| label.width + GAP).sum::<f64>() - GAP;
            match spread(&wanted, GAP, ROOM) {
                Some(lefts) => prop_assert!(is_allowed(&wanted, &lefts), "{lefts:?}"),
                None => prop_assert!(needed > ROOM),
            }
        }

        #[test]
        fn nothing_moves_less(wanted in labels(), nudges in prop::collection::vec(-5.0..5.0, 12)) {
            let Some(lefts) = spread(&wanted, GAP, ROOM) else { return Ok(()) };
            let other: Vec<f64> = lefts.iter().zip(&nudges).map(|(left, nudge)| left + nudge).collect();
            if is_allowed(&wanted, &other) {
                prop_assert!(moved(&wanted, &other) >= moved(&wanted, &lefts) - 1e-6);
            }
        }

        #[test]
        fn two_rows_hold_what_one_row_holds(wanted in labels()) {
            prop_assert!(in_one_row(&wanted, GAP, ROOM).is_none() || in_two_rows(&wanted, GAP, ROOM).is_some());
            let Some(places) = in_two_rows(&wanted, GAP, ROOM) else { return Ok(()) };
            for row in [Row::Below, Row::Above] {
                let of_row = wanted.iter().zip(&places).filter(|(_, place)| place.row == row);
                let (labels, lefts): (Vec<Wanted>, Vec<f64>) =
                    of_row.map(|(label, place)| (*label, place.left)).unzip();
                prop_assert!(is_allowed(&labels, &lefts), "{places:?}");
            }
        }
    }

    #[test]
    fn a_label_with_room_stands_at_its_own_place() {
        let wanted = [Wanted { at: 50.0, width: 20.0 }, Wanted { at: 200.0, width: 40.0 }];
        assert_eq!(spread(&wanted, GAP, ROOM), Some(vec![40.0, 180.0]));
    }

    #[test]
    fn what_collides_shares_the_way() {
        let wanted = [Wanted { at: 100.0, width: 20.0 }; 2];
        assert_eq!(spread(&wanted, GAP, ROOM), Some(vec![76.0, 104.0]));
    }
}
