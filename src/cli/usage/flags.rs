//! A flag that the command does not have.

use std::ffi::OsString;

use clap::error::ContextKind;

use super::{NEAR, meant, see_help, text_of};
use crate::error::Error;

/// A word with a dash that no command knows: a slip, or a value that starts
/// with one. It may be a cookie, so its place is named and not the word.
pub fn unknown(arguments: &[OsString], error: &clap::Error, flag: &str) -> Error {
    let is_it = |argument: &OsString| match argument.to_string_lossy().strip_prefix(flag) {
        Some(rest) => rest.is_empty() || rest.starts_with('=') || !flag.starts_with("--"),
        None => false,
    };
    let index = arguments.iter().skip(1).position(is_it);
    let place = index.map(|index| format!(" (argument {})", index + 1));
    let before = index.and_then(|index| arguments[index].to_str());
    let (path, known) = meant(arguments);
    let is_known = (known.get_arguments()).any(|it| it.get_long() == flag.strip_prefix("--"));
    if OVERWRITING.contains(&flag) && ["keygen", "copy"].contains(&known.get_name()) {
        return Error::could_not(format!("no such flag{}", place.unwrap_or_default())).hint(
            "no key is ever overwritten; to put a new one in its place and keep the old one, see: \
             cookiekit rotate --help",
        );
    }
    let hint = match near_flag(arguments, error, flag) {
        Some(_) if is_known && flag.starts_with("--") => {
            format!(
                "{flag} belongs after {}; see: {path} --help",
                known.get_name()
            )
        }
        Some(flag) => format!("did you mean {flag}?"),
        None => match before.filter(|it| takes_value(arguments, it)) {
            Some(flag) => format!("a value that starts with - is given with =: {flag}=VALUE"),
            None => format!(
                "{}; a value that starts with - goes last, after --",
                see_help(arguments)
            ),
        },
    };
    Error::could_not(format!("no such flag{}", place.unwrap_or_default())).hint(hint)
}

/// Whether a word is a long flag of the command, and what follows it its value.
fn takes_value(arguments: &[OsString], word: &str) -> bool {
    let (_, known) = meant(arguments);
    let long = word.strip_prefix("--");
    let flag = known.get_arguments().find(|it| it.get_long() == long);
    long.is_some() && flag.is_some_and(|it| it.get_action().takes_values())
}

/// The flag of the command that is a slip away, or else one that looks alike. clap
/// alone names none for a short flag, and for others one that shares some letters.
fn near_flag(arguments: &[OsString], error: &clap::Error, flag: &str) -> Option<String> {
    /// The most letters that are wrong, missing, too many or swapped.
    const SLIPS: usize = 2;
    let (_, known) = meant(arguments);
    let has = |long: &str| known.get_arguments().any(|it| it.get_long() == Some(long));
    let of_others = ELSEWHERE.iter().filter(|(other, _)| *other == flag);
    if let Some(own) = of_others.map(|it| it.1).find(|it| has(it)) {
        return Some(format!("--{own}"));
    }
    let word = flag.strip_prefix("--")?;
    let flags = known.get_arguments().filter(|it| !it.is_hide_set());
    let longs = flags.filter_map(clap::Arg::get_long);
    let apart = |long: &str| strsim::osa_distance(word, long);
    // Of two letters the half may be wrong, and of more a third.
    let is_slip = |long: &&str| apart(long) <= (word.len().div_ceil(3)).min(SLIPS);
    let nearest = longs.filter(is_slip).min_by_key(|long| apart(long));
    nearest.map(|long| format!("--{long}")).or_else(|| {
        let alike = text_of(error, ContextKind::SuggestedArg)?;
        (strsim::jaro(word, alike.trim_start_matches('-')) > NEAR).then_some(alike)
    })
}

/// What other tools call a flag, and what it is here: the first that the command has.
const ELSEWHERE: [(&str, &str); 17] = [
    ("-k", "key"),
    ("--secret", "key"),
    ("--key-file", "key"),
    ("--keyfile", "key"),
    ("-o", "out"),
    ("-o", "output"),
    ("--output", "out"),
    ("--file", "out"),
    ("--key", "out"),
    ("-n", "name"),
    ("--cookie-name", "name"),
    ("-f", "format"),
    ("--type", "format"),
    ("--framework", "format"),
    ("--framework", "for"),
    ("--ttl", "expires-in"),
    ("--expires", "expires-in"),
];

/// What other tools call a flag by which something is replaced.
const OVERWRITING: [&str; 4] = ["--force", "--overwrite", "--replace", "-f"];
