//! The seal alone, as hapi's cookies and yar have it.

use super::framework::HAPI;
use super::passwords::{KEY, Passwords};
use super::seal::{self, CIPHER, LEEWAY, PREFIX, Seal, Settings};
use crate::error::Result;
use crate::frameworks::{
    Anatomy, Codec, Draft, Expiry, Facts, Format, Input, KEY_ENCODING, Kind, Malformed,
    NameBinding, Param, Params, Payload, Protection, Refusal, Sealed, Secret, Times, UnfitKey,
    Unlocked,
};

/// The format of @hapi/iron.
pub struct Iron;

const ITERATIONS: Param = Param {
    name: "iterations",
    about: "the rounds of PBKDF2, of either key",
    kind: Kind::Number,
    default: "1",
};

const FACTS: Facts = Facts {
    name: "iron",
    about: "iron seal of hapi (AES-256-CBC and HMAC-SHA256)",
    framework: &HAPI,
    protection: Protection::Encrypted,
    payload: Payload::Json,
    expiry: Expiry::Optional,
    name_binding: NameBinding::Unbound,
    key: KEY,
    params: &[ITERATIONS, CIPHER, LEEWAY, KEY_ENCODING],
    cautions: &[
        "not bound to the cookie's name: the value opens under any name",
        "a seal without a time to live never expires",
        "its keys are PBKDF2 of one round: a password that can be guessed is guessed fast",
    ],
};

impl Format for Iron {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn names_key_of_map(&self, _value: &str) -> bool {
        true
    }

    fn resembles(&self, value: &str) -> bool {
        value.starts_with(PREFIX)
    }

    fn is_likely(&self, value: &str) -> bool {
        value.starts_with("Fe26.")
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let seal = Seal::read(cookie.value, cookie.params)?;
        Ok(anatomy(&seal, cookie.params))
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let sealed = Sealing {
            passwords: Passwords::of(secret, params)?,
            settings: Settings::of(params, &ITERATIONS)?,
        };
        sealed.check()?;
        Ok(Unlocked {
            codec: Box::new(sealed),
            protection: FACTS.protection,
            warning: None,
        })
    }

    /// Those of h3 2.
    fn often_chosen(&self) -> &'static [(&'static str, &'static [&'static str])] {
        &[(ITERATIONS.name, &["8192"])]
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<crate::frameworks::vectors::Vector> {
        let json = include_str!("../../../tests/data/frameworks/iron.json");
        super::vectors(self, json)
    }
}

/// The parts of a seal, and what its text says about its end.
pub fn anatomy(seal: &Seal, params: &Params) -> Anatomy {
    let skew = params
        .age(LEEWAY.name, Some(seal::SKEW))
        .unwrap_or_default();
    Anatomy {
        parts: seal.anatomy(),
        times: Times {
            expires: seal.expires(skew),
            ..Times::default()
        },
        key_id: None,
        readable: None,
        notes: vec![],
    }
}

/// Seals under a password.
pub struct Sealing {
    pub passwords: Passwords,
    pub settings: Settings,
}

impl Sealing {
    /// Whether each key of bytes is as long as that of the cipher.
    pub fn check(&self) -> std::result::Result<(), UnfitKey> {
        let length = self.settings.cipher.key_bytes();
        let mut all = self.passwords.all();
        match all.all(|it| it.encryption().fits(length)) {
            true => Ok(()),
            false => Err(UnfitKey(
                "a key of bytes has another length than the cipher's: 32 bytes, or 16 with \
                 --param cipher=aes-128-ctr",
            )),
        }
    }
}

impl Codec for Sealing {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        let sealing = self.passwords.sealing();
        let value = seal::make(sealing, self.settings, draft.payload, draft.expires)?;
        Ok(value.into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let seal = Seal::read(cookie.value, cookie.params)?;
        let expires = seal.expires(self.settings.skew);
        let how = (self.settings, &[self.settings.rounds][..]);
        seal::open(seal, &self.passwords, how, payload)?;
        Ok(Times {
            expires,
            ..Times::default()
        })
    }
}
