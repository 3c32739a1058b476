//! The session bus, asked in bounded time.
//!
//! The libraries that speak to a keyring through libdbus can wait for ever: a
//! bus that takes the connection and stays silent holds libdbus' own blocking
//! call without end, whatever timeout it was given, because that call first
//! flushes what it has to send. So messages are sent and replies awaited
//! here, against one deadline. Nothing is started on the way: no bus, no
//! service, no child process.

use std::cell::Cell;
use std::env;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use dbus::arg::{AppendAll, IterAppend, ReadAll};
use dbus::channel::Channel;
use dbus::{Error, Message};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

/// How long the bus and the keyring behind it have to answer, all questions
/// together. A read takes 2 ms; a person who waits for longer than 2 s thinks
/// that the command hangs.
pub const ANSWER: Duration = Duration::from_millis(1500);

/// The bus name that the one who writes owns. The bus is the lock: it serves
/// exactly those who share a keyring, and frees the name when they are gone.
const TURN_NAME: &str = "org.cookiekit.Keyring";

/// What a D-Bus address may hold unescaped (D-Bus specification, "Server
/// Addresses").
const ADDRESS_ESCAPE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'/')
    .remove(b'\\')
    .remove(b'*')
    .remove(b'.');

/// Who is asked: destination, object path, interface.
pub type Peer<'a> = (&'a str, &'a str, &'a str);

/// The bus itself.
const DRIVER: Peer<'_> = (
    "org.freedesktop.DBus",
    "/org/freedesktop/DBus",
    "org.freedesktop.DBus",
);

/// A connection to the session bus.
pub struct Bus {
    channel: Channel,
    deadline: Cell<Instant>,
}

/// Why the session bus could not be reached.
#[derive(Debug, PartialEq, Eq)]
pub enum Unreachable {
    /// Neither the variable nor the socket is there.
    NoAddress,
    /// The variable has an address, but not of a unix socket.
    NotLocal,
    /// Nobody listens at the address; what the system said.
    NotConnected(String),
    /// It does not answer in time.
    Silent,
}

/// Why a question had no answer.
#[derive(Debug)]
pub enum Failure {
    /// Not in time, or the connection ended first.
    Silent,
    /// The other side said no.
    Refused(Error),
}

/// A reply, or why there is none.
pub type Answer<R> = Result<R, Failure>;

impl Failure {
    /// Whether the other side said no with one of these D-Bus error names.
    pub fn is(&self, names: &[&str]) -> bool {
        match self {
            Failure::Silent => false,
            Failure::Refused(error) => error.name().is_some_and(|name| names.contains(&name)),
        }
    }
}

impl Bus {
    /// Connects to the session bus; its clock ([`ANSWER`]) starts to run.
    pub fn reach() -> Result<Self, Unreachable> {
        let address = address()?;
        let deadline = Instant::now() + ANSWER;
        let bus = Bus {
            channel: connect(address)?,
            deadline: Cell::new(deadline),
        };
        // The bus answers nothing before Hello.
        match bus.call::<(String,)>(DRIVER, "Hello", ()) {
            Ok(_) => Ok(bus),
            Err(Failure::Silent) if Instant::now() < deadline => {
                Err(Unreachable::NotConnected("it hung up".to_owned()))
            }
            Err(Failure::Silent) => Err(Unreachable::Silent),
            Err(Failure::Refused(error)) => Err(Unreachable::NotConnected(said(&error))),
        }
    }

    /// Asks `peer` and waits for the reply until the deadline. A service that
    /// is not running is not started by it.
    pub fn call<R: ReadAll>(
        &self,
        (destination, path, interface): Peer<'_>,
        member: &str,
        arguments: impl AppendAll,
    ) -> Answer<R> {
        let mut message = Message::method_call(
            &destination.into(),
            &path.into(),
            &interface.into(),
            &member.into(),
        );
        message.set_auto_start(false);
        arguments.append(&mut IterAppend::new(&mut message));
        let serial = self.channel.send(message).map_err(|()| Failure::Silent)?;
        loop {
            let mut reply = self.next_message()?;
            if reply.get_reply_serial() == Some(serial) {
                reply.as_result().map_err(Failure::Refused)?;
                return R::read(&mut reply.iter_init())
                    .map_err(|mismatch| Failure::Refused(mismatch.into()));
            }
        }
    }

    /// Starts the service behind `name`, if the bus knows how.
    pub fn start(&self, name: &str) -> Answer<()> {
        self.call::<(u32,)>(DRIVER, "StartServiceByName", (name, 0_u32))
            .map(drop)
    }

    /// The process that owns `name`, where the bus tells.
    pub fn process_of(&self, name: &str) -> Option<u32> {
        let asked = self.call::<(u32,)>(DRIVER, "GetConnectionUnixProcessID", (name,));
        asked.ok().map(|(process,)| process)
    }

    /// Waits until no other cookiekit on this bus is writing, and keeps them
    /// out until this connection ends. Then the clock starts anew.
    ///
    /// A bus that lets nobody own a name (a sandbox) cannot lock: whoever
    /// calls this must be safe without, and it is only fairer with.
    pub fn take_turn(&self, patience: Duration) -> Answer<()> {
        const IN_QUEUE: u32 = 2;
        // The bus answers that there is a queue within the usual time.
        self.deadline.set(Instant::now() + patience.max(ANSWER));
        let asked = self.call::<(u32,)>(DRIVER, "RequestName", (TURN_NAME, 0_u32));
        if matches!(asked, Ok((IN_QUEUE,))) {
            self.wait_for_name()?;
        } else if let Err(Failure::Silent) = asked {
            return Err(Failure::Silent);
        }
        self.restart_clock();
        Ok(())
    }

    /// Gives the questions of the next step as much time as those of the first.
    pub fn restart_clock(&self) {
        self.deadline.set(Instant::now() + ANSWER);
    }

    fn wait_for_name(&self) -> Answer<()> {
        loop {
            let message = self.next_message()?;
            let acquired = message.member().is_some_and(|it| &*it == "NameAcquired");
            if acquired && message.get1::<&str>() == Some(TURN_NAME) {
                return Ok(());
            }
        }
    }

    fn next_message(&self) -> Answer<Message> {
        loop {
            let left = self
                .deadline
                .get()
                .saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Failure::Silent);
            }
            match self.channel.blocking_pop_message(left) {
                Ok(Some(message)) => return Ok(message),
                Ok(None) => {}
                Err(_) => return Err(Failure::Silent),
            }
        }
    }
}

/// What the other side said, in the voice of our messages: it begins in lower
/// case and has no full stop.
pub fn said(error: &Error) -> String {
    let text = error
        .message()
        .or(error.name())
        .unwrap_or("no reason given")
        .trim_end_matches('.');
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

/// Where the session bus is. Only unix sockets are taken: the keyring session
/// is not encrypted, so over TCP the key would cross a network, and the other
/// transports of D-Bus run a program to get a bus (`autolaunch:`,
/// `unixexec:`).
fn address() -> Result<String, Unreachable> {
    let told = env::var_os("DBUS_SESSION_BUS_ADDRESS").filter(|value| !value.is_empty());
    if let Some(told) = told {
        let told = told.to_str().ok_or(Unreachable::NotLocal)?;
        return local_part(told).ok_or(Unreachable::NotLocal);
    }
    let runtime = env::var_os("XDG_RUNTIME_DIR").filter(|value| !value.is_empty());
    let socket = Path::new(&runtime.ok_or(Unreachable::NoAddress)?).join("bus");
    if is_our_socket(&socket) {
        Ok(address_of(socket.as_os_str()))
    } else {
        Err(Unreachable::NoAddress)
    }
}

/// The unix sockets of an address list.
fn local_part(addresses: &str) -> Option<String> {
    let local: Vec<_> = addresses
        .split(';')
        .filter(|address| address.starts_with("unix:"))
        .collect();
    (!local.is_empty()).then(|| local.join(";"))
}

fn address_of(socket: &OsStr) -> String {
    let path = percent_encode(socket.as_bytes(), ADDRESS_ESCAPE);
    format!("unix:path={path}")
}

/// A bus that somebody else set up in a directory of ours (after `su`, say)
/// must not be handed a key.
fn is_our_socket(path: &Path) -> bool {
    path.metadata().is_ok_and(|meta| {
        meta.file_type().is_socket() && meta.uid() == rustix::process::geteuid().as_raw()
    })
}

/// Connects in a thread of its own: connecting to a unix socket waits for
/// ever while the listener's queue is full, and libdbus has no timeout for
/// it. No secret is in that thread; if it is stuck it ends with the process.
fn connect(address: String) -> Result<Channel, Unreachable> {
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::Builder::new()
        .name("session bus".to_owned())
        .spawn(move || sender.send(Channel::open_private(&address)))
        .map_err(|error| Unreachable::NotConnected(error.to_string()))?;
    match receiver.recv_timeout(ANSWER) {
        Ok(connected) => connected.map_err(|error| Unreachable::NotConnected(said(&error))),
        Err(_) => Err(Unreachable::Silent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unix_sockets_of_an_address_are_taken() {
        assert_eq!(
            local_part("unix:path=/run/user/1000/bus").as_deref(),
            Some("unix:path=/run/user/1000/bus")
        );
        assert_eq!(
            local_part("tcp:host=192.0.2.1,port=1;unix:abstract=/tmp/x,guid=1").as_deref(),
            Some("unix:abstract=/tmp/x,guid=1")
        );
        for remote in [
            "autolaunch:",
            "tcp:host=192.0.2.1,port=1",
            "unixexec:path=/bin/true",
            "x",
        ] {
            assert_eq!(local_part(remote), None);
        }
    }

    #[test]
    fn a_path_is_escaped_as_an_address_wants_it() {
        assert_eq!(
            address_of(OsStr::new("/run/a b;c,d=%/ü/bus")),
            "unix:path=/run/a%20b%3Bc%2Cd%3D%25/%C3%BC/bus"
        );
    }
}
