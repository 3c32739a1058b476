//! Where the session bus is, and the socket to it.

use std::env;
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use percent_encoding::percent_decode_str;
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, connect, socket_with};

use super::Unreachable;
use crate::error::reason;

/// How often it is looked whether the queue of the listener has a place.
const GLANCE: Duration = Duration::from_millis(10);

/// The sockets at which the session bus may be. Only unix sockets are taken:
/// over TCP the questions would cross a network, and the other transports of
/// D-Bus run a program to get a bus (`autolaunch:`, `unixexec:`).
pub fn sockets() -> Result<Vec<SocketAddrUnix>, Unreachable> {
    let told = env::var_os("DBUS_SESSION_BUS_ADDRESS").filter(|value| !value.is_empty());
    if let Some(told) = told {
        let sockets = told.to_str().map(local).unwrap_or_default();
        return match sockets.is_empty() {
            true => Err(Unreachable::NotLocal),
            false => Ok(sockets),
        };
    }
    let runtime = env::var_os("XDG_RUNTIME_DIR").filter(|value| !value.is_empty());
    let socket = Path::new(&runtime.ok_or(Unreachable::NoAddress)?).join("bus");
    match SocketAddrUnix::new(&socket) {
        Ok(address) if is_our_socket(&socket) => Ok(vec![address]),
        _ => Err(Unreachable::NoAddress),
    }
}

/// Connects to the first of them where somebody listens.
pub fn connected(sockets: &[SocketAddrUnix], deadline: Instant) -> Result<UnixStream, Unreachable> {
    let mut failed = Unreachable::NotLocal;
    for address in sockets {
        match connected_to(address, deadline) {
            Err(why) => failed = why,
            connected => return connected,
        }
    }
    Err(failed)
}

/// A socket that waits would wait forever while the queue of the listener is
/// full.
fn connected_to(address: &SocketAddrUnix, deadline: Instant) -> Result<UnixStream, Unreachable> {
    let failed = |error: Errno| Unreachable::NotConnected(reason(io::Error::from(error)));
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let socket =
        socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None).map_err(failed)?;
    loop {
        match connect(&socket, address) {
            Err(Errno::AGAIN) if Instant::now() < deadline => thread::sleep(GLANCE),
            Err(Errno::AGAIN) => return Err(Unreachable::Silent),
            Err(Errno::INTR) => {}
            Err(error) => return Err(failed(error)),
            Ok(()) => break,
        }
    }
    let stream = UnixStream::from(socket);
    let set = stream.set_nonblocking(false);
    set.map_err(|error| Unreachable::NotConnected(reason(error)))?;
    Ok(stream)
}

/// The unix sockets of an address list (D-Bus specification, "Server
/// Addresses").
fn local(addresses: &str) -> Vec<SocketAddrUnix> {
    let local = addresses
        .split(';')
        .filter_map(|it| it.strip_prefix("unix:"));
    local.filter_map(unix).collect()
}

fn unix(address: &str) -> Option<SocketAddrUnix> {
    address.split(',').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let value: Vec<u8> = percent_decode_str(value).collect();
        match name {
            "path" => SocketAddrUnix::new(OsStr::from_bytes(&value)).ok(),
            "abstract" => SocketAddrUnix::new_abstract_name(&value).ok(),
            _ => None,
        }
    })
}

/// A bus that somebody else set up in a directory of ours (after `su`, say)
/// must not be handed a key.
fn is_our_socket(path: &Path) -> bool {
    path.metadata().is_ok_and(|meta| {
        meta.file_type().is_socket() && meta.uid() == rustix::process::geteuid().as_raw()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(path: &str) -> SocketAddrUnix {
        SocketAddrUnix::new(path).unwrap()
    }

    #[test]
    fn only_unix_sockets_of_an_address_are_taken() {
        assert_eq!(
            local("unix:path=/run/user/1000/bus"),
            [path("/run/user/1000/bus")]
        );
        assert_eq!(
            local("tcp:host=192.0.2.1,port=1;unix:abstract=/tmp/x,guid=1;unix:guid=2,path=/y"),
            [
                SocketAddrUnix::new_abstract_name(b"/tmp/x").unwrap(),
                path("/y")
            ]
        );
        for remote in [
            "autolaunch:",
            "tcp:host=192.0.2.1,port=1",
            "unixexec:path=/bin/true",
            "unix:",
            "unix:tmpdir=/tmp",
            "x",
        ] {
            assert_eq!(local(remote), [], "{remote}");
        }
        let long = format!("unix:path=/{}", "x".repeat(200));
        assert_eq!(local(&long), []);
    }

    #[test]
    fn what_an_address_escapes_is_read() {
        assert_eq!(
            local("unix:path=/run/a%20b%3Bc%2Cd%3D%25/%C3%BC/bus"),
            [path("/run/a b;c,d=%/ü/bus")]
        );
    }
}
