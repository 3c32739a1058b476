//! Whether a framework can use a key, and each of those that are kept beside it.

use crate::error::{Error, Result};
use crate::frameworks::{FORMATS, Format, Framework, NO_PARAMS, Secret};
use crate::keys::file::UnsafeKey;
use crate::keys::ring::{Ring, Slotted};
use crate::keys::slots::{self, Slot, beside};
use crate::keys::spec::Spec;
use crate::open;

/// The formats of a framework.
fn formats_of(framework: &Framework) -> impl Iterator<Item = &'static dyn Format> {
    let is_its = move |it: &&dyn Format| std::ptr::eq(it.facts().framework, framework);
    FORMATS.into_iter().filter(is_its)
}

/// Why none of the framework's formats can use a key; nothing where one can.
pub fn unfit(framework: &'static Framework, secret: Secret) -> Option<&'static str> {
    let unlock = |format| open::unlock(format, secret, &NO_PARAMS);
    let mut unlocked = formats_of(framework).map(unlock);
    match unlocked.next() {
        Some(Err(unfit)) if !unlocked.any(|it| it.is_ok()) => Some(unfit.0),
        _ => None,
    }
}

/// What is to be said of a key that the framework's formats can use.
pub fn warning(framework: &'static Framework, secret: Secret) -> Option<&'static str> {
    let unlock = |format| open::unlock(format, secret, &NO_PARAMS).ok();
    formats_of(framework).find_map(unlock)?.warning
}

/// Refuses a key that none of the framework's formats can use.
///
/// # Errors
/// When it is such a key.
pub fn refuse_unfit(framework: &'static Framework, key: &Slotted) -> Result<()> {
    match unfit(framework, key.secret()) {
        None => Ok(()),
        Some(why) if key.slot == Slot::Primary => {
            Err(Error::could_not(format!("the key does not fit: {why}")))
        }
        Some(why) => Err(unfit_slot(key, why)),
    }
}

/// Refuses where the program would read a slot that it cannot use: it would not start.
///
/// # Errors
/// When there is such a slot.
pub fn refuse_unfit_slots(
    framework: &'static Framework,
    place: &Spec,
    unsafe_key: UnsafeKey,
    reads: &dyn Fn(Secret) -> bool,
) -> Result<()> {
    let ring = Ring::new(vec![place.clone()], unsafe_key);
    for (slot, spec) in slots::of(place)? {
        if slot == Slot::Primary {
            continue;
        }
        let key = ring.load(slot, &spec)?;
        refuse_unfit(framework, &key)?;
        if !reads(key.secret()) {
            return Err(unfit_slot(&key, "the code would not read it"));
        }
    }
    Ok(())
}

/// Nothing of the framework is under such a key, which may open cookies of another one.
fn unfit_slot(key: &Slotted, why: &str) -> Error {
    let Slotted { slot, spec, .. } = key;
    let error = Error::could_not(format!(
        "{slot} ({spec}) does not fit: {why}: a program that reads the slots would not start"
    ));
    let aside = slots::primary_of(spec).and_then(|(_, primary)| {
        let id = key.key.fingerprint().to_string();
        beside(&primary, &format!("unfit-{}", &id[..8]))
    });
    let Some(aside) = aside else { return error };
    let (spec, aside) = (spec.word(), aside.word());
    error.hint(format!(
        "to keep it elsewhere: cookiekit key copy --key {spec} --to {aside} && cookiekit key delete \
         --yes --key {spec}"
    ))
}

/// Adds how a key of the framework is made, where nothing else is to be done.
pub fn as_made_for(framework: &Framework, mut error: Error) -> Error {
    let made = formats_of(framework).next().map(Format::name);
    let hint =
        |name| format!("it reads one as this makes it: cookiekit keygen --for {name} --out PATH");
    error.hint = error.hint.or_else(|| made.map(hint));
    error
}
