//! Opening a cookie: what decrypt and verify share.

mod form;
mod refused;

pub use form::Given;
pub use refused::{explained, not_taken, refuse};

use std::path::Path;

use serde_json::{Map, Value};

use super::arguments::{ClockArguments, KeyArguments, Stdin};
use crate::cookie::{self, Known, open_as};
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::fields;
use crate::frameworks::{Protection, Refusal, Times, TwoTimes};
use crate::keys::ring::Kept;
use crate::keys::slots::Slot;
use crate::open::{self, Pin, Tried};
use crate::output::Output;
use crate::shell::quoted;
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
    /// The cookie's name: selects it in a header, and names a bare value
    ///
    /// Some formats are bound to their cookie's name: see `cookiekit formats
    /// NAME`. The empty name stands for a cookie that was made without one.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}

impl CookieArguments {
    /// Takes the cookie and recognises the formats that it may be of, unless one
    /// is pinned; `unencrypted`: the user says that the server runs without a
    /// key.
    pub fn candidates(
        &self,
        pin: Option<Pin>,
        unencrypted: bool,
        stdin: &mut Stdin,
        output: &mut Output,
    ) -> Result<(Vec<Known>, Given)> {
        let known = cookie::recogniser(pin);
        let capture = stdin.capture(self.cookie.as_deref(), &known, self.name.as_deref())?;
        for note in &capture.notes {
            output.warn(note.clone());
        }
        let (cookie, warning) = capture.only(self.name.as_deref(), pin)?;
        warning.into_iter().for_each(|it| output.warn(it));
        let given = Given::of(&cookie);
        let candidates = cookie.candidates_by(pin, unencrypted);
        let candidates = candidates.map_err(|error| match self.names_a_file() {
            Some(path) => error.hint(format!(
                "that is the name of a file; give its content on standard input: < {}",
                quoted(path)
            )),
            None => error,
        })?;
        Ok((candidates, given))
    }

    /// The file that the argument names, in the place of a cookie.
    pub fn names_a_file(&self) -> Option<&Path> {
        let path = Path::new(self.cookie.as_deref()?);
        path.is_file().then_some(path)
    }
}

/// What a command opens: a cookie as one of the formats that it may be of.
pub struct Opening<'a> {
    /// The cookie as one of each.
    pub candidates: Vec<Known>,
    /// The cookie as it was given.
    pub given: Given,
    /// The kind that the command takes, if one alone.
    pub kind: Option<Protection>,
    /// The keys; none: the format's form without one.
    pub keys: Option<&'a KeyArguments>,
    /// When it is judged.
    pub clock: &'a ClockArguments,
}

/// What came of it.
pub struct Opened {
    /// The cookie as one of the format that it is of, or that is likeliest.
    pub known: Known,
    /// The other formats that it may be of, where no key decided.
    pub others: Vec<&'static str>,
    /// What the keys made of it.
    pub tried: Tried,
    /// Why the real system does not take it with what came with it, though it is genuine.
    pub not_taken: Option<Error>,
    /// The keys, those that were needed read; none where none was.
    pub keys: Option<Kept>,
}

/// Ends a run whose input holds no cookie to look at.
pub fn untaken(error: &Error, output: &mut Output) -> Result<Exit> {
    let fields = match error.exit {
        Exit::No if error.is_foreign => fields! { "outcome" => open::OF_OTHERS },
        Exit::No => fields! { "outcome" => "malformed" },
        _ => Map::new(),
    };
    output.fail(error, fields)
}

impl Opening<'_> {
    /// Leaves the formats of the kind that the command takes.
    ///
    /// # Errors
    /// When there is none: which command is for it.
    pub fn of_kind(&mut self) -> Result<()> {
        let Some(kind) = self.kind else {
            return Ok(());
        };
        if !self.candidates.iter().any(|it| is_of(kind, it)) {
            return self.candidates.iter().try_for_each(|it| {
                match open::is_unprotected(it.format, it.parts()) {
                    true => Err(refused::unprotected()),
                    false => kind.want(it.format),
                }
            });
        }
        self.candidates.retain(|it| is_of(kind, it));
        Ok(())
    }

    /// The document of a cookie that no key was tried on.
    pub fn unchecked(&self) -> Map<String, Value> {
        let likeliest = self.candidates.first();
        likeliest.map_or_else(Map::new, |known| unchecked(known, self.clock))
    }

    /// Opens the cookie with the keys, or with the format's form without one.
    pub fn open(mut self, stdin: &mut Stdin, output: &mut Output) -> Result<Opened> {
        let clock = self.clock;
        let (now, leeway) = (clock.now(), clock.leeway());
        let Some(keys) = self.keys else {
            let known = self.candidates.remove(0);
            seen_as(&known, output);
            let codec = known.format.without_key().ok_or_else(|| {
                Error::could_not(format!("{} has no form without a key", known.format.name()))
            })?;
            let opened = codec.open(known.input());
            if !matches!(opened, Err(Refusal::Malformed(_))) {
                output.warn("not encrypted and not signed: anyone can make such a cookie");
            }
            let tried = Tried {
                outcome: opened.and_then(|opened| opened.judge(now, leeway)),
                by: None,
                protection: None,
                warnings: vec![],
                unfit: vec![],
            };
            return Ok(Opened {
                known,
                others: vec![],
                tried,
                not_taken: None,
                keys: None,
            });
        };
        let mut kept = Kept::new(keys.ring(stdin)?);
        let (index, tried) = open_as(&self.candidates, self.kind, &mut kept, (now, leeway));
        let known = self.candidates.remove(index);
        seen_as(&known, output);
        let mut tried = tried.map_err(|error| keys.looked_at(error))?;
        tell(&mut tried, now, output);
        tell_two_times(&known, &tried, now, output);
        if let Ok(content) = &tried.outcome {
            let read = (known.format, known.params);
            let later = open::made_later(read, content.times, now, leeway);
            later.into_iter().for_each(|it| output.warn(it));
        }
        let own = known.format.protection_of(known.input());
        let own = own.filter(|_| tried.by.is_some());
        if let (Some(kind), Some(found)) = (self.kind, own.or(tried.protection)) {
            kind.want_of(known.format, found)?;
        }
        let not_taken = self.given.warn(&known, &tried, now, output);
        let others = match tried.by {
            Some(_) => vec![],
            None => self.candidates.iter().map(|it| it.format.name()).collect(),
        };
        Ok(Opened {
            known,
            others,
            tried,
            not_taken,
            keys: Some(kept),
        })
    }
}

fn is_of(kind: Protection, known: &Known) -> bool {
    known.format.facts().protection.may_be(kind)
}

fn seen_as(known: &Known, output: &mut Output) {
    output.detail(&format!("seen as {}", known.format.facts().about));
}

/// Tells both times of a genuine cookie that has two: the document has them by
/// name.
fn tell_two_times(known: &Known, tried: &Tried, now: Time, output: &mut Output) {
    let two = known.parts().and_then(|anatomy| anatomy.times.two);
    if let Some(TwoTimes { session, login }) = two.filter(|_| tried.by.is_some()) {
        let when = |time: Time| format!("{} (at {time})", time.seen_from(now));
        output.note(&format!(
            "the session expires {}, the login {}",
            when(session),
            when(login)
        ));
    }
}

/// Adds the times to a document that few cookies have: from when it is valid,
/// and the two that it expires at.
pub fn add_rare_times(fields: &mut Map<String, Value>, times: Times) {
    if let Some(from) = times.not_before {
        fields.insert("not_before".into(), from.to_string().into());
    }
    if let Some(TwoTimes { session, login }) = times.two {
        fields.insert("session_expires".into(), session.to_string().into());
        fields.insert("login_expires".into(), login.to_string().into());
    }
}

/// Tells what the keys made of a cookie.
pub fn tell(tried: &mut Tried, now: Time, output: &mut Output) {
    for warning in tried.warnings.drain(..) {
        output.warn(warning);
    }
    if let Some(slotted) = &tried.by {
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
}

/// Says what times were given, where expiry was judged by them: the answer must
/// not be taken for one of this moment.
pub fn echo_clock(tried: &Tried, clock: &ClockArguments, output: &mut Output) {
    let times = match &tried.outcome {
        Ok(opened) => opened.times,
        // The leeway did not accept it.
        Err(Refusal::Expired(_) | Refusal::Early(_)) => Times::default(),
        Err(_) => return,
    };
    clock.echo_for(times.expires.is_some(), times.not_before.is_some(), output);
}

/// The fields that every document about a cookie has. `tried` is none where no
/// key was tried. The times are what the cookie says: `authenticated` tells
/// whether a key proved it.
pub fn document(
    known: &Known,
    tried: Option<&Tried>,
    clock: &ClockArguments,
) -> Map<String, Value> {
    let by = tried.and_then(|tried| tried.by.as_deref());
    let outcome = match tried.map(|tried| &tried.outcome) {
        None | Some(Err(Refusal::Malformed(_)))
            if open::is_unprotected(known.format, known.parts()) =>
        {
            open::UNPROTECTED
        }
        None => "unchecked",
        Some(Ok(_)) if by.is_none() => open::UNPROTECTED,
        Some(Ok(_)) => "valid",
        Some(Err(refusal)) => refusal.word(),
    };
    // What was taken for a name may be a part of a broken value.
    let is_name = !known.name.is_empty() && outcome != "malformed";
    let times = open::times_of(known.parts(), tried);
    let time = |time: Option<Time>| time.map(|time| time.to_string());
    let mut fields = fields! {
        "outcome" => outcome,
        "authenticated" => by.is_some(),
        "format" => known.format.name(),
        "name" => is_name.then_some(&known.name),
        "issued" => time(times.issued),
        "expires" => time(times.expires),
        "now" => clock.now().to_string(),
        "leeway_seconds" => clock.leeway(),
        "slot" => by.map(|slotted| slotted.slot.word()),
        "key" => by.map(|slotted| slotted.spec.to_string()),
        "fingerprint" => by.map(|slotted| slotted.key.fingerprint().to_string()),
    };
    if let Some(Err(Refusal::Early(_))) = tried.map(|tried| &tried.outcome) {
        fields.insert("reason".into(), open::NOT_YET_VALID.into());
    }
    add_rare_times(&mut fields, times);
    fields
}

/// The fields of a document about a cookie that no key was tried on.
pub fn unchecked(known: &Known, clock: &ClockArguments) -> Map<String, Value> {
    document(known, None, clock)
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
