//! The scripts of the pages, as the browser loads them.
//!
//! Enter at [`Modules::publish`]. Scripts are ES modules that import one another by relative names; each is served
//! under a name with the hash of its content, so the names in its imports are rewritten first, innermost module first.
//! A change in one module so changes the names of all that import it, and a browser never mixes two versions.
//!
//! What `import("./…")` loads only when it is needed is made ready in the same way; [`Modules::loaded_with`] tells the
//! two apart.

use std::collections::{BTreeMap, BTreeSet};

/// What comes before the name of an imported module: the scripts import only their neighbours.
const IMPORT: &str = " from \"./";

/// The same, for one that is loaded when it is needed.
const IMPORT_LATE: &str = "import(\"./";

/// A module that is ready.
struct Module {
    /// The name that it is served under.
    served: String,
    text: String,
    /// The modules that a browser loads with it.
    imports: Vec<String>,
}

/// The modules that have been made ready.
pub struct Modules<'s> {
    /// The source of a script by its name.
    source: &'s dyn Fn(&str) -> Option<String>,
    /// The name that a script with this name and content is served under.
    name: &'s dyn Fn(&str, &[u8]) -> String,
    /// By name; `None` while what it imports is being made ready.
    ready: BTreeMap<String, Option<Module>>,
}

impl<'s> Modules<'s> {
    pub fn new(source: &'s dyn Fn(&str) -> Option<String>, name: &'s dyn Fn(&str, &[u8]) -> String) -> Self {
        Self { source, name, ready: BTreeMap::new() }
    }

    /// Makes a module and all that it imports ready; answers with the name that it is served under. A module that is
    /// not there, or imports itself by a detour, keeps its plain name: the test that loads every script fails.
    pub fn publish(&mut self, module: &str) -> String {
        match self.ready.get(module) {
            Some(Some(ready)) => return ready.served.clone(),
            Some(None) => return module.to_owned(),
            None => {}
        }
        let Some(source) = (self.source)(module) else { return module.to_owned() };
        self.ready.insert(module.to_owned(), None);
        let mut text = String::with_capacity(source.len() + 256);
        let mut imports = Vec::new();
        let mut rest = source.as_str();
        while let Some((end, is_late)) = next_import(rest) {
            let (before, behind) = rest.split_at(end);
            text.push_str(before);
            let end = behind.find('"').unwrap_or(behind.len());
            let name = &behind[..end];
            text.push_str(&self.publish(name));
            if !is_late {
                imports.push(name.to_owned());
            }
            rest = &behind[end..];
        }
        text.push_str(rest);
        let served = (self.name)(module, text.as_bytes());
        self.ready.insert(module.to_owned(), Some(Module { served: served.clone(), text, imports }));
        served
    }

    /// The served names of all modules that a browser loads with some of them, without these.
    pub fn loaded_with(&self, entries: &[&str]) -> BTreeSet<String> {
        let mut open: Vec<&str> = entries.to_vec();
        let mut seen: BTreeSet<&str> = entries.iter().copied().collect();
        let mut loaded = BTreeSet::new();
        while let Some(module) = open.pop() {
            let Some(Some(ready)) = self.ready.get(module) else { continue };
            if !entries.contains(&module) {
                loaded.insert(ready.served.clone());
            }
            open.extend(ready.imports.iter().map(String::as_str).filter(|name| seen.insert(name)));
        }
        loaded
    }

    /// The served names and texts of all modules that are ready.
    pub fn into_files(self) -> impl Iterator<Item = (String, String)> {
        self.ready.into_values().flatten().map(|module| (module.served, module.text))
    }
}

/// Where the name of the module that is imported next begins, and whether that one is loaded late.
fn next_import(source: &str) -> Option<(usize, bool)> {
    let find = |form: &str| source.find(form).map(|at| at + form.len());
    let (now, late) = (find(IMPORT).map(|end| (end, false)), find(IMPORT_LATE).map(|end| (end, true)));
    now.into_iter().chain(late).min()
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
    fn what_is_loaded_late_is_served_and_not_loaded_with_the_page() {
        let source = |name: &str| {
            let text = match name {
                "a.js" => "import { b } from \"./b.js\";\n() => import(\"./late.js\");\nimport { c } from \"./c.js\";",
                "late.js" => "import { b } from \"./b.js\";\nimport { d } from \"./d.js\";",
                _ => "",
            };
            Some(text.to_owned())
        };
        let name = |name: &str, _: &[u8]| format!("{name}-");
        let mut modules = Modules::new(&source, &name);
        modules.publish("a.js");
        assert_eq!(modules.loaded_with(&["a.js"]), ["b.js-", "c.js-"].map(str::to_owned).into());
        let files: Vec<_> = modules.into_files().collect();
        assert_eq!(files.len(), 5);
        assert!(files[0].1.contains("import(\"./late.js-\")"), "{}", files[0].1);
    }

    #[test]
    fn a_circle_ends() {
        let files = [("a.js", "import { b } from \"./b.js\";"), ("b.js", "import { a } from \"./a.js\";")];
        assert_eq!(published(&files, "a.js").1.len(), 2);
    }
}
