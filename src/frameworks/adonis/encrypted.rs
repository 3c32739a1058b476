//! The encrypted forms of both versions.

use zeroize::Zeroizing;

use super::super::{Draft, Input, Malformed, Params, Part, Refusal, Times};
use super::message::{self, Message};
use super::{DRIVER, ENCRYPTED_PREFIX, VERSION, id};
use crate::crypto::cbc::{BLOCK_BYTES, CbcKey};
use crate::crypto::chacha::ChaChaKey;
use crate::crypto::gcm::{GcmKey, NONCE_BYTES, TAG_BYTES};
use crate::crypto::kdf::hkdf_sha256;
use crate::crypto::mac::{Digest, MacKey};
use crate::crypto::siv::{self, SivKey};
use crate::crypto::{equal, random};
use crate::encoding::{base64url, from_base64url};
use crate::error::{Error, Result};

/// What stands before a ciphertext whose key was made for its driver and id.
const DERIVED: &str = "v1:";
const MAC_BYTES: usize = 32;
/// The id that a starter kit gives its driver.
const ID: &str = "gcm";

/// What encrypts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Driver {
    /// Version 6, and version 7 where it reads that.
    Legacy,
    Gcm,
    ChaCha,
    Cbc,
    Siv,
}

impl Driver {
    pub fn chosen(params: &Params) -> Option<Driver> {
        match params.text(DRIVER.name) {
            Some("legacy") => Some(Driver::Legacy),
            Some("aes256gcm") => Some(Driver::Gcm),
            Some("chacha20") => Some(Driver::ChaCha),
            Some("aes256cbc") => Some(Driver::Cbc),
            Some("aessiv") => Some(Driver::Siv),
            _ if params.text(VERSION.name) == Some("6") => Some(Driver::Legacy),
            _ => None,
        }
    }
}

/// A value taken apart.
pub struct Encrypted<'a> {
    /// None in the legacy form.
    id: Option<&'a str>,
    is_derived: bool,
    /// Ciphertext and iv as they stand there, with a dot between: what a MAC is over.
    signed: &'a str,
    ciphertext: Vec<u8>,
    check: Check,
    length: usize,
}

enum Check {
    /// The tag, which is the iv as well.
    Siv([u8; siv::TAG_BYTES]),
    Mac {
        iv: [u8; BLOCK_BYTES],
        mac: [u8; MAC_BYTES],
    },
    Tag {
        iv: [u8; NONCE_BYTES],
        tag: [u8; TAG_BYTES],
    },
}

impl<'a> Encrypted<'a> {
    pub fn read(cookie: Input<'a>) -> std::result::Result<Self, Malformed> {
        const CHECK: Malformed = Malformed(
            "adonis: its last two parts are not an iv and a MAC of 16 and 32 bytes, nor an iv and a \
             tag of 12 and 16, in canonical base64url",
        );
        let inner = cookie
            .value
            .strip_prefix(ENCRYPTED_PREFIX)
            .unwrap_or_default();
        let parts: Vec<&str> = inner.splitn(5, '.').collect();
        // Of version 6 there may be a fourth part, which it ignores.
        let is_legacy = Driver::chosen(cookie.params) == Some(Driver::Legacy);
        // Shorter than a MAC of version 6, whose place it has.
        let is_siv = |it: &str| from_base64url(it).is_some_and(|it| it.len() == siv::TAG_BYTES);
        if let [own, text, tag] = parts[..]
            && is_siv(tag)
            && !own.is_empty()
        {
            return Self::of_siv(cookie, [own, text, tag]);
        }
        let (own_id, [text, iv, check]) = match parts[..] {
            [text, iv, check] => (None, [text, iv, check]),
            [_, _, _, _] if is_legacy => {
                return Err(Malformed(
                    "adonis: there are more than three parts (AdonisJS ignores that in its \
                     legacy form)",
                ));
            }
            [own, text, iv, check] if !own.is_empty() => (Some(own), [text, iv, check]),
            _ => {
                return Err(Malformed(
                    "adonis: it does not have three parts, or an id and three, separated by dots",
                ));
            }
        };
        if own_id.is_some() && id(cookie.params).is_some_and(|it| Some(it) != own_id) {
            return Err(OTHER_ID);
        }
        let start = own_id.map_or(0, |it| it.len() + 1);
        let signed = &inner[start..start + text.len() + 1 + iv.len()];
        let derived = text.strip_prefix(DERIVED).filter(|_| own_id.is_some());
        let ciphertext = from_base64url(derived.unwrap_or(text))
            .filter(|it| !it.is_empty())
            .ok_or(Malformed(
                "adonis: the ciphertext is not canonical base64url",
            ))?;
        let iv = from_base64url(iv).ok_or(CHECK)?;
        let check = from_base64url(check).ok_or(CHECK)?;
        let check = match (iv.len(), check.len()) {
            (BLOCK_BYTES, MAC_BYTES) => Check::Mac {
                iv: iv.try_into().map_err(|_| CHECK)?,
                mac: check.try_into().map_err(|_| CHECK)?,
            },
            (NONCE_BYTES, TAG_BYTES) if own_id.is_some() => Check::Tag {
                iv: iv.try_into().map_err(|_| CHECK)?,
                tag: check.try_into().map_err(|_| CHECK)?,
            },
            _ => return Err(CHECK),
        };
        let encrypted = Encrypted {
            id: own_id,
            is_derived: derived.is_some(),
            signed,
            ciphertext,
            check,
            length: cookie.value.len(),
        };
        encrypted.must_be_of(cookie.params)?;
        match &encrypted.check {
            Check::Mac { .. } if encrypted.is_derived => Err(CHECK),
            Check::Mac { .. } if !encrypted.ciphertext.len().is_multiple_of(BLOCK_BYTES) => Err(
                Malformed("adonis: the ciphertext is not in blocks of 16 bytes"),
            ),
            _ => Ok(encrypted),
        }
    }

    /// An id, a ciphertext, and its tag.
    fn of_siv(
        cookie: Input<'a>,
        [own, text, tag]: [&'a str; 3],
    ) -> std::result::Result<Self, Malformed> {
        const TEXT: Malformed = Malformed("adonis: the ciphertext is not canonical base64url");
        if id(cookie.params).is_some_and(|it| it != own) {
            return Err(OTHER_ID);
        }
        let tag = from_base64url(tag).and_then(|it| it.try_into().ok());
        let encrypted = Encrypted {
            id: Some(own),
            is_derived: false,
            signed: "",
            ciphertext: from_base64url(text)
                .filter(|it| !it.is_empty())
                .ok_or(TEXT)?,
            check: Check::Siv(tag.ok_or(TEXT)?),
            length: cookie.value.len(),
        };
        encrypted.must_be_of(cookie.params)?;
        Ok(encrypted)
    }

    fn must_be_of(&self, params: &Params) -> std::result::Result<(), Malformed> {
        let is_of = |driver| self.drivers().contains(&driver);
        match Driver::chosen(params).is_none_or(is_of) {
            true => Ok(()),
            false => Err(Malformed(
                "adonis: it is of another driver than was named: --param driver",
            )),
        }
    }

    /// Those that it may be of.
    fn drivers(&self) -> &'static [Driver] {
        match (self.id, &self.check) {
            (None, _) => &[Driver::Legacy],
            (Some(_), Check::Mac { .. }) => &[Driver::Cbc],
            (Some(_), Check::Siv(_)) => &[Driver::Siv],
            (Some(_), Check::Tag { .. }) => &[Driver::Gcm, Driver::ChaCha],
        }
    }

    pub fn parts(&self) -> Vec<Part> {
        let part = |name, bytes| Part {
            name,
            bytes,
            span: 0..self.length,
        };
        let mut parts = vec![part("prefix", ENCRYPTED_PREFIX.len())];
        parts.extend(self.id.map(|it| part("encrypter id", it.len())));
        parts.push(part("ciphertext", self.ciphertext.len()));
        match &self.check {
            Check::Mac { iv, mac } => parts.extend([part("iv", iv.len()), part("mac", mac.len())]),
            Check::Tag { iv, tag } => parts.extend([part("iv", iv.len()), part("tag", tag.len())]),
            Check::Siv(tag) => parts.push(part("tag", tag.len())),
        }
        parts
    }
}

const OTHER_ID: Malformed =
    Malformed("adonis: it is of another encrypter than was named: --param encrypter-id");

/// What a deterministic driver authenticates with a text: the purpose, where it has
/// one.
fn clear_of(name: &str) -> Vec<&[u8]> {
    let purpose = (!name.is_empty()).then_some(name.as_bytes());
    purpose.into_iter().collect()
}

/// What encrypts and decrypts with an APP_KEY, for any driver and id.
pub struct Sealer {
    key: Zeroizing<[u8; 32]>,
    driver: Option<Driver>,
    id: String,
}

/// A cipher that authenticates, with the key of an id.
enum Aead {
    Gcm(Box<GcmKey>),
    ChaCha(ChaChaKey),
}

impl Sealer {
    pub fn new(key: &[u8], driver: Option<Driver>, id: Option<&str>) -> Self {
        let mut own = Zeroizing::new([0; 32]);
        own.copy_from_slice(key);
        Sealer {
            key: own,
            driver,
            id: id.unwrap_or(ID).to_owned(),
        }
    }

    /// `None` for a driver that does not authenticate by itself.
    fn aead(&self, driver: Driver, id: &str, is_derived: bool) -> Option<Aead> {
        let key = |name: &str| match is_derived {
            true => hkdf_sha256::<32>(&*self.key, b"", format!("{name}:v1:{id}").as_bytes()),
            false => self.key.clone(),
        };
        match driver {
            Driver::Gcm => Some(Aead::Gcm(Box::new(GcmKey::new(&*key("aes-256-gcm"))?))),
            Driver::ChaCha => Some(Aead::ChaCha(ChaChaKey::new(&key("chacha20-poly1305")))),
            Driver::Legacy | Driver::Cbc | Driver::Siv => None,
        }
    }

    fn siv(&self, id: &str) -> SivKey {
        let info = format!("aes-siv:{id}");
        SivKey::new(&hkdf_sha256::<{ siv::KEY_BYTES }>(
            &*self.key,
            b"",
            info.as_bytes(),
        ))
    }

    /// The cipher and the MAC of an iv.
    fn blocks(&self, id: &str, iv: &[u8; BLOCK_BYTES]) -> Option<(CbcKey, MacKey)> {
        let keys = hkdf_sha256::<64>(&*self.key, iv, id.as_bytes());
        let (cipher, mac) = keys.split_at(32);
        Some((CbcKey::new(cipher)?, MacKey::new(Digest::Sha256, mac)))
    }

    pub fn open(
        &self,
        legacy_mac: &MacKey,
        cookie: Input,
        payload: &mut Vec<u8>,
    ) -> std::result::Result<Times, Refusal> {
        let mut given = Encrypted::read(cookie)?;
        let id = given.id.unwrap_or_default();
        match &given.check {
            Check::Mac { .. } => {
                let message = Message::read(&self.text(legacy_mac, &given)?)?;
                message.must_be_for(cookie.name)?;
                message.carried(payload)
            }
            Check::Siv(tag) => {
                let clear = clear_of(cookie.name);
                if !self.siv(id).open(&clear, &mut given.ciphertext, tag) {
                    return Err(Refusal::Forged);
                }
                Message::read(&given.ciphertext)?.carried(payload)
            }
            Check::Tag { iv, tag } => {
                let drivers = given.drivers().iter();
                let mut drivers = drivers.filter(|it| self.driver.is_none_or(|own| own == **it));
                let clear = cookie.name.as_bytes();
                let text = &mut given.ciphertext;
                let opens = |driver: &Driver| match self.aead(*driver, id, given.is_derived) {
                    Some(Aead::Gcm(key)) => key.open(iv, clear, text, tag),
                    Some(Aead::ChaCha(key)) => key.open(iv, clear, text, tag),
                    None => false,
                };
                if !drivers.any(opens) {
                    return Err(Refusal::Forged);
                }
                Message::read(&given.ciphertext)?.carried(payload)
            }
        }
    }

    /// The name that stands in what a MAC is over; that of the others is no part of it.
    pub fn made_for(&self, legacy_mac: &MacKey, cookie: Input) -> Option<String> {
        let text = self.text(legacy_mac, &Encrypted::read(cookie).ok()?);
        Message::made_for(&text.ok()?)
    }

    fn text(&self, legacy: &MacKey, given: &Encrypted) -> std::result::Result<Vec<u8>, Refusal> {
        let Check::Mac { iv, mac } = &given.check else {
            return Err(Refusal::Forged);
        };
        let own = given
            .id
            .map(|id| self.blocks(id, iv).ok_or(Refusal::Forged));
        let own = own.transpose()?;
        let by = own.as_ref().map_or(legacy, |(_, mac)| mac);
        if !equal(&by.tag(&[given.signed.as_bytes()]), mac) {
            return Err(Refusal::Forged);
        }
        let legacy = CbcKey::new(&*self.key).ok_or(Refusal::Forged)?;
        let cipher = own.map_or(legacy, |it| it.0);
        let mut text = given.ciphertext.clone();
        let length = cipher.decrypt(iv, &mut text).ok_or(Malformed(
            "adonis: its MAC is right, and it cannot be decrypted",
        ))?;
        text.truncate(length);
        Ok(text)
    }

    /// The value of a draft, which has a name.
    pub fn seal(&self, legacy_mac: &MacKey, draft: &Draft) -> Result<String> {
        let unfit = || Error::could_not("the key of the cipher cannot be made");
        let again = draft
            .again
            .map(Input::bare)
            .and_then(|it| Encrypted::read(it).ok());
        let of_again = again.as_ref().and_then(|it| it.drivers().first().copied());
        let driver = self.driver.or(of_again).unwrap_or(Driver::Gcm);
        let id = again.as_ref().and_then(|it| it.id).unwrap_or(&self.id);
        if id.is_empty() || id.contains('.') {
            return Err(
                Error::could_not("the id of an encrypter has no dot, and is not empty")
                    .hint("name the one of config/encryption.ts: --param encrypter-id=gcm"),
            );
        }
        let start = match driver {
            Driver::Legacy => ENCRYPTED_PREFIX.to_owned(),
            _ => format!("{ENCRYPTED_PREFIX}{id}."),
        };
        if let Some(aead) = self.aead(driver, id, true) {
            let mut text = message::written(draft, false)?;
            let iv = random::<NONCE_BYTES>()?;
            let clear = draft.name.as_bytes();
            let tag = match aead {
                Aead::Gcm(key) => key.seal(&iv, clear, &mut text),
                Aead::ChaCha(key) => key.seal(&iv, clear, &mut text),
            };
            let [text, iv, tag] = [&text[..], &iv[..], &tag].map(base64url);
            return Ok(format!("{start}{DERIVED}{text}.{iv}.{tag}"));
        }
        if driver == Driver::Siv {
            let mut text = message::written(draft, false)?;
            let tag = self.siv(id).seal(&clear_of(draft.name), &mut text);
            let [text, tag] = [&text[..], &tag].map(base64url);
            return Ok(format!("{start}{text}.{tag}"));
        }
        let text = message::written(draft, true)?;
        let random = random::<BLOCK_BYTES>()?;
        let mut iv = *random;
        if driver == Driver::Legacy {
            // It is a text of letters there.
            iv.copy_from_slice(&base64url(&random[..12]).into_bytes());
        }
        let own = match driver {
            Driver::Legacy => None,
            _ => Some(self.blocks(id, &iv).ok_or_else(unfit)?),
        };
        let legacy = CbcKey::new(&*self.key).ok_or_else(unfit)?;
        let by = own.as_ref().map_or(legacy_mac, |(_, mac)| mac);
        let cipher = own.as_ref().map_or(&legacy, |(cipher, _)| cipher);
        let [text, vector] = [&cipher.encrypt(&iv, &text)[..], &iv].map(base64url);
        let signed = format!("{text}.{vector}");
        let mac = base64url(&by.tag(&[signed.as_bytes()]));
        Ok(format!("{start}{signed}.{mac}"))
    }
}
