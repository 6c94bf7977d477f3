//! Work that nobody waits for.

/// Lets every other thread go first, from now on. Threads have a priority of their own only on Linux.
pub fn step_back() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(19) {
        tracing::debug!(%error, "a thread keeps its priority");
    }
}
