//! Names of authors: as they are said, as they are sorted, and in the parts that other programs keep them in.
//!
//! Enter at [`Name::new`] with the language of the piece, then [`Name::written`] or [`Name::sorted`]. A person's name is
//! said as its own language says it: the family name first in Chinese, Japanese and Korean script, where no blank parts
//! the two, and in Hungarian and Vietnamese pieces. A foreign name in Katakana keeps its order, parted by a dot.

use crate::content::{Author, Person};

use super::line;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name<'a> {
    Person {
        person: &'a Person,
        order: Order,
    },
    Organization(&'a str),
    /// A name that does not say whose it is, nor which word of it to sort by.
    Whole(&'a str),
}

/// How the parts of a person's name follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Ana Lima
    GivenFirst,
    /// Szabó Magda
    FamilyFirst,
    /// 村上春樹
    FamilyFirstUnparted,
    /// ジョン・スミス
    GivenFirstDotted,
}

/// The languages that say the family name first in Latin letters.
const FAMILY_FIRST: &[&str] = &["hu", "vi"];

impl<'a> Name<'a> {
    pub fn new(author: &'a Author, lang: &str) -> Self {
        match author {
            Author::Person(person) => Self::Person { person, order: Order::of(person, lang) },
            Author::Organization(name) => Self::Organization(name.trim()),
            Author::Unknown(name) => Self::Whole(name.trim()),
        }
    }

    /// The name as it is said.
    pub fn written(&self) -> String {
        match self {
            Self::Person { person, order } => {
                let (family, given) = (person.family.as_str(), person.given.as_str());
                let name = match order {
                    _ if given.is_empty() => family.to_owned(),
                    Order::GivenFirst => format!("{given} {family}"),
                    Order::FamilyFirst => format!("{family} {given}"),
                    Order::FamilyFirstUnparted => format!("{family}{given}"),
                    Order::GivenFirstDotted => format!("{given}・{family}"),
                };
                line(&match &person.suffix {
                    Some(suffix) if is_title(suffix) => format!("{name}, {suffix}"),
                    Some(suffix) => format!("{name} {suffix}"),
                    None => name,
                })
            }
            Self::Organization(name) | Self::Whole(name) => line(name),
        }
    }

    /// The name as it is sorted: `Family, Given, Suffix`.
    pub fn sorted(&self) -> String {
        match self {
            Self::Person { person, .. } => {
                let parts = [person.family.as_str(), &person.given, person.suffix.as_deref().unwrap_or("")];
                let parts: Vec<String> = parts.into_iter().map(line).filter(|part| !part.is_empty()).collect();
                parts.join(", ")
            }
            Self::Organization(name) | Self::Whole(name) => line(name),
        }
    }

    /// As [`Self::sorted`], for programs to which a comma parts a family name from a given one: an organisation has none.
    pub fn parted_by_commas(&self) -> String {
        match self {
            Self::Organization(name) => line(&name.replace(',', " ")),
            _ => self.sorted(),
        }
    }

    /// What kind of author it is, in the word that schema.org and Web Annotation share; `None` where that is not known.
    /// The house itself is an organisation, whatever it is called.
    pub fn kind(&self, houses: &[&str]) -> Option<&'static str> {
        match self {
            Self::Person { .. } => Some("Person"),
            Self::Organization(_) => Some("Organization"),
            Self::Whole(name) => houses.contains(name).then_some("Organization"),
        }
    }
}

/// Several names in a row, as people read them.
pub fn all_written(names: &[Name<'_>]) -> String {
    names.iter().map(Name::written).collect::<Vec<_>>().join(", ")
}

impl Order {
    fn of(person: &Person, lang: &str) -> Self {
        let scripts = || person.family.chars().chain(person.given.chars()).filter(|char| char.is_alphabetic());
        let is_unparted = !person.given.is_empty() && scripts().next().is_some() && scripts().all(is_east_asian);
        let primary = lang.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
        match person.family_first {
            Some(false) if is_unparted => Self::GivenFirstDotted,
            Some(false) => Self::GivenFirst,
            None if is_unparted && scripts().all(is_katakana) => Self::GivenFirstDotted,
            _ if is_unparted => Self::FamilyFirstUnparted,
            Some(true) => Self::FamilyFirst,
            None if FAMILY_FIRST.contains(&primary.as_str()) => Self::FamilyFirst,
            None => Self::GivenFirst,
        }
    }
}

/// Han, Hiragana, Katakana, Bopomofo and Hangul, with the marks that repeat or lengthen a sign.
fn is_east_asian(char: char) -> bool {
    is_katakana(char)
        || matches!(char, '々' | '〆' | '\u{3041}'..='\u{309f}' | '\u{3105}'..='\u{312f}' | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
            | '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{a960}'..='\u{a97c}' | '\u{ac00}'..='\u{d7fb}')
}

fn is_katakana(char: char) -> bool {
    matches!(char, '\u{30a1}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}')
}

/// A degree or an honour, which a comma parts from the name; what tells people of one name apart has none.
fn is_title(suffix: &str) -> bool {
    let plain = suffix.trim_end_matches('.').to_lowercase();
    let is_numeral = plain.chars().all(|char| matches!(char, 'i' | 'v' | 'x'));
    let is_generation = is_numeral || plain.starts_with(|char: char| char.is_ascii_digit());
    !is_generation && !matches!(plain.as_str(), "jr" | "sr" | "junior" | "senior")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_said_as_its_language_says_it() {
        for (lang, name, written) in [
            ("en", "Lima, Ana", "Ana Lima"),
            ("en", "King, Martin Luther, Jr.", "Martin Luther King Jr."),
            ("en", "Davis, Sammy, III", "Sammy Davis III"),
            ("en", "Lima, Ana, PhD", "Ana Lima, PhD"),
            ("en", "Lima, Ana, M.D.", "Ana Lima, M.D."),
            ("nl", "van der Berg, Jan", "Jan van der Berg"),
            ("en", "Mao, Zedong", "Zedong Mao"),
            ("en", "毛, 泽东", "毛泽东"),
            ("ja", "村上, 春樹", "村上春樹"),
            ("en", "佐々木, のぞみ", "佐々木のぞみ"),
            ("ja", "スミス, ジョン", "ジョン・スミス"),
            ("ko", "한, 강", "한강"),
            ("hu", "Szabó, Magda", "Szabó Magda"),
            ("hu-HU", "Szabó, Magda", "Szabó Magda"),
            ("en", "Szabó, Magda", "Magda Szabó"),
            ("vi", "Nguyễn, Du", "Nguyễn Du"),
            ("hu", "World Health Organization", "World Health Organization"),
            ("en", "Acme, Inc.", "Acme, Inc."),
        ] {
            assert_eq!(Name::new(&Author::parse(name), lang).written(), written, "{name} ({lang})");
        }
    }

    #[test]
    fn a_writer_can_say_the_order() {
        let person = |family: &str, given: &str, family_first| {
            Author::Person(Person {
                family: family.to_owned(),
                given: given.to_owned(),
                suffix: None,
                family_first: Some(family_first),
            })
        };
        assert_eq!(Name::new(&person("Mao", "Zedong", true), "en").written(), "Mao Zedong");
        assert_eq!(Name::new(&person("Lima", "Ana", false), "hu").written(), "Ana Lima");
    }
}
