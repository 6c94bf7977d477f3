//! The dated annotations of a piece on a line of time.
//!
//! Enter at [`Timeline::new`]; `templates/timeline.html` draws it. It is drawn twice, for a column of text and for a
//! phone, so that its words are never scaled down; a list says the same to those who do not see it. [`geometry`] says
//! where everything stands, [`spread`] keeps labels apart, [`lettering`] guesses how wide they are.

pub mod geometry;
mod lettering;
mod spread;

use crate::content::Direction;

use super::annotated::AnnotatedPiece;
use super::bodies::{Body, Day};
use super::hidden::Hidden;

use geometry::{Drawing, Event, Format, Label, TICK, Tick, draw};

/// The measure of the text, at the reader's usual size of type.
const COLUMN: f64 = 576.0;
/// What a small phone leaves for the text.
const PHONE: f64 = 280.0;

/// The dates that a piece's annotations have.
pub struct Timeline<'a> {
    pub dates: Vec<Dated<'a>>,
    pub drawings: [View; 2],
}

/// An annotation with its date.
pub struct Dated<'a> {
    pub body: &'a Body<'a>,
    pub day: Day,
    /// Whether the reader has switched it off. It keeps its place, for when it is switched on again.
    pub is_hidden: bool,
}

/// A drawing with its name in the stylesheet.
pub struct View {
    pub class: &'static str,
    pub drawing: Drawing,
}

impl<'a> Timeline<'a> {
    /// `None` unless annotations that stand in the text have two different dates at least.
    pub fn new(annotated: &'a AnnotatedPiece<'_>, hidden: &Hidden, direction: Direction) -> Option<Self> {
        let in_the_text = annotated.bodies.in_reading_order().filter(|body| !body.passages.is_empty());
        let mut dated: Vec<_> = in_the_text.filter_map(|body| Some((body.annotation.date?, body))).collect();
        dated.sort_by_key(|(date, _)| *date);
        if dated.first()?.0 == dated.last()?.0 {
            return None;
        }
        let events: Vec<Event<'_>> =
            dated.iter().map(|(date, body)| Event { date: *date, title: &body.annotation.title }).collect();
        let is_mirrored = direction == Direction::RightToLeft;
        let view = |class, width, type_size| {
            let drawing = draw(&events, Format { width, type_size, is_mirrored });
            View { class, drawing }
        };
        let listed = dated.into_iter().map(|(date, body)| Dated {
            body,
            day: Day::from(date),
            is_hidden: hidden.hides(&body.layer.name, &body.key),
        });
        Some(Self { drawings: [view("column", COLUMN, 12.5), view("phone", PHONE, 11.0)], dates: listed.collect() })
    }

    /// The first and the last day.
    pub fn ends(&self) -> Option<(&Day, &Day)> {
        Some((&self.dates.first()?.day, &self.dates.last()?.day))
    }

    /// Every date with its tick in a drawing.
    pub fn ticks<'t>(&'t self, view: &'t View) -> impl Iterator<Item = (&'t Dated<'a>, &'t Tick)> {
        self.dates.iter().zip(&view.drawing.ticks)
    }
}

impl View {
    /// The line, as a path.
    pub fn line(&self) -> String {
        format!("M0 {}H{}", Short(self.drawing.line), Short(self.drawing.width))
    }

    /// A tick, as a path.
    pub fn tick(&self, tick: &Tick) -> String {
        format!("M{} {}v{}", Short(tick.x), Short(self.drawing.line - TICK), Short(2.0 * TICK))
    }

    /// The leader from a tick to its label, as a path.
    pub fn leader(&self, tick: &Tick, label: &Label) -> String {
        let (to, end) = label.leader;
        let from = self.drawing.line + TICK.copysign(end - self.drawing.line);
        format!("M{} {}L{} {}", Short(tick.x), Short(from), Short(to), Short(end))
    }
}

/// Where a label's words stand, as they are written.
impl Label {
    pub fn across(&self) -> Short {
        Short(self.x)
    }

    pub fn date_down(&self) -> Short {
        Short(self.date_y)
    }

    pub fn title_down(&self) -> Short {
        Short(self.title_y)
    }
}

/// A length with one decimal at most.
#[derive(Debug, Clone, Copy)]
pub struct Short(f64);

impl std::fmt::Display for Short {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}", (self.0 * 10.0).round() / 10.0)
    }
}
