//! The bytes of a key as a format sees them, and what a format says of its keys.

use zeroize::Zeroizing;

use super::{Kind, Param, Params, UnfitKey};
use crate::crypto::{self, Strength};
use crate::encoding::{
    from_hex, from_secret_base64, from_secret_base64url, hex, secret_base64, secret_base64url,
    secret_base64url_padded,
};
use crate::error::Result;

/// The bytes of a key, as they were stored.
#[derive(Clone, Copy)]
pub struct Secret<'a> {
    /// All of them.
    pub bytes: &'a [u8],
    /// What they were stored in.
    pub origin: Origin,
    /// Which of the keys that were given it is, from 0 on: a framework may number
    /// its keys.
    pub place: usize,
}

/// What a key was stored in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file, or what a program writes: its last line may end in a line end.
    File,
    /// A value: of a variable, a setting, the keyring.
    Value,
}

/// What is done with a line end at the end of a key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    /// It is a part of the key, as all white space is: the framework reads the
    /// file itself.
    Kept,
    /// All white space at both ends is dropped.
    Trimmed,
    /// One is dropped: the framework's key comes from a variable or a setting,
    /// which has none.
    Dropped,
}

/// What a format says of its keys.
pub struct KeySpec {
    /// What a key is, for people: `64 hex digits`.
    pub about: &'static str,
    /// Which of several keys makes cookies, and which read them, in the
    /// framework's own configuration.
    pub list: &'static str,
    /// What is done with a line end at the end of a key file.
    pub line_end: LineEnd,
    /// What a new key is like.
    pub generate: Generate,
}

/// What a new key is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generate {
    /// Lower-case hex digits.
    Hex(Strength),
    /// So many bytes in base64, padded, behind this text.
    Base64(&'static str, usize),
    /// So many bytes in base64 for URLs, without padding.
    Base64Url(usize),
    /// The same, with it.
    Base64UrlPadded(usize),
    /// This, and 32 bytes in base64 for URLs, without padding: as PASERK writes a key.
    Paserk(&'static str),
    /// A JSON object of a hash key of 64 bytes and a block key of 32, both in
    /// hex: `{"hash":"hex:…","block":"hex:…"}`.
    HashAndBlock,
    /// So many bytes in base64 that both alphabets read alike: without the two
    /// characters that differ. Whether there is padding.
    Base64OfEither(usize, bool),
}

/// The most random bytes of a new key.
const MAX_BYTES: usize = 96;
/// The fewest of one that is made like another.
const MIN_BYTES: usize = 16;
/// Letters of base64 that so many random bytes have at least.
const MIN_LETTERS: usize = 32;

/// The text behind which some formats write their keys, and what they are behind it.
fn marked(key: &[u8]) -> Option<(Generate, &[u8])> {
    let mut made = super::FORMATS.iter().map(|it| it.facts().key.generate);
    made.find_map(|made| match made {
        Generate::Base64(mark, _) | Generate::Paserk(mark) if !mark.is_empty() => {
            Some((made, key.strip_prefix(mark.as_bytes())?))
        }
        _ => None,
    })
}

/// Whether a generator has made this text in base64: all kinds of its letters, and many.
fn is_random(text: &[u8]) -> bool {
    let any = |is: fn(&u8) -> bool| text.iter().any(is);
    text.len() >= MIN_LETTERS
        && any(u8::is_ascii_lowercase)
        && any(u8::is_ascii_uppercase)
        && any(u8::is_ascii_digit)
}

/// How many bytes a text in base64 of either alphabet stands for, as far as they are
/// those of a key.
fn of_base64(text: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(text).ok()?;
    let decoded = from_secret_base64(text.as_bytes())
        .or_else(|| from_secret_base64url(text.trim_end_matches('=')));
    // Digits that were encoded once more, as Kubernetes has them, are no kind of their own.
    let decoded = decoded.filter(|it| !it.trim_ascii().iter().all(u8::is_ascii_hexdigit))?;
    let bytes = decoded.len();
    (MIN_BYTES..=MAX_BYTES).contains(&bytes).then_some(bytes)
}

impl Generate {
    /// What a key is made like that no framework is known of: as it is spelled, where it
    /// is of a format's own spelling, or as long in base64.
    pub fn like(key: &[u8]) -> Generate {
        if let Some((made, rest)) = marked(key) {
            return match (made, of_base64(rest)) {
                (Generate::Base64(mark, _), Some(bytes)) => Generate::Base64(mark, bytes),
                _ => made,
            };
        }
        let Some(bytes) = of_base64(key).filter(|_| is_random(key)) else {
            return Generate::DEFAULT;
        };
        let has = |letters: &[u8]| key.iter().any(|it| letters.contains(it));
        match (has(b"-_"), has(b"+/"), has(b"=")) {
            (true, _, true) => Generate::Base64UrlPadded(bytes),
            (true, _, false) => Generate::Base64Url(bytes),
            (false, true, _) => Generate::Base64("", bytes),
            (false, false, is_padded) => Generate::Base64OfEither(bytes, is_padded),
        }
    }

    /// What is made where no format is named.
    pub const DEFAULT: Generate = Generate::Hex(Strength::Bits256);

    /// How many random bits a new key has.
    pub fn bits(self) -> u32 {
        match self {
            Generate::Hex(strength) => strength.bits(),
            Generate::Base64(_, bytes)
            | Generate::Base64Url(bytes)
            | Generate::Base64UrlPadded(bytes)
            | Generate::Base64OfEither(bytes, _) => 8 * bytes as u32,
            Generate::Paserk(_) => 8 * 32,
            Generate::HashAndBlock => 8 * (64 + 32),
        }
    }

    /// The text of a new key, without a line end.
    ///
    /// # Errors
    /// When the system's generator fails.
    pub fn text(self) -> Result<Zeroizing<Vec<u8>>> {
        let random = crypto::random::<MAX_BYTES>()?;
        let text = match self {
            Generate::Base64OfEither(bytes, is_padded) => {
                let text = Zeroizing::new(secret_base64(&random[..bytes]));
                if text.contains(['+', '/']) {
                    return self.text();
                }
                match is_padded {
                    true => text.to_string(),
                    false => text.trim_end_matches('=').to_owned(),
                }
            }
            Generate::Hex(strength) => hex(&random[..strength.bytes()]),
            Generate::Base64(before, bytes) => {
                format!("{before}{}", secret_base64(&random[..bytes]))
            }
            Generate::Base64Url(bytes) => secret_base64url(&random[..bytes]),
            Generate::Base64UrlPadded(bytes) => secret_base64url_padded(&random[..bytes]),
            Generate::Paserk(before) => format!("{before}{}", secret_base64url(&random[..32])),
            Generate::HashAndBlock => {
                let (hash, block) = random.split_at(64);
                let [hash, block] = [hash, block].map(|it| Zeroizing::new(hex(it)));
                format!(
                    "{{\"hash\":\"hex:{}\",\"block\":\"hex:{}\"}}",
                    *hash, *block
                )
            }
        };
        Ok(Zeroizing::new(text.into_bytes()))
    }
}

/// How the text of a key becomes bytes, where the framework leaves that to the
/// application.
pub const KEY_ENCODING: Param = Param {
    name: "key-encoding",
    about: "how the key's text becomes bytes; raw is every byte of a file, line end and all",
    kind: Kind::Word(&["text", "raw", "hex", "base64", "base64url"]),
    default: "text",
};

impl<'a> Secret<'a> {
    /// The key that a value is.
    pub fn value(bytes: &'a [u8]) -> Self {
        Secret {
            bytes,
            origin: Origin::Value,
            place: 0,
        }
    }

    /// CRC-32 (IEEE) of the bytes, as some servers log it of their key. It tells
    /// nodes apart and proves nothing: it is not cryptographic.
    pub fn crc32(self) -> u32 {
        crc32fast::hash(self.bytes)
    }

    /// The bytes without one line end at their end, where they were a file.
    pub fn line(self) -> &'a [u8] {
        match self.origin {
            Origin::Value => self.bytes,
            Origin::File => {
                let line = self.bytes.strip_suffix(b"\n").unwrap_or(self.bytes);
                line.strip_suffix(b"\r").unwrap_or(line)
            }
        }
    }

    /// The bytes that the application makes of the key's text, by the
    /// parameter [`KEY_ENCODING`].
    ///
    /// # Errors
    /// When the text is not of that encoding.
    pub fn decoded(self, params: &Params) -> std::result::Result<Zeroizing<Vec<u8>>, UnfitKey> {
        let line = self.line();
        let text = || std::str::from_utf8(line).unwrap_or("\0");
        let whole = |bytes: &[u8]| Some(Zeroizing::new(bytes.to_vec()));
        let (bytes, fault) = match params.text(KEY_ENCODING.name) {
            Some("raw") => (whole(self.bytes), ""),
            Some("hex") => (
                from_hex(line),
                "the key is not hex digits, but --param key-encoding=hex is given",
            ),
            Some("base64") => (
                from_secret_base64(line),
                "the key is not base64, but --param key-encoding=base64 is given",
            ),
            Some("base64url") => (
                from_secret_base64url(text().trim_end_matches('=')),
                "the key is not base64url, but --param key-encoding=base64url is given",
            ),
            _ => (whole(line), ""),
        };
        bytes.ok_or(UnfitKey(fault))
    }
}
