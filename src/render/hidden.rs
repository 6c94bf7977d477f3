//! What a reader has switched off: whole layers, and single annotations.
//!
//! Enter at [`Hidden::parse`]. The state is a set of names, kept in the address (`?hide=notes+speakers/ana`) and in the
//! page (`<html data-hide="notes speakers/ana">`). The name of a layer hides it; the name of an annotation turns over
//! what its layer says, so that one of a hidden layer can be shown, and every switch adds or takes away one name. The
//! script in `static/hidden.js` reads the set the same way.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, utf8_percent_encode};

use crate::content::slug;

/// What has to be encoded in a query besides what a path has to (RFC 3986, section 3.4), with `+` as the space.
const QUERY: &AsciiSet =
    &percent_encoding::CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'&').add(b'+').add(b'<').add(b'>');

/// All names together are no longer, in bytes: every link of a page carries them, and servers and mail programs cut or
/// refuse long addresses. A switch that would go beyond does nothing; `static/hidden.js` has the same limit.
const MAX_BYTES: usize = 1024;

/// A set of names of layers and annotations. The default hides nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hidden(BTreeSet<String>);

impl Hidden {
    /// Reads names that blanks or commas separate. What cannot be a name is passed over, and so is what goes beyond the
    /// limit: an address is often mended by hand or cut by a mail program.
    pub fn parse(names: &str) -> Self {
        let (mut kept, mut bytes) = (BTreeSet::new(), 0);
        for name in names.split([' ', ',']).filter(|name| is_name(name)) {
            if bytes + name.len() < MAX_BYTES && kept.insert(name.to_owned()) {
                bytes += name.len() + 1;
            }
        }
        Self(kept)
    }

    /// The set with what is meant by each name, where that is anything.
    #[must_use]
    pub fn as_meant<'m>(&self, meant: impl Fn(&str) -> Option<&'m str>) -> Self {
        Self(self.0.iter().filter_map(|name| meant(name)).map(str::to_owned).collect())
    }

    /// Hides all of these layers.
    pub fn layers<'l>(layers: impl Iterator<Item = &'l str>) -> Self {
        Self(layers.map(str::to_owned).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a layer as a whole is hidden; some of its annotations may still be shown.
    pub fn hides_layer(&self, layer: &str) -> bool {
        self.0.contains(layer)
    }

    /// Whether an annotation is hidden; `key` is `layer/annotation`.
    pub fn hides(&self, layer: &str, key: &str) -> bool {
        self.0.contains(layer) != self.0.contains(key)
    }

    /// With an annotation's switch turned over.
    #[must_use]
    pub fn toggled(&self, key: &str) -> Self {
        let mut names = self.0.clone();
        if !names.remove(key) {
            names.insert(key.to_owned());
        }
        self.unless_too_long(names)
    }

    /// With a layer's switch turned over, and those of its annotations back in line with it.
    #[must_use]
    pub fn layer_toggled(&self, layer: &str) -> Self {
        let is_of = |name: &str| name.strip_prefix(layer).is_some_and(|rest| rest.starts_with('/'));
        let mut names: BTreeSet<String> = self.0.iter().filter(|name| !is_of(name)).cloned().collect();
        if !names.remove(layer) {
            names.insert(layer.to_owned());
        }
        self.unless_too_long(names)
    }

    /// These names, or what was before where they are too long.
    fn unless_too_long(&self, names: BTreeSet<String>) -> Self {
        let bytes: usize = names.iter().map(|name| name.len() + 1).sum();
        if bytes <= MAX_BYTES { Self(names) } else { self.clone() }
    }

    /// The names with blanks between them.
    pub fn names(&self) -> String {
        self.0.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// `?hide=…`, or nothing where nothing is hidden.
    pub fn query(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        let names: Vec<String> = self.0.iter().map(|name| utf8_percent_encode(name, QUERY).to_string()).collect();
        format!("?hide={}", names.join("+"))
    }
}

/// Whether a text can be the name of a layer, or of an annotation with that of its layer before it.
fn is_name(text: &str) -> bool {
    let (layer, annotation) = text.split_once('/').map_or((text, None), |(layer, rest)| (layer, Some(rest)));
    slug::check(layer).is_ok() && annotation.is_none_or(|annotation| slug::check(annotation).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_turns_over_what_its_layer_says() {
        let hidden = Hidden::parse("speakers notes,analogies/divorce speakers/ana");
        assert!(hidden.hides("speakers", "speakers/ben") && !hidden.hides("speakers", "speakers/ana"));
        assert!(hidden.hides("analogies", "analogies/divorce") && !hidden.hides("analogies", "analogies/hostage"));
        assert_eq!(hidden.names(), "analogies/divorce notes speakers speakers/ana");
    }

    #[test]
    fn a_layers_switch_takes_its_annotations_with_it() {
        let hidden = Hidden::parse("speakers speakers/ana speakers-too/ben");
        assert_eq!(hidden.layer_toggled("speakers").names(), "speakers-too/ben");
        assert_eq!(hidden.layer_toggled("notes").names(), "notes speakers speakers-too/ben speakers/ana");
        assert_eq!(hidden.toggled("speakers/ana").toggled("notes/x").names(), "notes/x speakers speakers-too/ben");
    }

    #[test]
    fn what_is_no_name_is_passed_over() {
        let hidden = Hidden::parse("<script> notes // a/b/c \"x\" שיחה/גשר --");
        assert_eq!(hidden.names(), "notes שיחה/גשר");
        assert_eq!(hidden.query(), "?hide=notes+%D7%A9%D7%99%D7%97%D7%94/%D7%92%D7%A9%D7%A8");
        assert_eq!(Hidden::default().query(), "");
        assert_eq!(hidden.as_meant(|name| Some("שיחה/גשר").filter(|known| *known == name)).names(), "שיחה/גשר");
    }

    #[test]
    fn what_goes_beyond_the_limit_is_not_switched() {
        let many: Vec<String> = (0..1000).map(|number| format!("n{number}")).collect();
        let hidden = Hidden::parse(&many.join(" "));
        assert!((MAX_BYTES - 5..=MAX_BYTES).contains(&hidden.names().len()), "{}", hidden.names().len());
        assert_eq!(hidden.toggled("notes/one-more"), hidden);
        assert_eq!(hidden.layer_toggled("one-more"), hidden);
        assert_eq!(hidden.toggled("n0").toggled("n0"), hidden);
    }
}
