//! SPEC: where a key is, in one word of the command line.
//!
//! A secret is never an argument, because anyone on the machine can read the
//! arguments of a process. So a SPEC names a place: a file, a keyring entry,
//! an environment variable, a descriptor, standard input, a command.

mod command;
mod descriptor;
pub(crate) mod dotenv;
pub(crate) mod list;
mod secret;
mod variable;
mod vault;
mod word;

pub use word::path_word;

pub use secret::{is_a_secret, looks_like_a_key};

use crate::frameworks::Origin;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use super::file::{self, Durability, UnsafeKey};
use super::key::{Key, MAX_KEY_BYTES};
use super::keyring::{self, Entry};
use crate::encoding::visible;
use crate::error::{Error, Result, reason};
use crate::frameworks::{self, EXAMPLE_SERVICE};
use crate::shell;
use descriptor::{from_fd, from_stdin};
use secret::holds_a_key;

/// The variable that holds the SPEC to use when no `--key` is given.
pub const SPEC_VARIABLE: &str = "COOKIEKIT_KEY";
/// The keyring service to use when nothing says where the key is.
pub const DEFAULT_SERVICE: &str = "cookiekit";

/// Where a key is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spec {
    /// `PATH` or `file:PATH`.
    File(PathBuf),
    /// `keyring:SERVICE[/USER]`.
    Keyring(Entry),
    /// `env:NAME`.
    Env(String),
    /// `fd:N`.
    Fd(u32),
    /// `-`.
    Stdin,
    /// `cmd:COMMAND`.
    Command(OsString),
    /// `dotenv:PATH#NAME`.
    Dotenv {
        /// The env file.
        path: PathBuf,
        /// The variable in it.
        name: String,
    },
    /// `env:NAME,N` or `dotenv:PATH#NAME,N`: one key of a variable that lists several.
    Listed {
        /// The variable.
        list: Box<Spec>,
        /// Which of its keys, from 1 on.
        number: NonZeroUsize,
    },
    /// `SCHEME:PATH` of a [`Vault`](frameworks::Vault).
    Vault {
        /// Its scheme.
        scheme: &'static str,
        /// The file, or the folder of the application.
        path: PathBuf,
    },
}

impl Spec {
    /// What keys of this place are stored in.
    pub fn origin(&self) -> Origin {
        match self {
            Spec::File(_) | Spec::Stdin | Spec::Fd(_) | Spec::Command(_) => Origin::File,
            _ => Origin::Value,
        }
    }

    /// The variable that the key, or what opens it, may be in.
    pub fn variable(&self) -> Option<&str> {
        match self {
            Spec::Env(name) => Some(name),
            Spec::Listed { list, .. } => list.variable(),
            Spec::Vault { scheme, .. } => frameworks::vault(scheme).map(|it| it.variable),
            _ => None,
        }
    }

    /// Reads a SPEC.
    ///
    /// # Errors
    /// When it names nothing, or looks like a key itself: then it is not
    /// echoed.
    pub fn parse(text: &OsStr) -> Result<Self> {
        let Some(utf8) = text.to_str() else {
            return Ok(match text.as_encoded_bytes().strip_prefix(b"cmd:") {
                Some(_) => return Err(Error::could_not("a cmd: SPEC must be UTF-8")),
                None => Spec::File(text.into()),
            });
        };
        if holds_a_key(utf8) {
            return Err(is_a_secret());
        }
        let Some((scheme, rest)) = utf8.split_once(':') else {
            return Self::path(utf8);
        };
        match scheme {
            "env" | "dotenv" if list::parts(rest).is_some() => list::spec(utf8),
            "file" => Self::path_only(rest),
            "keyring" => entry(rest).map(Spec::Keyring),
            "env" if rest.is_empty() || rest.contains(['=', '\0']) => Err(Error::could_not(
                "env: needs the name of an environment variable",
            )
            .hint("for example: --key env:SESSION_KEY")),
            "env" => Ok(Spec::Env(rest.to_owned())),
            "fd" if rest.parse() == Ok(0) => Ok(Spec::Stdin),
            "fd" => rest.parse().map(Spec::Fd).map_err(|_| {
                Error::could_not("fd: needs the number of an open file descriptor")
                    .hint("for example: --key fd:3 3< key")
            }),
            "cmd" if rest.trim().is_empty() => Err(Error::could_not("cmd: needs a command")
                .hint("for example: --key 'cmd:pass show web'")),
            "cmd" => Ok(Spec::Command(rest.into())),
            "dotenv" => dotenv::spec(rest),
            _ => match frameworks::vault(scheme) {
                Some(vault) => vault::spec(vault, rest),
                None => Self::path(utf8),
            },
        }
    }

    /// A path; the names that the system has for descriptors are read as the
    /// descriptors, so that `--key <(command)` works.
    fn path(text: &str) -> Result<Self> {
        if text == "-" || text == "/dev/stdin" {
            return Ok(Spec::Stdin);
        }
        let number = ["/dev/fd/", "/proc/self/fd/"]
            .iter()
            .find_map(|directory| text.strip_prefix(directory)?.parse().ok());
        match number {
            Some(0) => Ok(Spec::Stdin),
            Some(number) => Ok(Spec::Fd(number)),
            None => Self::path_only(text),
        }
    }

    fn path_only(text: &str) -> Result<Self> {
        if text.is_empty() {
            return Err(Error::could_not("the key's path is empty"));
        }
        Ok(Spec::File(text.into()))
    }

    /// Reads what is there, a list of keys too.
    fn read(&self, unsafe_key: UnsafeKey, hidden: &[String]) -> Result<(Key, Vec<String>)> {
        let key = match self {
            Spec::File(path) => return from_file(path, unsafe_key),
            Spec::Dotenv { path, name } => {
                let (file, warnings) = from_file(path, unsafe_key)?;
                return Ok((dotenv::value(&file, path, name)?, warnings));
            }
            Spec::Listed { list, .. } => return list.read(unsafe_key, hidden),
            Spec::Vault { scheme, path } => return vault::load(scheme, path, unsafe_key),
            Spec::Keyring(entry) => {
                let read = keyring::read(entry)?.ok_or_else(|| keyring::absent(entry))?;
                let warnings = read.warning.map(str::to_owned);
                return Ok((read.key, warnings.into_iter().collect()));
            }
            Spec::Env(name) => self.bounded(variable::read(name)?)?,
            Spec::Fd(number) => self.bounded(from_fd(*number)?)?,
            Spec::Stdin => self.bounded(from_stdin()?)?,
            Spec::Command(command) => self.bounded(command::printed_by(command, hidden)?)?,
        };
        Ok((key, vec![]))
    }

    /// Puts a key there, never over another.
    ///
    /// # Errors
    /// When there is a key already, or it cannot be written.
    pub fn put(&self, key: &Key) -> Result<Durability> {
        match self {
            Spec::File(path) => file::create(path, key),
            Spec::Keyring(entry) => keyring::create(entry, key).map(|()| Durability::Durable),
            _ => Err(
                Error::could_not("a key can be put in a file or in the keyring only")
                    .hint("give PATH or keyring:SERVICE[/USER]"),
            ),
        }
    }

    /// The key that was read, unless it is too large or none.
    fn bounded(&self, read: io::Result<Option<Key>>) -> Result<Key> {
        match read {
            Ok(Some(key)) if key.bytes().is_empty() => {
                Err(Error::no_key(format!("the key from {self} is empty")))
            }
            Ok(Some(key)) => Ok(key),
            Ok(None) => Err(Error::could_not(format!(
                "the key from {self} has more than {MAX_KEY_BYTES} bytes"
            ))),
            Err(error) => Err(Error::could_not(format!(
                "could not read the key from {self}: {}",
                reason(error)
            ))),
        }
    }
}

/// As it is typed, except for a command, which may hold a secret of its own.
impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Spec::File(path) => f.write_str(&shell::shown(path)),
            Spec::Keyring(entry) => write!(f, "keyring:{entry}"),
            Spec::Env(name) => write!(f, "env:{}", visible(name)),
            Spec::Fd(number) => write!(f, "fd:{number}"),
            Spec::Stdin => f.write_str("standard input"),
            Spec::Command(_) => f.write_str("the key command"),
            Spec::Dotenv { path, name } => write!(f, "dotenv:{}#{name}", shell::shown(path)),
            Spec::Listed { list, number } => write!(f, "{list},{number}"),
            Spec::Vault { scheme, path } => write!(f, "{scheme}:{}", shell::shown(path)),
        }
    }
}

/// The key file, with what is to be said of who else can read it.
fn from_file(path: &Path, unsafe_key: UnsafeKey) -> Result<(Key, Vec<String>)> {
    let read = file::read(path, unsafe_key)?;
    let warn = |exposure: &crate::subject::Exposure| {
        format!(
            "using an unsafe key: {} {}",
            shell::shown(path),
            exposure.observed
        )
    };
    Ok((read.key, read.exposures.iter().map(warn).collect()))
}

/// Reads `SERVICE[/USER]`.
///
/// # Errors
/// When there is no service, or it looks like a key.
pub fn entry(text: &str) -> Result<Entry> {
    if holds_a_key(&format!("keyring:{text}")) {
        return Err(is_a_secret());
    }
    let (service, user) = text.split_once('/').unwrap_or((text, ""));
    if service.is_empty() {
        return Err(Error::could_not("a keyring entry needs a service name")
            .hint(format!("for example: keyring:{EXAMPLE_SERVICE}")));
    }
    Ok(Entry {
        service: service.to_owned(),
        user: user.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Spec> {
        Spec::parse(OsStr::new(text))
    }

    fn keyring(service: &str, user: &str) -> Spec {
        Spec::Keyring(Entry {
            service: service.into(),
            user: user.into(),
        })
    }

    #[test]
    fn every_place_has_its_spelling() {
        for (text, spec) in [
            ("key", Spec::File("key".into())),
            ("/etc/k", Spec::File("/etc/k".into())),
            ("file:keyring:x", Spec::File("keyring:x".into())),
            ("file:-", Spec::File("-".into())),
            ("./-", Spec::File("./-".into())),
            ("C:key", Spec::File("C:key".into())),
            (r"C:\keys\k", Spec::File(r"C:\keys\k".into())),
            ("z:/keys/k", Spec::File("z:/keys/k".into())),
            (r"\\server\share\k", Spec::File(r"\\server\share\k".into())),
            ("keyring:plumber_api", keyring("plumber_api", "")),
            ("keyring:plumber_api/bob", keyring("plumber_api", "bob")),
            ("keyring:a/b/c", keyring("a", "b/c")),
            ("env:SESSION_KEY", Spec::Env("SESSION_KEY".into())),
            ("fd:3", Spec::Fd(3)),
            ("/dev/fd/63", Spec::Fd(63)),
            ("/proc/self/fd/3", Spec::Fd(3)),
            ("-", Spec::Stdin),
            ("/dev/stdin", Spec::Stdin),
            ("cmd:pass show web", Spec::Command("pass show web".into())),
            (
                "dotenv:a#b/.env#SECRET_KEY",
                Spec::Dotenv {
                    path: "a#b/.env".into(),
                    name: "SECRET_KEY".into(),
                },
            ),
            ("env:A,b", Spec::Env("A,b".into())),
            ("env:A,0", Spec::Env("A,0".into())),
            (
                "env:KEYS,2",
                Spec::Listed {
                    list: Box::new(Spec::Env("KEYS".into())),
                    number: NonZeroUsize::new(2).unwrap(),
                },
            ),
        ] {
            assert_eq!(parse(text).unwrap(), spec, "{text}");
        }
        assert_eq!(
            parse("rails:app").unwrap(),
            Spec::Vault {
                scheme: "rails",
                path: "app".into(),
            }
        );
        for nothing in [
            "",
            "rails:",
            "file:",
            "keyring:",
            "keyring:/bob",
            "env:",
            "env:A=b",
            "fd:",
            "fd:x",
            "fd:-1",
            "cmd:",
            "cmd: ",
            "dotenv:",
            "dotenv:.env",
            "dotenv:.env#",
            "dotenv:#A",
            "dotenv:.env#A B",
        ] {
            assert!(parse(nothing).is_err(), "{nothing:?}");
        }
    }

    #[test]
    fn a_secret_is_refused_and_not_echoed() {
        let hex = "0123456789abcdef0123456789ABCDEF";
        let secrets = [
            hex.to_owned(),
            hex.repeat(2),
            format!("keyring:{hex}"),
            format!("keyring:service/{hex}"),
            format!("cmd:echo {hex}"),
            format!("env:{hex}"),
            format!(" {hex}\n"),
            format!("0x{}", hex.repeat(2)),
            format!("{hex}{}", &hex[..16]),
            "01234567-89ab-cdef-0123-456789abcdef".to_owned(),
            "//////////////////////////////////////////8=".to_owned(),
            "__________________________________________8".to_owned(),
        ];
        for secret in &secrets {
            let error = parse(secret).unwrap_err();
            assert!(
                error.message.contains("looks like a key"),
                "{}",
                error.message
            );
            assert!(!error.hint.unwrap().contains(&secret[8..]));
        }
        for other in [
            format!("./{hex}"),
            hex[1..].to_owned(),
            format!("{hex}.key"),
        ] {
            assert!(parse(&other).is_ok(), "{other}");
        }
    }

    #[test]
    fn a_command_is_not_shown() {
        assert_eq!(
            parse("cmd:echo secret").unwrap().to_string(),
            "the key command"
        );
    }
}
