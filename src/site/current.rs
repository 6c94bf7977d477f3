//! The site that is being served, swapped whole.
//!
//! Readers take a snapshot without waiting; whoever follows the library subscribes to [`Update`]s.

use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::sync::{Semaphore, watch};

use crate::card::Fonts;

use super::cards::Cards;
use super::counts::Counts;
use super::page::Site;

/// What open pages and probes are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// The version of the site that is being served.
    pub version: String,
    /// What keeps the newest version of the library from being served, as a writer reads it.
    pub faults: Option<String>,
    /// Whether the server is going down: streams end.
    pub is_closing: bool,
}

#[derive(Debug)]
pub struct Current {
    site: ArcSwap<Site>,
    updates: watch::Sender<Update>,
    /// Turns for requests whose page has to be made first. Owned by the work and not by the request: a reader who
    /// goes away does not end the work.
    pub made_to_order: Arc<Semaphore>,
    pub cards: Cards,
    pub counts: Counts,
}

/// So many pages are made to order at once: enough for the cores of a small server, and the page of a text with
/// thousands of annotations takes more than a hundred megabytes while it is made.
pub const PAGES_MADE_AT_ONCE: usize = 4;

impl Current {
    pub fn new(site: Site, faults: Option<String>) -> Self {
        site.gather_names();
        let update = Update { version: site.version.clone(), faults, is_closing: false };
        Self {
            site: ArcSwap::from_pointee(site),
            updates: watch::Sender::new(update),
            made_to_order: Arc::new(Semaphore::new(PAGES_MADE_AT_ONCE)),
            cards: Cards::new(Fonts::embedded()),
            counts: Counts::default(),
        }
    }

    /// With other fonts for cards than those in the binary alone.
    #[must_use]
    pub fn with_fonts(self, fonts: Fonts) -> Self {
        Self { cards: Cards::new(fonts), ..self }
    }

    /// One snapshot, for the whole of one request.
    pub fn site(&self) -> Arc<Site> {
        self.site.load_full()
    }

    /// Serves another site from now on.
    pub fn swap(&self, site: Site) {
        let version = site.version.clone();
        let site = Arc::new(site);
        self.site.store(Arc::clone(&site));
        self.updates.send_modify(|update| {
            update.version = version;
            update.faults = None;
        });
        self.counts.swapped();
        // After the swap, which a writer waits for, and before the first reader who hides something.
        site.gather_names();
    }

    /// Goes on serving the last good site, and says why.
    pub fn keep(&self, faults: String) {
        self.counts.refused();
        self.updates.send_modify(|update| update.faults = Some(faults));
    }

    /// Ends the streams of updates and turns the probe of readiness false.
    pub fn close(&self) {
        self.updates.send_modify(|update| update.is_closing = true);
    }

    pub fn updates(&self) -> watch::Receiver<Update> {
        self.updates.subscribe()
    }

    /// Whether requests should be sent here.
    pub fn is_ready(&self) -> bool {
        self.site.load().is_ready && !self.updates.borrow().is_closing
    }
}
