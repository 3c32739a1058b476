//! Threads for work that is faster on several, and that continues with fewer
//! where the system has no more of them: a limit of the user (`ulimit -u`) or
//! of a container is no reason to end.

use std::num::NonZero;
use std::thread::{self, Scope, ScopedJoinHandle};

/// How many threads this process can keep busy.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// Starts a thread; `None` where the system has none left.
pub fn start<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> Option<ScopedJoinHandle<'scope, T>> {
    thread::Builder::new().spawn_scoped(scope, work).ok()
}

/// Does work in this thread and in others, `count` in all if there are so many
/// to be had, and waits for all of them.
pub fn share(count: usize, work: &(dyn Fn() + Sync)) {
    thread::scope(|scope| {
        for _ in 1..count {
            if start(scope, work).is_none() {
                break;
            }
        }
        work();
    });
}
