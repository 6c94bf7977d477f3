//! Names for requests.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::HeaderValue;

/// Longer ones are no names; those in use have 36 letters at most.
const MAX_BYTES: usize = 64;

/// Whether a name that somebody gave may go into logs and answers.
pub fn is_clean(id: &[u8]) -> bool {
    let is_of_id = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=MAX_BYTES).contains(&id.len()) && id.iter().all(is_of_id)
}

/// Makes names that no other request has, here or in another process.
#[derive(Debug)]
pub struct Ids {
    next: AtomicU64,
}

impl Default for Ids {
    fn default() -> Self {
        // The one source of chance in the standard library.
        Self { next: AtomicU64::new(RandomState::new().hash_one(std::process::id())) }
    }
}

impl Ids {
    /// Sixteen digits. Nobody has to guess the next, but it should not look like a count of requests either.
    pub fn next(&self) -> HeaderValue {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";

        let number = scattered(self.next.fetch_add(1, Ordering::Relaxed));
        let digits: [u8; 16] = std::array::from_fn(|place| DIGITS[(number >> (60 - 4 * place) & 15) as usize]);
        HeaderValue::from_bytes(&digits).unwrap_or(HeaderValue::from_static("0"))
    }
}

/// Different for different numbers, and as if by chance (the finalizer of `SplitMix64`).
fn scattered(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_clean_and_differ() {
        let (here, there) = (Ids::default(), Ids::default());
        let made: HashSet<HeaderValue> = (0..1000).flat_map(|_| [here.next(), there.next()]).collect();
        assert_eq!(made.len(), 2000);
        assert!(made.iter().all(|id| is_clean(id.as_bytes()) && id.len() == 16));
    }

    #[test]
    fn what_could_forge_a_line_is_no_name() {
        assert!(is_clean(b"9b2e4f6a-1c3d.4e5f_A"));
        for id in [&b""[..], b"a b", b"a\nb", b"a\"b", b"a=b", b"\xff", &[b'a'; 65]] {
            assert!(!is_clean(id), "{id:?}");
        }
    }
}
