//! Which kind of address was asked for: the label of a request in the log and in the metrics.
//!
//! There are as many as there are kinds, whatever is asked for. It is found by looking at the path alone, because that
//! costs less than to carry what the router found through all that an answer goes through; a test compares the two.

/// A kind of address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route(usize);

/// Of all kinds, in the order of [`Route::template`]; the last is for what is none.
pub const TEMPLATES: [&str; 24] = [
    "/",
    "/{piece}",
    "/{piece}/index.md",
    "/{piece}/index.txt",
    "/{piece}/cite.bib",
    "/{piece}/cite.ris",
    "/{piece}/cite.json",
    "/{piece}/annotations.md",
    "/{piece}/annotations.csv",
    "/{piece}/annotations.jsonld",
    "/{piece}/annotations/{page}",
    "/{piece}/card.png",
    "/{piece}/embed",
    "/{piece}/{layer}",
    "/{piece}/{layer}/{annotation}",
    "/static/{file}",
    "/oembed",
    "/feed.atom",
    "/sitemap.xml",
    "/robots.txt",
    "/events",
    "/healthz",
    "/readyz",
    "other",
];

impl Route {
    pub const COUNT: usize = TEMPLATES.len();
    /// No address of the site.
    pub const OTHER: Self = Self(Self::COUNT - 1);

    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT).map(Self)
    }

    /// The kind of a path below the base path.
    pub fn of(path: &str) -> Self {
        let Some(below) = path.strip_prefix('/') else { return Self::OTHER };
        let mut names = below.split('/');
        let kind = match (names.next().unwrap_or(""), names.next(), names.next(), names.next()) {
            ("", None, ..) => 0,
            ("oembed", None, ..) => 16,
            ("feed.atom", None, ..) => 17,
            ("sitemap.xml", None, ..) => 18,
            ("robots.txt", None, ..) => 19,
            ("events", None, ..) => 20,
            ("healthz", None, ..) => 21,
            ("readyz", None, ..) => 22,
            ("static", Some(_), None, _) => 15,
            (_, None, ..) => 1,
            (_, Some("index.md"), None, _) => 2,
            (_, Some("index.txt"), None, _) => 3,
            (_, Some("cite.bib"), None, _) => 4,
            (_, Some("cite.ris"), None, _) => 5,
            (_, Some("cite.json"), None, _) => 6,
            (_, Some("annotations.md"), None, _) => 7,
            (_, Some("annotations.csv"), None, _) => 8,
            (_, Some("annotations.jsonld"), None, _) => 9,
            (_, Some("annotations"), Some(_), None) => 10,
            (_, Some("card.png"), None, _) => 11,
            (_, Some("embed"), None, _) => 12,
            (_, Some(_), None, _) => 13,
            (_, Some(_), Some(_), None) => 14,
            _ => return Self::OTHER,
        };
        Self(kind)
    }

    pub fn index(self) -> usize {
        self.0
    }

    /// As people write it.
    pub fn template(self) -> &'static str {
        TEMPLATES[self.0]
    }

    /// Whether it is asked for only by those who watch over the process.
    pub fn is_probe(self) -> bool {
        matches!(self.template(), "/healthz" | "/readyz")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_template_is_of_its_own_kind() {
        for template in TEMPLATES {
            assert_eq!(Route::of(template).template(), template);
        }
        for (path, template) in [
            ("/a", "/{piece}"),
            ("/static", "/{piece}"),
            ("/static/x/y", "/{piece}/{layer}/{annotation}"),
            ("/a/", "/{piece}/{layer}"),
            ("/a/b/c/d", "other"),
            ("//", "/{piece}/{layer}"),
            ("*", "other"),
            ("", "other"),
        ] {
            assert_eq!(Route::of(path).template(), template, "{path}");
        }
    }

    proptest! {
        #[test]
        fn every_path_is_of_some_kind(path in "/?[a-z./%]{0,40}|\\PC*") {
            prop_assert!(Route::of(&path).index() < Route::COUNT);
        }
    }
}
