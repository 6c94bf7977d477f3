//! Work that nobody waits for, or that others shall not wait for.

/// Lets every other thread go first, from now on. Threads have a policy of their own only on Linux.
///
/// The lowest priority would not do: a thread that wakes up waits until the one that is running has had its slice, three
/// or four milliseconds, whatever the priorities. One with the policy for idle times gives way at once (sched(7)).
pub fn step_back() {
    #[cfg(target_os = "linux")]
    {
        use thread_priority::{NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy};
        let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
        let this = thread_priority::thread_native_id();
        if let Err(error) = thread_priority::set_thread_priority_and_policy(this, ThreadPriority::Min, idle) {
            tracing::debug!(%error, "a thread keeps its policy");
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use thread_priority::{NormalThreadSchedulePolicy, ThreadSchedulePolicy, thread_schedule_policy};

    #[test]
    fn a_thread_that_steps_back_runs_in_idle_times() {
        let stepped_back = || {
            super::step_back();
            thread_schedule_policy()
        };
        let policy = std::thread::spawn(stepped_back).join().unwrap();
        assert_eq!(policy.unwrap(), ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle));
    }
}
