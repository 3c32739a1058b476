//! h3's sessions: an iron seal of `{"id","createdAt","data"}`, with `lastSeenAt`
//! where the application has an idle timeout.

use std::borrow::Cow;

use super::framework::H3 as FRAMEWORK;
use super::passwords::{KEY, Passwords};
use super::plain::Sealing;
use super::seal::{self, PREFIX, Seal, Settings};
use crate::error::{Error, Result};
use crate::frameworks::chunks::{Chunks, DOTTED, Head};
use crate::frameworks::members::Members;
use crate::frameworks::uuid::uuid;
use crate::frameworks::{
    Anatomy, Codec, Draft, Expiry, Facts, Format, Input, KEY_ENCODING, Kind, Malformed,
    NameBinding, Param, Params, Part, Payload, Portable, Protection, Refusal, Sealed, Secret,
    Times, UnfitKey, Unlocked, chunks,
};
use crate::time::Time;

/// The format of h3 1 and 2.
pub struct H3;

/// It says itself how many there are.
static CHUNKS: Chunks = Chunks {
    head: Head::Count(chunks::count),
    ..DOTTED
};
/// How long one is.
const CHUNK_CHARACTERS: usize = 4000;

const ITERATIONS: Param = Param {
    name: "iterations",
    about: "the rounds of PBKDF2: 8192 in h3 2, which reads seals of 1 too; 1 in h3 1, which reads \
            no others",
    kind: Kind::Number,
    default: "8192",
};

const MAX_AGE: Param = Param {
    name: "max-age",
    about: "for how long a session is taken from when it was made (maxAge)",
    kind: Kind::Duration,
    default: "none",
};

const IDLE: Param = Param {
    name: "idle",
    about: "for how long it is taken from when it was last seen (idleTimeout of h3 2)",
    kind: Kind::Duration,
    default: "none",
};

const FACTS: Facts = Facts {
    name: "h3",
    about: "h3 session of Nitro, Nuxt and TanStack Start (an iron seal: AES-256-CBC and \
            HMAC-SHA256)",
    framework: &FRAMEWORK,
    protection: Protection::Encrypted,
    payload: Payload::Json,
    expiry: Expiry::Optional,
    name_binding: NameBinding::Unbound,
    key: KEY,
    params: &[ITERATIONS, MAX_AGE, IDLE, KEY_ENCODING],
    cautions: &[
        "not bound to the cookie's name: the value opens under any name",
        "without a maxAge it never expires",
        "h3 1 (Nuxt, Nitro 2) derives its keys in one round, and reads no cookie of more: \
         iterations=1",
        "in one round, a password that can be guessed is guessed fast",
    ],
};

const OTHER: Malformed = Malformed(
    "h3: it is genuine, and no session of h3: it has no id, createdAt and data (another user of iron \
     made it)",
);

impl Format for H3 {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn names_key_of_map(&self, _value: &str) -> bool {
        true
    }

    fn resembles(&self, value: &str) -> bool {
        value.starts_with(PREFIX) && !value.contains('~') || value.starts_with(chunks::COUNTED)
    }

    /// What is wrong with a seal is reported as iron's.
    fn is_likely(&self, value: &str) -> bool {
        value.starts_with(chunks::COUNTED)
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let whole = chunks::counted(cookie)?;
        let seal = read(&whole, cookie.params)?;
        let mut anatomy = super::plain::anatomy(&seal, cookie.params);
        if let Cow::Owned(_) = whole {
            anatomy.parts = vec![Part {
                name: "chunks",
                bytes: cookie.value.len(),
                span: 0..cookie.value.len(),
            }];
            anatomy
                .notes
                .push("it is in chunks: the cookies NAME.1, NAME.2 and so on");
        }
        Ok(anatomy)
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let sealing = Sealing {
            passwords: Passwords::of(secret, params)?,
            settings: Settings::of(params, &ITERATIONS)?,
        };
        sealing.check()?;
        Ok(Unlocked {
            codec: Box::new(Session {
                sealing,
                max_age: params.age(MAX_AGE.name, None),
                idle: params.age(IDLE.name, None),
            }),
            protection: FACTS.protection,
            warning: None,
        })
    }

    /// What the application put into it.
    fn portable(
        &self,
        payload: &[u8],
        _params: &Params,
    ) -> std::result::Result<Portable, &'static str> {
        let data = Members::read(payload).ok().and_then(|it| {
            let data = it.get("data")?;
            Some(data.as_bytes().to_vec())
        });
        Ok(Portable::Json(data.unwrap_or_else(|| payload.to_vec())))
    }

    fn chunks(&self) -> Option<&'static Chunks> {
        Some(&CHUNKS)
    }

    #[cfg(test)]
    fn inner(&self, payload: Vec<u8>) -> Vec<u8> {
        let Ok(Portable::Json(data)) = self.portable(&payload, &Params::default()) else {
            return payload;
        };
        data
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<crate::frameworks::vectors::Vector> {
        let json = include_str!("../../../tests/data/frameworks/h3.json");
        super::vectors(self, json)
    }
}

/// A seal with salts of hex digits, as h3 makes each: thousands of rounds are not
/// spent on others.
fn read<'a>(whole: &'a str, params: &Params) -> std::result::Result<Seal<'a>, Malformed> {
    let seal = Seal::read(whole, params)?;
    match seal.has_hex_salts() {
        true => Ok(seal),
        false => Err(Malformed("h3: a salt is not hex digits, as h3's are")),
    }
}

/// Sessions under a password.
struct Session {
    sealing: Sealing,
    max_age: Option<u64>,
    idle: Option<u64>,
}

impl Session {
    /// What is sealed: a session as it is, and data with an id and the time.
    fn session(draft: &Draft) -> Result<Vec<u8>> {
        let members = Members::read(draft.payload).map_err(|_| {
            Error::could_not("the data of an h3 session is a JSON object")
                .hint(r#"as '{"user":"alice"}'"#)
        })?;
        if is_session(&members) {
            return Ok(draft.payload.to_vec());
        }
        let start = format!(
            "{{\"id\":\"{}\",\"createdAt\":{},\"data\":",
            uuid()?,
            draft.issued.0.saturating_mul(1000)
        );
        Ok([start.as_bytes(), draft.payload, b"}"].concat())
    }

    fn times(&self, payload: &[u8], sealed: Option<Time>) -> std::result::Result<Times, Malformed> {
        let members = Members::read(payload).map_err(|_| OTHER)?;
        if !is_session(&members) {
            return Err(OTHER);
        }
        let created = milliseconds(&members, "createdAt").ok_or(OTHER)?;
        let seen = milliseconds(&members, "lastSeenAt").unwrap_or(created);
        // It is taken at the very millisecond.
        let end = |from: u64, age: Option<u64>| {
            let end = from.saturating_add(age?.saturating_mul(1000));
            Some(Time(end / 1000).plus(1))
        };
        let ends = [sealed, end(created, self.max_age), end(seen, self.idle)];
        Ok(Times {
            issued: Some(Time(created / 1000)),
            expires: ends.into_iter().flatten().min(),
            ..Times::default()
        })
    }
}

fn is_session(members: &Members) -> bool {
    let has = |name| members.get(name).is_some();
    has("id") && has("data") && milliseconds(members, "createdAt").is_some()
}

fn milliseconds(members: &Members, name: &str) -> Option<u64> {
    let value = members.get(name)?;
    value
        .parse()
        .ok()
        .or_else(|| value.parse::<f64>().ok().map(|it| it.max(0.0) as u64))
}

impl Codec for Session {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        let session = Session::session(draft)?;
        let (id, password) = self.sealing.passwords.sealing();
        let settings = self.sealing.settings;
        let seal = seal::make((id, password), settings, &session, draft.expires)?;
        Ok(chunks::spread(draft.name, seal, CHUNK_CHARACTERS))
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let whole = chunks::counted(cookie)?;
        let seal = read(&whole, cookie.params)?;
        let settings = self.sealing.settings;
        let expires = seal.expires(settings.skew);
        // The cheap one first: neither opens what the other made.
        let rounds = [1, settings.rounds];
        let rounds = if settings.rounds == 1 {
            &rounds[..1]
        } else {
            &rounds
        };
        seal::open(seal, &self.sealing.passwords, (settings, rounds), payload)?;
        Ok(self.times(payload, expires)?)
    }
}
