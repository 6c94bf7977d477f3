//! Follows the content folder while its writer is at work.
//!
//! Enter at [`follow`]. An event of the file system means "read again the folder at the top that it is about": events
//! are lost, doubled and reordered by editors, mounts and kernels, while the files themselves are always the truth.
//! What is read is built only if it differs from what was built last. Without events the folder is only looked at from
//! outside, and read whole when that shows something new. What was touched while it was read is read again. Whatever
//! goes wrong on the way, the last good library stays and following goes on.

use std::collections::BTreeSet;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, Weak};
use std::thread;
use std::time::{Duration, Instant};

use notify::{RecommendedWatcher, RecursiveMode, Watcher, recommended_watcher};

use crate::content::folder::{self, Fingerprint};
use crate::content::{Fault, Tree};

use super::build::{Builder, Built, version};
use super::current::Current;
use super::encoder;
use super::touched::{self, BUSY, Events, QUIET, Touched};

/// Without any event the folder is looked at this often: some mounts have no events, and a folder that is replaced
/// loses its watch. A change that is only found so asks for a new watch.
const POLL: Duration = Duration::from_secs(2);

/// And takes no more than this part of the time: a look at fifty thousand files takes a while.
const POLL_SHARE: u32 = 20;

/// Told of every library that was built, good or not.
pub type Report = Box<dyn Fn(&Built) -> Option<String> + Send>;

/// Follows `root`, which `builder` has built already, on a thread of its own until the answer is dropped.
///
/// `report` prints what there is to say of a library and answers with the faults that keep it from being served. Where
/// the system offers no way to watch the folder, it is looked at now and then.
///
/// # Errors
/// When the system has no thread for it.
pub fn follow(root: &Path, builder: Builder, current: Arc<Current>, report: Report) -> io::Result<Following> {
    let (sender, events) = touched::channel();
    let kept = sender.clone();
    let watcher = recommended_watcher(move |event| {
        if let Some(touched) = Touched::by(event) {
            // The receiver is gone only when nobody follows any more.
            let _ = sender.send(touched);
        }
    });
    let watch = match watcher {
        Ok(watcher) => Some(Arc::new(Mutex::new(watcher))),
        Err(error) => {
            tracing::warn!("the system cannot watch folders ({error}): the content is looked at now and then");
            None
        }
    };
    let last = version(builder.tree());
    let mut follower = Follower {
        root: root.to_owned(),
        builder,
        current,
        report,
        last,
        seen: None,
        is_partial: false,
        disturbed: None,
        poll: POLL,
        looked: Instant::now(),
        watched: None,
        is_unwatchable: false,
        watch: watch.as_ref().map(Arc::downgrade),
    };
    follower.watch_again();
    thread::Builder::new().name("watch".to_owned()).spawn(move || follower.run(events))?;
    Ok(Following { _watch: watch, _sender: kept })
}

type Watch = Mutex<RecommendedWatcher>;

/// Keeps the folder watched; dropping it ends that.
pub struct Following {
    _watch: Option<Arc<Watch>>,
    /// Ends the thread where there is no watch to do so.
    _sender: Sender<Touched>,
}

struct Follower {
    root: PathBuf,
    builder: Builder,
    current: Arc<Current>,
    report: Report,
    /// The version that was built last, good or not.
    last: String,
    /// The folder from outside, when it was last read without finding anything new.
    seen: Option<Fingerprint>,
    /// Whether some of it could not be read: that may pass without leaving a trace outside.
    is_partial: bool,
    /// Since when no reading of it was left undisturbed.
    disturbed: Option<Instant>,
    /// How long to wait before the folder is looked at, whatever events there are: not all of it may have any.
    poll: Duration,
    /// When it was last looked at.
    looked: Instant,
    /// The folder that events come from, where it really is.
    watched: Option<PathBuf>,
    /// Whether the last try to watch it failed, which is said once.
    is_unwatchable: bool,
    watch: Option<Weak<Watch>>,
}

impl Follower {
    fn run(mut self, mut events: Events) {
        loop {
            let patience = self.poll.saturating_sub(self.looked.elapsed());
            let touched = match events.next(patience, |path| self.is_hidden(path)) {
                Ok(touched) => Some(touched),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            if catch_unwind(AssertUnwindSafe(|| self.step(touched, &mut events))).is_err() {
                // What was read stays the last that was built, so the same files are not tried over and over.
                self.refuse("Sidelight itself failed on what is in the content folder now: please report it.");
            }
        }
    }

    fn step(&mut self, touched: Option<Touched>, events: &mut Events) {
        let is_told = touched.is_some();
        if let Some(touched) = touched {
            self.seen = None;
            let read = self.read(self.folders(&touched));
            if self.is_disturbed(events) {
                events.put_back(touched);
            } else {
                self.take(read);
            }
        }
        if self.looked.elapsed() >= self.poll {
            let start = Instant::now();
            self.look(events);
            self.looked = Instant::now();
            if is_told {
                // Where events come without end, every look leads to reading all of it.
                self.poll = self.poll.max(start.elapsed() * POLL_SHARE);
            }
        }
    }

    /// Looks at the folder from outside, and reads it when there is something new.
    fn look(&mut self, events: &mut Events) {
        let start = Instant::now();
        let now = folder::fingerprint(&self.root).ok();
        self.poll = POLL.max(start.elapsed() * POLL_SHARE);
        let is_elsewhere = self.root.canonicalize().is_ok_and(|root| self.watched != Some(root));
        if now.is_some() && now == self.seen && !is_elsewhere {
            return;
        }
        let is_missed = self.seen.is_some();
        let now = self.settled(now);
        let start = Instant::now();
        let read = self.read(None);
        if self.is_disturbed(events) {
            return;
        }
        let is_new = self.take(read);
        if self.is_partial {
            self.poll = self.poll.max(start.elapsed() * POLL_SHARE);
        }
        // Times are coarse: a file that was just written may be written again within the same tick. So what was new is
        // read once more, a poll later, before it is taken for settled.
        self.seen = now.filter(|_| !is_new && !self.is_partial);
        if is_new || is_missed || is_elsewhere {
            self.watch_again();
        }
    }

    /// Whether files were touched while they were read, so that one may have been read by half. All of it is read again
    /// then, unless that goes on and on.
    fn is_disturbed(&mut self, events: &mut Events) -> bool {
        let is_quiet = events.is_quiet(|path| self.is_hidden(path));
        let is_disturbed = !is_quiet && self.disturbed.get_or_insert_with(Instant::now).elapsed() < BUSY;
        if !is_disturbed {
            self.disturbed = None;
        }
        is_disturbed
    }

    /// The folder from outside, once it is quiet there: nothing else tells of somebody who is still writing.
    fn settled(&self, mut before: Option<Fingerprint>) -> Option<Fingerprint> {
        let start = Instant::now();
        loop {
            thread::sleep(QUIET);
            let now = folder::fingerprint(&self.root).ok();
            if now == before || start.elapsed() > BUSY {
                return now;
            }
            before = now;
        }
    }

    /// Whether a file is not read for its name, or for that of a folder that it is in.
    fn is_hidden(&self, path: &Path) -> bool {
        let below = self.watched.as_ref().and_then(|root| path.strip_prefix(root).ok());
        below.is_some_and(|path| path.iter().any(|name| name.as_encoded_bytes().starts_with(b".")))
    }

    /// The folders at the top that events were about; `None` where it may be any.
    fn folders(&self, touched: &Touched) -> Option<BTreeSet<String>> {
        let Touched::Paths(paths) = touched else { return None };
        let root = self.root.canonicalize().ok()?;
        let folder = |path: &PathBuf| match path.strip_prefix(&root).ok()?.components().next()? {
            Component::Normal(name) => Some(name.to_str()?.to_owned()),
            _ => None,
        };
        paths.iter().map(folder).collect()
    }

    /// The folder that is there now may be another one than is watched. Where that fails, looking often has to do.
    fn watch_again(&mut self) {
        let Some(watch) = self.watch.as_ref().and_then(Weak::upgrade) else { return };
        let (Ok(mut watch), Ok(root)) = (watch.lock(), self.root.canonicalize()) else { return };
        for earlier in [self.watched.take(), Some(root.clone())].into_iter().flatten() {
            let _ = watch.unwatch(&earlier);
        }
        let outcome = watch.watch(&root, RecursiveMode::Recursive);
        self.watched = Some(root);
        let was_unwatchable = std::mem::replace(&mut self.is_unwatchable, outcome.is_err());
        if let (Err(error), false) = (outcome, was_unwatchable) {
            tracing::warn!("the content folder cannot be watched ({error}): it is looked at now and then");
        }
    }

    /// Reads the folder, or only what has `changed` in it.
    fn read(&self, changed: Option<BTreeSet<String>>) -> io::Result<Tree> {
        // What could not be read last time is no tree to go on from.
        match changed.filter(|_| !self.last.is_empty() && !self.is_partial) {
            Some(changed) => folder::read_again(&self.root, self.builder.tree(), &changed),
            None => folder::read(&self.root),
        }
    }

    /// Builds what was read if it differs from what was built last. Answers whether it did.
    fn take(&mut self, read: io::Result<Tree>) -> bool {
        let root = self.root.display();
        let tree = match read {
            Ok(tree) if tree.has_text() => tree,
            outcome => {
                self.is_partial = outcome.is_err();
                let faults = match outcome {
                    Ok(_) => format!("The content folder {root} holds no text any more; its last good state stays."),
                    Err(error) => format!("The content folder {root} cannot be read: {error}."),
                };
                self.last.clear();
                self.refuse(&faults);
                return false;
            }
        };
        self.is_partial = tree.faults().any(|(_, fault)| matches!(fault, Fault::Unreadable(_)));
        let version = version(&tree);
        if version == self.last {
            return false;
        }
        self.last = version;
        let built = self.builder.build(&tree);
        match (self.report)(&built) {
            None => {
                encoder::before_swap(&built.site, &self.current.site());
                self.current.swap(built.site);
            }
            Some(faults) => self.current.keep(faults),
        }
        true
    }

    /// Keeps the last good library, and says why; once, however often that is found.
    fn refuse(&self, faults: &str) {
        if self.current.updates().borrow().faults.as_deref() != Some(faults) {
            self.current.keep(faults.to_owned());
            tracing::error!("{faults}");
        }
    }
}
