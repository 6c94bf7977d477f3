//! Placeholder.
mod attach;
pub use crate::content::{Quote, Selector};
pub use attach::{Anchor, Attached, Lost, attach};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextRange {
    pub start: usize,
    pub end: usize,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    Found,
    Moved,
    Ambiguous,
    Orphaned,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution {
    pub state: State,
    pub range: Option<TextRange>,
    pub confidence: f32,
    pub reason: String,
    pub candidates: Vec<TextRange>,
}
pub struct Index<'t>(&'t str);
impl<'t> Index<'t> {
    pub fn new(text: &'t str) -> Self {
        Self(text)
    }
    pub fn resolve_all(&self, items: &[(Selector, Option<usize>)]) -> Vec<Resolution> {
        items
            .iter()
            .map(|(s, _)| {
                let range = match s {
                    Selector::Quote(q) => self.0.find(&q.exact).map(|a| (a, a + q.exact.len())),
                    Selector::Range { start, end } => self
                        .0
                        .find(&start.exact)
                        .and_then(|a| self.0[a..].find(&end.exact).map(|b| (a, a + b + end.exact.len()))),
                };
                let count = |b: usize| self.0[..b].chars().count();
                match range {
                    Some((a, b)) => Resolution {
                        state: State::Found,
                        range: Some(TextRange { start: count(a), end: count(b) }),
                        confidence: 1.0,
                        reason: String::new(),
                        candidates: vec![],
                    },
                    None => Resolution {
                        state: State::Orphaned,
                        range: None,
                        confidence: 0.0,
                        reason: "gone".into(),
                        candidates: vec![],
                    },
                }
            })
            .collect()
    }
    pub fn describe(&self, range: TextRange) -> Quote {
        Quote::exact(self.0.chars().skip(range.start).take(range.end - range.start).collect::<String>())
    }
}
