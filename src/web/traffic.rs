//! What has been asked for so far, counted: as many numbers as there are kinds of answers, whatever is asked.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::http::{Method, StatusCode};

use super::route::Route;

/// Ways to ask; nothing else is answered with a page.
pub const METHODS: [&str; 3] = ["GET", "HEAD", "other"];

/// The statuses that are answered with. What is added to the code and forgotten here is counted as 0.
pub const STATUSES: [u16; 15] = [200, 206, 304, 308, 400, 404, 405, 406, 413, 414, 416, 500, 501, 503, 0];

/// Upper ends of the classes of times, in microseconds. Finished pages take some tens of them, passages milliseconds,
/// cards tenths of a second.
pub const TIMES: [u64; 12] = [50, 100, 250, 500, 1_000, 2_500, 10_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000];

/// Counts of requests.
#[derive(Debug)]
pub struct Traffic {
    answers: [[[AtomicU64; STATUSES.len()]; METHODS.len()]; Route::COUNT],
    times: [Times; Route::COUNT],
    bytes: AtomicU64,
}

/// How long answers of one kind took.
#[derive(Debug, Default)]
struct Times {
    /// How many took at most as long as each class, and longer than the one before; the last are longer than all.
    classes: [AtomicU64; TIMES.len() + 1],
    microseconds: AtomicU64,
}

impl Default for Traffic {
    fn default() -> Self {
        let answers =
            [const { [const { [const { AtomicU64::new(0) }; STATUSES.len()] }; METHODS.len()] }; Route::COUNT];
        Self { answers, times: std::array::from_fn(|_| Times::default()), bytes: AtomicU64::new(0) }
    }
}

impl Traffic {
    /// Counts an answer whose head is ready.
    pub fn count(&self, route: Route, method: &Method, status: StatusCode, duration: Duration) {
        let method = match *method {
            Method::GET => 0,
            Method::HEAD => 1,
            _ => 2,
        };
        let status = STATUSES.iter().position(|known| *known == status.as_u16()).unwrap_or(STATUSES.len() - 1);
        self.answers[route.index()][method][status].fetch_add(1, Ordering::Relaxed);
        let microseconds = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        let class = TIMES.iter().position(|end| microseconds <= *end).unwrap_or(TIMES.len());
        let times = &self.times[route.index()];
        times.classes[class].fetch_add(1, Ordering::Relaxed);
        times.microseconds.fetch_add(microseconds, Ordering::Relaxed);
    }

    /// Counts what a reader took of an answer.
    pub fn sent(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Every combination of template, method and status that there was, with how often.
    pub fn answers(&self) -> impl Iterator<Item = (&'static str, &'static str, u16, u64)> {
        Route::all().flat_map(move |route| {
            METHODS.iter().enumerate().flat_map(move |(method, name)| {
                STATUSES.iter().enumerate().filter_map(move |(status, code)| {
                    let count = self.answers[route.index()][method][status].load(Ordering::Relaxed);
                    (count > 0).then(|| (route.template(), *name, *code, count))
                })
            })
        })
    }

    /// For every template that was asked for: how many answers took at most as long as each of [`TIMES`], how many there
    /// were, and the seconds that all took together.
    pub fn times(&self) -> impl Iterator<Item = (&'static str, Vec<u64>, u64, f64)> {
        Route::all().filter_map(|route| {
            let times = &self.times[route.index()];
            let mut sum = 0;
            let sums = times.classes.iter().map(|class| {
                sum += class.load(Ordering::Relaxed);
                sum
            });
            let mut sums: Vec<u64> = sums.collect();
            let all = sums.pop().filter(|all| *all > 0)?;
            let seconds = times.microseconds.load(Ordering::Relaxed) as f64 / 1e6;
            Some((route.template(), sums, all, seconds))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_counted_once() {
        let traffic = Traffic::default();
        let piece = Route::of("/a");
        traffic.count(piece, &Method::GET, StatusCode::OK, Duration::from_micros(50));
        traffic.count(piece, &Method::GET, StatusCode::OK, Duration::from_micros(51));
        traffic.count(piece, &Method::HEAD, StatusCode::NOT_FOUND, Duration::from_mins(1));
        traffic.count(Route::OTHER, &Method::PATCH, StatusCode::IM_A_TEAPOT, Duration::ZERO);
        let counted: Vec<_> = traffic.answers().collect();
        assert_eq!(counted, [("/{piece}", "GET", 200, 2), ("/{piece}", "HEAD", 404, 1), ("other", "other", 0, 1)]);
        let times: Vec<_> = traffic.times().collect();
        let (template, sums, all, seconds) = &times[0];
        assert_eq!((*template, sums[0], sums[1], sums[TIMES.len() - 1], *all), ("/{piece}", 1, 2, 2, 3));
        assert!((seconds - 60.000_101).abs() < 1e-9, "{seconds}");
        assert_eq!(times.len(), 2);
    }
}
