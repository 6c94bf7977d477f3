//! Cards on request: drawn once, a few at a time, and kept while there is room.
//!
//! Enter at [`card_of`], which says what the card of a piece or of a passage shows, [`Cards::found`], which looks a
//! passage up for it, and [`Cards::picture`], which answers with its picture. Steps: look into the cache; stand in a
//! queue that is soon full; find and draw on threads that let every other go first. So whoever asks for thousands of
//! different cards keeps a core busy, and readers go on reading.

mod cache;
mod turns;

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use cache::Cache;
use turns::Turns;
pub use turns::{CARD_PATIENCE, CARDS_DRAWN_AT_ONCE, CARDS_WAITING_AT_MOST, Turn};

use crate::card::{self, Card, Fonts};
use crate::content::{Piece, Settings, Tone, guarded};
use crate::render::attribution::Attribution;

/// What pictures may take together: a few hundred of the usual size.
pub const CARDS_CACHED_BYTES: usize = 8 << 20;
/// Of so many the card is known without looking for their passage again: a few hundred kilobytes.
const ADDRESSES: usize = 4096;
/// Raise it when the same card is drawn otherwise than before, which a test that compares pictures finds out.
const DRAWING: &[u8] = b"2";

/// What of a passage is on its card. The words are the piece's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassageView {
    pub quote: String,
    /// Of the innermost annotation that the passage lies in.
    pub tone: Option<Tone>,
    pub said_by: Attribution,
}

/// The card of a piece, or of a passage of it.
pub fn card_of(settings: &Settings, piece: &Piece, passage: Option<PassageView>) -> Card {
    let said_by = |passage: &PassageView| passage.said_by.clone();
    let said_by = passage.as_ref().map_or_else(|| Attribution::of_piece(piece, settings), said_by);
    let (quote, tone) = passage.map_or((None, None), |passage| (Some(passage.quote), passage.tone));
    Card {
        quote,
        title: piece.title.clone(),
        // The library stands there already.
        source: said_by.line_beside(&settings.title),
        library: settings.title.clone(),
        tone,
        direction: piece.direction(settings),
        lang: piece.lang(settings).to_owned(),
    }
}

/// Draws cards and keeps them.
pub struct Cards {
    fonts: Arc<Fonts>,
    turns: Turns,
    cache: Arc<Mutex<Cache>>,
    /// Which card is at an address, as far as it has been looked for.
    addresses: Mutex<HashMap<blake3::Hash, blake3::Hash>>,
    drawn: Arc<AtomicU64>,
}

impl fmt::Debug for Cards {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Cards").field("fonts", &self.fonts).finish_non_exhaustive()
    }
}

/// Why there is no picture now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoCard {
    /// As many others wait as may, or it took too long: ask again soon.
    Busy,
    /// It could not be drawn; the log says why.
    Failed,
}

impl Cards {
    pub fn new(fonts: Fonts) -> Self {
        Self {
            fonts: Arc::new(fonts),
            turns: Turns::new(),
            cache: Arc::new(Mutex::new(Cache::new(CARDS_CACHED_BYTES))),
            addresses: Mutex::default(),
            drawn: Arc::default(),
        }
    }

    /// How many were drawn so far.
    pub fn drawn(&self) -> u64 {
        self.drawn.load(Ordering::Relaxed)
    }

    /// How often somebody was asked to come again.
    pub fn turned_away(&self) -> u64 {
        self.turns.turned_away()
    }

    /// What the pictures that are kept take.
    pub fn kept_bytes(&self) -> usize {
        lock(&self.cache).bytes
    }

    /// Names exactly one picture, and is known before it is drawn.
    pub fn key(&self, card: &Card) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(DRAWING).update(self.fonts.digest().as_bytes()).update(card.digest().as_bytes());
        hasher.finalize()
    }

    /// How many turns are free.
    pub fn free_turns(&self) -> usize {
        self.turns.free()
    }

    /// The key and the picture of the card at an address that has been asked for before, if it is still kept.
    pub fn at_hand(&self, address: &blake3::Hash) -> Option<(blake3::Hash, Arc<[u8]>)> {
        let key = *lock(&self.addresses).get(address)?;
        Some((key, lock(&self.cache).get(&key)?))
    }

    /// From now on the card is known by its address, which is different in every version of the library.
    pub fn remember(&self, address: blake3::Hash, key: blake3::Hash) {
        let mut addresses = lock(&self.addresses);
        if addresses.len() >= ADDRESSES {
            // To look for them again costs little, to keep them in order more.
            addresses.clear();
        }
        addresses.insert(address, key);
    }

    /// What a card shows that has to be looked for, with the turn in which its picture may be drawn. To find a passage
    /// in a long piece takes as long as to draw it, so it is no less a reason to stand in the queue.
    pub async fn found<T: Send + 'static>(
        &self,
        find: impl FnOnce() -> T + Send + 'static,
    ) -> Result<(T, Turn), NoCard> {
        self.turns.wait().await?.run(find).await
    }

    /// The picture of a card, as PNG; drawn in the turn in which the card was found, if it was.
    pub async fn picture(&self, key: blake3::Hash, card: Card, turn: Option<Turn>) -> Result<Arc<[u8]>, NoCard> {
        if let Some(picture) = lock(&self.cache).get(&key) {
            return Ok(picture);
        }
        let turn = match turn {
            Some(turn) => turn,
            None => self.turns.wait().await?,
        };
        // Others may have waited for the same one.
        if let Some(picture) = lock(&self.cache).get(&key) {
            return Ok(picture);
        }
        let (fonts, cache, count) = (Arc::clone(&self.fonts), Arc::clone(&self.cache), Arc::clone(&self.drawn));
        let drawn = turn.run(move || {
            let picture = drawn_once(&card, &fonts)?;
            count.fetch_add(1, Ordering::Relaxed);
            lock(&cache).insert(key, Arc::clone(&picture));
            Some(picture)
        });
        let (picture, _turn) = drawn.await?;
        picture.ok_or(NoCard::Failed)
    }
}

fn drawn_once(card: &Card, fonts: &Fonts) -> Option<Arc<[u8]>> {
    let fault = match guarded(|| card::draw(card, fonts)) {
        Ok(Ok(picture)) => return Some(Arc::from(picture)),
        Ok(Err(fault)) => fault.to_string(),
        Err(panic) => panic,
    };
    tracing::error!(fault, title = card.title, "a card could not be drawn");
    None
}

/// A panic while one of them was locked leaves it whole: nothing is put in before it is complete.
fn lock<T>(kept: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}
