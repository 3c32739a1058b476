//! iron-session: a seal whose id is the number of its password, and `~2` behind it.

use std::borrow::Cow;

use super::framework::IRON_SESSION;
use super::passwords::{KEY, Passwords};
use super::plain::Sealing;
use super::seal::{self, PREFIX, Seal, Settings};
use crate::error::{Error, Result};
use crate::frameworks::chunks::{Chunks, DOTTED, as_it_is};
use crate::frameworks::{
    Anatomy, Beside, Codec, DELETE, Draft, Expiry, Facts, Format, Input, KEY_ENCODING, Kind,
    Malformed, NameBinding, Param, Params, Part, Payload, Protection, Refusal, Sealed, Secret,
    Then, Times, UnfitKey, Unlocked,
};

/// The format of iron-session 6, 8 and 9.
pub struct IronSession;

/// What stands behind a seal: the version of what is in it.
const MARK: &str = "~2";
/// The number of a password that is no map.
const ONLY: &str = "1";

const TTL: Param = Param {
    name: "ttl",
    about: "for how long a new one is taken by default; 0 forever",
    kind: Kind::Duration,
    default: "1209600",
};

const CHUNK: Param = Param {
    name: "chunk",
    about: "whether one that is too long for a cookie is split over NAME.0, NAME.1 and so on, which \
            iron-session 9 reads (chunk: true)",
    kind: Kind::Switch,
    default: "false",
};
const FORTNIGHT: u64 = 1_209_600;

const FACTS: Facts = Facts {
    name: "iron-session",
    about: "iron-session cookie (an iron seal: AES-256-CBC and HMAC-SHA256)",
    framework: &IRON_SESSION,
    protection: Protection::Encrypted,
    payload: Payload::Json,
    expiry: Expiry::Optional,
    name_binding: NameBinding::Unbound,
    key: KEY,
    params: &[TTL, CHUNK, KEY_ENCODING],
    cautions: &[
        "not bound to the cookie's name: the value opens under any name",
        "one with the ttl 0 never expires",
        "its keys are PBKDF2 of one round: a password that can be guessed is guessed fast",
    ],
};

impl Format for IronSession {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn names_key_of_map(&self, _value: &str) -> bool {
        true
    }

    fn resembles(&self, value: &str) -> bool {
        value.starts_with(PREFIX) && value.ends_with(MARK)
    }

    fn is_likely(&self, value: &str) -> bool {
        value.starts_with("Fe26.") && value.contains('~')
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let (whole, length) = (whole(cookie), cookie.value.len());
        let mut anatomy = super::plain::anatomy(&read(&whole, cookie)?, cookie.params);
        let seal = whole.len() - MARK.len();
        anatomy.parts.push(Part {
            name: "mark",
            bytes: MARK.len() - 1,
            span: seal + 1..whole.len(),
        });
        if let Cow::Owned(_) = whole {
            within(&mut anatomy.parts, length);
            anatomy
                .notes
                .push("it is in chunks: the cookies NAME.0, NAME.1 and so on");
        }
        Ok(anatomy)
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let sealing = Sealing {
            passwords: Passwords::of(secret, params)?,
            settings: Settings::PLAIN,
        };
        sealing.check()?;
        let is_number = |id: &str| id.parse::<u32>().is_ok();
        if !sealing.passwords.ids().all(is_number) {
            return Err(UnfitKey(
                "an id of the map is not a number, as iron-session's are",
            ));
        }
        let ttl = params.age(TTL.name, Some(FORTNIGHT));
        Ok(Unlocked {
            codec: Box::new(Session {
                sealing,
                ttl: ttl.filter(|it| *it != 0),
                chunk: params.switch(CHUNK.name).unwrap_or(false),
            }),
            protection: FACTS.protection,
            warning: None,
        })
    }

    fn chunks(&self) -> Option<&'static Chunks> {
        Some(&DOTTED)
    }

    /// It takes a whole one, and no chunks then.
    fn beside(&self, cookie: Input) -> Option<Beside> {
        let (base, number) = DOTTED.numbered(cookie.name);
        number?;
        cookie.sibling(base).filter(|it| !it.is_empty())?;
        Some(Beside {
            id: "chunks-unread",
            names: vec![base.to_owned()],
            text: "genuine, but iron-session reads {names}, which came with it, and none of the chunks",
            advice: DELETE,
            then: Then::Unread,
        })
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<crate::frameworks::vectors::Vector> {
        let json = include_str!("../../../tests/data/frameworks/iron-session.json");
        super::vectors(self, json)
    }
}

/// Of parts of a value in chunks, what stands in the first.
pub fn within(parts: &mut Vec<Part>, length: usize) {
    parts.retain(|it| it.span.start < length);
    for part in parts {
        part.span.end = part.span.end.min(length);
    }
}

/// What is read: a cookie of the name itself is whole, whatever chunks came with it.
fn whole(cookie: Input) -> Cow<str> {
    match cookie.value.ends_with(MARK) {
        true => Cow::Borrowed(cookie.value),
        false => DOTTED.joined(cookie),
    }
}

fn read<'a>(whole: &'a str, cookie: Input) -> std::result::Result<Seal<'a>, Malformed> {
    let seal = whole.strip_suffix(MARK).filter(|it| !it.contains('~'));
    let seal = seal.ok_or(Malformed(
        "iron-session: there is no one mark `~2` at its end (iron-session 9 takes any and none; 8 \
         reads another content then)",
    ))?;
    Seal::read(seal, cookie.params)
}

/// Sessions under a password.
struct Session {
    sealing: Sealing,
    ttl: Option<u64>,
    /// Whether one that is too long is split.
    chunk: bool,
}

/// The most bytes of a Set-Cookie line's value that browsers keep.
const MAX_COOKIE: usize = 4096;
/// The most cookies that a session is split over.
const MAX_CHUNKS: usize = 4;

/// The bytes that a chunk of this name has besides its part of the seal, with the
/// attributes that iron-session gives it by default.
fn room(name: &str) -> usize {
    const ATTRIBUTES: &str = ".0=; Max-Age=1209540; Path=/; HttpOnly; Secure; SameSite=Lax";
    (DOTTED.base(name).len() + ATTRIBUTES.len()).min(MAX_COOKIE - 1)
}

impl Codec for Session {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        let is_new = draft.again.is_none();
        let own = self.ttl.filter(|_| is_new).map(|it| draft.issued.plus(it));
        let (id, password) = self.sealing.passwords.sealing();
        let id = if id.is_empty() { ONLY } else { id };
        let expires = draft.expires.or(own);
        let settings = self.sealing.settings;
        let seal = seal::make((id, password), settings, draft.payload, expires)?;
        let seal = format!("{seal}{MARK}");
        // Anyone who made it in chunks reads them.
        if !self.chunk && DOTTED.base(draft.name) == draft.name {
            return Ok(seal.into());
        }
        let sealed = DOTTED.split(draft.name, seal, MAX_COOKIE - room(draft.name), as_it_is);
        if sealed.companions.len() >= MAX_CHUNKS {
            return Err(Error::could_not(format!(
                "the session needs {} cookies, and iron-session makes and reads {MAX_CHUNKS} of them",
                sealed.companions.len() + 1
            ))
            .hint("keep an id in the session, and the rest in a database"));
        }
        Ok(sealed)
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let whole = whole(cookie);
        let seal = read(&whole, cookie)?;
        if matches!(self.sealing.passwords, Passwords::One(_)) && seal.id() != ONLY {
            return Err(Refusal::Forged);
        }
        let settings = self.sealing.settings;
        let expires = seal.expires(settings.skew);
        let how = (settings, &[settings.rounds][..]);
        seal::open(seal, &self.sealing.passwords, how, payload)?;
        Ok(Times {
            expires,
            ..Times::default()
        })
    }
}
