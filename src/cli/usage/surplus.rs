//! One argument too many. It may be a token, a password or a key, put where
//! none is taken: it is not repeated, and the hint says where such a thing goes.

use std::ffi::OsString;
use std::path::Path;

use super::{meant, see_help};
use crate::error::Error;
use crate::keys::spec::path_word;
use crate::shell::{PIPED_TOKEN, quoted};

/// The flags that name a file, each with the word for it: what is there under
/// a name that stands alone was meant for the first that the command takes.
const OF_FILES: [&str; 2] = ["key", "db"];

/// What is reported about it.
pub fn told(arguments: &[OsString], word: &str) -> Error {
    let (path, known) = meant(arguments);
    let takes = |flag: &str| known.get_arguments().any(|it| it.get_long() == Some(flag));
    if let Some(hint) = file_of_flag(arguments, word) {
        return Error::could_not("unexpected argument").hint(hint);
    }
    match path.as_str() {
        "cookiekit token check" | "cookiekit token revoke" => Error::could_not(
            "unexpected argument: a token is read from standard input",
        )
        .hint(format!(
            "pipe the token (an argument stays in the shell history): {PIPED_TOKEN} | {path}{}",
            places(arguments)
        )),
        _ if takes("password-stdin") => Error::could_not(
            "unexpected argument: a password is asked for, or read from standard input",
        )
        .hint(format!(
            "add --password-stdin and pipe it; {}",
            see_help(arguments)
        )),
        _ if known.get_positionals().next().is_some() => {
            Error::could_not("unexpected argument (a cookie or a payload with spaces needs quotes)")
                .hint(see_help(arguments))
        }
        _ if takes("out") => Error::could_not("unexpected argument").hint(format!(
            "say where the key goes: --out PATH, --keyring SERVICE; {}",
            see_help(arguments)
        )),
        _ if takes("key") => Error::could_not("unexpected argument").hint(format!(
            "say where the key is: --key PATH, keyring:SERVICE, env:NAME, -; {}",
            see_help(arguments)
        )),
        _ => Error::could_not("unexpected argument").hint(see_help(arguments)),
    }
}

/// The hint for the name of a file that is there, and whose flag was left out.
pub fn file_of_flag(arguments: &[OsString], word: &str) -> Option<String> {
    let (_, known) = meant(arguments);
    let takes = |flag: &&str| known.get_arguments().any(|it| it.get_long() == Some(flag));
    let path = Path::new(word);
    let flag = OF_FILES.iter().find(|flag| takes(flag))?;
    let value = match *flag {
        "key" => path_word(path),
        _ => quoted(path),
    };
    path.is_file()
        .then(|| format!("did you mean --{flag} {value}?"))
}

/// The flags that say where something is, as they were typed: nothing else,
/// for it may be a secret too.
fn places(arguments: &[OsString]) -> String {
    let mut words = String::new();
    let mut arguments = arguments.iter().map(|it| it.to_string_lossy());
    while let Some(argument) = arguments.next() {
        match argument.split_once('=') {
            Some(("--db", path)) => words += &format!(" --db {}", quoted(path.as_ref())),
            None if argument == "--db" => {
                let path = arguments.next().unwrap_or_default();
                words += &format!(" --db {}", quoted(path.as_ref().as_ref()));
            }
            _ => {}
        }
    }
    words
}
