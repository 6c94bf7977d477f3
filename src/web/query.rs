//! What the query of an address asks for.
//!
//! Enter at [`asked`]. Programs change queries on their way: they escape `&` for HTML, so that a name begins with
//! `amp;`, encode `=` or all that is encoded once more, and stick parameters of their own to an address, which mean
//! nothing here. What stands there twice counts once: the first that says something. `static/static-state.js` reads alike.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::render::Hidden;
use crate::site::Asked;

/// How often names may have been encoded.
const MAX_ENCODINGS: usize = 3;

/// Everything that a query asks for.
pub fn asked(query: Option<&str>) -> Asked {
    let query = query.unwrap_or("");
    Asked { hidden: hidden(query), passage: passage(query).map(str::to_owned) }
}

/// The passage that somebody shared: `text=…`, still encoded, since an encoded comma is none.
pub fn passage(query: &str) -> Option<&str> {
    value(query, "text")
}

/// The piece that a page is about: `piece=…`.
pub fn piece(query: &str) -> Option<String> {
    let mut parameters = form_urlencoded::parse(query.as_bytes());
    parameters.find(|(name, _)| name == "piece").map(|(_, piece)| piece.into_owned())
}

/// What the reader has switched off: `hide=notes+speakers`.
fn hidden(query: &str) -> Hidden {
    let Some(names) = value(query, "hide") else { return Hidden::default() };
    let mut names = names.to_owned();
    for _ in 0..MAX_ENCODINGS {
        names = percent_decode_str(&names.replace('+', " ")).decode_utf8_lossy().into_owned();
    }
    Hidden::parse(&names.replace('+', " "))
}

/// The first value of a parameter that is not empty, still encoded.
fn value<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    query.split('&').find_map(|parameter| {
        let (known, value) = parameter.split_once('=').or_else(|| at_encoded_sign(parameter))?;
        (!value.is_empty() && plain(known) == name).then_some(value)
    })
}

/// Name and value where the `=` between them was encoded.
fn at_encoded_sign(parameter: &str) -> Option<(&str, &str)> {
    parameter.split_once("%3D").or_else(|| parameter.split_once("%3d"))
}

/// A name without what is left of `&amp;` before it.
fn plain(name: &str) -> Cow<'_, str> {
    let decoded = percent_decode_str(name).decode_utf8_lossy();
    if decoded.starts_with("amp;") { decoded.trim_start_matches("amp;").to_owned().into() } else { decoded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_forms_write_them() {
        for query in ["hide=notes+speakers/ana", "utm=x&hide=notes%20speakers%2Fana", "hide=notes,speakers/ana&hide=x"]
        {
            assert_eq!(asked(Some(query)).hidden.names(), "notes speakers/ana", "{query}");
        }
        let nothing = |query| asked(query).hidden.is_empty();
        assert!(nothing(None) && nothing(Some("hide")) && nothing(Some("hide=%FF&&=")));
    }

    #[test]
    fn what_programs_do_to_queries_is_undone() {
        for query in [
            "hide=notes&text=a%20b",
            "hide=notes&amp;text=a%20b",
            "hide=notes&amp;amp;text=a%20b",
            "hide=notes&amp%3Btext=a%20b",
            "hide=notes&text%3Da%20b",
            "text=&hide=&text=a%20b&hide=notes&text=c",
            "utm_source=x&text=a%20b&amp;hide=notes&amp;utm_medium=y",
        ] {
            let asked = asked(Some(query));
            assert_eq!((asked.hidden.names(), asked.passage.as_deref()), ("notes".into(), Some("a%20b")), "{query}");
        }
        for query in ["hide=notes%2Bspeakers", "hide=notes%2520speakers", "hide=notes%252Cspeakers"] {
            assert_eq!(asked(Some(query)).hidden.names(), "notes speakers", "{query}");
        }
        assert_eq!(passage("context=a&text&text="), None);
    }
}
