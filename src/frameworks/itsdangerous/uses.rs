//! What others make with itsdangerous, each with a salt and a name of its own:
//! Quart-Auth's login, Streamlit's user, Flask-WTF's CSRF token, and the signed id of
//! Flask-Session.
//!
//! Source: quart-auth 0.12.0, `quart_auth/extension.py`; Streamlit 1.67,
//! `streamlit/auth_util.py`; Flask-WTF 1.3.0, `flask_wtf/csrf.py`; Flask-Session
//! 0.8.0, `flask_session/base.py`.

mod facts;
mod keys;
mod parts;

pub use facts::{FLASK_SESSION, FLASK_WTF, QUART_AUTH, STREAMLIT};

use super::server::is_broken;
use super::settings::{MAX_AGE, Settings};
use super::signed::{Check, Signed, UnderKey, guesser};
use super::words::Words;
use crate::crypto::memory::{Filled, Memory};
use crate::error::{Error, Result};
use crate::frameworks::chunks::Chunks;
use crate::frameworks::guess::try_to_open;
use crate::frameworks::{
    Anatomy, Beside, Codec, Draft, Facts, Format, Guesser, Input, Malformed, NameBinding, Params,
    Refusal, Sealed, Secret, Then, Times, UnfitKey, Unlocked,
};

/// One use of itsdangerous.
pub struct Use {
    facts: &'static Facts,
    words: &'static Words,
    /// The salt is the cookie's name where this is bound to it.
    settings: Settings<'static>,
    check: Check,
    /// Whether what a value carries tells that it is of this use.
    is_its: fn(&[u8]) -> bool,
    /// A payload of it with this text.
    #[cfg(test)]
    example: fn(&str) -> String,
    #[cfg(test)]
    json: &'static str,
}

impl Use {
    fn settings(&self, params: &Params) -> Settings<'static> {
        Settings {
            max_age: params.age(MAX_AGE.name, self.settings.max_age),
            ..self.settings
        }
    }

    fn is_named(&self, name: &str) -> bool {
        self.facts.framework.cookie_names.contains(&name)
    }

    fn is_salted_by_name(&self) -> bool {
        self.facts.name_binding == NameBinding::Bound
    }
}

impl Format for Use {
    fn facts(&self) -> &'static Facts {
        self.facts
    }

    /// A signature of its length stands at the end.
    fn resembles(&self, value: &str) -> bool {
        let digits = (8 * self.settings.digest.bytes()).div_ceil(6);
        let at = value.len().checked_sub(digits + 1);
        at.is_some_and(|at| value.as_bytes()[at] == b'.')
    }

    fn is_likely(&self, value: &str) -> bool {
        self.settings.is_timed && is_broken(self, &self.settings, self.words, value)
    }

    fn is_proven(&self, anatomy: &Anatomy) -> bool {
        let payload = anatomy.readable.as_deref();
        anatomy.times.issued.is_some() == self.settings.is_timed && payload.is_some_and(self.is_its)
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let settings = self.settings(cookie.params);
        let text = Signed::read(cookie.value, &settings, self.words)?;
        let readable = settings.content.read(text.content, false, self.words).ok();
        Ok(text.anatomy(&settings, self.words, readable))
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let settings = self.settings(params);
        let secret = secret.decoded(params)?;
        if secret.is_empty() {
            return Err(UnfitKey("nothing is signed with an empty key"));
        }
        let codec: Box<dyn Codec> = match self.is_salted_by_name() {
            true => Box::new(ByName {
                secret: Memory::of(&[&secret]),
                settings,
                words: self.words,
                check: self.check,
                names: self.facts.framework.cookie_names,
            }),
            false => {
                let key = settings.key(&secret)?;
                Box::new(UnderKey::new(key, &settings, self.words, self.check))
            }
        };
        Ok(Unlocked {
            codec,
            protection: self.facts.protection,
            warning: None,
        })
    }

    fn guesser<'a>(&'a self, cookie: Input<'a>) -> Guesser<'a> {
        match self.is_salted_by_name() {
            true => Box::new(move |text| try_to_open(self, text, cookie)),
            false => guesser(self, cookie, self.settings(cookie.params), self.words),
        }
    }

    fn chunks(&self) -> Option<&'static Chunks> {
        self.is_salted_by_name().then_some(&parts::CHUNKS)
    }

    /// Of the names that it has alone.
    fn companions(&self, name: &str) -> Vec<String> {
        match self.chunks().filter(|_| self.is_named(name)) {
            Some(chunks) => chunks.others(name),
            None => vec![],
        }
    }

    fn mains(&self, name: &str) -> Vec<String> {
        let mains = self.chunks().map(|it| it.mains(name));
        let mut mains = mains.unwrap_or_default();
        mains.retain(|it| self.is_named(it));
        mains
    }

    /// A part is signed on its own, and nothing without the cookie that it goes with.
    fn beside(&self, cookie: Input) -> Option<Beside> {
        let names = self.mains(cookie.name);
        let is_alone = names.iter().all(|it| cookie.sibling(it).is_none());
        (!names.is_empty() && is_alone).then_some(Beside {
            id: "first-chunk-missing",
            names,
            text: "genuine, but a part of {names}, which did not come with it: Streamlit reads no part \
                   alone",
            advice: "copy the whole Cookie header, or set {names} again",
            then: Then::Refused,
        })
    }

    fn undoes_percent(&self) -> bool {
        false
    }

    #[cfg(test)]
    fn examples(&self, text: &str) -> Vec<Vec<u8>> {
        vec![(self.example)(text).into()]
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<crate::frameworks::vectors::Vector> {
        crate::frameworks::vectors::of_library(self, self.json, |_, vector| Some(vector))
    }
}

/// A key whose salt is the cookie's name.
struct ByName {
    secret: Filled,
    settings: Settings<'static>,
    words: &'static Words,
    check: Check,
    /// The cookies that are split where they are too long.
    names: &'static [&'static str],
}

impl ByName {
    fn one(&self, draft: &Draft) -> Result<Sealed> {
        let key = self.of(draft.name);
        let key = key.ok_or_else(|| Error::could_not("nothing is signed so"))?;
        key.seal(draft)
    }

    fn of(&self, name: &str) -> Option<UnderKey> {
        let settings = Settings {
            salt: name,
            ..self.settings
        };
        let key = settings.key(&self.secret).ok()?;
        Some(UnderKey::new(key, &settings, self.words, self.check))
    }
}

impl Codec for ByName {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        let whole = self.one(draft)?;
        if !self.names.contains(&draft.name) {
            return Ok(whole);
        }
        let with = |name: &str, payload: &[u8]| {
            self.one(&Draft {
                name,
                payload,
                ..*draft
            })
        };
        let text = parts::text(draft.payload).unwrap_or_default();
        let letter = with(draft.name, &parts::payload("x"))?.value.len();
        let overhead = letter - parts::ONE_BYTE;
        let texts = parts::split(draft.name, &text, whole.value.len(), overhead);
        if texts.is_empty() {
            return Ok(whole);
        }
        let count = texts.len();
        if count > parts::MAX {
            return Err(Error::could_not(format!(
                "the user needs {count} cookies beside its own, and more than {} are not read here",
                parts::MAX
            ))
            .hint("browsers keep few more for a host: put less into it"));
        }
        let names = (1..).map(|number| parts::CHUNKS.name(draft.name, number));
        let companions = names.zip(&texts).map(|(name, text)| {
            let value = with(&name, &parts::payload(text))?.value;
            Ok((name, value))
        });
        Ok(Sealed {
            companions: companions.collect::<Result<_>>()?,
            ..with(draft.name, &parts::counting(count))?
        })
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let open = |cookie: Input, payload: &mut Vec<u8>| {
            let key = self.of(cookie.name).ok_or(Refusal::Forged)?;
            key.open_to(cookie, payload)
        };
        let mut times = open(cookie, payload)?;
        if let Some(count) = parts::count(payload)? {
            let whole = parts::joined(cookie, count, |part| {
                let own = open(part, payload)?;
                times.expires = times.expires.min(own.expires);
                parts::text(payload)
            })?;
            *payload = whole;
        }
        Ok(times)
    }
}
