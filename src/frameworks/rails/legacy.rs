//! `b64(b64(ciphertext) "--" b64(iv)) "--" hex(HMAC-SHA1(what stands before))`,
//! AES-256-CBC, each with a key of its own.

use std::sync::OnceLock;

use super::super::ruby::content::{Content, SERIALIZER, portable};
use super::super::ruby::marshal::is_marshal;
use super::super::{
    Anatomy, Codec, Draft, Expiry, Facts, Format, Input, Kind, Malformed, NameBinding, Param,
    Params, Part, Payload, Portable, Protection, Refusal, Sealed, Secret, Times, UnfitKey,
    Unlocked,
};
use super::envelope::{self, Envelope};
use super::keys::{self, Base, digest_of};
use super::signed::{Reasons, Signed, ends_in_signature, signed};
use super::{FRAMEWORK, MARK};
use crate::crypto::cbc::{BLOCK_BYTES, CbcKey};
use crate::crypto::mac::{Digest, MacKey};
use crate::crypto::random;
use crate::encoding::{base64, from_base64, percent};
use crate::error::Result;

/// The format of Rails' encrypted cookies before 5.2, and where
/// `use_authenticated_cookie_encryption` is off.
pub struct RailsCbc;

const SALT: Param = Param {
    name: "salt",
    about: "the salt of the cipher's key (encrypted_cookie_salt)",
    kind: Kind::Unseen,
    default: "encrypted cookie",
};

const SIGNED_SALT: Param = Param {
    name: "signed-salt",
    about: "the salt of the HMAC's key (encrypted_signed_cookie_salt)",
    kind: Kind::Unseen,
    default: "signed encrypted cookie",
};

const FACTS: Facts = Facts {
    name: "rails-cbc",
    about: "Rails encrypted cookie of old (AES-256-CBC, HMAC-SHA1)",
    framework: &FRAMEWORK,
    protection: Protection::Encrypted,
    payload: Payload::Json,
    expiry: Expiry::Optional,
    name_binding: NameBinding::Bound,
    key: keys::KEY,
    params: &[
        keys::KDF,
        SALT,
        SIGNED_SALT,
        keys::DIGEST,
        keys::ITERATIONS,
        SERIALIZER,
        keys::ENCODING,
    ],
    cautions: &[
        "one that Rails made without a purpose (before 5.2, or with use_cookies_with_metadata \
         off) opens under any name",
        "Loading Marshal data can create any object in Rails: cookiekit never loads it",
    ],
};

const REASONS: Reasons = Reasons {
    parts: "rails-cbc: it does not have two parts separated by `--`",
    further: "rails-cbc: there are more than two parts (Rails before 7.1 ignores that)",
    data: "rails-cbc: the data is not canonical base64",
    signature: "rails-cbc: the signature is not the lower-case hex digits of a digest",
    digest: "rails-cbc: its signature is of another digest than was named: --format rails-cbc \
             --param digest=SHA256, SHA384 or SHA512 (SHA1 where none is)",
};

/// After a good signature: the other key is derived of the same secret.
const UNREADABLE: Malformed = Malformed(
    "rails-cbc: the signature is right, and what it holds cannot be decrypted: another --param salt",
);

impl Format for RailsCbc {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// The data of such a value are text again, with a mark in it.
    fn resembles(&self, value: &str) -> bool {
        let decoded = || {
            let (data, _) = value.rsplit_once(MARK)?;
            from_base64(data.replace("%3D", "="))
        };
        ends_in_signature(value)
            && decoded().is_some_and(|it| memchr::memmem::find(&it, MARK.as_bytes()).is_some())
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let outer = Signed::read(cookie, &REASONS)?;
        let inner = Inner::read(&outer.data)?;
        let part = |name, bytes, span| Part { name, bytes, span };
        Ok(Anatomy {
            parts: vec![
                part("ciphertext", inner.ciphertext.len(), 0..outer.text.len()),
                part("iv", BLOCK_BYTES, 0..outer.text.len()),
                part("signature", outer.signature.len(), outer.place()),
            ],
            times: Times::default(),
            key_id: None,
            readable: None,
            notes: vec![],
        })
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let base = Base::of(secret, params)?;
        let text = |param: &Param| params.text(param.name).unwrap_or(param.default);
        let digest = digest_of(params).unwrap_or(Digest::Sha1);
        let macs = base.keys::<64>(text(&SIGNED_SALT));
        Ok(Unlocked {
            codec: Box::new(Keyed {
                macs: macs.map(|key| MacKey::new(digest, &*key)).collect(),
                ciphers: OnceLock::new(),
                salt: text(&SALT).to_owned(),
                base,
                params: params.clone(),
            }),
            protection: FACTS.protection,
            warning: None,
        })
    }

    fn hides_times(&self, _params: &Params) -> bool {
        true
    }

    fn portable(
        &self,
        payload: &[u8],
        _params: &Params,
    ) -> std::result::Result<Portable, &'static str> {
        portable(payload)
    }

    /// Salts of a sibling, or of an older version, that were copied.
    fn often_chosen(&self) -> &'static [(&'static str, &'static [&'static str])] {
        &[
            (
                SALT.name,
                &["authenticated encrypted cookie", "encrypted signed cookie"],
            ),
            (
                SIGNED_SALT.name,
                &["encrypted signed cookie", "signed cookie"],
            ),
            (
                keys::ITERATIONS.name,
                // Those of ActiveSupport's own default, of Rails' tests, and of advice.
                &["65536", "1", "2", "2000", "10000", "20000"],
            ),
        ]
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::super::vectors::Vector> {
        let json = include_str!("../../../tests/data/frameworks/rails-cbc.json");
        super::vectors(self, json)
    }
}

/// What is signed, taken apart.
struct Inner {
    ciphertext: Vec<u8>,
    iv: [u8; BLOCK_BYTES],
}

impl Inner {
    fn read(data: &[u8]) -> std::result::Result<Self, Malformed> {
        const PARTS: Malformed =
            Malformed("rails-cbc: the data is not a ciphertext and an iv with `--` between");
        let text = std::str::from_utf8(data).map_err(|_| PARTS)?;
        let (ciphertext, iv) = text.split_once(MARK).ok_or(PARTS)?;
        let ciphertext = from_base64(ciphertext).filter(|it| {
            let length = it.len();
            length > 0 && length.is_multiple_of(BLOCK_BYTES)
        });
        let ciphertext = ciphertext.ok_or(Malformed(
            "rails-cbc: the ciphertext is not in blocks of 16 bytes in canonical base64",
        ))?;
        let iv = from_base64(iv).and_then(|it| it.try_into().ok());
        let iv = iv.ok_or(Malformed(
            "rails-cbc: the iv is not 16 bytes of canonical base64",
        ))?;
        Ok(Inner { ciphertext, iv })
    }
}

/// AES-CBC and HMAC with the keys of a secret.
struct Keyed {
    macs: Vec<MacKey>,
    /// Derived for the first cookie that a MAC proves: most keys open none.
    ciphers: OnceLock<Vec<CbcKey>>,
    salt: String,
    base: Base,
    params: Params,
}

impl Keyed {
    /// The keys of the cipher, each beside that of its MAC.
    fn ciphers(&self) -> &[CbcKey] {
        self.ciphers.get_or_init(|| {
            let keys = self.base.keys::<32>(&self.salt);
            keys.filter_map(|key| CbcKey::new(&*key)).collect()
        })
    }
}

impl Codec for Keyed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        let text = envelope::written(draft, &self.params, FACTS.name)?;
        let iv = random::<BLOCK_BYTES>()?;
        let ciphertext = base64(&self.ciphers()[0].encrypt(&iv, &text));
        let data = format!("{ciphertext}{MARK}{}", base64(&*iv));
        Ok(percent(&signed(&self.macs[0], data.as_bytes())).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let data = self.decrypted(cookie)?;
        Envelope::opened(data, cookie.name, Content::of(cookie.params), payload)
    }

    fn made_for(&self, cookie: Input) -> Option<String> {
        Envelope::made_for(self.decrypted(cookie).ok()?)
    }
}

impl Keyed {
    fn decrypted(&self, cookie: Input) -> std::result::Result<Vec<u8>, Refusal> {
        let outer = Signed::read(cookie, &REASONS)?;
        let Inner { mut ciphertext, iv } = Inner::read(&outer.data)?;
        let by = outer.verify(&self.macs)?;
        let length = self.ciphers()[by]
            .decrypt(&iv, &mut ciphertext)
            .ok_or(UNREADABLE)?;
        ciphertext.truncate(length);
        // Under another salt the padding is right by chance, once in 256 cookies, and
        // no MAC is of what it decrypts to.
        if is_of_a_serializer(&ciphertext) {
            Ok(ciphertext)
        } else {
            Err(UNREADABLE.into())
        }
    }
}

/// Whether bytes start as one of Rails' serializers writes them: as text, Marshal, or
/// MessagePack (Source: rails/rails, `active_support/message_pack/serializer.rb`).
fn is_of_a_serializer(bytes: &[u8]) -> bool {
    const MESSAGE_PACK: &[u8] = b"\xcc\x80";
    let is_text = std::str::from_utf8(bytes).is_ok();
    is_text || is_marshal(bytes) || bytes.starts_with(MESSAGE_PACK)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frameworks::NO_PARAMS;
    use crate::time::Time;

    #[test]
    fn what_another_salt_decrypts_to_is_never_a_payload() {
        let unlocked = |params: &Params| {
            let key = Secret::value(&[b'k'; 64]);
            let unlocked = RailsCbc.unlock(key, params);
            unlocked.unwrap_or_else(|_| unreachable!()).codec
        };
        let (own, other) = (
            unlocked(&NO_PARAMS),
            unlocked(&NO_PARAMS.with(&SALT, "another salt")),
        );
        let draft = Draft {
            name: "session",
            payload: b"{\"user\":\"alice\"}",
            issued: Time(1_700_000_000),
            expires: None,
            login_expires: None,
            again: None,
        };
        let mut payload = Vec::new();
        for _ in 0..4_000 {
            let sealed = own.seal(&draft).unwrap();
            let value = crate::encoding::from_percent_exact(&sealed.value).unwrap();
            let value = String::from_utf8(value.into_owned()).unwrap();
            let cookie = Input::new("session", &value);
            assert!(own.open_to(cookie, &mut payload).is_ok());
            let refused = other.open_to(cookie, &mut payload);
            assert_eq!(refused.map(|_| ()), Err(UNREADABLE.into()));
        }
    }
}
