//! What is reported when the keyring on Linux cannot be had. Each way has its own
//! message and its own remedy: locked, unreachable, silent, never made.

use super::SCHEMA;
use crate::error::Error;
use crate::keys::keyring::Entry;
use crate::keys::keyring::bus::{self, Failure, Unreachable};
use crate::keys::spec::Spec;

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

/// Where there is no desktop a file does, and R has backends of its own.
const FILE_INSTEAD: &str = "without a desktop, keep the key in a file: --key PATH (R without a \
                            keyring: R_KEYRING_BACKEND=env reads the variable SERVICE, \
                            R_KEYRING_BACKEND=file a file of R's own)";

/// A command that asks for the password of the keyring and unlocks it: the
/// daemon takes it on standard input, and a newline would be part of it.
macro_rules! unlock {
    ($replace:literal) => {
        concat!(
            "stty -echo 2>/dev/null; printf \"keyring password: \" >&2; IFS= read -r password; ",
            "stty echo 2>/dev/null; printf %s \"$password\" | gnome-keyring-daemon ",
            $replace,
            "--unlock >/dev/null"
        )
    };
}

/// The daemon must start inside of the bus, and end with it.
const SHELL_WITH_KEYRING: &str = concat!(
    "dbus-run-session -- sh -c '",
    unlock!(""),
    " && unset password && exec sh'"
);
const START: &str = concat!("sh -c '", unlock!(""), "'");
/// A running GNOME Keyring that is locked takes the password of a plain
/// `--unlock`, stays locked, and is deaf from then on.
const RESTART: &str = concat!("sh -c '", unlock!("--replace "), "'");

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
        "{FILE_INSTEAD}; a shell with a keyring, which asks for its password: \
         `{SHELL_WITH_KEYRING}`"
    ))
}

pub fn no_provider() -> Error {
    Error::no_key("no keyring is running on the session bus").hint(format!(
        "{FILE_INSTEAD}; start one, which asks for its password: `{START}`"
    ))
}

pub fn never_made() -> Error {
    Error::no_key("the keyring runs, but was never unlocked: it has no default collection").hint(
        format!(
            "{FILE_INSTEAD}; or sign in to the desktop once, or make it, which asks for its \
             password: `{RESTART}`"
        ),
    )
}

pub fn locked() -> Error {
    Error::no_key("the keyring is locked").hint(format!(
        "unlock it: on a desktop `secret-tool search --unlock xdg:schema {SCHEMA}` shows the \
         prompt; elsewhere `{RESTART}` asks for its password"
    ))
}

pub fn wants_to_ask() -> Error {
    Error::no_key("the keyring wants to ask before it does that, and cookiekit does not wait")
        .hint("do it in the keyring's own program, or switch its confirmation off")
}

pub fn no_answer(failure: Failure) -> Error {
    let Failure::Refused(refusal) = &failure else {
        return Error::no_key(format!(
            "the keyring did not answer within {} ms",
            bus::ANSWER.as_millis()
        ))
        .hint(format!(
            "restart it, which asks for its password: `{RESTART}`"
        ));
    };
    if failure.is(LOCKED) {
        return locked();
    }
    if failure.is(NOBODY_THERE) {
        return no_provider();
    }
    Error::no_key(format!("the keyring refused: {}", bus::said(refusal))).hint(format!(
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
        Spec::Keyring(entry.clone()).word()
    ))
}
