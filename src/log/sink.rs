//! Lines on their way out.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// What may wait to be written: some thousand lines, half a second of a busy server.
const QUEUED_BYTES: usize = 1 << 20;

/// For how long lines gather before they are written together. Under load that is one call for hundreds of lines, and
/// nobody reads a log faster.
const GATHERING: Duration = Duration::from_millis(5);

/// How long the end of the program waits for the last lines. Whoever should take them may be gone.
const LAST_LINES: Duration = Duration::from_secs(1);

/// Takes lines, from any thread.
#[derive(Clone)]
pub struct Sink(Arc<Shared>);

struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
    dropped: AtomicU64,
}

#[derive(Default)]
struct Queue {
    lines: Vec<u8>,
    clock: Clock,
    is_ending: bool,
    is_written: bool,
}

impl Sink {
    /// A sink whose lines are written to `out`, by a thread that ends with what is answered here.
    ///
    /// # Errors
    /// When the system has no thread for it.
    pub fn start(out: impl Write + Send + 'static) -> io::Result<(Self, Flushing)> {
        let shared = Shared { queue: Mutex::default(), changed: Condvar::new(), dropped: AtomicU64::new(0) };
        let sink = Self(Arc::new(shared));
        let writer = sink.clone();
        thread::Builder::new().name("log".to_owned()).spawn(move || writer.write_until_end(out))?;
        let flushing = Flushing(sink.clone());
        Ok((sink, flushing))
    }

    /// Adds a line that `write` puts behind the others, with its end; it is told the time.
    pub fn add(&self, write: impl FnOnce(&mut Vec<u8>, &str)) {
        let mut queue = self.lock();
        let Queue { lines, clock, .. } = &mut *queue;
        if lines.len() >= QUEUED_BYTES {
            self.0.dropped.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let was_empty = lines.is_empty();
        write(lines, clock.now());
        drop(queue);
        if was_empty {
            self.0.changed.notify_all();
        }
    }

    /// How many lines were dropped because nobody took them.
    pub fn dropped(&self) -> u64 {
        self.0.dropped.load(Ordering::Relaxed)
    }

    fn write_until_end(&self, mut out: impl Write) {
        let (mut lines, mut told) = (Vec::new(), 0);
        loop {
            let mut queue = self.lock();
            while queue.lines.is_empty() && !queue.is_ending {
                queue = self.0.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
            }
            if !queue.is_ending {
                drop(queue);
                thread::sleep(GATHERING);
                queue = self.lock();
            }
            if queue.lines.is_empty() && queue.is_ending {
                queue.is_written = true;
                drop(queue);
                self.0.changed.notify_all();
                return;
            }
            std::mem::swap(&mut lines, &mut queue.lines);
            drop(queue);
            // Where it is written to may be gone; that is no reason to stop serving.
            let _ = out.write_all(&lines).and_then(|()| out.flush());
            lines.clear();
            let dropped = self.dropped();
            if dropped > told {
                tracing::warn!(dropped, "lines of the log were dropped, because they were not taken fast enough");
                told = dropped;
            }
        }
    }

    /// A panic while the queue was locked leaves at most half a line.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whole lines come in one piece.
impl Write for Sink {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.add(|lines, _| lines.extend_from_slice(line));
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Waits, when it is dropped, until the last lines are written.
pub struct Flushing(Sink);

impl Drop for Flushing {
    fn drop(&mut self) {
        let until = Instant::now() + LAST_LINES;
        let mut queue = self.0.lock();
        queue.is_ending = true;
        self.0.0.changed.notify_all();
        while !queue.is_written {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            let waited = self.0.0.changed.wait_timeout(queue, left);
            queue = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// The time in words. Only the part of a second is written anew for each line.
#[derive(Default)]
struct Clock {
    second: i64,
    words: String,
}

impl Clock {
    fn now(&mut self) -> &str {
        /// `2026-01-31T10:00:00`.
        const TO_THE_SECOND: usize = 19;

        let now = Timestamp::now();
        if now.as_second() != self.second || self.words.is_empty() {
            self.second = now.as_second();
            self.words = Timestamp::from_second(self.second).unwrap_or_default().to_string();
        }
        self.words.truncate(TO_THE_SECOND);
        self.words.push('.');
        let microseconds = now.subsec_microsecond().unsigned_abs();
        for place in [100_000, 10_000, 1_000, 100, 10, 1] {
            self.words.push(char::from(b'0' + (microseconds / place % 10) as u8));
        }
        self.words.push('Z');
        &self.words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    /// Takes lines only when it is let.
    struct Gate(mpsc::Receiver<()>, Arc<Mutex<Vec<u8>>>);

    impl Write for Gate {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.0.recv();
            self.1.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn every_line_is_written_in_order_before_the_end() {
        let written = Arc::new(Mutex::new(Vec::new()));
        let (open, gate) = mpsc::channel();
        drop(open);
        let (sink, flushing) = Sink::start(Gate(gate, Arc::clone(&written))).unwrap();
        for number in 0..1000 {
            sink.clone().write_all(format!("{number}\n").as_bytes()).unwrap();
        }
        drop(flushing);
        let expected: Vec<u8> = (0..1000).flat_map(|number| format!("{number}\n").into_bytes()).collect();
        assert_eq!(*written.lock().unwrap(), expected);
    }

    #[test]
    fn a_log_that_nobody_takes_holds_nobody_up_and_stays_small() {
        let (_closed, gate) = mpsc::channel();
        let (sink, _flushing) = Sink::start(Gate(gate, Arc::default())).unwrap();
        let (line, start) = ([b'x'; 1000], Instant::now());
        for _ in 0..10_000 {
            sink.clone().write_all(&line).unwrap();
        }
        assert!(start.elapsed() < LAST_LINES * 5, "{:?}", start.elapsed());
        // What is being written, and what waits behind it.
        assert!(sink.dropped() > 10_000 - 2 * (QUEUED_BYTES as u64 / 1000 + 1), "{}", sink.dropped());
        assert!(sink.lock().lines.len() <= QUEUED_BYTES + line.len());
    }

    #[test]
    fn the_time_is_in_the_words_of_rfc_3339() {
        let mut clock = Clock::default();
        for _ in 0..3 {
            let before = Timestamp::now().as_microsecond();
            let said: Timestamp = clock.now().parse().unwrap();
            assert!((before..=Timestamp::now().as_microsecond()).contains(&said.as_microsecond()), "{said}");
            assert_eq!(clock.words.len(), "2026-01-31T10:00:00.000000Z".len());
            thread::sleep(Duration::from_millis(3));
        }
    }
}
