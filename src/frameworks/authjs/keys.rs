//! The keys that are derived of a secret, for the name of a cookie.

use std::sync::{Arc, Mutex};

use super::token::{Encryption, Token};
use crate::crypto::cbc::{BLOCK_BYTES, CbcKey};
use crate::crypto::gcm::{GcmKey, NONCE_BYTES};
use crate::crypto::kdf::hkdf_sha256;
use crate::crypto::mac::{Digest, MacKey};
use crate::crypto::memory::{Filled, Memory};
use crate::crypto::{equal, random};
use crate::encoding::secret_base64url;
use crate::error::{Error, Result};
use zeroize::Zeroizing;

/// How many names are remembered: a run sees few.
const NAMES: usize = 8;

/// A secret, and the keys that were derived of it.
pub struct Ring {
    secret: Filled,
    /// The salt, where one was given.
    salt: Option<String>,
    known: Mutex<Vec<(String, Keys)>>,
}

/// The keys of a name.
#[derive(Clone)]
pub struct Keys {
    /// That of version 4, whatever the name.
    pub four: Arc<Key>,
    /// That of version 5.
    pub five: Arc<Key>,
}

/// A key.
pub struct Key {
    gcm: Option<GcmKey>,
    cbc: Option<Cbc>,
    /// What it is called, where tokens name it.
    id: Option<String>,
}

struct Cbc {
    mac: MacKey,
    cipher: CbcKey,
}

impl Ring {
    /// The keys of this secret.
    pub fn new(secret: &[u8], salt: Option<&str>) -> Self {
        Ring {
            secret: Memory::of(&[secret]),
            salt: salt.map(str::to_owned),
            known: Mutex::new(Vec::new()),
        }
    }

    /// Whether a salt was given.
    pub fn has_salt(&self) -> bool {
        self.salt.is_some()
    }

    /// Those of a cookie of this name: derived once a name.
    pub fn keys(&self, name: &str) -> Keys {
        let Ok(mut known) = self.known.lock() else {
            return self.derived(name);
        };
        if let Some((_, keys)) = known.iter().find(|it| it.0 == name) {
            return keys.clone();
        }
        let keys = self.derived(name);
        known.truncate(NAMES - 1);
        known.push((name.to_owned(), keys.clone()));
        keys
    }

    fn derived(&self, name: &str) -> Keys {
        let salt = self.salt.as_deref();
        let old = salt.unwrap_or_default();
        let of = if old.is_empty() {
            String::new()
        } else {
            format!(" ({old})")
        };
        let info = format!("NextAuth.js Generated Encryption Key{of}");
        let four = hkdf_sha256::<32>(&self.secret, old.as_bytes(), info.as_bytes());
        let salt = salt.unwrap_or(name);
        let info = format!("Auth.js Generated Encryption Key ({salt})");
        let five = hkdf_sha256::<64>(&self.secret, salt.as_bytes(), info.as_bytes());
        // RFC 7638, over SHA-512.
        let text = Zeroizing::new(secret_base64url(&*five));
        let parts: [&[u8]; 3] = [b"{\"k\":\"", text.as_bytes(), b"\",\"kty\":\"oct\"}"];
        let id = secret_base64url(&Digest::Sha512.of(&parts));
        let (mac, cipher) = five.split_at(32);
        Keys {
            four: Arc::new(Key {
                gcm: GcmKey::new(&*four),
                cbc: None,
                id: None,
            }),
            five: Arc::new(Key {
                gcm: GcmKey::new(mac),
                cbc: CbcKey::new(cipher).map(|cipher| Cbc {
                    mac: MacKey::new(Digest::Sha512, mac),
                    cipher,
                }),
                id: Some(id),
            }),
        }
    }
}

impl Cbc {
    /// The first half of the MAC: RFC 7518, 5.2.2.1.
    fn tag(&self, header: &[u8], vector: &[u8], ciphertext: &[u8]) -> [u8; 32] {
        let bits = (8 * header.len() as u64).to_be_bytes();
        let tag = self.mac.tag(&[header, vector, ciphertext, &bits]);
        let mut half = [0; 32];
        half.copy_from_slice(&tag[..32]);
        half
    }
}

impl Key {
    /// The header of a token under it.
    pub fn header(&self, encryption: Encryption) -> String {
        let name = encryption.name();
        match &self.id {
            Some(id) => format!("{{\"alg\":\"dir\",\"enc\":\"{name}\",\"kid\":\"{id}\"}}"),
            None => format!("{{\"alg\":\"dir\",\"enc\":\"{name}\"}}"),
        }
    }

    /// What a token holds, if it is authentic.
    pub fn open(&self, token: &Token) -> Option<Vec<u8>> {
        if let (Some(own), Some(named)) = (&self.id, &token.key_id)
            && !equal(own.as_bytes(), named.as_bytes())
        {
            return None;
        }
        let (header, mut text) = (token.header.as_bytes(), token.ciphertext.clone());
        match token.encryption {
            Encryption::Gcm => {
                let vector = token.vector[..].try_into().ok()?;
                let tag = token.tag[..].try_into().ok()?;
                let is_opened = self.gcm.as_ref()?.open(vector, header, &mut text, tag);
                is_opened.then_some(text)
            }
            Encryption::CbcHmac => {
                let key = self.cbc.as_ref()?;
                let tag = key.tag(header, &token.vector, &text);
                if !equal(&tag, &token.tag) {
                    return None;
                }
                let vector = token.vector[..].try_into().ok()?;
                let length = key.cipher.decrypt(vector, &mut text)?;
                text.truncate(length);
                Some(text)
            }
        }
    }

    /// The vector, the ciphertext and the tag of a text.
    ///
    /// # Errors
    /// When it is no key of this encryption, or the system's generator fails.
    pub fn seal(&self, encryption: Encryption, header: &[u8], text: &[u8]) -> Result<[Vec<u8>; 3]> {
        let other = || Error::could_not("the key is of the other version");
        match encryption {
            Encryption::Gcm => {
                let vector = random::<NONCE_BYTES>()?;
                let mut sealed = text.to_vec();
                let key = self.gcm.as_ref().ok_or_else(other)?;
                let tag = key.seal(&vector, header, &mut sealed);
                Ok([vector.to_vec(), sealed, tag.to_vec()])
            }
            Encryption::CbcHmac => {
                let vector = random::<BLOCK_BYTES>()?;
                let key = self.cbc.as_ref().ok_or_else(other)?;
                let sealed = key.cipher.encrypt(&vector, text);
                let tag = key.tag(header, &*vector, &sealed);
                Ok([vector.to_vec(), sealed, tag.to_vec()])
            }
        }
    }
}
