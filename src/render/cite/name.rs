//! Names of authors, as front matter has them.
//!
//! `Lima, Ana` is a person whose family name is known. A name without a comma may be a person's or an organisation's,
//! so it stays whole: nothing here guesses which word of it to sort by.

use super::line;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name<'a> {
    Person { family: &'a str, given: &'a str },
    Whole(&'a str),
}

impl<'a> Name<'a> {
    pub fn new(author: &'a str) -> Self {
        match author.split_once(',').map(|(family, given)| (family.trim(), given.trim())) {
            Some((family, given)) if !family.is_empty() && !given.is_empty() => Self::Person { family, given },
            _ => Self::Whole(author.trim()),
        }
    }

    /// The name as it is said.
    pub fn written(&self) -> String {
        match self {
            Self::Person { family, given } => line(&format!("{given} {family}")),
            Self::Whole(name) => line(name),
        }
    }

    /// The name as it is sorted.
    pub fn sorted(&self) -> String {
        match self {
            Self::Person { family, given } => line(&format!("{family}, {given}")),
            Self::Whole(name) => line(name),
        }
    }

    /// What kind of author it is, in the word that schema.org and Web Annotation share; `None` where that is not known.
    /// The house itself is the one organisation that there is no doubt about.
    pub fn kind(&self, houses: &[&str]) -> Option<&'static str> {
        match self {
            Self::Person { .. } => Some("Person"),
            Self::Whole(name) => houses.contains(name).then_some("Organization"),
        }
    }
}
