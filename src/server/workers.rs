//! The threads that connections are served on.
//!
//! Enter at [`Workers::start`]. Each thread has a runtime of its own, and a connection stays on the thread that it was
//! given to: threads that take work from each other wake each other for it, which costs short answers a tenth and more.
//! What takes long is done on other threads anyway.

use std::io;
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::watch;

#[derive(Debug)]
pub struct Workers {
    runtimes: Vec<Handle>,
    next: usize,
    /// Ends the threads when it is dropped.
    _end: Option<watch::Sender<()>>,
}

impl Workers {
    /// Threads of their own, so many of them, until the answer is dropped.
    ///
    /// # Errors
    /// When the system has no thread for it.
    pub fn start(count: usize) -> io::Result<Self> {
        let (end, ended) = watch::channel(());
        let start = |number| {
            let runtime = Builder::new_current_thread().enable_all().build()?;
            let (handle, mut ended) = (runtime.handle().clone(), ended.clone());
            let serve = move || runtime.block_on(async { while ended.changed().await.is_ok() {} });
            thread::Builder::new().name(format!("serve-{number}")).spawn(serve)?;
            Ok(handle)
        };
        let runtimes = (0..count).map(start).collect::<io::Result<_>>()?;
        Ok(Self { runtimes, next: 0, _end: Some(end) })
    }

    /// No threads but those of the runtime that this is called in.
    pub fn here() -> Self {
        Self { runtimes: vec![Handle::current()], next: 0, _end: None }
    }

    /// Where the next connection is served.
    pub fn take_turns(&mut self) -> &Handle {
        self.next = (self.next + 1) % self.runtimes.len();
        &self.runtimes[self.next]
    }
}
