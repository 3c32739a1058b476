//! What is said when the keyring on Linux cannot be had. Each way has its own
//! message and its own remedy: locked, unreachable, silent, never made.

use super::SCHEMA;
use crate::error::Error;
use crate::keys::keyring::bus::{self, Failure, Unreachable};
use crate::keys::keyring::{Entry, word};

const LOCKED: &[&str] = &["org.freedesktop.Secret.Error.IsLocked"];

pub const NOBODY_THERE: &[&str] = &[
    "org.freedesktop.DBus.Error.ServiceUnknown",
    "org.freedesktop.DBus.Error.NameHasNoOwner",
];

/// The keyring has gone with the question: whether it did what it was asked,
/// nobody knows.
const LOST: &[&str] = &[
    "org.freedesktop.DBus.Error.NoReply",
    "org.freedesktop.DBus.Error.Disconnected",
    "org.freedesktop.DBus.Error.Timeout",
];

/// How `gnome-keyring-daemon` takes a password: a newline would be part of it.
const PASSWORD: &str = "its password on standard input, without a newline";

const FILE_INSTEAD: &str =
    "or use a key in a file: --key PATH (cookiekit keygen --out PATH makes one)";

pub fn no_bus(why: &Unreachable) -> Error {
    let why = match why {
        Unreachable::NoAddress => {
            "DBUS_SESSION_BUS_ADDRESS is not set and there is no $XDG_RUNTIME_DIR/bus".to_owned()
        }
        Unreachable::NotLocal => "DBUS_SESSION_BUS_ADDRESS names no unix socket".to_owned(),
        Unreachable::NotConnected(said) => said.clone(),
        Unreachable::Silent => format!("it did not answer within {} ms", bus::ANSWER.as_millis()),
    };
    Error::no_key(format!("no session bus, so no keyring: {why}")).hint(format!(
        "run it in a desktop session, or under `dbus-run-session -- sh` after \
         `gnome-keyring-daemon --unlock` ({PASSWORD}); {FILE_INSTEAD}"
    ))
}

pub fn no_provider() -> Error {
    Error::no_key("no keyring is running on the session bus").hint(format!(
        "start one: `gnome-keyring-daemon --unlock` ({PASSWORD}); {FILE_INSTEAD}"
    ))
}

pub fn never_made() -> Error {
    Error::no_key("the keyring runs, but was never unlocked: it has no default collection").hint(
        format!(
            "make it: `gnome-keyring-daemon --replace --unlock` ({PASSWORD}), or sign in to the \
             desktop once; {FILE_INSTEAD}"
        ),
    )
}

/// `--replace`, because a running GNOME Keyring that is locked takes the
/// password of a plain `--unlock`, stays locked, and is deaf from then on.
pub fn locked() -> Error {
    Error::no_key("the keyring is locked").hint(format!(
        "unlock it: on a desktop `secret-tool search --unlock xdg:schema {SCHEMA}` shows the \
         prompt; elsewhere `gnome-keyring-daemon --replace --unlock` ({PASSWORD})"
    ))
}

pub fn wants_to_ask() -> Error {
    Error::no_key("the keyring wants to ask before it does that, and cookiekit does not wait")
        .hint("do it in the keyring's own program, or switch its confirmation off")
}

pub fn no_answer(failure: Failure) -> Error {
    let Failure::Refused(error) = &failure else {
        return Error::no_key(format!(
            "the keyring did not answer within {} ms",
            bus::ANSWER.as_millis()
        ))
        .hint(
            "restart it: `gnome-keyring-daemon --replace --unlock` (password on standard input)",
        );
    };
    if failure.is(LOCKED) {
        return locked();
    }
    if failure.is(NOBODY_THERE) {
        return no_provider();
    }
    Error::no_key(format!("the keyring refused: {}", bus::said(error))).hint(format!(
        "see what another program says: secret-tool search xdg:schema {SCHEMA}"
    ))
}

/// Why a key was not stored, or may have been.
pub fn not_stored(failure: Failure, entry: &Entry) -> Error {
    match &failure {
        Failure::Silent => unsure(entry),
        Failure::Refused(_) if failure.is(LOST) => unsure(entry),
        Failure::Refused(_) => no_answer(failure),
    }
}

/// The key was on its way when the keyring went silent.
pub fn unsure(entry: &Entry) -> Error {
    Error::uncertain(format!(
        "the keyring went silent while the key was being stored at {entry}"
    ))
    .hint(format!(
        "see whether it is there: cookiekit key fingerprint --key {}",
        word(&format!("keyring:{entry}"))
    ))
}
