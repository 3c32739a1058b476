//! A keyring that is being started: whether one may come, and the wait for it.
//!
//! `gnome-keyring-daemon --unlock` is back, or in the background, before it owns
//! its name on the bus and has its default collection. Other programs do not
//! notice, for they let the bus start a second one, which learns of the first; but
//! that one is a keyring without a collection where it comes first.

use std::env;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::messages::{NOBODY_THERE, no_provider};
use super::session::Session;
use super::{Keyring, PROVIDER};
use crate::error::Result;
use crate::keys::keyring::bus::{Answer, Bus};

/// How long a keyring may take from its start to its collection. With what
/// comes before and after, nobody waits for two seconds.
const PATIENCE: Duration = Duration::from_millis(1600);
const GLANCE: Duration = Duration::from_millis(10);

/// The programs that own the name of the keyring on a session bus.
const PROGRAMS: [&str; 7] = [
    "gnome-keyring-daemon",
    "kwalletd5",
    "kwalletd6",
    "ksecretd",
    "keepassxc",
    "oo7-daemon",
    "pass_secret_service",
];
/// Where they are beside the folders of `$PATH`.
const FOLDERS: [&str; 4] = ["/usr/bin", "/usr/local/bin", "/usr/libexec", "/usr/lib"];
/// The kernel shows this much of a program's name.
const SHOWN_BYTES: usize = 15;
/// What `/proc` counts a second in (`USER_HZ`).
const TICKS: f64 = 100.0;

/// Opens a session where nobody owns the name of the keyring: waits for the
/// one that is on its way, or starts it, but only where it has a display to
/// ask for a password on. GNOME Keyring started without one has no default
/// collection, and while it runs `gnome-keyring-daemon --unlock` does not give
/// it one.
pub(super) fn awaited(bus: &Bus) -> Result<Answer<Session>> {
    let has = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let has_display = has("WAYLAND_DISPLAY") || has("DISPLAY");
    if has_display && !is_on_its_way() {
        bus.start(PROVIDER).map_err(|_| no_provider())?;
        return Session::open(bus);
    }
    if !is_on_its_way() && !may_come() {
        return Err(no_provider());
    }
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        bus.restart_clock();
        match Session::open(bus)? {
            Err(failure) if failure.is(NOBODY_THERE) => thread::sleep(GLANCE),
            other => return Ok(other),
        }
    }
    Err(no_provider())
}

impl Keyring {
    /// Gives a keyring that was started just now the time to unlock its default
    /// collection: until then it has nothing, and is not to be believed.
    pub(super) fn settle(&self) {
        let Some(left) = age_of_provider(&self.bus).and_then(|age| PATIENCE.checked_sub(age))
        else {
            return;
        };
        let end = Instant::now() + left;
        while self.default_collection().is_err() && Instant::now() < end {
            thread::sleep(GLANCE);
            self.bus.restart_clock();
        }
    }
}

/// Whether a process of ours is one that will own the name.
fn is_on_its_way() -> bool {
    let me = rustix::process::geteuid().as_raw();
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let mut ours = processes.filter(|it| it.metadata().is_ok_and(|facts| facts.uid() == me));
    ours.any(|process| {
        let name = fs::read(process.path().join("comm")).unwrap_or_default();
        let name = name.trim_ascii_end();
        let shown = |program: &str| &program.as_bytes()[..program.len().min(SHOWN_BYTES)] == name;
        PROGRAMS.iter().any(|program| shown(program))
    })
}

/// Whether there is a program at all that could own the name.
fn may_come() -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(FOLDERS.map(Into::into));
    folders.into_iter().any(|folder| {
        let is_there = |program: &str| Path::new(&folder).join(program).is_file();
        PROGRAMS.iter().any(|program| is_there(program))
    })
}

/// How long the process behind the name has been running.
fn age_of_provider(bus: &Bus) -> Option<Duration> {
    let process = bus.process_of(PROVIDER)?;
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(") ")?;
    // The fields behind the name begin with the third; the start is the 22nd.
    let started: f64 = fields.split(' ').nth(19)?.parse().ok()?;
    let uptime = fs::read_to_string("/proc/uptime").ok()?;
    let uptime: f64 = uptime.split(' ').next()?.parse().ok()?;
    Duration::try_from_secs_f64(uptime - started / TICKS).ok()
}
