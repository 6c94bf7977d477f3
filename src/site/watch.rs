//! Follows the content folder while its writer is at work.
//!
//! Enter at [`follow`]. Any event of the file system means "read the folder again": events are lost, doubled and
//! reordered by editors, mounts and kernels, while the files themselves are always the truth. What is read is built
//! only if it differs from what was built last. Without events the folder is only looked at from outside, and read when
//! that shows something new. Whatever goes wrong on the way, the last good library stays and following goes on.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use notify_debouncer_full::notify::{self, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

use crate::content::folder::{self, Fingerprint};

use super::build::{Built, Options, build, version};
use super::current::Current;

/// Editors write a file in several steps; this long after the last of them it is whole. Short enough that a saved
/// file is on the page within 300 ms.
const QUIET: Duration = Duration::from_millis(80);

/// How often the debouncer looks whether it has been quiet.
const TICK: Duration = Duration::from_millis(20);

/// Without any event the folder is looked at this often: some mounts have no events, and a folder that is replaced
/// loses its watch. A change that is only found so asks for a new watch.
const POLL: Duration = Duration::from_secs(2);

/// Told of every library that was built, good or not.
pub type Report = Box<dyn Fn(&Built) -> Option<String> + Send>;

/// Follows `root` on a thread of its own until the answer is dropped.
///
/// `report` prints what there is to say of a library and answers with the faults that keep it from being served.
///
/// # Errors
/// When the system offers no way to watch the folder.
pub fn follow(root: &Path, options: Options, current: Arc<Current>, report: Report) -> notify::Result<Following> {
    let (sender, events) = mpsc::channel();
    let mut debouncer = new_debouncer(QUIET, Some(TICK), move |result: DebounceEventResult| {
        // Errors mean that events may be missing, so they too mean "read again".
        let is_access = |result: &DebounceEventResult| {
            result.as_ref().is_ok_and(|events| events.iter().all(|event| event.kind.is_access()))
        };
        if !is_access(&result) {
            // The receiver is gone only when nobody follows any more.
            let _ = sender.send(());
        }
    })?;
    debouncer.watch(root, RecursiveMode::Recursive)?;
    let root = root.to_owned();
    let last = current.site().version.clone();
    let watch = Arc::new(Mutex::new(debouncer));
    let follower = Follower { root, options, current, report, last, seen: None, watch: Arc::downgrade(&watch) };
    std::thread::Builder::new()
        .name("watch".to_owned())
        .spawn(move || follower.run(&events))
        .map_err(notify::Error::io)?;
    Ok(Following { _watch: watch })
}

type Watch = Debouncer<RecommendedWatcher, RecommendedCache>;

/// Keeps the folder watched; dropping it ends that.
pub struct Following {
    _watch: Arc<Mutex<Watch>>,
}

struct Follower {
    root: PathBuf,
    options: Options,
    current: Arc<Current>,
    report: Report,
    /// The version that was built last, good or not.
    last: String,
    /// The folder from outside, when it was last read without finding anything new.
    seen: Option<Fingerprint>,
    watch: Weak<Mutex<Watch>>,
}

impl Follower {
    fn run(mut self, events: &Receiver<()>) {
        loop {
            let has_event = match events.recv_timeout(POLL) {
                Ok(()) => true,
                Err(RecvTimeoutError::Timeout) => false,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            if catch_unwind(AssertUnwindSafe(|| self.step(has_event))).is_err() {
                // What was read stays the last that was built, so the same files are not tried over and over.
                self.refuse("Sidelight itself failed on what is in the content folder now: please report it.");
            }
        }
    }

    fn step(&mut self, has_event: bool) {
        if has_event {
            self.seen = None;
            self.look();
            return;
        }
        let now = folder::fingerprint(&self.root).ok();
        if now.is_some() && now == self.seen {
            return;
        }
        let is_new = self.look();
        // Times are coarse: a file that was just written may be written again within the same tick. So what was new is
        // read once more, a poll later, before it is taken for settled.
        self.seen = now.filter(|_| !is_new);
        if is_new {
            self.watch_again();
        }
    }

    /// The folder that is there now may be another one than is watched. Where that fails, looking often has to do.
    fn watch_again(&self) {
        let Some(watch) = self.watch.upgrade() else { return };
        if let Ok(mut watch) = watch.lock() {
            let _ = watch.unwatch(&self.root);
            if let Err(error) = watch.watch(&self.root, RecursiveMode::Recursive) {
                tracing::debug!("the folder cannot be watched again: {error}");
            }
        }
    }

    /// Reads the folder, and builds it if it differs from what was built last. Answers whether it did.
    fn look(&mut self) -> bool {
        let root = self.root.display();
        let tree = match folder::read(&self.root) {
            Ok(tree) if tree.has_text() => tree,
            outcome => {
                let faults = match outcome {
                    Ok(_) => format!("The content folder {root} holds no text any more; its last good state stays."),
                    Err(error) => format!("The content folder {root} cannot be read: {error}."),
                };
                self.last.clear();
                self.refuse(&faults);
                return false;
            }
        };
        let version = version(&tree);
        if version == self.last {
            return false;
        }
        self.last = version;
        let built = build(&tree, self.options);
        match (self.report)(&built) {
            None => self.current.swap(built.site),
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
