//! gorilla/securecookie, of Go, which gorilla/sessions keeps its sessions in:
//! `b64url(date "|" b64url(data) "|" HMAC-SHA256(hash key, name "|" date "|" b64url(data)))`,
//! padded; with a block key the data is `counter(16) AES-CTR(block key, text)`.
//!
//! The date is in seconds. The text is gob, JSON and a newline, or bytes. Source:
//! securecookie 1.1.1 and 1.1.2, `securecookie.go`.

mod content;
mod export;
mod fields;

use zeroize::Zeroizing;

use super::pair::Pair;
use super::runbook::{Runbook, by_slots};
use super::{
    Anatomy, Codec, Draft, Expiry, Export, Exported, Facts, Format, Framework, Generate, Input,
    KEY_ENCODING, KeySpec, Kind, KnownKey, LineEnd, Malformed, NameBinding, NamesTell, OfTwo,
    Param, Params, Part, Payload, Protection, Refusal, Sealed, Secret, Shape, Times, UnfitKey,
    Unlocked,
};
use crate::crypto::ctr::{BLOCK_BYTES, CtrKey};
use crate::crypto::mac::{Digest, MacKey, Tag};
use crate::crypto::{equal, random};
use crate::encoding::{base64url_padded, from_base64url};
use crate::error::{Error, Result};
use crate::time::Time;
use content::{NO_BLOCK_KEY, Serializer};
use fields::Fields;

/// The most characters of a value that the library reads and makes.
const MAX_LENGTH: u64 = 4096;
/// How many seconds it takes a cookie for.
const MAX_AGE: u64 = 30 * 86_400;

/// The format of securecookie.
pub struct Gorilla;

static FRAMEWORK: Framework = Framework {
    of_two: Some(OfTwo::First),
    name: "gorilla/sessions",
    server: "gorilla",
    keeps_space: true,
    quotes: Some(Framework::DOUBLE_QUOTES),
    cookie_names: &["session-name"],
    names_tell: NamesTell::Likely,
    key_names: &["SESSION_KEY"],
    key_shapes: &[Shape::Pair],
    exports: &[Export {
        name: "gorilla",
        about: "Go code: a function that reads the pairs of keys",
        text: Exported::Code {
            language: "Go",
            reads_slots: true,
            code: export::code,
        },
    }],
    runbook: Some(&Runbook {
        about: "A program with gorilla/sessions or gorilla/securecookie",
        restart: "systemctl restart app",
        // What it takes a cookie for.
        max_lifetime: "30d",
        code: Some("gorilla"),
        course: |site| {
            by_slots(
                site,
                &[
                    "everyone stays signed in: a session is opened under each of the pairs, and \
                     made with the new one when it is next saved",
                    "a hash key and its block key are one pair, and are rotated together",
                    "what securecookie.New makes knows one pair alone: \
                     securecookie.CodecsFromPairs(keys...) is what knows all",
                    "gorilla/csrf knows one key alone: where it has one of these, a form that was \
                     open at that time is refused, and works once it is reloaded",
                ],
            )
        },
    }),
    known_keys: &[
        KnownKey {
            digest: "b644133604bf99632137be3e9230c4056bd32eb2f404020d70adcde88353c760",
            what: "`very-secret`, of securecookie's README",
        },
        KnownKey {
            digest: "9d707f51ef0fc6cbe20cb37d86bebc83becbf40752def9f2e3434d901b851320",
            what: "`a-lot-secret`, of securecookie's README",
        },
        KnownKey {
            digest: "e8d56263a494d6dd5f5682bba52e98bd324f602cb7a105a9ba674f2cbc4f7b46",
            what: "`something-very-secret`, of the documentation of gorilla/sessions",
        },
    ],
    takes_key_first: &[
        "NewCookieStore",
        "NewCookieSessionStore",
        "securecookie.New",
        "securecookie.CodecsFromPairs",
        "cookie.NewStore",
    ],
    takes_key_later: &[
        "securecookie.New",
        "securecookie.CodecsFromPairs",
        "NewCookieStore",
        "NewFilesystemStore",
    ],
    ..Framework::PLAIN
};

const HASH: Param = Param {
    name: "hash",
    about: "the digest of the HMAC (HashFunc)",
    kind: Kind::Word(&["sha256", "sha1", "sha384", "sha512"]),
    default: "sha256",
};

const SERIALIZER: Param = Param {
    name: "serializer",
    about: "what the text is: gob is carried as its bytes, nop is any bytes; auto takes JSON and \
            gob, and makes JSON",
    kind: Kind::Word(&["auto", "json", "gob", "nop"]),
    default: "auto",
};

const AGE: Param = Param {
    name: "max-age",
    about: "how old a cookie may be (MaxAge); 0 or none for any age",
    kind: Kind::Duration,
    default: "30d",
};

const LENGTH: Param = Param {
    name: "max-length",
    about: "how many characters a value may have (MaxLength); 0 for any number",
    kind: Kind::Number,
    default: "4096",
};

const FACTS: Facts = Facts {
    name: "gorilla",
    about: "gorilla/securecookie (HMAC-SHA256, AES-CTR)",
    framework: &FRAMEWORK,
    protection: Protection::ByKey,
    payload: Payload::Json,
    expiry: Expiry::ByAge(Some(MAX_AGE)),
    name_binding: NameBinding::Bound,
    key: KeySpec {
        about: "a pair, {\"hash\":\"hex:…\",\"block\":\"hex:…\"} (hex:, base64: or text; the block \
                key has 16, 24 or 32 bytes, and may be left out); any other text is a hash key \
                alone",
        list: "the first pair makes, all open",
        line_end: LineEnd::Dropped,
        generate: Generate::HashAndBlock,
    },
    params: &[HASH, SERIALIZER, AGE, LENGTH, KEY_ENCODING],
    cautions: &[
        "under a hash key alone it is signed, not encrypted: anyone can read it",
        "it says when it was made, and not until when it is valid: the reader's MaxAge decides",
        "its MAC says nothing of the block key: under another one it opens to noise",
        "what gob wrote is carried as its bytes, and not read",
    ],
};

/// After a good MAC. Another pair may have the same hash key.
const UNREADABLE: Malformed = Malformed(
    "gorilla: the MAC is right, and what it holds cannot be read: another block key, or another \
     --param serializer",
);

impl Format for Gorilla {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// Digits of a date, and the bar where that ends. In base64 three digits start
    /// with M, N or O, which most lines of a log do not.
    fn resembles(&self, value: &str) -> bool {
        if !value.starts_with(['M', 'N', 'O']) {
            return false;
        }
        let start = value.get(..16).and_then(from_base64url);
        let start = start.unwrap_or_default();
        let digits = start.iter().take_while(|it| it.is_ascii_digit()).count();
        digits >= 9 && start.get(digits) == Some(&b'|')
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let fields = Fields::read(cookie)?;
        let date = fields.date_text().len();
        let part = |name, bytes| Part {
            name,
            bytes,
            span: 0..cookie.value.len(),
        };
        let serializer = Serializer::of(cookie.params);
        Ok(Anatomy {
            parts: vec![
                part("date", date),
                part("data", fields.data.len()),
                part("mac", fields.mac().len()),
            ],
            times: times(fields.date, cookie.params),
            key_id: None,
            readable: serializer.readable(&fields.data).map(<[u8]>::to_vec),
            notes: vec![],
        })
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let (hash, block) = keys(secret, params)?;
        let digest = digest_of(params).unwrap_or(Digest::Sha256);
        let (protection, block) = match &block {
            None => (Protection::Signed, None),
            Some(block) => {
                let block = CtrKey::new(block)
                    .ok_or(UnfitKey("the block key does not have 16, 24 or 32 bytes"))?;
                (Protection::Encrypted, Some(block))
            }
        };
        Ok(Unlocked {
            codec: Box::new(Keyed {
                hash: MacKey::new(digest, &hash),
                digest,
                block,
                serializer: Serializer::of(params),
                max_length: max_length(params),
            }),
            protection,
            warning: None,
        })
    }

    fn payload(&self, params: &Params) -> Payload {
        match Serializer::of(params) {
            Serializer::Auto | Serializer::Json => Payload::Json,
            Serializer::Gob | Serializer::Nop => Payload::Bytes,
        }
    }

    fn is_told_by_key(&self, malformed: Malformed) -> bool {
        [UNREADABLE, NO_BLOCK_KEY].contains(&malformed)
    }

    fn reason(&self, malformed: Malformed) -> Option<&'static str> {
        match malformed {
            UNREADABLE => Some("key-block-differs"),
            NO_BLOCK_KEY => Some("key-block-missing"),
            _ => None,
        }
    }

    fn undoes_percent(&self) -> bool {
        false
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        fields::vectors(self)
    }
}

type Bytes = Zeroizing<Vec<u8>>;

/// The hash key and the block key that a secret is: a pair, or a hash key alone.
fn keys(secret: Secret, params: &Params) -> std::result::Result<(Bytes, Option<Bytes>), UnfitKey> {
    let is_text = matches!(params.text(KEY_ENCODING.name), None | Some("text"));
    let (hash, block) = match secret.bytes.trim_ascii().starts_with(b"{") && is_text {
        false => (secret.decoded(params)?, None),
        true => {
            let pair = Pair::of(secret.bytes).ok_or(UnfitKey(
                "the pair of keys is not {\"hash\":\"hex:…\",\"block\":\"hex:…\"}",
            ))?;
            let both = pair.hash().zip(pair.block());
            both.ok_or(UnfitKey(
                "a key of the pair is not of the encoding that it names, hex: or base64:",
            ))?
        }
    };
    if hash.is_empty() {
        return Err(UnfitKey(
            "the hash key is empty: anyone can make a cookie (securecookie 1.1.1 takes it, 1.1.2 \
             does not)",
        ));
    }
    Ok((hash, block))
}

/// The digest that was chosen, if one was.
fn digest_of(params: &Params) -> Option<Digest> {
    Some(match params.text(HASH.name)? {
        "sha1" => Digest::Sha1,
        "sha384" => Digest::Sha384,
        "sha512" => Digest::Sha512,
        _ => Digest::Sha256,
    })
}

fn max_length(params: &Params) -> u64 {
    params.number(LENGTH.name).unwrap_or(MAX_LENGTH)
}

/// Expired iff the date is before now less the age; 0 is no limit.
fn times(date: Time, params: &Params) -> Times {
    let age = params.age(AGE.name, Some(MAX_AGE)).filter(|age| *age != 0);
    Times {
        issued: Some(date),
        expires: age.map(|age| date.plus(age).plus(1)),
        ..Times::default()
    }
}

/// securecookie with a pair of keys.
struct Keyed {
    hash: MacKey,
    digest: Digest,
    block: Option<CtrKey>,
    serializer: Serializer,
    max_length: u64,
}

impl Keyed {
    /// The tag over `NAME|DATE|DATA`.
    fn tag(&self, name: &str, text: &[u8]) -> Tag {
        self.hash.tag(&[name.as_bytes(), b"|", text])
    }
}

impl Codec for Keyed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        if draft.expires.is_some() {
            return Err(
                Error::could_not("a gorilla cookie cannot carry an expiry").hint(
                    "leave it out: it says when it was made, and the application's MaxAge how old \
                     it may be; --set-cookie --max-age 8h tells the browser",
                ),
            );
        }
        if draft.name.is_empty() {
            return Err(Error::could_not(
                "a gorilla cookie is bound to its name, and no name was given",
            )
            .hint("add --name session-name, or the name that the application uses"));
        }
        let mut data = self.serializer.stored(draft)?;
        if let Some(block) = &self.block {
            let counter = random::<BLOCK_BYTES>()?;
            block.apply(&counter, &mut data);
            data.splice(..0, *counter);
        }
        let mut text = format!("{}|{}", draft.issued.0, base64url_padded(&data)).into_bytes();
        let tag = self.tag(draft.name, &text);
        text.push(b'|');
        text.extend_from_slice(&tag);
        let value = base64url_padded(&text);
        if self.max_length != 0 && value.len() as u64 > self.max_length {
            return Err(Error::could_not(format!(
                "the cookie would have {} characters, and gorilla neither makes nor reads one above {}",
                value.len(),
                self.max_length
            ))
            .hint("store less in it, or say the application's own limit: --param max-length=N"));
        }
        Ok(value.into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let fields = Fields::read(cookie)?;
        if fields.mac().len() != self.digest.bytes() {
            return Err(Malformed(
                "gorilla: its MAC is of another digest than SHA-256: name it with --format gorilla \
                 --param hash=sha1, sha384 or sha512",
            )
            .into());
        }
        if !equal(&self.tag(cookie.name, fields.signed()), fields.mac()) {
            return Err(Refusal::Forged);
        }
        let times = times(fields.date, cookie.params);
        let mut data = fields.data;
        if let Some(block) = &self.block {
            let (counter, text) = data.split_first_chunk_mut().ok_or(UNREADABLE)?;
            block.apply(counter, text);
            data.drain(..BLOCK_BYTES);
        }
        let unreadable = match &self.block {
            // What is encrypted has a counter before it.
            None if data.len() > BLOCK_BYTES => NO_BLOCK_KEY,
            _ => UNREADABLE,
        };
        let readable = self.serializer.readable(&data).ok_or(unreadable)?;
        payload.clear();
        payload.extend_from_slice(readable);
        Ok(times)
    }
}
