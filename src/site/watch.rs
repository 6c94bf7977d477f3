//! Follows the content folder while its writer is at work.
//!
//! Enter at [`follow`]. Any event of the file system means "read the folder again": events are lost, doubled and
//! reordered by editors, mounts and kernels, while the files themselves are always the truth. What is read is built
//! only if it differs from what was built last.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use notify_debouncer_full::notify::{self, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

use crate::content::folder;

use super::build::{Built, Options, build, version};
use super::current::Current;

/// Editors write a file in several steps; this long after the last of them it is whole. Short enough that a saved
/// file is on the page within 300 ms.
const QUIET: Duration = Duration::from_millis(80);

/// How often the debouncer looks whether it has been quiet.
const TICK: Duration = Duration::from_millis(20);

/// Without any event the folder is looked at this often: some mounts have no events, and a folder that is replaced
/// loses its watch.
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
    let follower = Follower { root, options, current, report, last };
    std::thread::Builder::new()
        .name("watch".to_owned())
        .spawn(move || follower.run(&events))
        .map_err(notify::Error::io)?;
    Ok(Following { _debouncer: debouncer })
}

/// Keeps the folder watched; dropping it ends that.
pub struct Following {
    _debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
}

struct Follower {
    root: PathBuf,
    options: Options,
    current: Arc<Current>,
    report: Report,
    /// The version that was built last, good or not.
    last: String,
}

impl Follower {
    fn run(mut self, events: &Receiver<()>) {
        loop {
            match events.recv_timeout(POLL) {
                Ok(()) | Err(RecvTimeoutError::Timeout) => self.look(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn look(&mut self) {
        let tree = match folder::read(&self.root) {
            Ok(tree) => tree,
            Err(error) => {
                let faults = format!("The content folder {} cannot be read: {error}.", self.root.display());
                if self.current.updates().borrow().faults.as_ref() != Some(&faults) {
                    tracing::error!("{faults}");
                    self.current.keep(faults);
                }
                self.last.clear();
                return;
            }
        };
        let version = version(&tree);
        if version == self.last {
            return;
        }
        self.last = version;
        let built = build(&tree, self.options);
        match (self.report)(&built) {
            None => self.current.swap(built.site),
            Some(faults) => self.current.keep(faults),
        }
    }
}
