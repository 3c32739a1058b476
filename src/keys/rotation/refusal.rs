//! What is not rotated: another key in its place would be taken for none, or be
//! in the way of the one that it is of.

use super::command;
use crate::error::{Error, Result};
use crate::keys::Key;
use crate::keys::alone;
use crate::keys::document::Document;
use crate::keys::file;
use crate::keys::foreign;
use crate::keys::slots::{self, Slot};
use crate::keys::spec::Spec;

/// Refuses what is no key of its own: a slot or another file that a rotation
/// made, a file that has more than a key in it, and the key of another program.
/// Nothing is made beside it.
pub fn of_place(place: &Spec) -> Result<()> {
    if let Some(document) = Document::at(place) {
        return Err(document.not_replaced());
    }
    foreign::refuse_to_replace(place)?;
    let Some((slot, primary)) = slots::primary_of(place) else {
        return Ok(());
    };
    let is_there = slots::is_there(&primary)?;
    // A file may be called so for a reason of its own.
    if slot == Some(Slot::Next) && !is_there && !slots::was_rotated(&primary)? {
        return Ok(());
    }
    let what = match slot {
        Some(slot) => slot.to_string(),
        None => "a file of a rotation".to_owned(),
    };
    let error = Error::could_not(format!(
        "{place} is {what} of {primary}, and no key of its own"
    ));
    Err(match (slot, is_there) {
        // Where the key went is not known, and the one that was to come is the
        // newest there is.
        (Some(Slot::Next), false) => error.hint(format!(
            "{primary} is not there: look for it; if it is lost, this one can take its place: \
             cookiekit key copy --key {} --to {}",
            place.word(),
            primary.word()
        )),
        (Some(_), false) => error.hint(format!(
            "{primary} is not there; to make it of this one again: cookiekit key copy --key {} \
             --to {}",
            place.word(),
            primary.word()
        )),
        _ => error.hint(format!(
            "name the key itself: {}",
            command(&primary, "status")
        )),
    })
}

/// Refuses a place at which no rotation would get its turn, as a link or a folder that
/// others write in, before anybody is given commands for it.
///
/// # Errors
/// As [`Rotation::begin`](super::Rotation::begin).
pub fn of_unturnable(place: &Spec) -> Result<()> {
    let Spec::File(path) = place else {
        return Ok(());
    };
    of_place(place)?;
    slots::refuse_open_folder(path)?;
    file::Held::refuse(path)
}

/// Refuses what is more than a key, or another program's, by what was read of it: it
/// may be another one than the one that was looked at before.
pub fn of_content(place: &Spec, primary: &Key) -> Result<()> {
    let content = primary.bytes();
    if let Spec::File(path) = place
        && let Some(document) = Document::of(path, content)
    {
        return Err(document.not_replaced());
    }
    foreign::refuse_to_replace_content(place, content)?;
    alone::refuse_more(place, content)
}

/// Refuses to go back to a key that is not the one whose fingerprint its slot is named
/// after: somebody has put it there.
pub fn of_another(slot: Slot, spec: &Spec, key: &Key) -> Result<()> {
    let suffix = slot.suffix(key.fingerprint()).unwrap_or_default();
    if spec.to_string().ends_with(&suffix) {
        return Ok(());
    }
    Err(Error::no_key(format!(
        "{spec} does not hold the key whose fingerprint it is named after"
    ))
    .hint("a retired key is never changed: look where this one came from"))
}
