//! A timeline in numbers: where its ticks, labels and leaders stand.
//!
//! Enter at [`draw`]. Ticks are spaced by time. For the labels it takes the first of these that fits: dates with
//! titles in one row, the same in two rows, dates in one row, in two, and at last the dates of as many notes as there
//! is room for. Lengths are units of the drawing.

use jiff::civil::Date;

use super::lettering;
use super::spread::{Place, Row, Wanted, farthest, in_one_row, in_two_rows};

/// One dated note.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    pub date: Date,
    pub title: &'a str,
}

/// How large a drawing is to be.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    pub width: f64,
    /// The size of its type.
    pub type_size: f64,
    /// Whether time runs from right to left.
    pub is_mirrored: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    pub width: f64,
    pub height: f64,
    pub type_size: f64,
    /// How far down the line stands.
    pub line: f64,
    /// One for each event, in their order.
    pub ticks: Vec<Tick>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    pub x: f64,
    pub label: Option<Label>,
}

/// The words at a tick.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    pub row: Row,
    pub left: f64,
    pub width: f64,
    /// Where its words are held: `start`, `middle` or `end`.
    pub anchor: &'static str,
    /// The point that they are held at.
    pub x: f64,
    /// Where the leader from the tick ends.
    pub leader: (f64, f64),
    pub date: String,
    /// The base line of the date.
    pub date_y: f64,
    /// The title, where there is room for titles.
    pub title: Option<String>,
    /// The base line of the title.
    pub title_y: f64,
}

/// Half the height of a tick.
pub const TICK: f64 = 4.0;
/// From the line to the labels.
const LEADER: f64 = 15.0;
/// Of the type's size: lines, the gap between labels, how far a label may stand from its tick in a single row, and with
/// its title.
const LINE_HEIGHT: f64 = 1.25;
const GAP: f64 = 0.9;
const NEAR: f64 = 2.0;
const FAR: f64 = 6.0;
/// More labels than these are not tried: no drawing holds as many.
const MOST_LABELS: usize = 64;

/// The drawing of events that are sorted by date.
pub fn draw(events: &[Event<'_>], format: Format) -> Drawing {
    let xs = positions(events, format.width);
    let labels = choose(events, &xs, format);
    let has_titles = labels.iter().any(|label| label.title.is_some());
    let line_height = LINE_HEIGHT * format.type_size;
    let block = if has_titles { 2.0 } else { 1.0 } * line_height;
    let above = if labels.iter().any(|label| label.place.row == Row::Above) { LEADER + block } else { TICK + 1.0 };
    let mut ticks: Vec<Tick> = xs.iter().map(|&x| Tick { x, label: None }).collect();
    for Chosen { event, date, title, width, place: Place { row, left } } in labels {
        let (top, leader) = match row {
            Row::Below => (above + LEADER, above + LEADER - 2.0),
            Row::Above => (0.0, above - LEADER + 2.0),
        };
        let (anchor, x) = anchor(left, width, xs[event]);
        let date_y = top + 0.9 * format.type_size;
        ticks[event].label = Some(Label {
            row,
            left,
            width,
            anchor,
            x,
            leader: (xs[event].clamp(left + 0.5, left + width - 0.5), leader),
            date,
            date_y,
            title,
            title_y: date_y + line_height,
        });
    }
    let mut drawing = Drawing {
        width: format.width,
        height: (above + LEADER + block + 0.1 * format.type_size).ceil(),
        type_size: format.type_size,
        line: above,
        ticks,
    };
    if format.is_mirrored {
        drawing.mirror();
    }
    drawing
}

/// Where each event stands on the line, the first at its beginning and the last at its end.
fn positions(events: &[Event<'_>], width: f64) -> Vec<f64> {
    let Some(first) = events.first() else { return Vec::new() };
    let days: Vec<f64> =
        events.iter().map(|event| event.date.duration_since(first.date).as_hours() as f64 / 24.0).collect();
    let span = days.last().copied().unwrap_or(0.0).max(1.0);
    let inset = 0.5;
    days.into_iter().map(|day| inset + day / span * (width - 2.0 * inset)).collect()
}

/// A label with its words and its place.
struct Chosen {
    event: usize,
    date: String,
    title: Option<String>,
    width: f64,
    place: Place,
}

fn choose(events: &[Event<'_>], xs: &[f64], format: Format) -> Vec<Chosen> {
    let mut shown = sample(xs, format.width);
    if shown.len() == events.len()
        && let Some(labels) = attempt(events, xs, &shown, format, true)
    {
        return labels;
    }
    loop {
        if let Some(labels) = attempt(events, xs, &shown, format, false) {
            return labels;
        }
        // The most crowded one goes; the first and the last stay as long as there is another.
        let crowded = (1..shown.len().saturating_sub(1)).min_by(|&a, &b| {
            let room = |index: usize| xs[shown[index + 1]] - xs[shown[index - 1]];
            room(a).total_cmp(&room(b))
        });
        match crowded {
            Some(index) => shown.remove(index),
            // Without any label it fits.
            None => shown.pop().unwrap_or(0),
        };
    }
}

/// Every event, or where there are very many the first in each stretch of the line.
fn sample(xs: &[f64], width: f64) -> Vec<usize> {
    let mut all: Vec<usize> = (0..xs.len()).collect();
    if all.len() > MOST_LABELS {
        let stretch = |index: &usize| (xs[*index] / width * MOST_LABELS as f64) as usize;
        let last = all.len() - 1;
        all.dedup_by_key(|index| if *index == last { usize::MAX } else { stretch(index) });
    }
    all
}

/// Labels for the events that are to be shown, where they fit.
fn attempt(
    events: &[Event<'_>],
    xs: &[f64],
    shown: &[usize],
    format: Format,
    with_titles: bool,
) -> Option<Vec<Chosen>> {
    let dates = written(events, shown);
    let titles: Vec<Option<&str>> = shown.iter().map(|&event| with_titles.then_some(events[event].title)).collect();
    let size = format.type_size;
    let wanted: Vec<Wanted> = shown
        .iter()
        .zip(dates.iter().zip(&titles))
        .map(|(&event, (date, title))| Wanted {
            at: xs[event],
            width: lettering::width(date, size).max(title.map_or(0.0, |title| lettering::width(title, size))),
        })
        .collect();
    let (gap, room) = (GAP * size, format.width);
    let near = in_one_row(&wanted, gap, room).filter(|places| farthest(&wanted, places) <= NEAR * size);
    let places = near.or_else(|| {
        in_two_rows(&wanted, gap, room).filter(|places| !with_titles || farthest(&wanted, places) <= FAR * size)
    })?;
    let labels = shown.iter().zip(dates).zip(titles).zip(wanted.iter().zip(places));
    let labels = labels.map(|(((&event, date), title), (wanted, place))| Chosen {
        event,
        date,
        title: title.map(str::to_owned),
        width: wanted.width,
        place,
    });
    Some(labels.collect())
}

/// Days and months, and the year with the first date of each year.
fn written(events: &[Event<'_>], shown: &[usize]) -> Vec<String> {
    let mut year = None;
    let dates = shown.iter().map(|&event| {
        let date = events[event].date;
        let is_first = year.replace(date.year()) != Some(date.year());
        date.strftime(if is_first { "%-d %b %Y" } else { "%-d %b" }).to_string()
    });
    dates.collect()
}

/// A label's words are held at its middle, or at the end that is near its tick.
fn anchor(left: f64, width: f64, tick: f64) -> (&'static str, f64) {
    if tick <= left + width / 4.0 {
        ("start", left)
    } else if tick >= left + width * 0.75 {
        ("end", left + width)
    } else {
        ("middle", left + width / 2.0)
    }
}

impl Drawing {
    /// Turns it so that time runs from right to left.
    fn mirror(&mut self) {
        for tick in &mut self.ticks {
            tick.x = self.width - tick.x;
            if let Some(label) = &mut tick.label {
                label.left = self.width - label.left - label.width;
                label.x = self.width - label.x;
                label.leader.0 = self.width - label.leader.0;
                label.anchor = match label.anchor {
                    "start" => "end",
                    "end" => "start",
                    anchor => anchor,
                };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WIDE: Format = Format { width: 576.0, type_size: 12.5, is_mirrored: false };

    fn is_near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-6
    }

    fn check(drawing: &Drawing, format: Format) -> Result<(), TestCaseError> {
        let labels: Vec<&Label> = drawing.ticks.iter().filter_map(|tick| tick.label.as_ref()).collect();
        for tick in &drawing.ticks {
            prop_assert!((0.0..=format.width).contains(&tick.x));
        }
        for label in &labels {
            prop_assert!(label.left >= -1e-6 && label.left + label.width <= format.width + 1e-6, "{label:?}");
            let lowest = if label.title.is_some() { label.title_y } else { label.date_y };
            prop_assert!(label.date_y > 0.0 && lowest < drawing.height, "{label:?}");
            let is_above = label.row == Row::Above;
            prop_assert!(is_above == (lowest < drawing.line) && is_above == (label.leader.1 < drawing.line));
        }
        for row in [Row::Below, Row::Above] {
            let mut of_row: Vec<&&Label> = labels.iter().filter(|label| label.row == row).collect();
            if format.is_mirrored {
                of_row.reverse();
            }
            for pair in of_row.windows(2) {
                prop_assert!(pair[0].left + pair[0].width < pair[1].left, "{pair:?}");
                prop_assert!(pair[0].leader.0 < pair[1].leader.0, "leaders cross: {pair:?}");
            }
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn labels_never_collide_and_keep_their_order(
            mut days in prop::collection::vec(prop_oneof![0..20i64, 0..400i64, 0..200_000i64], 1..90),
            title in "[A-Za-zא-ת漢 ]{0,40}",
            width in 60.0..800.0,
            is_mirrored: bool,
        ) {
            days.sort_unstable();
            let first = jiff::civil::date(1871, 5, 14);
            let events: Vec<Event<'_>> = days
                .iter()
                .map(|&days| Event { date: first + jiff::Span::new().days(days), title: &title })
                .collect();
            let format = Format { width, is_mirrored, ..WIDE };
            let drawing = draw(&events, format);
            prop_assert_eq!(drawing.ticks.len(), events.len());
            let mut xs: Vec<f64> = drawing.ticks.iter().map(|tick| tick.x).collect();
            if is_mirrored {
                xs.reverse();
            }
            prop_assert!(xs.is_sorted());
            check(&drawing, format)?;
            // Two dates always fit where there is room for two.
            let shown = drawing.ticks.iter().filter(|tick| tick.label.is_some()).count();
            prop_assert!(width < 250.0 || shown >= events.len().min(2));
        }
    }

    fn shipped() -> Vec<Event<'static>> {
        let event = |year, month, day, title| Event { date: jiff::civil::date(year, month, day), title };
        vec![
            event(2021, 12, 17, "The December drafts"),
            event(2022, 1, 10, "Geneva"),
            event(2022, 1, 12, "Brussels"),
            event(2022, 1, 13, "Vienna"),
            event(2022, 6, 28, "The promise of membership"),
        ]
    }

    fn dates(drawing: &Drawing) -> Vec<&str> {
        drawing.ticks.iter().filter_map(|tick| Some(tick.label.as_ref()?.date.as_str())).collect()
    }

    #[test]
    fn a_year_is_said_once() {
        let drawing = draw(&shipped(), WIDE);
        assert_eq!(dates(&drawing), ["17 Dec 2021", "10 Jan 2022", "12 Jan", "13 Jan", "28 Jun"]);
    }

    #[test]
    fn ticks_are_spaced_by_time() {
        let drawing = draw(&shipped(), WIDE);
        let line = drawing.ticks[4].x - drawing.ticks[0].x;
        for (tick, days) in drawing.ticks.iter().zip([0.0, 24.0, 26.0, 27.0, 193.0]) {
            assert!(is_near(tick.x - drawing.ticks[0].x, days / 193.0 * line));
        }
    }

    #[test]
    fn where_not_all_labels_fit_the_ends_keep_theirs() {
        let events: Vec<Event<'_>> = (0..3000)
            .map(|day| Event { date: jiff::civil::date(2000, 1, 1) + jiff::Span::new().days(day), title: "A" })
            .collect();
        let drawing = draw(&events, WIDE);
        let labels = dates(&drawing).len();
        assert!((8..MOST_LABELS).contains(&labels), "{labels}");
        assert!(drawing.ticks[0].label.is_some() && drawing.ticks[2999].label.is_some());
    }
}
