//! Every address of the site, as links are written.
//!
//! The router in `web::routes` is the other half: a test follows every link of a served library. All addresses are
//! below an optional base path and none ends in a slash.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::content::Settings;

use super::hidden::Hidden;

/// What cannot stand in a path segment as it is (RFC 3986, section 3.3), and what HTML would have to escape.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'\'')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Makes addresses below one base path.
#[derive(Debug, Clone, Default)]
pub struct Addresses {
    base: String,
    /// What the addresses of pages carry on: the query that says what a reader has hidden.
    carried: String,
    /// The scheme and host in front of the base path, where the library knows them.
    origin: String,
    /// Whether that is written in front of every address.
    is_leaving: bool,
}

impl Addresses {
    /// `base` is empty or begins with a slash and ends without one.
    pub fn new(base: &str) -> Self {
        Self { base: base.trim_end_matches('/').to_owned(), ..Self::default() }
    }

    /// The addresses of a library, which knows from its `base_url` where readers find it.
    pub fn of(settings: &Settings) -> Self {
        let base = settings.base_path();
        let url = settings.base_url.as_deref().unwrap_or("").trim_end_matches('/');
        Self { origin: url.strip_suffix(base).unwrap_or("").to_owned(), ..Self::new(base) }
    }

    /// The same addresses as they stand in what leaves the site: with scheme and host where these are known, and with
    /// nothing that one reader chose.
    #[must_use]
    pub fn published(&self) -> Self {
        Self { is_leaving: true, carried: String::new(), ..self.clone() }
    }

    /// Whether addresses that leave the site lead back to it.
    pub fn is_published(&self) -> bool {
        !self.origin.is_empty()
    }

    /// The same addresses, with those of pages keeping hidden what is hidden here.
    #[must_use]
    pub fn carrying(&self, hidden: &Hidden) -> Self {
        Self { carried: hidden.query(), ..self.clone() }
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    /// The library page; `/` at a host's root.
    pub fn library(&self) -> String {
        let path = if self.base.is_empty() { "/" } else { &self.base };
        [self.front(), path, &self.carried].concat()
    }

    /// What is at a decoded path below the base path, which begins with a slash.
    pub fn at(&self, path: &str) -> String {
        self.path(&path.split('/').skip(1).collect::<Vec<_>>())
    }

    pub fn piece(&self, piece: &str) -> String {
        self.page(&[piece])
    }

    /// The text as its writer wrote it.
    pub fn source(&self, piece: &str) -> String {
        self.path(&[piece, "index.md"])
    }

    /// Something that a piece is exported as, by its name: `cite.bib`.
    pub fn export(&self, piece: &str, name: &str) -> String {
        self.path(&[piece, name])
    }

    /// A page of a piece's annotations as a collection, from 1.
    pub fn collection_page(&self, piece: &str, number: usize) -> String {
        self.path(&[piece, "annotations", &format!("{number}.jsonld")])
    }

    /// An annotation as data.
    pub fn annotation_data(&self, piece: &str, layer: &str, slug: &str) -> String {
        self.path(&[piece, layer, &[slug, ".jsonld"].concat()])
    }

    /// Something that the library is exported as: `feed.atom`.
    pub fn library_export(&self, name: &str) -> String {
        self.path(&[name])
    }

    pub fn layer(&self, piece: &str, layer: &str) -> String {
        self.page(&[piece, layer])
    }

    pub fn annotation(&self, piece: &str, layer: &str, slug: &str) -> String {
        self.page(&[piece, layer, slug])
    }

    /// A stylesheet, script or picture; `name` holds its hash.
    pub fn asset(&self, name: &str) -> String {
        self.path(&["static", name])
    }

    /// The stream that tells open pages of a change, in the library or in one piece.
    pub fn events(&self, piece: Option<&str>) -> String {
        let mut address = self.path(&["events"]);
        if let Some(piece) = piece {
            address.push_str("?piece=");
            address.extend(form_urlencoded::byte_serialize(piece.as_bytes()));
        }
        address
    }

    fn front(&self) -> &str {
        if self.is_leaving { &self.origin } else { "" }
    }

    fn page(&self, segments: &[&str]) -> String {
        let mut page = self.path(segments);
        page.push_str(&self.carried);
        page
    }

    fn path(&self, segments: &[&str]) -> String {
        let mut path = [self.front(), &self.base].concat();
        for segment in segments {
            path.push('/');
            path.extend(utf8_percent_encode(segment, SEGMENT));
        }
        path
    }
}

/// The id of an annotation's body in the page of its piece.
pub fn body_id(layer: &str, slug: &str) -> String {
    [layer, "--", slug].concat()
}

/// The id of the reference at an annotation's `nth` anchor, from 1.
pub fn reference_id(layer: &str, slug: &str, nth: usize) -> String {
    ["at--", layer, "--", slug, "--", &nth.to_string()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_below_the_base_and_have_no_trailing_slash() {
        let root = Addresses::new("");
        assert_eq!((root.library().as_str(), root.piece("a").as_str()), ("/", "/a"));
        let below = Addresses::new("/read/");
        assert_eq!((below.library().as_str(), below.layer("a", "notes").as_str()), ("/read", "/read/a/notes"));
    }

    #[test]
    fn what_leaves_the_site_has_its_host_and_nothing_that_a_reader_chose() {
        let at = |url: &str| Addresses::of(&Settings { base_url: Some(url.to_owned()), ..Settings::default() });
        let carrying = at("https://example.org/read/").carrying(&Hidden::parse("notes"));
        assert_eq!(carrying.piece("a"), "/read/a?hide=notes");
        assert_eq!(carrying.published().piece("a"), "https://example.org/read/a");
        assert_eq!(at("https://example.org").published().library(), "https://example.org/");
        assert_eq!(Addresses::of(&Settings::default()).published().piece("a"), "/a");
    }

    #[test]
    fn names_in_other_scripts_are_encoded() {
        assert_eq!(Addresses::new("").piece("über"), "/%C3%BCber");
    }
}
