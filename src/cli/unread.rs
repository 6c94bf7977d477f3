//! Variables that are named like options and are none: a misspelt one would have no effect, and nobody would say so.

use std::env;

use crate::content::nearest_by_edits;

use super::options::OPTIONS;

/// What the variable of every option begins with.
const PREFIX: &str = "SIDELIGHT_";

/// The variables of the environment that no option reads, if there are any, in a sentence for who set them.
pub fn sentence() -> Option<String> {
    // With nothing in it a variable is as good as none, whatever it is called.
    let set = env::vars_os().filter(|(_, value)| !value.is_empty());
    let mut names: Vec<String> = set.map(|(name, _)| name.to_string_lossy().into_owned()).collect();
    let is_ours = |name: &str| OPTIONS.iter().any(|option| option.variable == name);
    names.retain(|name| name.starts_with(PREFIX) && !is_ours(name) && !is_of_cluster(name));
    names.sort();
    let said: Vec<String> = names.into_iter().map(with_guess).collect();
    (!said.is_empty()).then(|| format!("no option reads {}", said.join(", ")))
}

/// Whether Kubernetes sets it, for each process beside a service that is called `sidelight`.
fn is_of_cluster(name: &str) -> bool {
    let rest = name.trim_start_matches(PREFIX);
    rest == "PORT" || rest.starts_with("PORT_") || rest == "SERVICE_HOST" || rest.starts_with("SERVICE_PORT")
}

fn with_guess(name: String) -> String {
    match meant(name.trim_start_matches(PREFIX)) {
        Some(meant) => format!("{name} (did you mean {PREFIX}{meant}?)"),
        None => name,
    }
}

/// The rest of what is near to the rest of a name: all names begin alike.
fn meant(name: &str) -> Option<String> {
    let known = || OPTIONS.iter().map(|option| option.variable.trim_start_matches(PREFIX));
    // There is a flag `--no-watch`, and no variable of its own for it.
    if let Some(switch) = name.strip_prefix("NO_").filter(|switch| known().any(|known| known == *switch)) {
        return Some(format!("{switch}=no"));
    }
    nearest_by_edits(name, known()).map(str::to_owned)
}
