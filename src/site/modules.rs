//! The scripts of the pages, as the browser loads them.
//!
//! Enter at [`Modules::publish`]. Scripts are ES modules that import one another by relative names; each is served
//! under a name with the hash of its content, so the names in its imports are rewritten first, innermost module first.
//! A change in one module so changes the names of all that import it, and a browser never mixes two versions.

use std::collections::BTreeMap;

/// What comes before the name of an imported module: the scripts import only their neighbours.
const IMPORT: &str = " from \"./";

/// The modules that have been made ready.
pub struct Modules<'s> {
    /// The source of a script by its name.
    source: &'s dyn Fn(&str) -> Option<String>,
    /// The name that a script with this name and content is served under.
    name: &'s dyn Fn(&str, &[u8]) -> String,
    /// By name: what it is served as, and its text; `None` while what it imports is being made ready.
    ready: BTreeMap<String, Option<(String, String)>>,
}

impl<'s> Modules<'s> {
    pub fn new(source: &'s dyn Fn(&str) -> Option<String>, name: &'s dyn Fn(&str, &[u8]) -> String) -> Self {
        Self { source, name, ready: BTreeMap::new() }
    }

    /// Makes a module and all that it imports ready; answers with the name that it is served under. A module that is
    /// not there, or imports itself by a detour, keeps its plain name: the test that loads every script fails.
    pub fn publish(&mut self, module: &str) -> String {
        match self.ready.get(module) {
            Some(Some((served, _))) => return served.clone(),
            Some(None) => return module.to_owned(),
            None => {}
        }
        let Some(source) = (self.source)(module) else { return module.to_owned() };
        self.ready.insert(module.to_owned(), None);
        let mut text = String::with_capacity(source.len() + 256);
        let mut rest = source.as_str();
        while let Some(at) = rest.find(IMPORT) {
            let (before, behind) = rest.split_at(at + IMPORT.len());
            text.push_str(before);
            let end = behind.find('"').unwrap_or(behind.len());
            text.push_str(&self.publish(&behind[..end]));
            rest = &behind[end..];
        }
        text.push_str(rest);
        let served = (self.name)(module, text.as_bytes());
        self.ready.insert(module.to_owned(), Some((served.clone(), text)));
        served
    }

    /// The served names and texts of all modules that are ready.
    pub fn into_files(self) -> impl Iterator<Item = (String, String)> {
        self.ready.into_values().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(files: &[(&str, &str)], entry: &str) -> (String, Vec<(String, String)>) {
        let source = |name: &str| files.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned());
        let name = |name: &str, text: &[u8]| format!("{name}.{}", text.len());
        let mut modules = Modules::new(&source, &name);
        let served = modules.publish(entry);
        (served, modules.into_files().collect())
    }

    #[test]
    fn imports_name_what_is_served() {
        let files = [("a.js", "import { b } from \"./b.js\";\nb();"), ("b.js", "export const b = 1;")];
        let (served, files) = published(&files, "a.js");
        let text = "import { b } from \"./b.js.19\";\nb();";
        assert_eq!(served, format!("a.js.{}", text.len()));
        assert!(files.contains(&(served, text.to_owned())));
        assert_eq!(files.len(), 2);
    }

    #[test]
    fn a_circle_ends() {
        let files = [("a.js", "import { b } from \"./b.js\";"), ("b.js", "import { a } from \"./a.js\";")];
        assert_eq!(published(&files, "a.js").1.len(), 2);
    }
}
