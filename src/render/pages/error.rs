//! Pages for readers whose request led nowhere: what happened, and where to go.

use askama::Template;

use crate::content::Piece;
use crate::render::language::isolated;

use super::{Frame, Surroundings, finished};

/// Why there is no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Problem {
    BadRequest,
    NotFound,
    MethodNotAllowed,
    Internal,
    /// There is no library that could be shown.
    Unavailable,
    /// As many others wait as may.
    Busy,
}

impl Problem {
    pub const ALL: [Self; 6] =
        [Self::BadRequest, Self::NotFound, Self::MethodNotAllowed, Self::Internal, Self::Unavailable, Self::Busy];

    fn title(self) -> &'static str {
        match self {
            Self::BadRequest => "The address could not be read",
            Self::NotFound => "There is no page here",
            Self::MethodNotAllowed => "This page can only be read",
            Self::Internal => "Something went wrong here",
            Self::Unavailable => "Nothing can be shown yet",
            Self::Busy => "Too many ask for this at once",
        }
    }

    fn explanation(self) -> &'static str {
        match self {
            Self::BadRequest => {
                "Something in it is not as an address should be. Perhaps it was cut or changed on its way."
            }
            Self::NotFound => "The text may have been renamed or taken away, or the address lost a letter on its way.",
            Self::MethodNotAllowed => {
                "The request wanted to change something, and nothing here can be changed this way."
            }
            Self::Internal => "It is not your doing. Trying again in a while may help.",
            Self::Unavailable => "The library has faults that have to be mended first.",
            Self::Busy => {
                "Trying again in a moment will help. Texts without anything marked or hidden are there meanwhile."
            }
        }
    }
}

/// So many texts are offered to somebody who found none.
const OFFERED: usize = 5;

/// The finished page for a problem, which offers the first of `pieces` where that helps.
pub fn error(problem: Problem, pieces: &[&Piece], surroundings: &Surroundings<'_>) -> String {
    let [said, library] = isolated([problem.title(), &surroundings.settings.title]);
    let title = format!("{said} — {library}");
    let offered = if problem == Problem::NotFound { &pieces[..pieces.len().min(OFFERED)] } else { &[] };
    let page = ErrorPage { frame: Frame::interface(surroundings, title, problem.explanation()), problem, offered };
    finished(page.render())
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    frame: Frame<'a>,
    problem: Problem,
    offered: &'a [&'a Piece],
}
