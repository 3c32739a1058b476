//! The end of a run whose cookie was refused.

use serde_json::{Map, Value};

use super::{Opened, document};
use crate::cli::arguments::{ClockArguments, KeyArguments};
use crate::cookie::Known;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::frameworks::{NameBinding, OURS, Refusal};
use crate::keys::document::Document;
use crate::keys::spec::Spec;
use crate::open;
use crate::output::Output;

/// Ends a run whose cookie was refused.
pub fn refuse(
    refusal: Refusal,
    opened: &Opened,
    by: (Option<&KeyArguments>, &ClockArguments),
    output: &mut Output,
) -> Result<Exit> {
    let (keys, clock) = by;
    let Opened {
        known,
        others,
        tried,
        ..
    } = opened;
    let places = keys.map_or(Ok(vec![]), KeyArguments::places)?;
    if tried.by.is_some() {
        // What is odd about its times may be why.
        let notes = known.parts().into_iter().flat_map(|it| &it.notes);
        notes.for_each(|note| output.warn(*note));
    }
    let mut error = explained(refusal, known, (&tried.unfit, &places), clock);
    if refusal == Refusal::Forged && tried.unfit.is_empty() {
        let chosen = open::may_be_chosen(known.format, known.params);
        if let (Some(hint), Some(chosen)) = (&mut error.hint, chosen) {
            *hint += &format!("; {chosen}");
        }
    }
    let mut fields = document(known, Some(tried), clock);
    add_others(&mut error, &mut fields, refusal, others);
    output.fail(&error, fields)
}

/// Ends a run whose cookie is genuine, and which its server does not take with what came
/// with it.
pub fn not_taken(
    opened: &Opened,
    error: &Error,
    clock: &ClockArguments,
    output: &mut Output,
) -> Result<Exit> {
    let mut fields = document(&opened.known, Some(&opened.tried), clock);
    fields.insert("outcome".into(), "refused".into());
    output.fail(error, fields)
}

/// Adds to a refusal that the cookie may as well be of these formats.
fn add_others(
    error: &mut Error,
    fields: &mut Map<String, Value>,
    refusal: Refusal,
    others: &[&str],
) {
    if others.is_empty() || refusal != Refusal::Forged {
        return;
    }
    error.message += &format!("; nor does a key open it as {}", others.join(", "));
    fields.insert("other_formats".into(), others.into());
}

/// The refusal in words, with what to try next; of the keys: why the format can
/// use none of them, where it cannot, and the places of all.
pub fn explained(
    refusal: Refusal,
    known: &Known,
    (unfit, places): (&[String], &[Spec]),
    clock: &ClockArguments,
) -> Error {
    let message = refusal.message(known.format, clock.now());
    match refusal {
        Refusal::Malformed(malformed) => {
            let error = known.refusal(malformed);
            if open::is_unprotected(known.format, known.parts()) {
                unprotected()
            } else if malformed == open::NO_VALUE {
                error.hint("pass the value alone, or everything that it was copied from")
            } else {
                error
            }
        }
        Refusal::Expired(_) => Error::new(Exit::Expired, message).hint(
            "sign in again for a new one; to read it anyway: --leeway DURATION accepts it for \
             longer, --now TIME judges at another time",
        ),
        Refusal::Early(_) => Error::new(Exit::Expired, message).hint(
            "if it should be valid by now, one of two clocks is wrong: timedatectl; to read it \
             anyway: --leeway DURATION accepts it sooner, --now TIME judges at another time",
        ),
        Refusal::Forged => {
            let error = Error::no(match unfit {
                [] => message,
                unfit => open::none_fits(known.format, unfit),
            });
            if let Some(file) = places.iter().find_map(Document::at) {
                return error.hint(format!("{}; {}", file.seen(), file.instead));
            }
            if !unfit.is_empty() {
                return error.hint("add the key that made it: --key SPEC (can be repeated)");
            }
            if known.format.facts().name_binding == NameBinding::Bound {
                let format = known.format.name();
                let has_companions = !known.companions().is_empty();
                let name = match known.name.as_str() {
                    _ if has_companions => ": give them under the name that they were made for",
                    "" => ", and none was given: add --name NAME",
                    // Only what this program makes for itself may have been made so.
                    _ if std::ptr::eq(known.format.facts().framework, OURS) => {
                        ", and one was given: try --name OTHER, or --name '' for one made without"
                    }
                    _ => ", and one was given: try --name OTHER",
                };
                error.hint(format!(
                    "{format} cookies are bound to their cookie's name{name}; or add the right --key"
                ))
            } else {
                error.hint("add the key that made it: --key SPEC (can be repeated)")
            }
        }
    }
}

/// No key protects it.
pub fn unprotected() -> Error {
    Error::no(open::UNENCRYPTED).hint(
        "give that server a key; to read the cookie anyway: cookiekit decrypt --unencrypted -",
    )
}
