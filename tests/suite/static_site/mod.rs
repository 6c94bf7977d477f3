//! `sidelight build`: a library as files.

#[cfg(unix)]
mod crashes;
mod layout;
mod refusals;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::program::{Folder, Outcome, run};

/// A small library with everything that has an address.
const LIBRARY: &str = "
-- content/sidelight.yaml --
title: Bridges
base_url: https://example.org
-- content/bridge/index.md --
---
title: The Bridge
---
She called it [a promise](notes/vow.md) and [left](speakers/ana.md) it there.

![The bridge](bridge.png)
-- content/bridge/bridge.png --
no picture, and served as one
-- content/bridge/notes/vow.md --
---
title: A vow
---
Words about words.
-- content/bridge/speakers/ana.md --
---
title: Ana
---
Who said it.
-- content/über/index.md --
---
title: Über
---
Noch ein Text.
";

/// The content of all files below a folder, by path.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, below: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{below}{}", entry.file_name().to_str().unwrap());
            match entry.file_type().unwrap() {
                kind if kind.is_dir() => walk(&entry.path(), &format!("{path}/"), found),
                // A link may lead nowhere.
                _ => drop(found.insert(path, fs::read(entry.path()).unwrap_or_default())),
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, "", &mut found);
    found
}

fn built(folder: &Folder) -> Outcome {
    let outcome = run(folder, &["build", "--output", "site"]);
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    outcome
}

/// Nothing that a run makes on its way is left in the folder.
fn assert_tidy(folder: &Folder) {
    let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let hidden: Vec<String> = names.filter(|name| name.starts_with('.')).collect();
    assert!(hidden.is_empty(), "{hidden:?}");
}
