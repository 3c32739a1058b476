//! What is reported about a key file that is not there, or has no key.
//!
//! A word behind `--key` that names nothing may be the secret itself, typed in
//! the wrong place: what does not look like a path is not shown again. And a
//! new key opens nothing that is there, so none is offered here.

use std::env;
use std::fs;
use std::path::Path;

use crate::error::{Error, Result};
use crate::keys::document::is_of_text;
use crate::keys::keyring;
use crate::keys::slots::{self, folder_of};
use crate::keys::spec::{Spec, path_word};
use crate::shell::shown;

/// How key files and what holds keys end.
const ENDINGS: [&str; 20] = [
    "bak", "bin", "cfg", "conf", "crt", "env", "hex", "json", "key", "next", "old", "orig", "pem",
    "rds", "renviron", "secret", "service", "txt", "yaml", "yml",
];
/// The most letters by which a name may differ from the one that is meant.
const SLIPS: usize = 2;
/// The most names that are looked at, and the most bytes of a file that may
/// be a key.
const MAX_NAMES: usize = 1000;
const MAX_FILE_BYTES: u64 = 1024;

/// The keys that a rotation has kept of one that is not there, and the command that
/// puts the newest of them in its place; nothing where it has kept none.
///
/// # Errors
/// When the folder cannot be listed, or the keyring not be asked.
pub fn kept_of(place: &Spec) -> Result<Option<(String, String)>> {
    let slots = slots::named(place)?;
    let kept: Vec<&Spec> = slots.iter().skip(1).map(|(_, spec)| spec).collect();
    let Some(first) = kept.first() else {
        return Ok(None);
    };
    let more = match kept.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let back = format!(
        "cookiekit key copy --key {} --to {}",
        first.word(),
        place.word()
    );
    Ok(Some((format!("{first}{more}"), back)))
}

/// The file is not there.
pub fn absent(path: &Path) -> Error {
    if let Ok(Some((kept, back))) = kept_of(&Spec::File(path.to_owned())) {
        return Error::no_key(format!(
            "there is no key file at {}, but keys of its rotation are: {kept}",
            shown(path)
        ))
        .hint(format!(
            "look for it first; if it is lost, put the newest in its place: {back}"
        ));
    }
    let error = Error::no_key(if is_shown(path) {
        format!("there is no key file at {}", shown(path))
    } else {
        "there is no key file of that name (not shown: it may be a secret)".to_owned()
    });
    match meant(path) {
        Some(place) => error.hint(format!("did you mean {place}?")),
        None => error.vacant().hint(
            "name the key that is in use: ./FILE, keyring:SERVICE, env:NAME (a new key opens no \
             existing cookie)",
        ),
    }
}

/// The file is there, and has nothing in it.
pub(super) fn empty(path: &Path) -> Error {
    let error = Error::no_key(format!("the key file {} is empty", shown(path)));
    let had = "restore it from a backup or another node";
    let is_another = is_of_text(path) || slots::is_of_rotation(path);
    error.hint(match is_another {
        true => had.to_owned(),
        // That it is empty still, `cmd.exe` cannot ask in one line.
        #[cfg(windows)]
        false => format!(
            "{had}; for a new one, remove the empty file, then: cookiekit keygen --out {}",
            path_word(path)
        ),
        #[cfg(not(windows))]
        false => format!(
            "{had}; to make a new one: [ -s {0} ] || rm {0} && cookiekit keygen --out {1}{2}",
            crate::shell::quoted(path),
            path_word(path),
            given_back(path)
        ),
    })
}

/// A service that owned the file must be able to read the new one.
#[cfg(unix)]
fn given_back(path: &Path) -> String {
    use std::os::unix::fs::MetadataExt;

    let me = rustix::process::geteuid().as_raw();
    match path.metadata() {
        Ok(facts) if facts.uid() != me => {
            let (uid, gid) = (facts.uid(), facts.gid());
            format!(" && chown {uid}:{gid} {}", crate::shell::quoted(path))
        }
        _ => String::new(),
    }
}

/// Whether a name that means nothing looks like a path, and so can be shown.
pub fn is_shown(path: &Path) -> bool {
    let Some(text) = path.to_str() else {
        return false;
    };
    let mut starts = vec!["/", "./", "../", "~/"];
    if cfg!(windows) {
        starts.extend([r"\", r".\", r"..\"]);
        // A drive, which no secret begins with by chance and a backslash behind it.
        starts.extend(text.get(..3).filter(|start| start.ends_with(r":\")));
    }
    let is_plain =
        |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c) || cfg!(windows) && c == '\\';
    if may_be_secret(text) {
        return false;
    }
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let ending = text
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase());
    starts.iter().any(|start| text.starts_with(start))
        || folder.is_some_and(Path::is_dir)
        || text.chars().all(is_plain)
            && ending.is_some_and(|it| ENDINGS.contains(&&*it) || it.starts_with("retired-"))
}

/// Whether a text that may be a path is more likely a key: base64 may begin with a `/`,
/// and hex digits stand behind anything.
fn may_be_secret(text: &str) -> bool {
    const MIN_DIGITS: usize = 32;
    const MIN_LETTERS: usize = 24;
    let mut parts = text.split('/');
    let has_digits =
        parts.any(|it| it.len() >= MIN_DIGITS && it.bytes().all(|it| it.is_ascii_hexdigit()));
    let has = |is: fn(&u8) -> bool| text.as_bytes().iter().any(is);
    let is_base64 = text.len() >= MIN_LETTERS
        && text
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || b"+/-_=".contains(&it))
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase);
    has_digits
        || is_base64
            && !Path::new(text)
                .parent()
                .is_some_and(|it| it != Path::new("/") && it.is_dir())
}

/// The place that was meant, where there is one of that name: its scheme was
/// left out, or there is a slip in it.
fn meant(path: &Path) -> Option<String> {
    let text = path.to_str()?;
    if !text.contains(['=', '\0', '/']) && env::var_os(text).is_some() {
        return Some(format!("env:{text}"));
    }
    if let Some((path, name)) = text.rsplit_once('#')
        && Path::new(path).is_file()
        && crate::keys::spec::dotenv::is_variable(name)
    {
        return Some(format!(
            "--key dotenv:{}#{name}",
            path_word(Path::new(path))
        ));
    }
    if let Some(name) = similar_file(path) {
        return Some(format!("--key {}", path_word(&path.with_file_name(name))));
    }
    let is_it = |entry: &keyring::Entry| entry.to_string() == text;
    let entries = keyring::list().unwrap_or_default();
    let is_there = !text.contains('.') && entries.iter().any(is_it);
    is_there.then(|| format!("keyring:{text}"))
}

/// A small file beside it that is called almost so.
fn similar_file(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let entries = fs::read_dir(folder_of(path)).ok()?;
    let mut similar: Vec<(usize, String)> = entries
        .take(MAX_NAMES)
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let other = entry.file_name().into_string().ok()?;
            let facts = entry.metadata().ok()?;
            let slips = slips(name, &other).filter(|_| !is_slot(&other))?;
            (facts.is_file() && facts.len() <= MAX_FILE_BYTES).then_some((slips, other))
        })
        .collect();
    similar.sort();
    similar.into_iter().next().map(|(_, name)| name)
}

/// A key of a rotation is never the one that is meant: it seals nothing.
fn is_slot(name: &str) -> bool {
    name.contains(".next") || name.contains(".retired-")
}

/// By how many letters a name differs from one that may be meant by it;
/// nothing where it is another name.
pub fn slips(name: &str, other: &str) -> Option<usize> {
    let (name, other) = (name.to_lowercase(), other.to_lowercase());
    let slips = strsim::damerau_levenshtein(&name, &other);
    let stem = |name: &str| name.split('.').next().unwrap_or_default().to_owned();
    let is_stem = name == stem(&other) || other == stem(&name);
    // Of a short name every other one is near.
    (slips <= SLIPS.min(name.len() / 3) || is_stem && !name.is_empty()).then_some(slips)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_path_is_shown_and_what_may_be_a_secret_is_not() {
        for path in [
            "cookie.key",
            "./hunter2",
            "/etc/rstudio/secure-cookie-key",
            "deploy/web.key",
            "src/nothing",
            ".env",
            ".Renviron",
            "k.next",
            "k.retired-20261121T211200Z-1a2b3c4d",
            "/srv/WebApp2/production/keys/cookie.key",
        ] {
            assert!(is_shown(Path::new(path)), "{path}");
        }
        for secret in [
            "hunter2",
            "correct horse battery staple",
            "Tr0ub4dor&3",
            "pass.word",
            "pass/word",
            "correct horse.key",
            "s3cret!.key",
            "/9j4AAQSkZJRgABAQEAYABgAAD/2wBDAAMCAgM=",
            "/etc/4fc1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d3c4b5a6978800112",
            "./4fc1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d3c4b5a6978800112",
            "",
        ] {
            assert!(!is_shown(Path::new(secret)), "{secret}");
        }
    }

    #[test]
    fn a_slip_is_near_and_another_name_is_not() {
        for (name, other) in [
            ("kye", "key"),
            ("cookie", "cookie.key"),
            ("cookie.key", "cookie"),
            ("Cookie.Key", "cookie.key"),
            ("coookie.key", "cookie.key"),
        ] {
            assert!(slips(name, other).is_some(), "{name} {other}");
        }
        for (name, other) in [
            ("k", "a"),
            ("kk", "ab"),
            ("nope", "home"),
            ("nothere", "notes"),
            ("", ".env"),
        ] {
            assert_eq!(slips(name, other), None, "{name} {other}");
        }
    }
}
