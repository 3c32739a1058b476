//! What the next key of a place is to be like: what keygen would make for it.

use std::ffi::OsStr;

use crate::cli::format_names::format_of;
use crate::cli::key::unfit;
use crate::error::{Error, Result, counted};
use crate::frameworks::{self, Format, Generate, LineEnd, NO_PARAMS, Secret, Shape};
use crate::keys::Key;
use crate::keys::ring::Slotted;
use crate::keys::rotation::command;
use crate::keys::spec::Spec;
use crate::open;
use crate::shell::quoted;
use crate::time::Time;

/// The format whose key this is: the one that is named, or else the one that is
/// known without being given it, by where the key is, or by its looks.
pub fn owner(format: Option<&str>, place: &Spec, old: &Key) -> Option<&'static dyn Format> {
    if let Some(format) = format {
        return Some(format_of(format));
    }
    frameworks::of_key(file_name(place), Shape::of(old.bytes().trim_ascii()))
}

/// The format that has its key at this place, whatever that is.
pub fn reader(place: &Spec) -> Option<&'static dyn Format> {
    frameworks::of_key(file_name(place), None)
}

fn file_name(place: &Spec) -> Option<&str> {
    match place {
        Spec::File(path) => path.file_name().and_then(OsStr::to_str),
        _ => None,
    }
}

/// What the new key is to be like: no weaker than the old one looks.
fn kind(format: Option<&str>, place: &Spec, old: &Key) -> Generate {
    if let Some(format) = format {
        return format_of(format).facts().key.generate;
    }
    match Shape::of(old.bytes().trim_ascii()) {
        Some(Shape::Digits(strength)) => Generate::Hex(strength),
        _ => match owner(None, place, old) {
            Some(format) => format.facts().key.generate,
            None => Generate::like(old.bytes().trim_ascii()),
        },
    }
}

/// A new key for this place, like the one that it has.
///
/// # Errors
/// When a key alone would take the place of several, or the generator fails.
pub fn made(format: Option<&str>, place: &Spec, old: &Key) -> Result<Key> {
    refuse_object(place, old)?;
    Key::generate(kind(format, place, old))
}

/// Refuses a place that has passwords by their ids: a program that reads an object
/// would find a password alone, and the ids of those that it knows are lost.
///
/// # Errors
/// Where there is one.
pub fn refuse_object(place: &Spec, old: &Key) -> Result<()> {
    let text = old.bytes();
    let is_object = text.trim_ascii_start().starts_with(b"{")
        && serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok();
    if !is_object || Shape::of(text.trim_ascii()) == Some(Shape::Pair) {
        return Ok(());
    }
    Err(Error::could_not(format!(
        "{place} has a JSON object, and rotate would put a key alone in its place"
    ))
    .hint(
        "of passwords by number the highest seals and all open: add a new one under the next number, \
         give every node the object at once, and remove the old one when its cookies are over",
    ))
}

/// That the old key is none to the format that the new one is for.
pub fn old_is_unfit(format: Option<&str>, place: &Spec, old: &Key) -> Option<String> {
    let name = format?;
    let secret = Secret {
        origin: place.origin(),
        ..Secret::value(old.bytes())
    };
    let why = unfit(format_of(name).facts().framework, secret)?;
    Some(format!(
        "the key of {place} does not fit {name}: {why}: it opens nothing there, unless the \
         program decodes it in a way of its own"
    ))
}

/// Refuses an imported key that its format cannot use, or that is not written as the
/// old one, where its format is not known.
fn fits_its_format(key: &Key, format: Option<&str>, place: &Spec, old: &Key) -> Result<()> {
    let (own, its) = (Generate::like(key.bytes()), kind(format, place, old));
    let is_like = own.bits() == its.bits() && !matches!(own, Generate::Hex(_));
    if owner(format, place, old).is_none() && !is_like {
        return Err(Error::could_not(format!(
            "the imported key is {}, and not written as the one of {place}",
            told(Shape::of(key.bytes()), key)
        ))
        .hint("copy it byte for byte, without a newline, or name its format with --for FORMAT"));
    }
    let unfit = format.map(format_of).and_then(|format| {
        let secret = Secret::value(key.bytes());
        open::unlock(format, secret, &NO_PARAMS).err()
    });
    match unfit {
        None => Ok(()),
        Some(unfit) => Err(Error::could_not(format!(
            "the imported key cannot be the next one of {place}: {}",
            unfit.0
        ))),
    }
}

/// Refuses an imported key that cannot be the next one of this place: keygen
/// would not make such a one for it, and it does not look like the primary.
/// A pipe adds a newline more easily than a key changes its shape; in a file it is
/// part of the key for a program that reads every byte.
pub fn fit(from: &Slotted, format: Option<&str>, place: &Spec, old: &Key, now: Time) -> Result<()> {
    let key = &from.key;
    let Generate::Hex(strength) = kind(format, place, old) else {
        return fits_its_format(key, format, place, old);
    };
    let expected = Shape::Digits(strength);
    let as_old = Shape::of(old.bytes()).filter(|_| format.is_none());
    let reads_all = |it: &&dyn Format| it.facts().key.line_end == LineEnd::Kept;
    let named = format.map_or_else(|| reader(place), |it| Some(format_of(it)));
    let is_file = matches!(from.spec, Spec::File(_));
    let shape = Shape::of(match named.filter(reads_all) {
        Some(_) if is_file => key.bytes().trim_ascii(),
        _ => key.bytes(),
    });
    if shape.is_none() || (shape != Some(expected) && shape != as_old) {
        return Err(Error::could_not(format!(
            "the imported key is {}, and the next one of {place} must be {expected}",
            told(shape, key)
        ))
        .hint(match &from.spec {
            Spec::File(path) if is_inside(expected, key) => format!(
                "take what stands around it off on the way: tr -d '[:space:]' < {0} | {1}{2} --from \
                 -{3}",
                quoted(path),
                command(place, "stage"),
                format.map_or_else(String::new, |it| format!(" --for {it}")),
                // It may be one of a program that reads every byte.
                owner(format, place, old)
                    .filter(reads_all)
                    .map_or_else(String::new, |it| format!(
                        "; where it is a part of the key: {} --for {} --from {}",
                        command(place, "stage"),
                        it.name(),
                        from.spec.word()
                    ))
            ),
            _ if is_inside(expected, key) => {
                "copy it byte for byte, without a newline: cookiekit key show --key SPEC | \
                 ssh NODE cookiekit rotate stage --from - --key …"
                    .to_owned()
            }
            _ => format!(
                "name its format with --for FORMAT, or let cookiekit make one: {}",
                command(place, "stage")
            ),
        }));
    }
    match weakness(key, now) {
        None => Ok(()),
        Some(why) => Err(
            Error::could_not(format!("the imported key {why}")).hint(format!(
                "anyone who guesses it can forge every cookie; have one made: {}",
                command(place, "stage")
            )),
        ),
    }
}

/// The shape in words, and nothing of what is in it.
fn told(shape: Option<Shape>, key: &Key) -> String {
    match shape {
        Some(shape) => shape.to_string(),
        None => format!("{} of another shape", counted(key.bytes().len(), "byte")),
    }
}

/// Whether the key is as expected except for the white space around it.
fn is_inside(expected: Shape, key: &Key) -> bool {
    let text = key.bytes().trim_ascii();
    text.len() < key.bytes().len() && Shape::of(text) == Some(expected)
}

#[cfg(unix)]
fn weakness(key: &Key, now: Time) -> Option<String> {
    crate::audit::weakness(key, now)
}

/// There is no audit on this system yet that would know.
#[cfg(not(unix))]
fn weakness(_key: &Key, _now: Time) -> Option<String> {
    None
}
