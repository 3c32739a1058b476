//! An interrupt leaves whole lines behind.

use std::thread::Scope;

#[cfg(unix)]
use std::sync::Arc;
#[cfg(unix)]
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(unix)]
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
#[cfg(unix)]
use signal_hook::iterator::{Handle, Signals};

#[cfg(unix)]
use crate::{sys, threads};

/// The signals that end a filter: from a terminal that goes away, the keyboard, or
/// a service manager.
#[cfg(unix)]
const ENDING: [i32; 3] = [SIGHUP, SIGINT, SIGTERM];

/// Takes those signals over.
#[derive(Default)]
pub struct Interrupts {
    /// Where the system refuses the signals, they end the process as usual at
    /// once.
    #[cfg(unix)]
    handle: Option<Handle>,
    /// From now on a signal ends the process at once.
    #[cfg(unix)]
    at_once: Arc<AtomicBool>,
    /// A signal came.
    #[cfg(unix)]
    came: Arc<AtomicBool>,
}

impl Interrupts {
    /// Takes the signals over. After the first one, `turn` is waited for, so
    /// that nothing is being written, and the process ends as the signal would
    /// have ended it. A second one does not wait.
    #[cfg(unix)]
    pub fn between<'scope, T>(
        &mut self,
        scope: &'scope Scope<'scope, '_>,
        turn: impl FnOnce() -> T + Send + 'scope,
    ) {
        // What the caller lets it ignore does not end it: `nohup`.
        let is_heard = |signal: &i32| !sys::ignores(*signal);
        let ending: Vec<i32> = ENDING.into_iter().filter(is_heard).collect();
        for signal in ending.iter().copied() {
            // In this order: the first signal finds the flag down and raises it.
            let at_once = || Arc::clone(&self.at_once);
            let _ = signal_hook::flag::register_conditional_default(signal, at_once());
            let _ = signal_hook::flag::register(signal, at_once());
            let _ = signal_hook::flag::register(signal, Arc::clone(&self.came));
        }
        let Ok(mut signals) = Signals::new(ending) else {
            self.close();
            return;
        };
        self.handle = Some(signals.handle());
        let waiting = threads::start(scope, move || {
            if let Some(signal) = signals.forever().next() {
                let _turn = turn();
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        });
        // Nobody waits: then a signal ends the process at once.
        if waiting.is_none() {
            self.close();
        }
    }

    /// Elsewhere the system ends the process at once.
    #[cfg(not(unix))]
    pub fn between<'scope, T>(
        &mut self,
        _scope: &'scope Scope<'scope, '_>,
        _turn: impl FnOnce() -> T + Send + 'scope,
    ) {
    }

    /// Ends the waiting; a later signal ends the process at once.
    ///
    /// One that came before still ends it, and what waits for it is not stopped:
    /// anyone who made the input may have ended by the same signal, and then it is
    /// not all there, though it looks so.
    pub fn close(&self) {
        #[cfg(unix)]
        {
            self.at_once.store(true, Ordering::SeqCst);
            if let Some(handle) = &self.handle
                && !self.came.load(Ordering::SeqCst)
            {
                handle.close();
            }
        }
    }
}
