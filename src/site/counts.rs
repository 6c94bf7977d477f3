//! What has happened to the library so far, in numbers.

use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers that only grow, and those that tell how it is now.
#[derive(Debug, Default)]
pub struct Counts {
    swaps: AtomicU64,
    refusals: AtomicU64,
    made: AtomicU64,
    errors: AtomicU64,
    warnings: AtomicU64,
}

impl Counts {
    /// The faults of the library that was read last, good or not.
    pub fn found(&self, errors: usize, warnings: usize) {
        self.errors.store(errors as u64, Ordering::Relaxed);
        self.warnings.store(warnings as u64, Ordering::Relaxed);
    }

    /// A new library is served.
    pub(super) fn swapped(&self) {
        self.swaps.fetch_add(1, Ordering::Relaxed);
        self.errors.store(0, Ordering::Relaxed);
    }

    /// A new library is not served. One that cannot even be read is a fault too.
    pub(super) fn refused(&self) {
        self.refusals.fetch_add(1, Ordering::Relaxed);
        self.errors.fetch_max(1, Ordering::Relaxed);
    }

    /// A page was made for one reader.
    pub fn page_made(&self) {
        self.made.fetch_add(1, Ordering::Relaxed);
    }

    pub fn swaps(&self) -> u64 {
        self.swaps.load(Ordering::Relaxed)
    }

    pub fn refusals(&self) -> u64 {
        self.refusals.load(Ordering::Relaxed)
    }

    pub fn pages_made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }

    pub fn errors(&self) -> u64 {
        self.errors.load(Ordering::Relaxed)
    }

    pub fn warnings(&self) -> u64 {
        self.warnings.load(Ordering::Relaxed)
    }
}
