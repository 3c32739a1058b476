//! Opening the cookies of many lines: decrypt, verify, inspect and reissue.

mod cut;
mod job;
mod told;

pub use job::OpenJob;

use std::hash::{DefaultHasher, Hash, Hasher};

use told::{More, Told};

use super::find::Finder;
use super::object;
use super::outcome::{Outcome, Shown};
use crate::cookie::{Cookie, Known};
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::explain::filled;
use crate::frameworks::{
    Codec, FORMATS, Format, Input, MAX_COOKIE_BYTES, NO_PARAMS, Protection, Refusal,
};
use crate::keys::ring::Slotted;
use crate::open::{
    Answer, Carrier, Keyset, Pin, draft_again, is_unprotected, left_over, other_spelling,
    percent_decoded,
};
use crate::time::Time;

/// What is done with a cookie that opens.
pub enum Content {
    /// Its payload is shown, as JSON where it is JSON, without R's boxes or
    /// with them.
    Payload {
        /// Unwrap R's one-element arrays.
        unbox: bool,
    },
    /// Its value is shown, which is text.
    Value,
    /// Nothing is reported about it.
    Nothing,
    /// It is made again under the primary key.
    Reissue,
    /// It is made again in another format.
    Carry(Box<Carrier>),
}

/// What there is to open with.
pub enum Opener {
    /// Keys.
    Keys(Box<Keyset>),
    /// The form of a format without a key.
    Unencrypted(Box<dyn Codec>),
    /// Nothing: a cookie is looked at only.
    Nothing,
}

/// What every job does.
pub struct Opening {
    /// Where the cookie stands in a line.
    pub finder: Finder,
    /// The name that was asked for.
    pub name: Option<String>,
    /// The format that was pinned.
    pub pin: Option<Pin>,
    /// The kind that the command is for, if for one only.
    pub protection: Option<Protection>,
    /// What there is to open with.
    pub opener: Opener,
    /// What is done with what opens.
    pub content: Content,
    /// When expiry is judged.
    pub now: Time,
    /// How many seconds later.
    pub leeway: u64,
    /// How the records are written.
    pub shown: Shown,
}

impl Opening {
    fn keys(&self) -> &[Slotted] {
        match &self.opener {
            Opener::Keys(keyset) => &keyset.keys,
            Opener::Unencrypted(_) | Opener::Nothing => &[],
        }
    }

    /// Takes a cookie out of text, as a single one is, and says what is to be warned of.
    fn take(&self, text: &str) -> Result<(Cookie, Option<String>)> {
        if text.len() > MAX_COOKIE_BYTES {
            return Err(Error::no(format!(
                "malformed: more than {MAX_COOKIE_BYTES} bytes, and a cookie has at most 4096"
            )));
        }
        object::take(text, self.name.as_deref(), self.pin)
    }

    /// What comes of a value that resembles those of the format at the place that is
    /// `usual`. Most lines of a log are of one format, and to ask all of them whether
    /// a line resembles theirs takes twice as long as to open it.
    fn as_usual<'t>(
        &self,
        usual: Option<usize>,
        cookie: Input<'t>,
        payload: &mut Vec<u8>,
    ) -> Option<Told<'t>> {
        let is_usable = !cookie.value.is_empty() && cookie.value.len() <= MAX_COOKIE_BYTES;
        let usual = usual.filter(|it| {
            let format = FORMATS[*it];
            is_usable && format.resembles(cookie.value) && format.may_be_called(cookie.name)
        })?;
        Some(self.open_or_decode(usual, cookie, payload))
    }

    /// A cookie as it is in a line.
    fn input<'t>(&self, name: &'t str, value: &'t str) -> Input<'t> {
        Input {
            params: self.pin.map_or(&NO_PARAMS, |pin| pin.params),
            ..Input::new(name, value)
        }
    }

    /// What comes of taking a cookie for one of the formats that it resembles, where
    /// no key opened it as the one that it was `tried` as; none when it is malformed
    /// as each of them.
    fn guess<'t>(
        &self,
        tried: Option<Told<'t>>,
        cookie: Input<'t>,
        payload: &mut Vec<u8>,
    ) -> Option<Told<'t>> {
        if tried.as_ref().is_some_and(|it| it.key.is_some()) {
            return tried;
        }
        let value = cookie.value;
        if value.is_empty() || value.len() > MAX_COOKIE_BYTES {
            return None;
        }
        let places = FORMATS.iter().enumerate();
        let mut places = places.filter(|(_, format)| match self.pin {
            Some(pin) => pin.format.name() == format.name(),
            None => format.resembles(value) && format.may_be_called(cookie.name),
        });
        let (first, _) = places.next()?;
        let told = tried
            .filter(|it| it.format == Some(first))
            .unwrap_or_else(|| self.open_or_decode(first, cookie, payload));
        // Where a key proves nothing, and another format may be meant, all of
        // them are looked at.
        let is_sure = told.key.is_some() || places.next().is_none();
        (is_sure && !told.outcome.is_unread()).then_some(told)
    }

    /// Opens a value of the format at this place; one that makes no cookie of it
    /// as it is may do so once it is decoded.
    fn open_or_decode<'t>(
        &self,
        place: usize,
        cookie: Input<'t>,
        payload: &mut Vec<u8>,
    ) -> Told<'t> {
        let told = self.open(place, cookie, payload);
        if told.outcome == Outcome::Malformed
            && FORMATS[place].undoes_percent()
            && let Some(decoded) = percent_decoded(cookie.value)
        {
            let decoded = self.open(place, cookie.with_value(&decoded), payload);
            return decoded.named(cookie.name);
        }
        told
    }

    /// The cookie as one of each of the formats that it may be of.
    fn known(&self, cookie: Cookie) -> Result<Vec<Known>> {
        let without_key = matches!(self.opener, Opener::Unencrypted(_));
        cookie.candidates_by(self.pin, without_key)
    }

    /// What comes of a cookie as one of the formats that it may be of, until a
    /// key proves one; else as the likeliest.
    fn told<'t>(&self, candidates: &'t [Known], payload: &mut Vec<u8>) -> Told<'t> {
        let takes = |it: &&Known| {
            let protection = it.format.facts().protection;
            self.protection.is_none_or(|kind| protection.may_be(kind))
        };
        let of_kind = candidates.iter().filter(takes).count();
        let mut first = None;
        for known in candidates.iter().filter(|it| of_kind == 0 || takes(it)) {
            let place = FORMATS
                .iter()
                .position(|it| it.name() == known.format.name());
            let Some(place) = place else { continue };
            let told = self.open(place, known.input(), payload);
            if told.key.is_some() {
                return told;
            }
            // What a key has shown of one comes before what no key opens.
            let is_shown = matches!(told.outcome, Outcome::Malformed | Outcome::Unprotected)
                && known.malformed().is_none();
            if is_shown
                && first
                    .as_ref()
                    .is_some_and(|it: &Told| it.outcome == Outcome::Forged)
            {
                first = None;
            }
            first.get_or_insert(told);
        }
        first.unwrap_or_else(|| Told::new(Outcome::Malformed, Exit::No))
    }

    /// Opens a value of the format at this place.
    fn open<'t>(&self, place: usize, cookie: Input<'t>, payload: &mut Vec<u8>) -> Told<'t> {
        let format = FORMATS[place];
        let mut told = Told::new(Outcome::Valid, Exit::Yes);
        told.format = Some(place);
        told.name = cookie.name;
        if let Some(protection) = self.protection
            && let Err(error) = protection.want(format)
        {
            return match format.anatomy(cookie) {
                Err(malformed) => self.refused(told, malformed.into()),
                Ok(anatomy) if is_unprotected(format, Some(&anatomy)) => told.unprotected(),
                Ok(_) => Told {
                    outcome: Outcome::Unchecked,
                    exit: error.exit,
                    more: More::Error(error.message),
                    ..told
                },
            };
        }
        let answer = match &self.opener {
            Opener::Keys(keyset) => keyset.open(place, cookie, (self.now, self.leeway), payload),
            Opener::Unencrypted(codec) => {
                return match codec.open_to(cookie, payload) {
                    Err(refusal) => self.refused(told, refusal),
                    Ok(times) => match times.refusal(self.now, self.leeway) {
                        Some(refusal) => self.refused(told, refusal),
                        None => Told {
                            outcome: Outcome::Unprotected,
                            times: Some(times),
                            ..told
                        },
                    },
                };
            }
            Opener::Nothing => return self.unchecked(told, format, cookie),
        };
        if let (Answer::Opened(_, key) | Answer::Untimely(_, key, _), Some(kind)) =
            (&answer, self.protection)
            && let own = format.protection_of(cookie)
            && let Some(found) = own.or_else(|| self.protection_under(place, *key))
            && let Err(error) = kind.want_of(format, found)
        {
            return Told {
                outcome: Outcome::Unchecked,
                exit: error.exit,
                more: More::Error(error.message),
                ..told
            };
        }
        match answer {
            Answer::Opened(times, key) => {
                told.key = Some(key);
                told.times = Some(times);
                if let Some(beside) = format.beside(cookie) {
                    return Told {
                        outcome: Outcome::Refused,
                        exit: Exit::No,
                        more: More::Error(filled(beside.text, &beside.names)),
                        ..told
                    };
                }
                self.reissued(told, cookie, payload)
            }
            Answer::Untimely(times, key, refusal) => {
                told.key = Some(key);
                told.times = Some(times);
                self.refused(told, refusal)
            }
            Answer::Malformed(malformed) => {
                if is_unprotected(format, format.anatomy(cookie).ok().as_ref()) {
                    return told.unprotected();
                }
                let malformed = other_spelling(format, cookie).unwrap_or(malformed);
                self.refused(told, malformed.into())
            }
            Answer::Forged(start_of) => {
                told.start_of = start_of;
                told.unopened = Some(mark(cookie.value));
                self.refused(told, Refusal::Forged)
            }
            Answer::Unfit(error) => Told {
                outcome: Outcome::Forged,
                exit: Exit::No,
                more: More::Error(error),
                ..told
            },
            Answer::Untried(error) => Told {
                outcome: Outcome::Untried,
                exit: error.exit,
                more: More::Error(error.message),
                ..told
            },
        }
    }

    /// What cookies of the format at this place hide under a key.
    fn protection_under(&self, place: usize, key: usize) -> Option<Protection> {
        match &self.opener {
            Opener::Keys(keyset) => Some(keyset.protection(place, key)),
            Opener::Unencrypted(_) | Opener::Nothing => None,
        }
    }

    fn refused<'t>(&self, mut told: Told<'t>, refusal: Refusal) -> Told<'t> {
        (told.outcome, told.exit) = match refusal {
            Refusal::Malformed(it) if Error::from(it).is_foreign => (Outcome::Unknown, Exit::No),
            Refusal::Malformed(_) => (Outcome::Malformed, Exit::No),
            Refusal::Forged => (Outcome::Forged, Exit::No),
            Refusal::Expired(_) | Refusal::Early(_) => (Outcome::Expired, Exit::Expired),
        };
        told.is_early = matches!(refusal, Refusal::Early(_));
        told.more = More::Refused(refusal);
        told
    }

    /// What a cookie says of itself.
    fn unchecked<'t>(&self, told: Told<'t>, format: &dyn Format, cookie: Input) -> Told<'t> {
        match format.anatomy(cookie) {
            Err(malformed) => self.refused(told, malformed.into()),
            Ok(anatomy) if is_unprotected(format, Some(&anatomy)) => told.unprotected(),
            Ok(anatomy) => Told {
                outcome: Outcome::Unchecked,
                times: Some(anatomy.times),
                ..told
            },
        }
    }

    /// Makes a cookie that was opened again, where that is asked for; one under the
    /// primary key stays as it is.
    fn reissued<'t>(&self, told: Told<'t>, cookie: Input, payload: &[u8]) -> Told<'t> {
        let (Opener::Keys(keyset), Some(times), Some(place)) =
            (&self.opener, told.times, told.format)
        else {
            return told;
        };
        let sealed = match &self.content {
            Content::Payload { .. } | Content::Value | Content::Nothing => return told,
            Content::Carry(carrier) => {
                carrier.carry(FORMATS[place], cookie, (payload, times), self.now)
            }
            Content::Reissue if told.key == Some(0) => {
                return Told {
                    more: More::Reissued {
                        name: None,
                        cookie: cookie.value.to_owned(),
                        companions: vec![],
                        left: vec![],
                        warnings: vec![],
                        is_new: false,
                    },
                    ..told
                };
            }
            Content::Reissue => {
                let draft = draft_again(FORMATS[place], cookie, payload, times, self.now);
                keyset.seal(place, &draft).map(|it| (it, vec![]))
            }
        };
        match sealed {
            Ok((sealed, warnings)) => Told {
                more: More::Reissued {
                    warnings,
                    left: left_over(FORMATS[place], cookie, &sealed),
                    name: sealed.name.filter(|it| it != cookie.name),
                    cookie: sealed.value,
                    companions: sealed.companions,
                    is_new: true,
                },
                ..told
            },
            Err(error) => Told {
                outcome: Outcome::Refused,
                exit: error.exit,
                more: More::Error(error.message),
                ..told
            },
        }
    }
}

/// What tells a value from others.
fn mark(value: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
