//! Events of the file system, gathered until it is quiet.
//!
//! Enter at [`channel`]. A file is written in several steps, over a network or by a copy in many more; it is whole when
//! none has followed for a while. So what is told is [`Touched`]: all that events were about, from the first of them to
//! the first short pause; and, once it was read, whether the pause went on. Somebody who never pauses is waited for only
//! so long.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::Event;

/// This long after the last step of a change it is over. Short enough that a saved file is on the page within 300 ms.
pub const QUIET: Duration = Duration::from_millis(80);

/// This long after it, it is likely to be over: files may be read on trial while the rest of the time goes by.
const LIKELY: Duration = Duration::from_millis(20);

/// For no longer than this, though, does one who writes on and on keep the changes of others from being seen.
pub const BUSY: Duration = Duration::from_secs(5);

/// What events were about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    Anything,
    Paths(BTreeSet<PathBuf>),
}

impl Touched {
    /// What one event is about; nothing where it is only that somebody looked at a file.
    pub fn by(event: notify::Result<Event>) -> Option<Self> {
        match event {
            Ok(event) if event.kind.is_access() => None,
            Ok(event) if !event.need_rescan() && !event.paths.is_empty() => {
                Some(Self::Paths(event.paths.into_iter().collect()))
            }
            // Events may be missing.
            _ => Some(Self::Anything),
        }
    }

    fn add(&mut self, more: Self) {
        match (&mut *self, more) {
            (Self::Paths(paths), Self::Paths(more)) => paths.extend(more),
            _ => *self = Self::Anything,
        }
    }

    /// Without what nobody reads.
    fn without(self, is_passed_over: impl Fn(&Path) -> bool) -> Option<Self> {
        let Self::Paths(mut paths) = self else { return Some(self) };
        paths.retain(|path| !is_passed_over(path));
        (!paths.is_empty()).then_some(Self::Paths(paths))
    }
}

pub fn channel() -> (Sender<Touched>, Events) {
    let (sender, receiver) = mpsc::channel();
    (sender, Events { receiver, pending: None, last: None })
}

/// Where events arrive.
pub struct Events {
    receiver: Receiver<Touched>,
    /// What was touched and is still to be told.
    pending: Option<Touched>,
    /// When the last event came that was told.
    last: Option<Instant>,
}

impl Events {
    /// What is touched next, once nothing follows that belongs to it, as it seems. Paths that are passed over are no event
    /// and no noise.
    ///
    /// # Errors
    /// When nothing comes within `patience`, or nothing can come any more.
    pub fn next(
        &mut self,
        patience: Duration,
        is_passed_over: impl Fn(&Path) -> bool,
    ) -> Result<Touched, RecvTimeoutError> {
        let mut touched = match self.pending.take() {
            Some(touched) => touched,
            None => self.first(patience, &is_passed_over)?,
        };
        let start = Instant::now();
        while start.elapsed() < BUSY {
            self.last = Some(Instant::now());
            match self.first(LIKELY, &is_passed_over) {
                Ok(more) => touched.add(more),
                Err(RecvTimeoutError::Timeout) => break,
                Err(error) => return Err(error),
            }
        }
        Ok(touched)
    }

    /// Whether nothing was touched since, nor is until it has been quiet for long enough. What was is told next.
    pub fn is_quiet(&mut self, is_passed_over: impl Fn(&Path) -> bool) -> bool {
        let rest = self.last.take().map_or(Duration::ZERO, |last| QUIET.saturating_sub(last.elapsed()));
        if let Ok(touched) = self.first(rest, is_passed_over) {
            self.put_back(touched);
        }
        self.pending.is_none()
    }

    /// Has `touched` told again, with what comes.
    pub fn put_back(&mut self, touched: Touched) {
        match &mut self.pending {
            Some(pending) => pending.add(touched),
            None => self.pending = Some(touched),
        }
    }

    fn first(&self, patience: Duration, is_passed_over: impl Fn(&Path) -> bool) -> Result<Touched, RecvTimeoutError> {
        let start = Instant::now();
        loop {
            let touched = self.receiver.recv_timeout(patience.saturating_sub(start.elapsed()))?;
            if let Some(touched) = touched.without(&is_passed_over) {
                return Ok(touched);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    fn touched(path: &str) -> Touched {
        Touched::Paths(BTreeSet::from([path.into()]))
    }

    fn is_hidden(path: &Path) -> bool {
        path.starts_with(".git")
    }

    /// Sends now and then, from a thread of its own, and what comes after that is late.
    fn sent(paths: &'static [&str], pause: Duration) -> Events {
        let (sender, events) = channel();
        thread::spawn(move || {
            for path in paths {
                let _ = sender.send(touched(path));
                thread::sleep(pause);
            }
            thread::sleep(BUSY * 2);
        });
        events
    }

    /// What is touched until it is quiet, and how often it seemed to be.
    fn settled(events: &mut Events) -> (Touched, usize) {
        for tries in 1.. {
            let touched = events.next(BUSY, is_hidden).unwrap();
            if events.is_quiet(is_hidden) {
                return (touched, tries);
            }
            events.put_back(touched);
        }
        unreachable!("there is always another try")
    }

    #[test]
    fn steps_that_follow_each_other_are_one_change() {
        for (paths, pause) in [(&["a", "b", ".git/x", "a", "c"][..], LIKELY / 4), (&["a", "b", "c"], QUIET / 3)] {
            let mut events = sent(paths, pause);
            let (touched, tries) = settled(&mut events);
            assert_eq!(touched, Touched::Paths(["a", "b", "c"].map(PathBuf::from).into()));
            assert!(pause < LIKELY || tries > 1, "a long pause was looked into");
            assert_eq!(events.next(QUIET, is_hidden), Err(RecvTimeoutError::Timeout));
        }
    }

    #[test]
    fn what_is_passed_over_puts_nothing_off() {
        let mut events = sent(&[".git/x"; 100], QUIET / 4);
        let start = Instant::now();
        assert_eq!(events.next(QUIET, is_hidden), Err(RecvTimeoutError::Timeout));
        assert!(start.elapsed() < QUIET * 10, "{:?}", start.elapsed());
    }

    #[test]
    fn what_was_put_back_is_told_with_what_came_since() {
        let (sender, mut events) = channel();
        sender.send(touched(".git/x")).unwrap();
        assert!(events.is_quiet(is_hidden));
        sender.send(touched("a")).unwrap();
        assert!(!events.is_quiet(is_hidden));
        events.put_back(touched("b"));
        let paths = ["a", "b"].map(PathBuf::from).into();
        assert_eq!(events.next(QUIET, is_hidden), Ok(Touched::Paths(paths)));
        assert!(events.is_quiet(is_hidden));
    }

    #[test]
    fn one_who_never_pauses_is_waited_for_only_so_long() {
        let mut events = sent(&["a"; 1_000], LIKELY / 2);
        let start = Instant::now();
        assert_eq!(events.next(BUSY, is_hidden), Ok(touched("a")));
        assert!(start.elapsed() < BUSY * 2, "{:?}", start.elapsed());
    }
}
