//! How many connections the system lets this process hold.
//!
//! Every connection is a file descriptor. Without one the system cannot accept: it fails over and over, and nothing
//! else can be opened either. So the limit on connections has to be met first. Most systems start a process with room
//! for a thousand and let it ask for more, because old programs fail with high numbers; [`raise`] asks.

use std::num::NonZero;
use std::thread::available_parallelism;

/// For the listener, the watched folder and its files, the runtime and the standard streams: about 20 are in use.
const RESERVED: usize = 64;

/// What each of the threads takes that connections are served on, one for each core: those of a runtime's driver.
const FOR_A_CORE: usize = 4;

/// What a process may open where the system does not say: the soft limit of macOS, the smallest of the usual ones.
const USUAL: usize = 256;

/// Raises the limit on open files as far as this process may, up to what `connections` need.
pub fn raise(connections: usize) {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

        let limit = getrlimit(Resource::Nofile);
        let wanted = (connections + reserved()) as u64;
        let most = limit.maximum.map_or(wanted, |maximum| maximum.min(wanted));
        if limit.current.is_some_and(|current| current < most) {
            let raised = Rlimit { current: Some(most), maximum: limit.maximum };
            if let Err(error) = setrlimit(Resource::Nofile, raised) {
                tracing::debug!(%error, "the limit on open files stays");
            }
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = connections;
}

/// The connections that this process can hold at a time, at most `most` and at least one.
pub fn connections(most: usize) -> usize {
    // Only Linux has this file; reading the limit otherwise takes a call that is not safe Rust.
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    beside_reserved(soft_limit(&limits).unwrap_or(USUAL)).min(most)
}

fn beside_reserved(descriptors: usize) -> usize {
    descriptors.saturating_sub(reserved()).max(1)
}

fn reserved() -> usize {
    RESERVED + FOR_A_CORE * available_parallelism().map_or(1, NonZero::get)
}

/// The soft limit on open files from proc(5)'s table: `Max open files  1024  524288  files`.
fn soft_limit(table: &str) -> Option<usize> {
    let row = table.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    match row.split_whitespace().next()? {
        "unlimited" => Some(usize::MAX),
        number => number.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_soft_limit_is_read_from_the_table() {
        let table = |soft: &str| {
            format!(
                "Limit                     Soft Limit           Hard Limit           Units     \n\
                 Max core file size        0                    unlimited            bytes     \n\
                 Max open files            {soft:<20} 524288               files     \n"
            )
        };
        assert_eq!(soft_limit(&table("1024")), Some(1024));
        assert_eq!(soft_limit(&table("unlimited")), Some(usize::MAX));
        for table in ["", "Max open files", &table("many")] {
            assert_eq!(soft_limit(table), None, "{table:?}");
        }
    }

    #[test]
    fn there_is_always_a_place_and_never_more_than_descriptors() {
        let reserved = reserved();
        assert!(reserved > RESERVED);
        let descriptors = [0, 10, reserved, reserved + 1, reserved + 960];
        assert_eq!(descriptors.map(beside_reserved), [1, 1, 1, 1, 960]);
        assert_eq!(connections(1), 1);
        assert!((1..=10_000).contains(&connections(10_000)));
    }
}
