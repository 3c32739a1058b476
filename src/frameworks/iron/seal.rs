//! A seal: its parts, how it is opened and made.

use super::passwords::{Password, Passwords};
use crate::crypto::cbc::CbcKey;
use crate::crypto::ctr::CtrKey;
use crate::crypto::kdf::MAX_ROUNDS_OF_A_COOKIE;
use crate::crypto::{MAC_BYTES, equal, random};
use crate::encoding::{base64url, from_base64url, hex};
use crate::error::{Error, Result};
use crate::frameworks::is_json;
use crate::frameworks::{Kind, Malformed, Param, Params, Part, Refusal, UnfitKey};
use crate::time::Time;

/// What every seal starts with: the name of the format and its version.
pub const PREFIX: &str = "Fe26.2";
const PARTS: usize = 8;
const NAMES: [&str; PARTS] = [
    "prefix",
    "id",
    "encryption salt",
    "iv",
    "ciphertext",
    "expiry",
    "integrity salt",
    "mac",
];
const VECTOR_BYTES: usize = 16;
const SALT_BYTES: usize = 32;

/// A cipher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cipher {
    Cbc,
    Ctr,
}

impl Cipher {
    /// How long its key is.
    pub fn key_bytes(self) -> usize {
        match self {
            Cipher::Cbc => 32,
            Cipher::Ctr => 16,
        }
    }
}

/// How a seal is made and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    pub cipher: Cipher,
    /// Of PBKDF2.
    pub rounds: u32,
    /// How many seconds it is taken for after the time that stands in it.
    pub skew: u64,
}

/// What is used where nothing is chosen.
pub const SKEW: u64 = 60;

/// The cipher of an application of hapi.
pub const CIPHER: Param = Param {
    name: "cipher",
    about: "the cipher of the option encryption.algorithm",
    kind: Kind::Word(&["aes-256-cbc", "aes-128-ctr"]),
    default: "aes-256-cbc",
};

/// For how much longer a seal is taken.
pub const LEEWAY: Param = Param {
    name: "skew",
    about: "for how long a seal is taken after its time (timestampSkewSec)",
    kind: Kind::Duration,
    default: "60",
};

impl Settings {
    /// Those of iron itself.
    pub const PLAIN: Settings = Settings {
        cipher: Cipher::Cbc,
        rounds: 1,
        skew: SKEW,
    };

    /// Those that were chosen, or so many rounds.
    pub fn of(params: &Params, iterations: &Param) -> std::result::Result<Self, UnfitKey> {
        let default = iterations.default.parse().unwrap_or(1);
        let rounds = params.number(iterations.name).unwrap_or(default);
        if rounds == 0 || rounds > MAX_ROUNDS_OF_A_COOKIE {
            return Err(UnfitKey(
                "--param iterations is 0, or above 100000: each cookie costs as many",
            ));
        }
        Ok(Settings {
            cipher: match params.text(CIPHER.name) {
                Some("aes-128-ctr") => Cipher::Ctr,
                _ => Cipher::Cbc,
            },
            rounds: rounds as u32,
            skew: params.age(LEEWAY.name, Some(SKEW)).unwrap_or_default(),
        })
    }
}

/// A seal taken apart.
pub struct Seal<'a> {
    text: &'a str,
    /// The parts, as they stand there.
    parts: [&'a str; PARTS],
    vector: [u8; VECTOR_BYTES],
    ciphertext: Vec<u8>,
    expires_ms: Option<u64>,
    mac: [u8; MAC_BYTES],
}

impl<'a> Seal<'a> {
    /// Reads a seal; its ciphertext is looked at as one of this cipher.
    pub fn read(text: &'a str, params: &Params) -> std::result::Result<Self, Malformed> {
        let mut parts = text.split('*');
        let found: [&str; PARTS] = std::array::from_fn(|_| parts.next().unwrap_or("\0"));
        if parts.next().is_some() || found.contains(&"\0") {
            return Err(Malformed(
                "iron: it does not have eight parts separated by asterisks",
            ));
        }
        let [prefix, _, _, iv, ciphertext, expires, _, mac] = found;
        if prefix != PREFIX {
            return Err(Malformed("iron: it does not start with `Fe26.2`"));
        }
        let vector = from_base64url(iv).and_then(|it| it.try_into().ok());
        let vector = vector.ok_or(Malformed(
            "iron: the iv is not 16 bytes of canonical base64url",
        ))?;
        let ciphertext = from_base64url(ciphertext).ok_or(Malformed(
            "iron: the ciphertext is not canonical base64url without padding",
        ))?;
        let is_cbc = params.text(CIPHER.name) != Some("aes-128-ctr");
        if is_cbc && (ciphertext.is_empty() || !ciphertext.len().is_multiple_of(VECTOR_BYTES)) {
            return Err(Malformed(
                "iron: the ciphertext is not whole blocks of 16 bytes",
            ));
        }
        let mac = from_base64url(mac).and_then(|it| it.try_into().ok());
        let mac = mac.ok_or(Malformed(
            "iron: the mac is not 32 bytes of canonical base64url without padding \
             (iron-webcrypto 2 accepts other spellings)",
        ))?;
        Ok(Seal {
            text,
            parts: found,
            vector,
            ciphertext,
            expires_ms: milliseconds(expires)?,
            mac,
        })
    }

    /// The id of the password.
    pub fn id(&self) -> &'a str {
        self.parts[1]
    }

    /// Its parts.
    pub fn anatomy(&self) -> Vec<Part> {
        let mut at = 0;
        let part = |index: usize| {
            let length = self.parts[index].len();
            let span = at..at + length;
            at = span.end + 1;
            Part {
                name: NAMES[index],
                bytes: match index {
                    3 => VECTOR_BYTES,
                    4 => self.ciphertext.len(),
                    7 => MAC_BYTES,
                    _ => length,
                },
                span,
            }
        };
        (0..PARTS).map(part).collect()
    }

    /// The first second at which it is no longer taken.
    pub fn expires(&self, skew: u64) -> Option<Time> {
        let end = self.expires_ms?.saturating_add(skew.saturating_mul(1000));
        Some(Time(end.div_ceil(1000)))
    }

    /// Whether both salts are hex digits, or none.
    pub fn has_hex_salts(&self) -> bool {
        let mut bytes = self.parts[2].bytes().chain(self.parts[6].bytes());
        bytes.all(|it| it.is_ascii_hexdigit())
    }

    fn signed(&self) -> &'a [u8] {
        let behind = self.parts[6].len() + self.parts[7].len() + 2;
        &self.text.as_bytes()[..self.text.len() - behind]
    }

    /// Whether it was sealed with this password, in so many rounds.
    pub fn is_authentic(&self, password: &Password, rounds: u32) -> bool {
        let mac = password.integrity().mac(self.parts[6], rounds);
        equal(&mac.tag(&[self.signed()]), &self.mac)
    }

    /// Decrypts what is authentic, into `payload`.
    pub fn decrypt(
        mut self,
        password: &Password,
        settings: Settings,
        payload: &mut Vec<u8>,
    ) -> std::result::Result<(), Malformed> {
        const CIPHERTEXT: Malformed = Malformed(
            "iron: it is genuine, and does not decrypt: another cipher (--param cipher), or \
             another password for it",
        );
        if !password.integrity().is_salted() && !self.parts[6].is_empty() {
            return Err(Malformed(
                "iron: it has a salt that a key of bytes has no use for (iron ignores it)",
            ));
        }
        let key = password.encryption().cipher(self.parts[2], settings);
        let key = key.ok_or(CIPHERTEXT)?;
        let text = match settings.cipher {
            Cipher::Cbc => {
                let key = CbcKey::new(&key).ok_or(CIPHERTEXT)?;
                let length = key.decrypt(&self.vector, &mut self.ciphertext);
                &self.ciphertext[..length.ok_or(CIPHERTEXT)?]
            }
            Cipher::Ctr => {
                let key = CtrKey::new(&key).ok_or(CIPHERTEXT)?;
                key.apply(&self.vector, &mut self.ciphertext);
                &self.ciphertext[..]
            }
        };
        if !is_json(text) {
            return Err(Malformed(
                "iron: it is genuine, and what it holds is not JSON",
            ));
        }
        payload.clear();
        payload.extend_from_slice(text);
        Ok(())
    }
}

/// The time of a part that is digits, or nothing.
fn milliseconds(digits: &str) -> std::result::Result<Option<u64>, Malformed> {
    if digits.is_empty() {
        return Ok(None);
    }
    if !digits.bytes().all(|it| it.is_ascii_digit()) {
        return Err(Malformed("iron: the expiry is not digits"));
    }
    if digits.len() > 1 && digits.starts_with('0') {
        return Err(Malformed(
            "iron: the expiry has a zero before it, which no library writes",
        ));
    }
    // So large a number is beyond every time.
    Ok(Some(digits.parse().unwrap_or(u64::MAX)))
}

/// Makes the seal of a text that ends at the given time.
///
/// # Errors
/// When the text is not JSON, the key of the cipher has another length, or the
/// system's random generator fails.
pub fn make(
    (id, password): (&str, &Password),
    settings: Settings,
    text: &[u8],
    expires: Option<Time>,
) -> Result<String> {
    if !is_json(text) {
        return Err(
            Error::could_not("the payload is not JSON, which iron seals")
                .hint(r#"a text is one in quotes: '"alice"'"#),
        );
    }
    let salt = |is_salted: bool| match is_salted {
        true => random::<SALT_BYTES>().map(|it| hex(&*it)),
        false => Ok(String::new()),
    };
    let encryption_salt = salt(password.encryption().is_salted())?;
    let vector = random::<VECTOR_BYTES>()?;
    let key = password.encryption().cipher(&encryption_salt, settings);
    let short = || Error::could_not("the key of bytes has another length than the cipher's");
    let key = key.ok_or_else(short)?;
    let ciphertext = match settings.cipher {
        Cipher::Cbc => {
            let key = CbcKey::new(&key).ok_or_else(short)?;
            key.encrypt(&vector, text)
        }
        Cipher::Ctr => {
            let mut text = text.to_vec();
            let key = CtrKey::new(&key).ok_or_else(short)?;
            key.apply(&vector, &mut text);
            text
        }
    };
    // It is taken for so much longer than the time that stands in it.
    let end = expires.map(|it| it.0.saturating_sub(settings.skew).saturating_mul(1000));
    let end = end.map(|it| it.to_string()).unwrap_or_default();
    let (vector, ciphertext) = (base64url(&*vector), base64url(&ciphertext));
    let signed = format!("{PREFIX}*{id}*{encryption_salt}*{vector}*{ciphertext}*{end}");
    let integrity_salt = salt(password.integrity().is_salted())?;
    let mac = password.integrity().mac(&integrity_salt, settings.rounds);
    let mac = base64url(&mac.tag(&[signed.as_bytes()]));
    Ok(format!("{signed}*{integrity_salt}*{mac}"))
}

/// Opens a seal with the password that its id chooses, in the first of these rounds
/// that authenticates it.
pub fn open(
    seal: Seal,
    passwords: &Passwords,
    (settings, rounds): (Settings, &[u32]),
    payload: &mut Vec<u8>,
) -> std::result::Result<(), Refusal> {
    let password = passwords.of_id(seal.id()).ok_or(Refusal::Forged)?;
    let mut rounds = rounds.iter().copied();
    let rounds = rounds.find(|it| seal.is_authentic(password, *it));
    let settings = Settings {
        rounds: rounds.ok_or(Refusal::Forged)?,
        ..settings
    };
    Ok(seal.decrypt(password, settings, payload)?)
}
