//! Licences that programs know: the address of what a writer calls `CC BY 4.0`.

/// The licences of Creative Commons, by the name of their terms, with the path of their addresses.
const CREATIVE_COMMONS: &[(&str, &str)] = &[
    ("by", "licenses/by"),
    ("by-sa", "licenses/by-sa"),
    ("by-nc", "licenses/by-nc"),
    ("by-nd", "licenses/by-nd"),
    ("by-nc-sa", "licenses/by-nc-sa"),
    ("by-nc-nd", "licenses/by-nc-nd"),
    ("0", "publicdomain/zero"),
    ("zero", "publicdomain/zero"),
];

/// The versions that were published for the whole world.
const VERSIONS: &[&str] = &["4.0", "3.0", "2.5", "2.0", "1.0"];

/// The address of a licence: of one that is an address itself, or of one of Creative Commons that is named with its
/// version. Anything else has none: a wrong licence is worse than none.
pub fn address(license: &str) -> Option<String> {
    let license = license.trim();
    if ["https://", "http://"].iter().any(|scheme| license.starts_with(scheme)) {
        return (!license.contains(char::is_whitespace)).then(|| license.to_owned());
    }
    let words = license.to_ascii_lowercase().replace(['-', '_'], " ");
    let rest = words.strip_prefix("cc").or_else(|| words.strip_prefix("creative commons"))?;
    let mut terms: Vec<&str> = rest.split_whitespace().collect();
    let version = terms.pop()?;
    let name = terms.join("-");
    let (name, path) = CREATIVE_COMMONS.iter().find(|(known, _)| *known == name)?;
    let is_zero = matches!(*name, "0" | "zero");
    let exists = VERSIONS.contains(&version) && (!is_zero || version == "1.0");
    exists.then(|| format!("https://creativecommons.org/{path}/{version}/"))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn licences_of_creative_commons_have_an_address_in_every_spelling() {
        for (license, path) in [
            ("CC BY 4.0", "licenses/by/4.0"),
            ("CC-BY-SA-3.0", "licenses/by-sa/3.0"),
            ("cc by-nc-nd 2.5", "licenses/by-nc-nd/2.5"),
            ("CC0 1.0", "publicdomain/zero/1.0"),
            ("Creative Commons BY 4.0", "licenses/by/4.0"),
        ] {
            assert_eq!(address(license), Some(format!("https://creativecommons.org/{path}/")), "{license}");
        }
        assert_eq!(address("https://example.org/terms").as_deref(), Some("https://example.org/terms"));
    }

    #[test]
    fn what_is_not_sure_has_no_address() {
        for license in ["CC BY", "CC BY 5.0", "CC0 4.0", "All rights reserved", "", "CC", "MIT", "https://x y"] {
            assert_eq!(address(license), None, "{license}");
        }
    }
}
