//! What the query of an address asks for.
//!
//! Parameters that are not known, such as those that mail programs and campaigns stick to an address, mean nothing here.

use crate::render::Hidden;
use crate::site::Asked;

/// Everything that a query asks for.
pub fn asked(query: Option<&str>) -> Asked {
    Asked { hidden: hidden(query), passage: passage(query).map(str::to_owned) }
}

/// The passage that somebody shared: `text=…`, still encoded, since an encoded comma is none.
fn passage(query: Option<&str>) -> Option<&str> {
    query?.split('&').find_map(|parameter| parameter.strip_prefix("text=")).filter(|value| !value.is_empty())
}

/// The piece that a page is about: `piece=…`.
pub fn piece(query: &str) -> Option<String> {
    let mut parameters = form_urlencoded::parse(query.as_bytes());
    parameters.find(|(name, _)| name == "piece").map(|(_, piece)| piece.into_owned())
}

/// What the reader has switched off: `hide=notes+speakers`.
fn hidden(query: Option<&str>) -> Hidden {
    let mut parameters = form_urlencoded::parse(query.unwrap_or("").as_bytes());
    let names = parameters.find(|(name, _)| name == "hide").map(|(_, names)| names);
    names.map_or_else(Hidden::default, |names| Hidden::parse(&names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_forms_write_them() {
        for query in ["hide=notes+speakers/ana", "utm=x&hide=notes%20speakers%2Fana", "hide=notes,speakers/ana&hide=x"]
        {
            assert_eq!(hidden(Some(query)).names(), "notes speakers/ana", "{query}");
        }
        assert!(hidden(None).is_empty() && hidden(Some("hide")).is_empty() && hidden(Some("hide=%FF&&=")).is_empty());
    }
}
