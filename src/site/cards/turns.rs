//! Who may work on a card now, and on which thread.
//!
//! Enter at [`Turns::wait`]. Steps: take a turn, or stand in a queue that is soon full; run the work of the turn on
//! threads that let every other go first.

use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::available_parallelism;
use std::time::Duration;

use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::timeout;

use super::NoCard;
use crate::background::step_back;
use crate::content::guarded;

/// So many are drawn at once where there are cores for it. One core is left to readers.
pub const CARDS_DRAWN_AT_ONCE: usize = 2;
/// So many more may wait: half a second of drawing, less than a program that fetches a preview is willing to wait.
pub const CARDS_WAITING_AT_MOST: usize = 32;

/// For a turn, and then for what is done in it; a machine that has no idle time draws no cards.
pub const CARD_PATIENCE: Duration = Duration::from_secs(10);

/// The turns, and who waits for one.
#[derive(Debug)]
pub struct Turns {
    free: Arc<Semaphore>,
    places: Semaphore,
    threads: Arc<Threads>,
    turned_away: AtomicU64,
}

impl Turns {
    /// As many as this machine has cores for.
    pub fn new() -> Self {
        let count = at_once(available_parallelism().map_or(1, NonZero::get));
        Self {
            free: Arc::new(Semaphore::new(count)),
            places: Semaphore::new(CARDS_WAITING_AT_MOST),
            threads: Arc::new(Threads { count, pool: OnceLock::new() }),
            turned_away: AtomicU64::new(0),
        }
    }

    /// How many are free.
    pub fn free(&self) -> usize {
        self.free.available_permits()
    }

    /// How often somebody was asked to come again.
    pub fn turned_away(&self) -> u64 {
        self.turned_away.load(Ordering::Relaxed)
    }

    /// Waits for a turn, if there is room to wait.
    pub async fn wait(&self) -> Result<Turn, NoCard> {
        let permit = match Arc::clone(&self.free).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => {
                // Given back when the reader goes away.
                let _place = self.places.try_acquire().map_err(|_| self.turn_away())?;
                let turn = timeout(CARD_PATIENCE, Arc::clone(&self.free).acquire_owned()).await;
                turn.map_err(|_| self.turn_away())?.map_err(|_| NoCard::Failed)?
            }
        };
        Ok(Turn { threads: Arc::clone(&self.threads), _permit: permit })
    }

    fn turn_away(&self) -> NoCard {
        self.turned_away.fetch_add(1, Ordering::Relaxed);
        NoCard::Busy
    }
}

/// The right to work on a card. Whoever holds it is one of the few who do.
#[derive(Debug)]
pub struct Turn {
    threads: Arc<Threads>,
    _permit: OwnedSemaphorePermit,
}

impl Turn {
    /// Runs some work on a thread that lets every other go first. The turn is its own until it is done, also when nobody
    /// waits for it any more.
    pub async fn run<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> Result<(T, Self), NoCard> {
        let threads = Arc::clone(&self.threads);
        let (say, said) = oneshot::channel();
        threads.started().ok_or(NoCard::Failed)?.spawn(move || {
            let outcome = guarded(work);
            let _ = say.send((outcome, self));
        });
        let said = timeout(CARD_PATIENCE, said).await.map_err(|_| NoCard::Busy)?;
        let (outcome, turn) = said.map_err(|_| NoCard::Failed)?;
        let outcome = outcome.map_err(|panic| {
            tracing::error!(panic, "a card could not be made");
            NoCard::Failed
        })?;
        Ok((outcome, turn))
    }
}

/// As many threads as there are turns, from the first card on. They stay: one that begins comes before others until it
/// has stepped back, and one that ends has the system take its memory back, which others wait for.
#[derive(Debug)]
struct Threads {
    count: usize,
    pool: OnceLock<Option<ThreadPool>>,
}

impl Threads {
    fn started(&self) -> Option<&ThreadPool> {
        let start = || {
            let threads =
                ThreadPoolBuilder::new().num_threads(self.count).thread_name(|number| format!("card-{number}"));
            let pool = threads.start_handler(|_| step_back()).build();
            pool.inspect_err(|error| tracing::error!(%error, "no threads to make cards on")).ok()
        };
        self.pool.get_or_init(start).as_ref()
    }
}

/// How many may work on cards with so many cores.
fn at_once(cores: usize) -> usize {
    cores.saturating_sub(1).clamp(1, CARDS_DRAWN_AT_ONCE)
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_a_card_for_ever() {
        let turns = Turns::new();
        let mut held = Vec::new();
        while turns.free() > 0 {
            held.push(turns.wait().await.unwrap());
        }
        let start = Instant::now();
        assert_eq!(turns.wait().await.unwrap_err(), NoCard::Busy);
        assert_eq!((start.elapsed(), turns.turned_away()), (CARD_PATIENCE, 1));

        let (finish, is_finished) = std::sync::mpsc::channel::<()>();
        let slow = held.pop().unwrap().run(move || is_finished.recv().is_ok());
        assert_eq!(slow.await.unwrap_err(), NoCard::Busy);
        assert_eq!(turns.free(), 0, "the work goes on, and so does its turn");
        drop(finish);
    }

    #[test]
    fn a_core_is_left_to_readers() {
        assert_eq!([1, 2, 3, 4, 64].map(at_once), [1, 1, 2, 2, 2]);
    }
}
