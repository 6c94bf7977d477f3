//! When the system asks the server to stop, and how.
//!
//! Who presses Ctrl-C wants it to end, now. A service manager that ends one server while others serve needs a moment
//! until everybody who sends readers here knows: for [`GRACE`] at most after SIGTERM the server goes on accepting while
//! `/readyz` says that it goes down. So no reader is refused for having been sent a second too late.

use std::io;
use std::time::Duration;

/// Load balancers commonly look every two seconds or faster, or are told within one.
pub const GRACE: Duration = Duration::from_secs(2);

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Somebody at the terminal, or the terminal itself, which was closed (SIGINT, SIGHUP).
    Interrupt,
    /// A service manager (SIGTERM).
    Terminate,
}

impl Stop {
    /// For how long to go on accepting, when all is to be over after `drain_time`.
    pub fn grace(self, drain_time: Duration) -> Duration {
        match self {
            Self::Interrupt => Duration::ZERO,
            Self::Terminate => GRACE.min(drain_time / 4),
        }
    }
}

/// A future that resolves on the first SIGINT, SIGHUP or SIGTERM. After that the next one ends the process at once.
///
/// # Errors
/// When the signals cannot be listened to.
#[cfg(unix)]
pub fn stop() -> io::Result<impl Future<Output = Stop>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        let stop = tokio::select! {
            _ = interrupt.recv() => Stop::Interrupt,
            _ = hang_up.recv() => Stop::Interrupt,
            _ = terminate.recv() => Stop::Terminate,
        };
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            // What shells report for a process that was interrupted.
            std::process::exit(130);
        });
        stop
    })
}

/// A future that resolves on the first Ctrl-C.
#[cfg(not(unix))]
pub fn stop() -> io::Result<impl Future<Output = Stop>> {
    Ok(async {
        // Without a signal to wait for there is nothing that could ask for a stop.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Stop::Interrupt
    })
}
