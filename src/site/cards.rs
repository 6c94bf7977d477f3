//! Cards on request: drawn once, a few at a time, and kept while there is room.
//!
//! Enter at [`card_of`], which says what the card of a piece or of a passage shows, [`Cards::found`], which looks a
//! passage up for it, and [`Cards::picture`], which answers with its picture. Steps: look into the cache; stand in a
//! queue that is soon full; find and draw on threads that let every other go first. So whoever asks for thousands of
//! different cards keeps a core busy, and readers go on reading.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::available_parallelism;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::background::step_back;
use crate::card::{self, Card, Fonts};
use crate::content::{Direction, Piece, Settings, Tone, guarded};

/// So many are drawn at once where there are cores for it. One core is left to readers: a thread that waits for one that
/// is busy waits for some milliseconds even where it goes first, several times for each page.
pub const CARDS_DRAWN_AT_ONCE: usize = 2;
/// So many more may wait: half a second of drawing, less than a program that fetches a preview is willing to wait.
pub const CARDS_WAITING_AT_MOST: usize = 32;
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
}

/// The card of a piece, or of a passage of it.
pub fn card_of(settings: &Settings, piece: &Piece, passage: Option<PassageView>) -> Card {
    let publisher = piece.source.as_ref().and_then(|source| source.publisher.clone().or_else(|| source.title.clone()));
    let authors = (!piece.authors.is_empty()).then(|| piece.authors.join(", "));
    let (quote, tone) = passage.map_or((None, None), |passage| (Some(passage.quote), passage.tone));
    Card {
        quote,
        title: piece.title.clone(),
        // The library stands there already.
        source: authors.filter(|authors| *authors != settings.title).or(publisher),
        library: settings.title.clone(),
        tone,
        direction: piece.dir.or(settings.dir).unwrap_or(Direction::LeftToRight),
        lang: piece.lang.as_ref().unwrap_or(&settings.lang).clone(),
    }
}

/// Draws cards and keeps them.
pub struct Cards {
    fonts: Arc<Fonts>,
    turns: Arc<Semaphore>,
    places: Semaphore,
    cache: Arc<Mutex<Cache>>,
    /// Which card is at an address, as far as it has been looked for.
    addresses: Mutex<HashMap<blake3::Hash, blake3::Hash>>,
    drawn: Arc<AtomicU64>,
    turned_away: AtomicU64,
}

impl fmt::Debug for Cards {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Cards").field("fonts", &self.fonts).finish_non_exhaustive()
    }
}

/// Why there is no picture now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoCard {
    /// As many others wait as may: ask again soon.
    Busy,
    /// It could not be drawn; the log says why.
    Failed,
}

impl Cards {
    pub fn new(fonts: Fonts) -> Self {
        Self {
            fonts: Arc::new(fonts),
            turns: Arc::new(Semaphore::new(at_once(available_parallelism().map_or(1, NonZero::get)))),
            places: Semaphore::new(CARDS_WAITING_AT_MOST),
            cache: Arc::new(Mutex::new(Cache::new(CARDS_CACHED_BYTES))),
            addresses: Mutex::default(),
            drawn: Arc::default(),
            turned_away: AtomicU64::new(0),
        }
    }

    /// How many were drawn so far.
    pub fn drawn(&self) -> u64 {
        self.drawn.load(Ordering::Relaxed)
    }

    /// How often somebody was asked to come again.
    pub fn turned_away(&self) -> u64 {
        self.turned_away.load(Ordering::Relaxed)
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
        self.turns.available_permits()
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
        self.turn().await?.run(find).await
    }

    /// The picture of a card, as PNG; drawn in the turn in which the card was found, if it was.
    pub async fn picture(&self, key: blake3::Hash, card: Card, turn: Option<Turn>) -> Result<Arc<[u8]>, NoCard> {
        if let Some(picture) = lock(&self.cache).get(&key) {
            return Ok(picture);
        }
        let turn = match turn {
            Some(turn) => turn,
            None => self.turn().await?,
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

    /// Waits for a turn, if there is room to wait.
    async fn turn(&self) -> Result<Turn, NoCard> {
        if let Ok(turn) = Arc::clone(&self.turns).try_acquire_owned() {
            return Ok(Turn { _permit: turn });
        }
        // Given back when the reader goes away.
        let _place = self.places.try_acquire().map_err(|_| {
            self.turned_away.fetch_add(1, Ordering::Relaxed);
            NoCard::Busy
        })?;
        Arc::clone(&self.turns).acquire_owned().await.map_err(|_| NoCard::Failed).map(|turn| Turn { _permit: turn })
    }
}

/// The right to work on a card. Whoever holds it is one of the few who do.
#[derive(Debug)]
pub struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Turn {
    /// Runs some work on a thread that lets every other go first. The turn is its own until it is done, also when nobody
    /// waits for it any more.
    async fn run<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> Result<(T, Self), NoCard> {
        let (say, said) = oneshot::channel();
        let thread = std::thread::Builder::new().name("card".to_owned()).spawn(move || {
            step_back();
            let outcome = guarded(work);
            let _ = say.send((outcome, self));
        });
        thread.map_err(|error| {
            tracing::error!(%error, "no thread to make a card on");
            NoCard::Failed
        })?;
        let (outcome, turn) = said.await.map_err(|_| NoCard::Failed)?;
        let outcome = outcome.map_err(|panic| {
            tracing::error!(panic, "a card could not be made");
            NoCard::Failed
        })?;
        Ok((outcome, turn))
    }
}

/// How many may work on cards with so many cores.
fn at_once(cores: usize) -> usize {
    cores.saturating_sub(1).clamp(1, CARDS_DRAWN_AT_ONCE)
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

/// Pictures, those that nobody has asked for the longest to be dropped first.
struct Cache {
    limit: usize,
    bytes: usize,
    pictures: HashMap<blake3::Hash, Arc<[u8]>>,
    /// The next to be dropped first.
    order: VecDeque<blake3::Hash>,
}

impl Cache {
    fn new(limit: usize) -> Self {
        Self { limit, bytes: 0, pictures: HashMap::new(), order: VecDeque::new() }
    }

    fn get(&mut self, key: &blake3::Hash) -> Option<Arc<[u8]>> {
        let picture = Arc::clone(self.pictures.get(key)?);
        // A few hundred at most, so looking for it costs less than keeping a list of links.
        if let Some(at) = self.order.iter().position(|other| other == key) {
            self.order.remove(at);
            self.order.push_back(*key);
        }
        Some(picture)
    }

    fn insert(&mut self, key: blake3::Hash, picture: Arc<[u8]>) {
        if picture.len() > self.limit || self.pictures.contains_key(&key) {
            return;
        }
        self.bytes += picture.len();
        self.pictures.insert(key, picture);
        self.order.push_back(key);
        while self.bytes > self.limit {
            let Some(dropped) = self.order.pop_front().and_then(|key| self.pictures.remove(&key)) else { break };
            self.bytes -= dropped.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_core_is_left_to_readers() {
        assert_eq!([1, 2, 3, 4, 64].map(at_once), [1, 1, 2, 2, 2]);
    }

    #[test]
    fn the_cache_stays_within_its_limit_and_keeps_what_is_asked_for() {
        let key = |name: &str| blake3::hash(name.as_bytes());
        let picture = |bytes: usize| Arc::from(vec![0; bytes]);
        let mut cache = Cache::new(100);
        cache.insert(key("a"), picture(40));
        cache.insert(key("b"), picture(40));
        assert!(cache.get(&key("a")).is_some());
        cache.insert(key("c"), picture(40));
        assert!(cache.get(&key("b")).is_none(), "nobody asked for it");
        assert!(cache.get(&key("a")).is_some() && cache.get(&key("c")).is_some());
        assert_eq!((cache.bytes, cache.order.len()), (80, 2));
        cache.insert(key("a"), picture(40));
        cache.insert(key("d"), picture(101));
        assert_eq!((cache.bytes, cache.order.len()), (80, 2));
    }
}
