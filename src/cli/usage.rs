//! What is reported about a command line that cannot be run, without repeating it:
//! an argument in the wrong place may be a key or a cookie.

mod flags;
mod surplus;

use std::ffi::OsString;
use std::io::{self, Write};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use serde_json::{Map, Value};

use super::{command, complain, with_output};
use crate::error::{Error, is_reader_gone};
use crate::exit::Exit;
use crate::fields;
use crate::frameworks;
use crate::keys::spec::{is_a_secret, looks_like_a_key};
use crate::output::{refuse_closed_stdout, unwritten};

/// The error for an argument that looks like a key, wherever it stands: by
/// itself, behind `--flag=`, or behind a SPEC's scheme. The name of a user may
/// look as it likes, when it is given as one: web applications pass on what
/// their clients give.
pub fn secret_among(arguments: &[OsString]) -> Option<Error> {
    let texts: Vec<_> = arguments.iter().map(|it| it.to_string_lossy()).collect();
    let secret = |place: usize| {
        let text = &texts[place];
        if text.starts_with("--user=") {
            return false;
        }
        let value = match text.split_once('=') {
            Some((flag, value)) if flag.starts_with('-') => value,
            _ => text,
        };
        looks_like_a_key(text)
            || looks_like_a_key(value)
            || value
                .split_once(':')
                .is_some_and(|(_, rest)| looks_like_a_key(rest))
                && !is_signed_value(&texts, place)
    };
    (1..arguments.len()).any(secret).then(is_a_secret)
}

/// Whether the argument at this place is a value with its signature, as a signer of Python
/// writes it: the cookie of a command that opens one, and behind its colon what a
/// signature looks like. Nothing that names a place or calls what follows a secret is one.
fn is_signed_value<T: AsRef<str>>(arguments: &[T], place: usize) -> bool {
    const OPENING: [&str; 3] = ["inspect", "verify", "reissue"];
    // Parts of words: of what a secret is called, and of the schemes of places.
    const LABELS: [&str; 10] = [
        "key", "secret", "token", "pass", "salt", "env", "cmd", "vault", "file", "rail",
    ];
    /// Of 32 bytes in base64 for URLs, without padding.
    const LENGTH: usize = 43;
    let text = arguments[place].as_ref();
    let command = arguments.get(1).map_or("", AsRef::as_ref);
    let before = arguments[place - 1].as_ref();
    let is_cookie = before == "--" || !before.starts_with('-');
    let Some((value, signature)) = text.rsplit_once(':') else {
        return false;
    };
    let label = value.to_ascii_lowercase();
    OPENING.contains(&command)
        && is_cookie
        && !text.starts_with('-')
        && !value.is_empty()
        && !LABELS.iter().any(|it| label.contains(it))
        && signature.len() == LENGTH
        && !signature.contains(['+', '/', '='])
}

/// Whether one document is wanted of a command line that could not be parsed.
pub fn wants_json(arguments: &[OsString]) -> bool {
    arguments.iter().any(|it| it == "--json")
}

/// Answers a command line that clap did not take: help and version are
/// results, everything else is an error in our voice.
pub fn answer(arguments: &[OsString], error: clap::Error) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp if wants_json(arguments) => {
            shown(arguments, &error.render().to_string())
        }
        ErrorKind::DisplayVersion if wants_json(arguments) => document(
            arguments,
            fields! { "version" => env!("CARGO_PKG_VERSION") },
        ),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ended(arguments, || error.print()),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand if wants_json(arguments) => {
            let missing = Error::could_not("no command was given").hint(see_help(arguments));
            complain(arguments, &missing)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = write!(io::stderr(), "{}", error.render());
            Exit::CouldNot
        }
        _ => complain(arguments, &in_our_voice(arguments, &error)),
    }
}

/// Prints a help text, which is the result of a run.
pub fn shown(arguments: &[OsString], text: &str) -> Exit {
    match wants_json(arguments) {
        true => document(arguments, fields! { "help" => text }),
        false => ended(arguments, || io::stdout().lock().write_all(text.as_bytes())),
    }
}

/// Prints the document of a result.
fn document(arguments: &[OsString], fields: Map<String, Value>) -> Exit {
    let printed = refuse_closed_stdout()
        .and_then(|()| with_output(arguments, |output| output.finish(Exit::Yes, b"", fields)));
    printed.unwrap_or_else(|error| complain(arguments, &error))
}

/// How a run ends that prints its result so.
fn ended(arguments: &[OsString], print: impl FnOnce() -> io::Result<()>) -> Exit {
    let printed = refuse_closed_stdout().and_then(|()| match print() {
        // Anyone who closes the pipe has read enough.
        Err(error) if !is_reader_gone(&error) => Err(unwritten(error)),
        _ => Ok(()),
    });
    match printed {
        Ok(()) => Exit::Yes,
        Err(error) => complain(arguments, &error),
    }
}

fn in_our_voice(arguments: &[OsString], error: &clap::Error) -> Error {
    let flag = text_of(error, ContextKind::InvalidArg).map(|it| flag_alone(&it));
    let flag = flag.unwrap_or_default();
    let message = match error.kind() {
        ErrorKind::InvalidSubcommand | ErrorKind::MissingSubcommand => {
            let word = text_of(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            let first = arguments
                .iter()
                .skip(1)
                .find(|it| !it.as_encoded_bytes().starts_with(b"-"));
            if cfg!(not(feature = "token")) && first.is_some_and(|it| it == "token") {
                return Error::could_not("this cookiekit was built without the token commands")
                    .hint("build it with the feature `token`, which is on by default");
            }
            if let Some(hint) = surplus::file_of_flag(arguments, &word) {
                return Error::could_not("no such command").hint(hint);
            }
            "no such command".to_owned()
        }
        ErrorKind::UnknownArgument if flag.len() > 1 && flag.starts_with('-') => {
            return flags::unknown(arguments, error, &flag);
        }
        ErrorKind::UnknownArgument => {
            let word = text_of(error, ContextKind::InvalidArg).unwrap_or_default();
            return surplus::told(arguments, &word);
        }
        ErrorKind::InvalidValue
            if text_of(error, ContextKind::InvalidValue).is_none_or(|it| it.is_empty()) =>
        {
            format!("{flag} needs a value")
        }
        ErrorKind::InvalidValue => format!("{flag} does not take that value"),
        ErrorKind::ValueValidation => return invalid(error, &flag),
        ErrorKind::MissingRequiredArgument => {
            format!(
                "missing: {}",
                missing(&text_of(error, ContextKind::InvalidArg).unwrap_or_default())
            )
        }
        ErrorKind::ArgumentConflict => {
            let prior = text_of(error, ContextKind::PriorArg).map(|it| flag_alone(&it));
            let command = text_of(error, ContextKind::InvalidSubcommand);
            match prior {
                Some(prior) if flag.is_empty() => {
                    let command = command.unwrap_or_default();
                    format!("{prior} belongs after {command}")
                }
                Some(prior) if prior != flag => format!("{flag} and {prior} cannot be combined"),
                _ => format!("{flag} can be given only once"),
            }
        }
        ErrorKind::InvalidUtf8 => "an argument is not UTF-8".to_owned(),
        other => format!("wrong usage: {}", other.as_str().unwrap_or("see the help")),
    };
    let word = text_of(error, ContextKind::InvalidSubcommand);
    let is_version = word.is_some_and(|it| it == "version");
    let suggestion = text_of(error, ContextKind::SuggestedArg)
        .or_else(|| is_version.then(|| "--version".to_owned()))
        .or_else(|| other_way(arguments, error))
        .or_else(|| formats_meant(error))
        .or_else(|| near_value(error))
        .or_else(|| best_command(error))
        .or_else(|| longer_command(error))
        .map(|it| format!("did you mean {it}?"));
    let values = text_of(error, ContextKind::ValidValue).map(|it| format!("it takes: {it}"));
    let hint = suggestion.or(values).unwrap_or_else(|| see_help(arguments));
    Error::could_not(message).hint(hint)
}

/// How much alike a word and the one that was meant are at least.
const NEAR: f64 = 0.8;

/// The words of the parser that refused the value; the value itself is not
/// repeated.
fn invalid(error: &clap::Error, flag: &str) -> Error {
    let source = std::error::Error::source(error).and_then(|it| it.downcast_ref::<Error>());
    let mut told = Error::could_not(match source {
        Some(source) => format!("{flag}: {}", source.message),
        None => format!("{flag} does not take that value"),
    });
    told.hint = source.and_then(|source| source.hint.clone());
    told
}

fn text_of(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) if !texts.is_empty() => Some(texts.join(", ")),
        _ => None,
    }
}

/// The command that comes closest, where it is close: clap names it last.
fn best_command(error: &clap::Error) -> Option<String> {
    let word = text_of(error, ContextKind::InvalidSubcommand)?;
    match error.get(ContextKind::SuggestedSubcommand)? {
        ContextValue::Strings(commands) => commands.last().cloned(),
        _ => None,
    }
    .filter(|command| strsim::jaro(&word, command) > NEAR)
}

/// The command that takes a format which this one does not: what is signed is not
/// encrypted.
fn other_way(arguments: &[OsString], error: &clap::Error) -> Option<String> {
    let value = text_of(error, ContextKind::InvalidValue)?;
    let (_, known) = meant(arguments);
    let other = match known.get_name() {
        "encrypt" => "sign",
        "sign" => "encrypt",
        "decrypt" => "verify",
        "verify" => "decrypt",
        _ => return None,
    };
    let flag = text_of(error, ContextKind::InvalidArg).map(|it| flag_alone(&it))?;
    let is_format = flag == "--format" && frameworks::find(&value).is_some();
    is_format.then(|| format!("{other} {flag} {value}"))
}

/// The formats that are meant by the name of a framework or of a library, or by one in
/// other letters, where the flag takes them.
fn formats_meant(error: &clap::Error) -> Option<String> {
    let value = text_of(error, ContextKind::InvalidValue)?;
    let ContextValue::Strings(valid) = error.get(ContextKind::ValidValue)? else {
        return None;
    };
    let mut meant = frameworks::named_alike(&value);
    meant.retain(|it| valid.iter().any(|valid| valid == it));
    match meant[..] {
        [] => None,
        [only] => Some(only.to_owned()),
        _ => Some(format!("one of {}", meant.join(", "))),
    }
}

/// The value that was meant, where there is a slip in it: clap names one that shares
/// some letters, too.
fn near_value(error: &clap::Error) -> Option<String> {
    let value = text_of(error, ContextKind::InvalidValue)?;
    let meant = text_of(error, ContextKind::SuggestedValue)?;
    (strsim::jaro(&value, &meant) > NEAR).then_some(meant)
}

/// The command that ends in this word: `key fingerprint` for `fingerprint`.
fn longer_command(error: &clap::Error) -> Option<String> {
    if error.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let word = text_of(error, ContextKind::InvalidSubcommand)?;
    let known = command();
    let mut ending = known.get_subcommands().filter_map(|above| {
        let below = above.find_subcommand(&word)?;
        Some(format!("{} {}", above.get_name(), below.get_name()))
    });
    // Of several none is meant more than the others.
    ending.next().filter(|_| ending.next().is_none())
}

/// What is missing: one thing, or one of several.
fn missing(text: &str) -> String {
    if !text.starts_with('<') || !text.contains('|') {
        return text.to_owned();
    }
    let flags = text.split(['<', '>', '|', '[', ']', ' ']);
    let flags: Vec<&str> = flags.filter(|word| word.starts_with('-')).collect();
    format!("one of {}", flags.join(", "))
}

/// `--flag` of `--flag=value` and of `--flag <VALUE>`.
fn flag_alone(text: &str) -> String {
    text.split(['=', ' ']).next().unwrap_or_default().to_owned()
}

/// Names the help of the command that was meant, as far as it is known.
fn see_help(arguments: &[OsString]) -> String {
    format!("see: {} --help", meant(arguments).0)
}

/// The command that was meant, as far as it is known: its words, and what
/// is known of it.
fn meant(arguments: &[OsString]) -> (String, clap::Command) {
    let mut known = command();
    let mut path = "cookiekit".to_owned();
    let mut words = arguments.iter().filter_map(|it| it.to_str()).peekable();
    // Of `--key key decrypt` the first word is the flag's, if another is a command.
    let is_value = |before: &str, word: &str, known: &clap::Command| {
        let is_command = |it: &OsString| {
            let it = it.to_str().unwrap_or_default();
            it != word && known.find_subcommand(it).is_some()
        };
        before.starts_with("--") && !before.contains('=') && arguments[1..].iter().any(is_command)
    };
    while let Some(before) = words.next() {
        let Some(argument) = words.peek().filter(|it| !is_value(before, it, &known)) else {
            continue;
        };
        if let Some(next) = known.find_subcommand(argument) {
            path = format!("{path} {argument}");
            known = next.clone();
        }
    }
    (path, known)
}
