//! A cookie whose format is known.

use std::rc::Rc;

use super::Cookie;
use super::trim;
use crate::error::{Error, Result};
use crate::frameworks::{
    self, Anatomy, Format, Input, Malformed, NO_PARAMS, NamesTell, Params, Protection, Refusal,
};
use crate::keys::document::Document;
use crate::keys::ring::Kept;
use crate::keys::spec::Spec;
use crate::open::{self, Attempt, ChosenBy, Pin, Reading, Tried, Unrecognised, read_by};
use crate::time::Time;

/// A cookie whose format is known.
#[derive(Clone)]
pub struct Known {
    /// Its format.
    pub format: &'static dyn Format,
    /// Its name; empty when it has none.
    pub name: String,
    /// Its value, as the format reads it.
    pub value: String,
    /// What the application chose of the format.
    pub params: &'static Params,
    /// The cookies that came with it.
    pub siblings: Vec<(String, String)>,
    /// Whether the user named the format: else the cookie's sender chose it.
    pub pinned: bool,
    /// Its parts, read without a key, or what is wrong with it.
    pub anatomy: Rc<std::result::Result<Anatomy, Malformed>>,
}

impl Known {
    /// The cookie as its format takes it.
    pub fn input(&self) -> Input<'_> {
        Input {
            name: &self.name,
            value: &self.value,
            siblings: &self.siblings,
            params: self.params,
        }
    }

    /// Its parts, where it is of its format.
    pub fn parts(&self) -> Option<&Anatomy> {
        (*self.anatomy).as_ref().ok()
    }

    /// What is wrong with it, where it is not.
    pub fn malformed(&self) -> Option<Malformed> {
        (*self.anatomy).as_ref().err().copied()
    }

    /// That it is malformed, and what was chosen of its format if its shape tells.
    pub fn refusal(&self, malformed: Malformed) -> Error {
        let error = Error::from(malformed);
        let choice = match self.pinned
            && self.malformed() == Some(malformed)
            && !malformed.0.contains("--param")
        {
            true => open::choice_of(self.format, self.input()),
            false => None,
        };
        match choice {
            Some(choice) => error.hint(format!(
                "it has the shape of one with {0}: --param {0}",
                choice.text()
            )),
            None => error,
        }
    }

    /// The cookies that came with it and go with it.
    pub fn companions(&self) -> Vec<(String, String)> {
        let names = self.format.companions(&self.name).into_iter();
        let pair = |name: String| {
            let value = self.input().sibling(&name)?.to_owned();
            Some((name, value))
        };
        names.filter_map(pair).collect()
    }

    /// Who chose its format, for a command that takes this kind, or all.
    pub fn chosen(&self, kind: Option<Protection>) -> ChosenBy {
        match self.pinned {
            true => ChosenBy::User,
            false => ChosenBy::Sender(kind),
        }
    }
}

/// Tries the keys on a cookie as one of each of these formats, until one opens
/// it: which, and what came of it. Where none does, it is the likeliest format
/// that is answered for; but one of which a key has shown what is wrong with it comes
/// before one that no key opens.
///
/// # Errors
/// When no key could be tried on the likeliest at all.
pub fn open_as(
    candidates: &[Known],
    kind: Option<Protection>,
    keys: &mut Kept,
    (now, leeway): (Time, u64),
) -> (usize, Result<Tried>) {
    let mut first: Option<(usize, Result<Tried>)> = None;
    let is_shown = |index: usize, tried: &Tried| {
        let is_malformed = matches!(tried.outcome, Err(Refusal::Malformed(_)));
        is_malformed && candidates[index].malformed().is_none()
    };
    for (index, known) in candidates.iter().enumerate() {
        let attempt = Attempt {
            format: known.format,
            chosen: known.chosen(kind),
            cookie: known.input(),
            malformed: known.malformed(),
        };
        match open::open_with(attempt, keys.from_the_first(), now, leeway) {
            Ok(tried) if tried.by.is_some() => return (index, Ok(tried)),
            Ok(tried) if is_shown(index, &tried) => {
                let held = first.as_ref();
                let is_held = held.is_some_and(|(index, it)| {
                    it.as_ref().is_ok_and(|tried| is_shown(*index, tried))
                });
                if !is_held {
                    first = Some((index, Ok(tried)));
                }
            }
            other => {
                first.get_or_insert((index, other));
            }
        }
    }
    let (index, tried) = first.unwrap_or_else(|| {
        let unknown = "malformed: it is not a cookie of any known format";
        (0, Err(Error::no(unknown)))
    });
    let tried = tried.and_then(|it| by_a_key(it, candidates, keys.places()));
    (index, tried)
}

/// What came of keys, where all are such. A file that is none is not the key that made a
/// cookie, and nothing is known of who did.
fn by_a_key(tried: Tried, candidates: &[Known], places: &[Spec]) -> Result<Tried> {
    if !matches!(tried.outcome, Err(Refusal::Forged)) {
        return Ok(tried);
    }
    let Some(document) = places.iter().find_map(Document::at) else {
        return Ok(tried);
    };
    // A map of keys is JSON, and what a format says of one that it refuses is better.
    let is_map = |it: &Known| it.format.names_key_of_map(&it.value);
    let may_be_key = document.is_of_objects();
    match may_be_key && (!tried.unfit.is_empty() || candidates.iter().any(is_map)) {
        true => Ok(tried),
        false => Err(document.refused()),
    }
}

/// Why a value is not taken for one of any format. Under the name that a framework alone
/// gives its own cookies, what looks like that of others is a broken one of its.
fn unread(unrecognised: Unrecognised, name: &str) -> Error {
    let is_like = matches!(unrecognised, Unrecognised::Like(_));
    let framework = frameworks::of_cookie_name(name);
    let is_its_own = framework.is_some_and(|it| it.names_tell != NamesTell::Nothing);
    let error = Error::from(unrecognised);
    Error {
        is_foreign: error.is_foreign && !(is_like && is_its_own),
        ..error
    }
}

/// Whether a text is what logs and tools write in the place of a value that they hide:
/// `REDACTED`, `<redacted>`, `[Filtered]`, `[session redacted]`, `***`.
pub fn is_hidden(value: &str) -> bool {
    const WORDS: [&str; 7] = [
        "redacted", "filtered", "hidden", "removed", "masked", "scrubbed", "secret",
    ];
    let bare = value.trim_matches(|it: char| !it.is_ascii_alphanumeric());
    let is_marked = bare.len() < value.len() || bare == "REDACTED";
    let is_masked = value.len() > 2 && value.bytes().all(|it| it == b'*');
    let word = match value.starts_with('[') && value.ends_with(']') {
        true => bare.rsplit(' ').next().unwrap_or(bare),
        false => bare,
    };
    is_masked || is_marked && WORDS.iter().any(|it| word.eq_ignore_ascii_case(it))
}

impl Cookie {
    /// The cookie of this name that was sent with this text behind it.
    pub fn sent(name: Option<&str>, written: &str) -> Self {
        Cookie {
            name: name.map(str::to_owned),
            value: trim(written).to_owned(),
            written: written.to_owned(),
            siblings: vec![],
        }
    }

    /// The formats that it may be of, the likeliest first; the one that is
    /// pinned, if one is.
    ///
    /// # Errors
    /// When the value is empty, or of no format. A pinned format says itself
    /// what is wrong with the value, when it opens it.
    pub fn candidates(self, pin: Option<Pin>) -> Result<Vec<Known>> {
        if self.value.is_empty() {
            return Err(Error::no("malformed: the cookie's value is empty")
                .hint("an empty value is how a server removes a cookie"));
        }
        if is_hidden(&self.value) && pin.is_none() {
            return Err(Error::no(
                "malformed: the value is not there: the log or the tool that wrote this hides cookies",
            )
            .hint("copy it where it is shown: in DevTools, the request's headers"));
        }
        let name = self.name.unwrap_or_default();
        let params = pin.map_or(&NO_PARAMS, |pin| pin.params);
        let cookie = Input {
            name: &name,
            value: &self.value,
            siblings: &self.siblings,
            params,
        };
        let found = match pin {
            Some(pin) => vec![read_by(pin.format, cookie)],
            None => open::recognise(cookie).map_err(|it| unread(it, &name))?,
        };
        let known = |reading: Reading| Known {
            format: reading.format,
            name: name.clone(),
            value: reading.value.into_owned(),
            params,
            siblings: self.siblings.clone(),
            pinned: pin.is_some(),
            anatomy: Rc::new(reading.anatomy),
        };
        Ok(found.into_iter().map(known).collect())
    }

    /// As [`Cookie::candidates`]. Where the server runs without a key, as the user
    /// says, what is recognised as nothing else is of the format that can.
    ///
    /// # Errors
    /// As there.
    pub fn candidates_by(self, pin: Option<Pin>, without_key: bool) -> Result<Vec<Known>> {
        if !without_key {
            return self.candidates(pin);
        }
        let known = self.clone().candidates(pin);
        known.or_else(|_| self.candidates(pin.or_else(|| open::keyless().map(Pin::new))))
    }
}
