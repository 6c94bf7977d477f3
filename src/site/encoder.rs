//! Encodes what is served: soon after it is, and then as well as can be.
//!
//! Enter at [`start`], which works on a thread of its own as long as there is a site. Steps, for each site: the quick
//! forms of all pages, on all cores; then the best ones, on this thread alone, which lets every other go first. A site that
//! is swapped for another is left at once. [`before_swap`] makes the forms of what has changed, where that takes no time
//! that a writer would notice.

use std::io;
use std::sync::Arc;

use rayon::prelude::*;
use tokio::runtime::Handle;
use tokio::sync::watch::Receiver;

use super::compressor::{Compressor, Effort};
use super::current::{Current, Update};
use super::page::{Page, Site};
use crate::background::step_back;

/// So many pages share a compressor at least.
const TOGETHER: usize = 32;

/// Of so many bytes the quick forms are made in about 20 ms.
const AT_ONCE: usize = 256 << 10;

/// Longer pages are encoded before all others.
const LARGE: usize = 128 << 10;

/// So many bytes are encoded as well as can be, which takes about a second; what is longer, such as the list of ten
/// thousand pieces, keeps its quick form.
const BEST_AT_MOST: usize = 1 << 20;

/// Encodes the pages of the site that `current` serves, and of those that will follow it.
///
/// # Errors
/// When the system has no thread for it.
pub fn start(current: &Arc<Current>, runtime: Handle) -> io::Result<()> {
    let current = Arc::downgrade(current);
    let work = move || {
        step_back();
        while let Some(current) = current.upgrade() {
            let mut updates = current.updates();
            encode(&current.site(), &updates);
            drop(current);
            if runtime.block_on(updates.changed()).is_err() || updates.borrow().is_closing {
                return;
            }
        }
    };
    std::thread::Builder::new().name("encoder".to_owned()).spawn(work)?;
    Ok(())
}

/// Makes the quick forms of all pages of a site.
pub fn quickly(site: &Site) {
    let mut pages: Vec<&Page> = site.pages().map(|(_, page)| page).collect();
    // Their work leaves gaps in memory, which the forms of the others fill.
    pages.sort_by_key(|page| page.body.bytes().len() < LARGE);
    encode_quickly(&pages);
}

/// Makes the quick forms of what is new since the site that is served now, as far as that goes fast.
pub fn before_swap(site: &Site, served: &Site) {
    let mut left = AT_ONCE;
    let plain = site.pages_since(served).filter(|page| page.is_plain());
    let chosen: Vec<&Page> = plain
        .filter(|page| {
            let rest = left.checked_sub(page.body.bytes().len());
            left = rest.unwrap_or(left);
            rest.is_some()
        })
        .collect();
    encode_quickly(&chosen);
}

fn encode_quickly(pages: &[&Page]) {
    let encode = |compressor: &mut Compressor, page: &&Page| page.encode(compressor);
    pages.par_iter().with_min_len(TOGETHER).for_each_init(|| Compressor::new(Effort::Quick), encode);
}

fn encode(site: &Site, updates: &Receiver<Update>) {
    quickly(site);
    let mut compressor = Compressor::new(Effort::Best);
    for (_, page) in site.pages() {
        if updates.has_changed().unwrap_or(true) {
            return;
        }
        if page.body.bytes().len() <= BEST_AT_MOST {
            page.encode(&mut compressor);
        }
    }
}
