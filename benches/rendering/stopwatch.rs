//! Times two things against each other on a machine that is busy with others.
//!
//! Enter at [`race`]. What is counted is the processor's time of this process with all its threads, which leaves out the
//! turns of others: some of the work is handed to a pool of threads, so that the thread that waits for it tells nothing.
//! The two take turns, so that a slow stretch of the machine meets both; the fastest round of each is what the code
//! costs, and the median tells how far the machine was from that.

use std::hint::black_box;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// The fastest and the median of several rounds.
#[derive(Clone, Copy)]
pub struct Timing {
    pub fastest: Duration,
    pub median: Duration,
}

impl Timing {
    fn of(mut rounds: Vec<Duration>) -> Self {
        rounds.sort_unstable();
        Self { fastest: rounds[0], median: rounds[rounds.len() / 2] }
    }

    /// How many times as long as `other` this took, by the fastest rounds.
    pub fn over(self, other: Self) -> f64 {
        self.fastest.as_secs_f64() / other.fastest.as_secs_f64()
    }
}

impl std::fmt::Display for Timing {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        write!(out, "{:8.2} ms (median {:8.2})", ms(self.fastest), ms(self.median))
    }
}

/// Runs both `rounds` times in turn, after one round each to warm up.
pub fn race<A, B>(rounds: usize, mut ours: impl FnMut() -> A, mut rival: impl FnMut() -> B) -> (Timing, Timing) {
    let (mut our_times, mut rival_times) = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        let (our_time, rival_time) = (timed(&mut ours), timed(&mut rival));
        if round > 0 {
            our_times.push(our_time);
            rival_times.push(rival_time);
        }
    }
    (Timing::of(our_times), Timing::of(rival_times))
}

/// The time of one run, until what it made is dropped again.
fn timed<T>(run: &mut impl FnMut() -> T) -> Duration {
    let start = processor_time();
    drop(black_box(run()));
    processor_time().saturating_sub(start)
}

fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}
