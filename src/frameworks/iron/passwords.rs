//! iron's passwords: one, or a map of ids to them, each perhaps one for the cipher
//! and another one for the MAC.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex};

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use zeroize::Zeroizing;

use super::seal::Settings;
use crate::crypto::kdf::pbkdf2;
use crate::crypto::mac::{Digest, MacKey};
use crate::crypto::memory::{Filled, Memory};
use crate::encoding::{from_hex, from_secret_base64};
use crate::frameworks::{KEY_ENCODING, KeySpec, LineEnd, Params, Secret, UnfitKey};
use crate::{crypto::Strength, frameworks::Generate};

/// What iron and those who use it say of their keys.
pub const KEY: KeySpec = KeySpec {
    about: "a password of 32 characters or more, or a map of them as JSON: {\"1\":\"…\",\"2\":\"…\"}; \
            hex: and base64: before one make bytes of it",
    list: "the cookie's id chooses from a map; of several keys the first seals, all open",
    line_end: LineEnd::Dropped,
    generate: Generate::Hex(Strength::Bits256),
};

/// The shortest that iron takes: characters of a text, as JavaScript counts them,
/// and bytes of what is none.
const LEAST: usize = 32;

/// One secret: a text is a password, of which keys are derived; bytes are the key.
pub struct Part {
    bytes: Filled,
    is_text: bool,
    /// The key of a MAC that was derived last, with its salt: a log has the cookie of
    /// a session many times.
    last: Mutex<Option<(String, Arc<MacKey>)>>,
}

impl Part {
    fn of(bytes: &[u8], is_text: bool) -> Result<Part, UnfitKey> {
        match std::str::from_utf8(bytes) {
            Ok(text) if is_text && text.encode_utf16().count() < LEAST => {
                return Err(UnfitKey(
                    "the key is shorter than 32 characters, which iron refuses",
                ));
            }
            _ if bytes.len() < LEAST => {
                return Err(UnfitKey(
                    "the key is shorter than 32 bytes, which iron refuses",
                ));
            }
            _ => {}
        }
        Ok(Part {
            bytes: Memory::of(&[bytes]),
            is_text,
            last: Mutex::new(None),
        })
    }

    /// Whether it gives a key of so many bytes.
    pub fn fits(&self, length: usize) -> bool {
        self.is_text || self.bytes.len() == length
    }

    /// Whether a salt is a part of its key.
    pub fn is_salted(&self) -> bool {
        self.is_text
    }

    /// The key of the MAC.
    pub fn mac(&self, salt: &str, rounds: u32) -> Arc<MacKey> {
        if !self.is_text {
            return Arc::new(MacKey::new(Digest::Sha256, &self.bytes));
        }
        let derive = || {
            Arc::new(MacKey::new(
                Digest::Sha256,
                &*self.derived::<32>(salt, rounds),
            ))
        };
        // One round costs less than to look.
        let Some(mut last) = self.last.lock().ok().filter(|_| rounds > 1) else {
            return derive();
        };
        if let Some((of, key)) = &*last
            && of == salt
        {
            return Arc::clone(key);
        }
        let key = derive();
        *last = Some((salt.to_owned(), Arc::clone(&key)));
        key
    }

    /// The key of the cipher, of so many bytes; `None` where it is another length.
    pub fn cipher(&self, salt: &str, settings: Settings) -> Option<Zeroizing<Vec<u8>>> {
        let length = settings.cipher.key_bytes();
        let key = match self.is_text {
            // A shorter key of PBKDF2 is the start of a longer one.
            true => self.derived::<32>(salt, settings.rounds)[..length].to_vec(),
            false => self.bytes.to_vec(),
        };
        let key = Zeroizing::new(key);
        (key.len() == length).then_some(key)
    }

    fn derived<const N: usize>(&self, salt: &str, rounds: u32) -> Zeroizing<[u8; N]> {
        pbkdf2(Digest::Sha1, &self.bytes, salt.as_bytes(), rounds)
    }
}

/// The secrets of one id.
pub struct Password {
    encryption: Part,
    /// Where it is another one.
    integrity: Option<Part>,
}

impl Password {
    /// That of the cipher.
    pub fn encryption(&self) -> &Part {
        &self.encryption
    }

    /// That of the MAC.
    pub fn integrity(&self) -> &Part {
        self.integrity.as_ref().unwrap_or(&self.encryption)
    }
}

/// All that open.
pub enum Passwords {
    /// One, whatever the cookie's id.
    One(Password),
    /// By their ids.
    Map(Vec<(String, Password)>),
}

impl Passwords {
    /// Reads a key.
    pub fn of(secret: Secret, params: &Params) -> Result<Passwords, UnfitKey> {
        let bytes = secret.decoded(params)?;
        let is_text = matches!(params.text(KEY_ENCODING.name), None | Some("text"))
            && std::str::from_utf8(&bytes).is_ok();
        if is_text && let Some(entries) = map_of(&bytes) {
            return Passwords::map(entries);
        }
        let encryption = Part::of(&bytes, is_text)?;
        Ok(Passwords::One(Password {
            encryption,
            integrity: None,
        }))
    }

    fn map(Members(entries): Members) -> Result<Passwords, UnfitKey> {
        let is_pair = |name: &str| entries.iter().any(|(it, _)| it == name);
        if is_pair("encryption") && is_pair("integrity") {
            return Err(UnfitKey(
                "a pair of passwords outside a map: iron does not read with one; \
                 write {\"default\":{\"encryption\":…,\"integrity\":…}}",
            ));
        }
        let mut map: Vec<(String, Password)> = Vec::new();
        for (id, entry) in entries {
            if id.is_empty()
                || !id
                    .bytes()
                    .all(|it| it.is_ascii_alphanumeric() || it == b'_')
            {
                return Err(UnfitKey(
                    "an id of the map has other characters than letters, digits and `_`",
                ));
            }
            if map.iter().any(|it| it.0 == id) {
                return Err(UnfitKey("an id stands in the map twice"));
            }
            map.push((id, entry.password()?));
        }
        match map.is_empty() {
            true => Err(UnfitKey("the map has no password")),
            false => Ok(Passwords::Map(map)),
        }
    }

    /// The one that a seal of this id is opened with, as iron chooses it: an id is
    /// not looked at where there is one password, and none is `default`.
    pub fn of_id(&self, id: &str) -> Option<&Password> {
        match self {
            Passwords::One(password) => Some(password),
            Passwords::Map(map) => {
                let id = if id.is_empty() { "default" } else { id };
                map.iter().find(|it| it.0 == id).map(|it| &it.1)
            }
        }
    }

    /// The one that seals, with its id: the highest number, else `default`, else the
    /// first.
    pub fn sealing(&self) -> (&str, &Password) {
        let map = match self {
            Passwords::One(password) => return ("", password),
            Passwords::Map(map) => map,
        };
        let number = |id: &str| id.parse::<u64>().ok();
        let highest = map.iter().max_by_key(|it| number(&it.0));
        let all = map.iter().all(|it| number(&it.0).is_some());
        let default = || map.iter().find(|it| it.0 == "default");
        let chosen = highest.filter(|_| all).or_else(default).unwrap_or(&map[0]);
        match &*chosen.0 {
            "default" => ("", &chosen.1),
            id => (id, &chosen.1),
        }
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Password> {
        let (one, map) = match self {
            Passwords::One(password) => (Some(password), &[][..]),
            Passwords::Map(map) => (None, &map[..]),
        };
        one.into_iter().chain(map.iter().map(|it| &it.1))
    }

    /// The ids, where there is a map.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let map = match self {
            Passwords::One(_) => &[][..],
            Passwords::Map(map) => &map[..],
        };
        map.iter().map(|it| &*it.0)
    }
}

/// The most bytes that are looked at for a map.
const MAX_BYTES: usize = 8192;

fn map_of(bytes: &[u8]) -> Option<Members> {
    let text = bytes.trim_ascii();
    let may_be = text.starts_with(b"{") && text.ends_with(b"}") && text.len() <= MAX_BYTES;
    may_be.then(|| serde_json::from_slice(text).ok())?
}

/// Whether a text is a map of passwords, by its ids too: `default`, numbers, and
/// these behind a few letters. An object of other names is the file of somebody else.
pub fn is_map(bytes: &[u8]) -> bool {
    let is_id = |(id, _): &(String, Entry)| {
        let letters = id.trim_end_matches(|it: char| it.is_ascii_digit());
        id == "default" || letters.len() <= 4 && letters.len() < id.len()
    };
    map_of(bytes).is_some_and(|map| map.0.iter().all(is_id) && Passwords::map(map).is_ok())
}

/// An entry of the map.
enum Entry {
    Text(Zeroizing<String>),
    Parts(Vec<(String, Zeroizing<String>)>),
}

impl Entry {
    fn password(self) -> Result<Password, UnfitKey> {
        const PARTS: UnfitKey = UnfitKey(
            "an entry of the map is neither a text, nor {\"secret\"}, nor \
             {\"encryption\",\"integrity\"}",
        );
        let parts = match self {
            Entry::Text(text) => {
                let encryption = part(&text)?;
                return Ok(Password {
                    encryption,
                    integrity: None,
                });
            }
            Entry::Parts(parts) => parts,
        };
        let of = |name: &str| parts.iter().find(|it| it.0 == name).map(|it| part(&it.1));
        let (encryption, integrity) = match parts.iter().filter(|it| it.0 != "id").count() {
            1 => (of("secret").ok_or(PARTS)?, None),
            2 => (
                of("encryption").ok_or(PARTS)?,
                Some(of("integrity").ok_or(PARTS)??),
            ),
            _ => return Err(PARTS),
        };
        Ok(Password {
            encryption: encryption?,
            integrity,
        })
    }
}

fn part(text: &str) -> Result<Part, UnfitKey> {
    if let Some(digits) = text.strip_prefix("hex:") {
        let bytes = from_hex(digits.as_bytes());
        return Part::of(
            &bytes.ok_or(UnfitKey("a key behind `hex:` is not hex digits"))?,
            false,
        );
    }
    if let Some(digits) = text.strip_prefix("base64:") {
        let bytes = from_secret_base64(digits);
        return Part::of(
            &bytes.ok_or(UnfitKey("a key behind `base64:` is not base64"))?,
            false,
        );
    }
    Part::of(text.as_bytes(), true)
}

/// The members of the map, in their order.
struct Members(Vec<(String, Entry)>);

fn secret_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zeroizing<String>, D::Error> {
    let text = Cow::<str>::deserialize(deserializer)?;
    Ok(Zeroizing::new(text.into_owned()))
}

struct Text(Zeroizing<String>);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        secret_text(deserializer).map(Text)
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map;
        impl<'de> Visitor<'de> for Map {
            type Value = Members;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("a map of passwords")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Members, M::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Members(entries))
            }
        }
        deserializer.deserialize_map(Map)
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Entry;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("a password")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Entry, E> {
                Ok(Entry::Text(Zeroizing::new(text.to_owned())))
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Entry, M::Error> {
                let mut parts = Vec::new();
                while let Some((name, text)) = map.next_entry::<String, Text>()? {
                    parts.push((name, text.0));
                }
                Ok(Entry::Parts(parts))
            }
        }
        deserializer.deserialize_any(Either)
    }
}
