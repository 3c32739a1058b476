//! Opening a cookie: what decrypt and verify share.

use std::borrow::Borrow;

use serde_json::{Map, Value};

use super::arguments::{ClockArguments, KeyArguments, Stdin, format_of};
use crate::cookie::{self, Known};
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::fields;
use crate::frameworks::{Anatomy, NameBinding, Protection, Refusal, Times, TwoTimes};
use crate::keys::document::Document;
use crate::keys::ring::Slotted;
use crate::keys::slots::Slot;
use crate::keys::spec::Spec;
use crate::open::{self, Tried};
use crate::output::Output;
use crate::time::Time;

// The cookie that a command is about.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
pub struct CookieArguments {
    /// The cookie, or - for standard input (the default)
    ///
    /// A bare value, percent-encoded or quoted or not, name=value, a Cookie:
    /// header, or a Set-Cookie: line as curl prints it.
    #[arg(value_name = "COOKIE")]
    pub cookie: Option<String>,
    /// The cookie's name: picks it from a header, and names a bare value
    ///
    /// sealed and signed cookies are bound to their name. The empty name
    /// stands for a cookie that was made without one.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}

impl CookieArguments {
    /// Takes the cookie and recognises its format, unless one is pinned;
    /// `unencrypted`: the user says that the server runs without a key.
    pub fn known(
        &self,
        format: Option<&str>,
        unencrypted: bool,
        stdin: &mut Stdin,
        output: &mut Output,
    ) -> Result<Known> {
        let pinned = format.map(format_of);
        let known = cookie::recogniser(pinned);
        let capture = stdin.capture(self.cookie.as_deref(), &known)?;
        for note in &capture.notes {
            output.warn(note.clone());
        }
        let cookie = capture.only(self.name.as_deref(), pinned)?;
        cookie.known_by(pinned, unencrypted)
    }
}

/// Ends a run whose input holds no cookie to look at.
pub fn untaken(error: &Error, output: &mut Output) -> Result<Exit> {
    let fields = match error.exit {
        Exit::No => fields! { "outcome" => "malformed" },
        _ => Map::new(),
    };
    output.fail(error, fields)
}

/// Opens the cookie with the keys, or with the format's form without one, for a
/// command that takes cookies of this kind, or all.
pub fn open(
    known: &Known,
    kind: Option<Protection>,
    keys: Option<&KeyArguments>,
    clock: &ClockArguments,
    stdin: &mut Stdin,
    output: &mut Output,
) -> Result<Tried> {
    let (now, leeway) = (clock.now(), clock.leeway());
    output.detail(&format!("seen as {}", known.format.facts().about));
    let Some(keys) = keys else {
        let codec = known.format.without_key().ok_or_else(|| {
            Error::could_not(format!("{} has no form without a key", known.format.name()))
        })?;
        let opened = codec.open(known.input());
        output.warn("not encrypted and not signed: anyone can make such a cookie");
        return Ok(Tried {
            outcome: opened.and_then(|opened| opened.judge(now, leeway)),
            by: None,
            warnings: vec![],
            unfit: vec![],
        });
    };
    let ring = keys.ring(stdin)?;
    let tried = open_by(known, kind, ring, clock, output).map_err(|error| keys.looked_at(error))?;
    tell_two_times(known, &tried, now, output);
    Ok(tried)
}

/// Tells both times of a genuine cookie that has two: the document has them by
/// name.
fn tell_two_times(known: &Known, tried: &Tried, now: Time, output: &mut Output) {
    let anatomy = known.anatomy().ok();
    let two = anatomy.and_then(|anatomy| anatomy.times.two);
    if let Some(TwoTimes { session, login }) = two.filter(|_| tried.by.is_some()) {
        let when = |time: Time| format!("{} (at {time})", time.seen_from(now));
        output.note(&format!(
            "the session expires {}, the login {}",
            when(session),
            when(login)
        ));
    }
}

/// Adds the two times of a cookie to a document, if it has two.
pub fn add_two_times(fields: &mut Map<String, Value>, times: Times) {
    if let Some(TwoTimes { session, login }) = times.two {
        fields.insert("session_expires".into(), session.to_string().into());
        fields.insert("login_expires".into(), login.to_string().into());
    }
}

/// Opens the cookie with these keys.
pub fn open_by<K: Borrow<Slotted>>(
    known: &Known,
    kind: Option<Protection>,
    keys: impl Iterator<Item = Result<K>>,
    clock: &ClockArguments,
    output: &mut Output,
) -> Result<Tried<K>> {
    let (now, leeway) = (clock.now(), clock.leeway());
    let mut tried = open::open_with(
        (known.format, known.chosen(kind)),
        keys,
        known.input(),
        now,
        leeway,
    )?;
    for warning in tried.warnings.drain(..) {
        output.warn(warning);
    }
    if let Some(slotted) = tried.by.as_ref().map(Borrow::borrow) {
        let fingerprint = slotted.key.fingerprint();
        let by = format!(
            "authenticated by {} ({fingerprint}) from {}",
            slotted.slot, slotted.spec
        );
        if slotted.slot == Slot::Primary {
            output.detail(&by);
        } else {
            output.note(&by);
        }
    }
    if let Some(expires) = tried.outcome.as_ref().ok().and_then(|it| it.times.expires) {
        output.detail(&format!(
            "expires {} (at {expires})",
            expires.seen_from(now)
        ));
    }
    Ok(tried)
}

/// Says what times were given, where expiry was judged by them: the answer must
/// not be taken for one of this moment.
pub fn echo_clock(tried: &Tried, clock: &ClockArguments, output: &mut Output) {
    if !matches!(tried.outcome, Ok(_) | Err(Refusal::Expired(_))) {
        return;
    }
    clock.echo(output);
}

/// The fields that every document about a cookie has. `tried` is none where no
/// key was tried. The times are what the cookie says: `authenticated` tells
/// whether a key proved it.
pub fn document<K: Borrow<Slotted>>(
    known: &Known,
    tried: Option<&Tried<K>>,
    clock: &ClockArguments,
) -> Map<String, Value> {
    let by = tried.and_then(|tried| tried.by.as_ref().map(Borrow::borrow));
    let outcome = match tried.map(|tried| &tried.outcome) {
        None => "unchecked",
        Some(Ok(_)) if by.is_none() => "unprotected",
        Some(Ok(_)) => "valid",
        Some(Err(refusal)) => refusal.word(),
    };
    // What was taken for a name may be a part of a broken value.
    let is_name = !known.name.is_empty() && outcome != "malformed";
    let anatomy = known.anatomy().ok();
    let time = |of: fn(&Anatomy) -> Option<Time>| {
        let time = anatomy.as_ref().and_then(of);
        time.map(|time| time.to_string())
    };
    let mut fields = fields! {
        "outcome" => outcome,
        "authenticated" => by.is_some(),
        "format" => known.format.name(),
        "name" => is_name.then_some(&known.name),
        "issued" => time(|anatomy| anatomy.times.issued),
        "expires" => time(|anatomy| anatomy.times.expires),
        "now" => clock.now().to_string(),
        "leeway_seconds" => clock.leeway(),
        "slot" => by.map(|slotted| slotted.slot.word()),
        "key" => by.map(|slotted| slotted.spec.to_string()),
        "fingerprint" => by.map(|slotted| slotted.key.fingerprint().to_string()),
    };
    add_two_times(&mut fields, anatomy.map(|it| it.times).unwrap_or_default());
    fields
}

/// The fields of a document about a cookie that no key was tried on.
pub fn unchecked(known: &Known, clock: &ClockArguments) -> Map<String, Value> {
    document::<Slotted>(known, None, clock)
}

/// Adds a payload to a document: as JSON where it is JSON, as text where it is
/// text, as base64 otherwise.
pub fn add_payload(fields: &mut Map<String, Value>, payload: &[u8], json: Option<Value>) {
    match (json, std::str::from_utf8(payload)) {
        (Some(json), _) => fields.insert("payload".into(), json),
        (None, Ok(text)) => fields.insert("payload".into(), text.into()),
        (None, Err(_)) => fields.insert(
            "payload_base64".into(),
            crate::encoding::base64(payload).into(),
        ),
    };
}

/// Ends a run whose cookie was refused.
pub fn refuse(
    refusal: Refusal,
    known: &Known,
    tried: &Tried,
    by: (Option<&KeyArguments>, &ClockArguments),
    output: &mut Output,
) -> Result<Exit> {
    let (keys, clock) = by;
    let places = keys.map_or(Ok(vec![]), KeyArguments::places)?;
    let error = explained(refusal, known, (&tried.unfit, &places), clock);
    output.fail(&error, document(known, Some(tried), clock))
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
            let error = Error::from(malformed);
            if is_unencrypted(known) {
                error.hint(
                    "it was made without a key, so anyone could have made it; to read it all the \
                     same: cookiekit decrypt --unencrypted -",
                )
            } else if malformed == open::NO_VALUE {
                error.hint("give the value alone, or the whole of what it was copied from")
            } else {
                error
            }
        }
        Refusal::Expired(_) => Error::new(Exit::Expired, message).hint(
            "sign in again for a new one; to look at it all the same: --leeway DURATION takes \
                 it for longer, --now TIME judges at another time",
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
                return error.hint("add the key that made it: --key SPEC (several can be given)");
            }
            if known.format.facts().name_binding == NameBinding::Bound {
                let format = known.format.name();
                let name = match known.name.as_str() {
                    "" => "none was given: add --name NAME",
                    _ => "one was given: try --name OTHER, or --name '' for one made without",
                };
                error.hint(format!(
                    "{format} cookies are bound to their cookie's name, and {name}; or add the right --key"
                ))
            } else {
                error.hint("add the key that made it: --key SPEC (several can be given)")
            }
        }
    }
}

/// Whether anybody can read it, though its format is one that encrypts.
fn is_unencrypted(known: &Known) -> bool {
    let anatomy = known.anatomy();
    known.format.facts().protection == Protection::Encrypted
        && anatomy.is_ok_and(|it| it.readable.is_some() && known.format.is_proven(&it))
}
