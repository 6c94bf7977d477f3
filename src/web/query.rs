//! What the query of an address asks for.
//!
//! Parameters that are not known, such as those that mail programs and campaigns stick to an address, mean nothing here.

use crate::render::Hidden;

/// What the reader has switched off: `hide=notes+speakers`.
pub fn hidden(query: Option<&str>) -> Hidden {
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
