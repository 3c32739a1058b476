//! What a process that holds keys does before anything else.

use std::panic;

/// Turns core dumps off and keeps a panic from printing what it was about: a
/// dump in the working directory, or a message, would hold the key.
pub fn process() {
    no_dumps();
    panic::set_hook(Box::new(|info| {
        use std::io::Write;
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(
            std::io::stderr(),
            "cookiekit: stopped by a fault of its own at {place}\n\
             hint: please report this place and the command, without keys and cookies"
        );
    }));
}

#[cfg(unix)]
fn no_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    // Best effort: a system that refuses has its own rule on dumps.
    let _ = setrlimit(Resource::Core, none);
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

#[cfg(not(unix))]
fn no_dumps() {}
