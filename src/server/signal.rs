//! When the system asks the server to stop.

use std::io;

/// A future that resolves on the first SIGINT or SIGTERM. After that the next one ends the process at once.
///
/// # Errors
/// When the signals cannot be listened to.
#[cfg(unix)]
pub fn stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            // What shells report for a process that was interrupted.
            std::process::exit(130);
        });
    })
}

/// A future that resolves on the first Ctrl-C.
#[cfg(not(unix))]
pub fn stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a signal to wait for there is nothing that could ask for a stop.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
