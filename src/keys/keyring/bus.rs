//! The session bus, asked in bounded time.
//!
//! A library that speaks D-Bus can wait forever: for a bus that takes the
//! connection and stays silent, or has no place for it in its queue, or for a
//! service behind it. So messages are sent and replies awaited here, against one
//! deadline. Nothing is started on the way: no bus, no service, no child
//! process, no thread.

mod address;
mod message;

use std::cell::Cell;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;
use zbus::{DynamicType, Type};

use message::Message;
pub use message::Wiped;

/// How long the bus and the keyring behind it have to answer, all questions
/// together. A read takes 2 ms; a person who waits for longer than 2 s thinks
/// that the command hangs.
pub const ANSWER: Duration = Duration::from_millis(1500);

/// The bus name that the one who writes owns. The bus is the lock: it serves
/// exactly those who share a keyring, and frees the name when they are gone.
const TURN_NAME: &str = "org.cookiekit.Keyring";

/// The longest line of a bus that is asked to let us in.
const MAX_LINE_BYTES: usize = 1024;

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
    stream: UnixStream,
    serial: Cell<u32>,
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
    Refused(Refusal),
}

/// How the other side said no.
#[derive(Debug)]
pub struct Refusal {
    /// The name of the error; empty where the answer is none that we can read.
    pub name: String,
    /// In words, where there are any.
    pub message: Option<String>,
}

/// A reply, or why there is none.
pub type Answer<R> = Result<R, Failure>;

impl Failure {
    /// Whether the other side said no with one of these D-Bus error names.
    pub fn is(&self, names: &[&str]) -> bool {
        match self {
            Failure::Silent => false,
            Failure::Refused(refusal) => names.contains(&refusal.name.as_str()),
        }
    }

    /// The other side said what nobody can read.
    pub fn unreadable(why: impl ToString) -> Failure {
        Failure::Refused(Refusal {
            name: String::new(),
            message: Some(why.to_string()),
        })
    }
}

impl Bus {
    /// Connects to the session bus; its clock ([`ANSWER`]) starts to run.
    pub fn reach() -> Result<Self, Unreachable> {
        let sockets = address::sockets()?;
        let deadline = Instant::now() + ANSWER;
        let bus = Bus {
            stream: address::connected(&sockets, deadline)?,
            serial: Cell::new(0),
            deadline: Cell::new(deadline),
        };
        bus.enter().map_err(|error| match error.kind() {
            io::ErrorKind::TimedOut => Unreachable::Silent,
            io::ErrorKind::PermissionDenied => {
                Unreachable::NotConnected("it does not let this user in".to_owned())
            }
            _ => hung_up(),
        })?;
        // The bus answers nothing before Hello.
        match bus.call::<(String,)>(DRIVER, "Hello", &()) {
            Ok(_) => Ok(bus),
            Err(Failure::Silent) if Instant::now() < deadline => Err(hung_up()),
            Err(Failure::Silent) => Err(Unreachable::Silent),
            Err(Failure::Refused(refusal)) => Err(Unreachable::NotConnected(said(&refusal))),
        }
    }

    /// Says who we are, which the bus knows of the socket (D-Bus specification,
    /// "Authentication Protocol").
    fn enter(&self) -> io::Result<()> {
        let user = rustix::process::geteuid().as_raw().to_string();
        let user: String = user.bytes().map(|digit| format!("{digit:02x}")).collect();
        self.send(format!("\0AUTH EXTERNAL {user}\r\n").as_bytes())?;
        let mut line = vec![];
        // What follows the line is not of this conversation: byte by byte.
        while !line.ends_with(b"\r\n") {
            let mut byte = [0];
            (&mut &*self).read_exact(&mut byte)?;
            line.push(byte[0]);
            if line.len() > MAX_LINE_BYTES {
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
        match line.starts_with(b"OK ") {
            true => self.send(b"BEGIN\r\n"),
            false => Err(io::ErrorKind::PermissionDenied.into()),
        }
    }

    /// Asks `peer` and waits for the reply until the deadline. A service that
    /// is not running is not started by it.
    pub fn call<R: DeserializeOwned + Type>(
        &self,
        peer: Peer<'_>,
        member: &str,
        arguments: &(impl Serialize + DynamicType),
    ) -> Answer<R> {
        let serial = self.serial.get() + 1;
        self.serial.set(serial);
        let question =
            message::call(serial, peer, member, arguments).map_err(Failure::unreadable)?;
        self.send(&question).map_err(|_| Failure::Silent)?;
        loop {
            let reply = self.next_message()?;
            if reply.answers(serial) {
                return match reply.refusal() {
                    Some(refusal) => Err(Failure::Refused(refusal)),
                    None => reply.body().map_err(Failure::unreadable),
                };
            }
        }
    }

    /// Starts the service behind `name`, if the bus knows how.
    pub fn start(&self, name: &str) -> Answer<()> {
        self.call::<(u32,)>(DRIVER, "StartServiceByName", &(name, 0_u32))
            .map(drop)
    }

    /// The process that owns `name`, where the bus tells.
    pub fn process_of(&self, name: &str) -> Option<u32> {
        let asked = self.call::<(u32,)>(DRIVER, "GetConnectionUnixProcessID", &(name,));
        asked.ok().map(|(process,)| process)
    }

    /// Waits until no other cookiekit on this bus is writing, and keeps them
    /// out until this connection ends. Then the clock starts over.
    ///
    /// A bus that lets nobody own a name (a sandbox) cannot lock: the caller must
    /// be safe without, and it is only fairer with.
    pub fn take_turn(&self, patience: Duration) -> Answer<()> {
        const IN_QUEUE: u32 = 2;
        // The bus answers that there is a queue within the usual time.
        self.deadline.set(Instant::now() + patience.max(ANSWER));
        let asked = self.call::<(u32,)>(DRIVER, "RequestName", &(TURN_NAME, 0_u32));
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
            let acquired = message.is_signal("NameAcquired", DRIVER.0);
            if acquired
                && message
                    .body()
                    .is_ok_and(|(name,): (String,)| name == TURN_NAME)
            {
                return Ok(());
            }
        }
    }

    fn next_message(&self) -> Answer<Message> {
        Message::read(&mut &*self).map_err(|_| Failure::Silent)
    }

    fn send(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            self.stream.set_write_timeout(Some(self.left()?))?;
            match (&self.stream).write(bytes) {
                Ok(sent) => bytes = &bytes[sent..],
                Err(error) => unless_waiting(error)?,
            }
        }
        Ok(())
    }

    /// The time until the deadline.
    fn left(&self) -> io::Result<Duration> {
        let left = self.deadline.get().checked_duration_since(Instant::now());
        left.filter(|left| !left.is_zero())
            .ok_or_else(|| io::ErrorKind::TimedOut.into())
    }
}

/// What comes before the deadline.
impl Read for &Bus {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        loop {
            self.stream.set_read_timeout(Some(self.left()?))?;
            match (&self.stream).read(bytes) {
                Ok(read) => return Ok(read),
                Err(error) => unless_waiting(error)?,
            }
        }
    }
}

/// A wait that ended early, or with its time: the deadline decides.
fn unless_waiting(error: io::Error) -> io::Result<()> {
    match error.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted => Ok(()),
        _ => Err(error),
    }
}

fn hung_up() -> Unreachable {
    Unreachable::NotConnected("it hung up".to_owned())
}

/// What the other side said, in the voice of our messages: it begins in lower
/// case and has no full stop.
pub fn said(refusal: &Refusal) -> String {
    let name = Some(refusal.name.as_str()).filter(|name| !name.is_empty());
    let text = refusal
        .message
        .as_deref()
        .or(name)
        .unwrap_or("no reason given")
        .trim_end_matches('.');
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}
