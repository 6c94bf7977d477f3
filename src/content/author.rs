//! Who wrote a piece, as its front matter says it.
//!
//! Enter at [`decode`] for the field `authors`, at [`Author::parse`] for one name as people type it: `Lima, Ana`,
//! `King, Martin Luther, Jr.`, `World Health Organization`, `Acme, Inc.`. What a name alone does not say is said with
//! fields: `{ name: "Acme, Inc.", type: organization }`, `{ family: Mao, given: Zedong, family_first: true }`.
//!
//! A name is taken for an organisation's only where a word of it is in [`ORGANIZATIONS`] or [`LEGAL_FORMS`], which no
//! person is called. Any other name without a comma stays unknown: nothing here guesses which word to sort it by.

use super::fields::{Fields, Report};
use super::yaml::{Kind, Value};

const FIELDS: &[&str] = &["name", "type", "family", "given", "suffix", "family_first"];
const NAME_HELP: &str = "write `name: …`, or `family: …` and `given: …`";

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    Person(Person),
    Organization(String),
    /// A name that does not say whose it is.
    Unknown(String),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// With its particles: `van der Berg`. The whole name of somebody who has only one.
    pub family: String,
    /// Empty where there is none.
    pub given: String,
    /// `Jr.`, `III`, `PhD`.
    pub suffix: Option<String>,
    /// Whether the family name is said first; `None` where the language and the script of the name decide.
    pub family_first: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Person,
    Organization,
}

const TYPES: &[(&str, Type)] =
    &[("person", Type::Person), ("organization", Type::Organization), ("organisation", Type::Organization)];

/// The field `authors` of a piece: a list of names and of names with fields, or a single one.
pub fn decode(fields: &mut Fields<'_, '_, '_>) -> Vec<Author> {
    let authors = fields.list_or_one("authors").iter().filter_map(|value| match &value.kind {
        Kind::Map(_) => with_fields(value, fields.report()),
        _ => fields.as_text(value, "authors").map(|name| Author::parse(&name)),
    });
    authors.collect()
}

fn with_fields(value: &Value, report: &mut Report<'_>) -> Option<Author> {
    let mut fields = Fields::new(value, FIELDS, "an author", report)?;
    let kind = fields.choice("type", TYPES);
    let family_first = fields.has("family_first").then(|| fields.flag("family_first"));
    if fields.has("family") {
        let family = fields.required("family", NAME_HELP)?;
        let given = fields.text("given").unwrap_or_default();
        let suffix = fields.text("suffix").filter(|suffix| !suffix.is_empty());
        return Some(Author::Person(Person { family, given, suffix, family_first }));
    }
    let name = fields.required("name", NAME_HELP)?;
    Some(match (kind, Author::parse(&name)) {
        (Some(Type::Organization), _) => Author::Organization(name),
        (_, Author::Person(person)) => Author::Person(Person { family_first, ..person }),
        (Some(Type::Person), _) => Author::Person(Person { family: name, family_first, ..Person::default() }),
        (None, author) => author,
    })
}

impl Author {
    /// Reads a name as it is written: `Family, Given`, `Family, Given, Suffix`, `Family, Suffix, Given`, or anything
    /// else as a whole.
    pub fn parse(name: &str) -> Self {
        let name = name.trim();
        if is_organization(name) {
            return Self::Organization(name.to_owned());
        }
        let parts: Vec<&str> = name.split([',', '，', '、', '،']).map(str::trim).collect();
        let person = |family: &str, given: &str, suffix: Option<&str>| {
            Self::Person(Person {
                family: family.to_owned(),
                given: given.to_owned(),
                suffix: suffix.map(str::to_owned),
                family_first: None,
            })
        };
        match parts[..] {
            _ if parts.iter().any(|part| part.is_empty()) => Self::Unknown(name.to_owned()),
            [family, suffix] if is_generation(suffix) => person(family, "", Some(suffix)),
            [family, given] => person(family, given, None),
            [family, suffix, given] if is_generation(suffix) => person(family, given, Some(suffix)),
            [family, given, suffix] => person(family, given, Some(suffix)),
            _ => Self::Unknown(name.to_owned()),
        }
    }
}

/// What tells people of one name apart, and is no given name.
fn is_generation(part: &str) -> bool {
    matches!(plain(part).as_str(), "jr" | "sr" | "ii" | "iii" | "iv" | "2nd" | "3rd" | "4th")
}

fn is_organization(name: &str) -> bool {
    let mut words = name.split(|char: char| char.is_whitespace() || ",，、،()/-–".contains(char)).map(plain);
    let ends_as_company = words.clone().rfind(|word| !word.is_empty());
    let ends_as_company = ends_as_company.is_some_and(|last| LEGAL_FORMS.contains(&last.as_str()));
    ends_as_company
        || words.any(|word| ORGANIZATIONS.contains(&word.as_str()))
        || UNSPACED_ORGANIZATIONS.iter().any(|part| name.contains(part))
}

/// A word in small letters and without its full stops.
fn plain(word: &str) -> String {
    word.chars().filter(|char| *char != '.').flat_map(char::to_lowercase).collect()
}

/// The last word of companies' names. Forms that could be initials (`S.A.`, `A.B.`) are left out.
const LEGAL_FORMS: &[&str] = &[
    "inc",
    "incorporated",
    "ltd",
    "limited",
    "llc",
    "llp",
    "plc",
    "corp",
    "gmbh",
    "mbh",
    "kft",
    "zrt",
    "nyrt",
    "sarl",
    "srl",
];

/// What organisations call themselves, and people are not called. So no `press`, `church` or `house`.
#[rustfmt::skip]
const ORGANIZATIONS: &[&str] = &[
    "academy", "agency", "association", "authority", "bureau", "centre", "commission", "committee", "company", "confederation",
    "consortium", "corporation", "council", "department", "directorate", "federation", "foundation", "government", "institute",
    "institution", "laboratory", "library", "ministry", "museum", "nations", "network", "observatory", "organisation",
    "organization", "parliament", "secretariat", "society", "university",
    "akademie", "ausschuss", "bundesministerium", "bundesamt", "gesellschaft", "hochschule", "institut", "kommission", "ministerium",
    "stiftung", "universität", "verband", "verein",
    "académie", "agence", "comité", "commissariat", "conseil", "fédération", "fondation", "ministère", "société", "université",
    "academia", "asociación", "associação", "associazione", "comisión", "comissão", "comitê", "commissione", "consejo", "consiglio",
    "federación", "fondazione", "fundação", "fundación", "instituto", "istituto", "ministerio", "ministero", "ministério", "sociedad",
    "sociedade", "società", "universidad", "universidade", "università",
    "ministerie", "stichting", "universiteit", "vereniging",
    "akadémia", "alapítvány", "egyesület", "egyetem", "intézet", "minisztérium", "társaság",
    "академия", "ассоциация", "институт", "комитет", "министерство", "общество", "организация", "университет", "фонд",
];

/// The same in languages that set no blanks between words.
#[rustfmt::skip]
const UNSPACED_ORGANIZATIONS: &[&str] = &[
    "公司", "会社", "大学", "大學", "委员会", "委員会", "委員會", "研究所", "研究院", "协会", "協会", "協會", "学会", "學會", "出版社", "新聞社", "通信社",
    "财团", "財団", "基金会", "基金會", "机构", "機構", "組織", "组织", "회사", "대학교", "연구소", "연구원", "위원회", "협회", "학회", "재단", "출판사", "신문사",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn person(family: &str, given: &str, suffix: &str) -> Author {
        let suffix = (!suffix.is_empty()).then(|| suffix.to_owned());
        Author::Person(Person { family: family.to_owned(), given: given.to_owned(), suffix, family_first: None })
    }

    #[test]
    fn a_name_is_read_as_people_write_it() {
        for (name, author) in [
            ("Lima, Ana", person("Lima", "Ana", "")),
            (" García Márquez ,  Gabriel José ", person("García Márquez", "Gabriel José", "")),
            ("King, Martin Luther, Jr.", person("King", "Martin Luther", "Jr.")),
            ("King, Jr., Martin Luther", person("King", "Martin Luther", "Jr.")),
            ("Martin Luther King, Jr.", person("Martin Luther King", "", "Jr.")),
            ("Davis, Sammy, III", person("Davis", "Sammy", "III")),
            ("Lima, Ana, PhD", person("Lima", "Ana", "PhD")),
            ("van der Berg, Jan", person("van der Berg", "Jan", "")),
            ("王，小波", person("王", "小波", "")),
            // Initials and names that could be something else in another place.
            ("Smith, S.A.", person("Smith", "S.A.", "")),
            ("Church, Alonzo", person("Church", "Alonzo", "")),
            ("Press, Frank", person("Press", "Frank", "")),
            ("Lima, V.", person("Lima", "V.", "")),
        ] {
            assert_eq!(Author::parse(name), author, "{name}");
        }
        for name in ["Ana Lima", "Plato", "村上春樹", "Lima,", ",", "A, B, C, D", "Reuters", "Frank Press"] {
            assert_eq!(Author::parse(name), Author::Unknown(name.to_owned()), "{name}");
        }
    }

    #[test]
    fn an_organisation_is_known_by_words_that_no_person_is_called() {
        for name in [
            "World Health Organization",
            "Acme, Inc.",
            "Acme Co., Ltd.",
            "Smith, Jones, and Sons, LLC",
            "University of California, Berkeley",
            "Ministère de l’Intérieur",
            "Magyar Tudományos Akadémia",
            "北京大学",
            "株式会社青空",
            "서울대학교",
        ] {
            assert_eq!(Author::parse(name), Author::Organization(name.to_owned()), "{name}");
        }
    }
}
