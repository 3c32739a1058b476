//! PASETO's local token of version 4: `"v4.local." b64url(NONCE CIPHERTEXT TAG)`, and a
//! footer behind a dot, in base64url too: XChaCha20, and BLAKE2b with a key over all.
//!
//! The payload is JSON, its times are dates. Source: PASETO's specification, version 4;
//! pyseto 1.10.0, `versions/v4.py` and `paseto.py`. A key may be written as PASERK has
//! it, `k4.local.…`.

mod claims;

use zeroize::Zeroizing;

use super::runbook::{Runbook, by_slots};
use super::{
    Anatomy, Codec, Draft, Expiry, Export, Exported, Facts, Format, Framework, Generate, Input,
    KEY_ENCODING, KeySpec, Kind, LineEnd, Malformed, NameBinding, NamesTell, Param, Params, Part,
    Payload, Place, Protection, Refusal, Sealed, Secret, Times, UnfitKey, Unlocked, python,
};
use crate::crypto::blake2b::Blake2bKey;
use crate::crypto::{equal, random, xchacha};
use crate::encoding::{base64url, from_base64url, from_secret_base64url};
use crate::error::Result;

/// The format of a local token.
pub struct Paseto;

const HEADER: &str = "v4.local.";
/// How PASERK writes a key.
const PASERK: &str = "k4.local.";
const NONCE_BYTES: usize = 32;
const TAG_BYTES: usize = 32;
const KEY_BYTES: usize = 32;

static FRAMEWORK: Framework = Framework {
    name: "PASETO",
    server: "pyseto",
    names_tell: NamesTell::Nothing,
    key_names: &["PASETO_KEY", "PASETO_SECRET_KEY"],
    key_owners: &["paseto"],
    exports: &[Export {
        name: "paseto",
        about: "Python code: the keys of pyseto's tokens",
        text: Exported::Code {
            language: "Python",
            reads_slots: true,
            code: pyseto_keys,
        },
    }],
    runbook: Some(&Runbook {
        about: "A program that makes tokens with pyseto",
        restart: "systemctl restart app",
        max_lifetime: "30d",
        code: Some("paseto"),
        course: |site| {
            by_slots(
                site,
                &[
                    "everyone stays signed in: a token is opened under each of the keys, and the \
                     next one is made with the new key",
                    "each program that reads the tokens must be given all keys, not only the one \
                     that makes them: pyseto.decode takes a list",
                    "a token without exp is good until the old key is dropped",
                ],
            )
        },
    }),
    ..Framework::PLAIN
};

/// The code that reads keys as PASERK writes them; `None` for another one.
fn pyseto_keys(place: &Place, key: Secret) -> Option<String> {
    let is_paserk = key.bytes.starts_with(PASERK.as_bytes());
    is_paserk.then(|| {
        format!(
            "import pyseto\n\n{}\nkeys = [pyseto.Key.from_paserk(key) for key in keys]\n\
             # The first encrypts, all decrypt: pyseto.encode(keys[0], payload) and\n\
             # pyseto.decode(keys, token).\n",
            python::keys(place, key, python::As::Text)
        )
    })
}

const IMPLICIT: Param = Param {
    name: "implicit-assertion",
    about: "what is authenticated with it and stands nowhere in it",
    kind: Kind::Unseen,
    default: "",
};

const LEEWAY: Param = Param {
    name: "leeway",
    about: "by how much the clocks of two machines may differ",
    kind: Kind::Duration,
    default: "0",
};

const FOOTER: Param = Param {
    name: "footer",
    about: "what is written behind a token that is made, for all to read: an id of the key",
    kind: Kind::Text,
    default: "",
};

const FACTS: Facts = Facts {
    name: "paseto",
    about: "PASETO v4.local token (XChaCha20, BLAKE2b)",
    framework: &FRAMEWORK,
    protection: Protection::Encrypted,
    payload: Payload::Json,
    expiry: Expiry::InPayload("exp"),
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "32 bytes: k4.local. and base64url, as PASERK writes them; or as --param \
                key-encoding says",
        list: "one key makes tokens; a reader may try several, and a footer names the key",
        line_end: LineEnd::Dropped,
        generate: Generate::Paserk(PASERK),
    },
    params: &[IMPLICIT, LEEWAY, FOOTER, KEY_ENCODING],
    cautions: &[
        "not bound to the cookie's name: the value passes under any name",
        "its footer is authenticated, and not encrypted: anyone can read it",
        "without an exp it never expires: only a new key ends it",
        "tokens of other versions, and public ones, are named and not opened: nothing is claimed \
         about whether they are genuine",
    ],
};

impl Format for Paseto {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        value.starts_with(HEADER)
    }

    /// Any version of either kind.
    fn is_likely(&self, value: &str) -> bool {
        kind_of(value.trim_matches(['"', '\'', ' ', '\t'])).is_some()
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let token = Token::read(cookie.value)?;
        let start = HEADER.len();
        let end = start + token.text.len();
        let part = |name, bytes| Part {
            name,
            bytes,
            span: start..end,
        };
        let mut parts = vec![
            Part {
                name: "header",
                bytes: start,
                span: 0..start,
            },
            part("nonce", NONCE_BYTES),
            part("ciphertext", token.bytes.len() - NONCE_BYTES - TAG_BYTES),
            part("tag", TAG_BYTES),
        ];
        if let Some(footer) = &token.footer {
            parts.push(Part {
                name: "footer",
                bytes: footer.len(),
                span: end + 1..cookie.value.len(),
            });
        }
        Ok(Anatomy {
            parts,
            times: Times::default(),
            key_id: token.footer.as_deref().and_then(claims::key_id),
            readable: None,
            notes: vec![],
        })
    }

    fn hides_times(&self, _params: &Params) -> bool {
        true
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let bytes = key_of(secret, params)?;
        let key = Blake2bKey::new(&bytes).ok_or(UnfitKey(
            "the key is empty or has more than 64 bytes: PASETO's have 32",
        ))?;
        Ok(Unlocked {
            codec: Box::new(Local {
                key,
                implicit: text_of(params, &IMPLICIT).to_owned(),
                footer: text_of(params, &FOOTER).to_owned(),
                leeway: params.age(LEEWAY.name, Some(0)).unwrap_or(0),
            }),
            protection: FACTS.protection,
            warning: (bytes.len() != KEY_BYTES).then_some(
                "the key has not 32 bytes, as PASETO has it: pyseto takes 1 to 64, and other \
                 libraries do not",
            ),
        })
    }

    fn undoes_percent(&self) -> bool {
        false
    }

    #[cfg(test)]
    fn carried(&self, draft: &Draft) -> Vec<u8> {
        claims::with_expiry(draft, 0).unwrap().into_bytes()
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        use crate::time::Time;
        let json = include_str!("../../tests/data/frameworks/paseto.json");
        super::vectors::of_library(self, json, |case, mut vector| {
            // pyseto looks at whole seconds.
            let now = case["now"].as_f64().unwrap_or_default();
            vector.now = Time(now.floor() as u64);
            Some(vector)
        })
    }
}

fn text_of<'a>(params: &'a Params, param: &Param) -> &'a str {
    params.text(param.name).unwrap_or_default()
}

/// The version and the kind that a token says of itself.
fn kind_of(value: &str) -> Option<(&str, &str)> {
    let mut parts = value.split('.');
    let version = parts.next()?;
    let kind = parts
        .next()
        .filter(|it| matches!(*it, "local" | "public"))?;
    let digits = version.strip_prefix('v')?;
    let is_version = digits.len() == 1 && digits.bytes().all(|it| it.is_ascii_digit());
    (is_version && parts.next().is_some()).then_some((version, kind))
}

/// The bytes of a key, which PASERK may have written.
fn key_of(secret: Secret, params: &Params) -> std::result::Result<Zeroizing<Vec<u8>>, UnfitKey> {
    let is_text = matches!(params.text(KEY_ENCODING.name), None | Some("text"));
    let line = secret.line();
    if !is_text || !line.starts_with(b"k4.") {
        return secret.decoded(params);
    }
    let text = line.strip_prefix(PASERK.as_bytes()).ok_or(UnfitKey(
        "the key is of PASERK, and none of v4.local: it starts with another word than k4.local.",
    ))?;
    let bytes = from_secret_base64url(text);
    let bytes = bytes.filter(|it| it.len() == KEY_BYTES);
    bytes.ok_or(UnfitKey(
        "the key is not k4.local. and 32 bytes in base64url without padding",
    ))
}

/// A token taken apart.
struct Token<'a> {
    /// The part behind the header.
    text: &'a str,
    /// Nonce, ciphertext and tag.
    bytes: Vec<u8>,
    footer: Option<Vec<u8>>,
}

impl<'a> Token<'a> {
    fn read(value: &'a str) -> std::result::Result<Self, Malformed> {
        let rest = value.strip_prefix(HEADER).ok_or_else(|| {
            Malformed(match kind_of(value) {
                Some((_, "public")) => {
                    "paseto: it is a public token, which a pair of keys signs: those of v4.local \
                     are read here"
                }
                Some(_) => {
                    "paseto: it is a local token of another version: those of v4.local are read \
                     here"
                }
                None => "paseto: it does not start with v4.local.",
            })
        })?;
        let (text, footer) = match rest.split_once('.') {
            Some((text, footer)) => (text, Some(footer)),
            None => (rest, None),
        };
        let footer = match footer {
            Some("") => {
                return Err(Malformed(
                    "paseto: there is a dot, and no footer behind it (pyseto accepts it)",
                ));
            }
            Some(footer) if footer.contains('.') => {
                return Err(Malformed("paseto: it has more than four parts"));
            }
            Some(footer) => Some(from_base64url(footer).ok_or(Malformed(
                "paseto: the footer is not canonical base64url without padding (pyseto ignores \
                 invalid characters, unused bits and padding)",
            ))?),
            None => None,
        };
        let bytes = from_base64url(text).ok_or(Malformed(
            "paseto: the payload is not canonical base64url without padding (pyseto ignores \
             invalid characters, unused bits and padding)",
        ))?;
        match bytes.len() >= NONCE_BYTES + TAG_BYTES {
            true => Ok(Token {
                text,
                bytes,
                footer,
            }),
            false => Err(Malformed("paseto: it is shorter than a nonce and a tag")),
        }
    }
}

/// Tokens under a key.
struct Local {
    key: Blake2bKey,
    implicit: String,
    footer: String,
    leeway: u64,
}

impl Local {
    /// Encrypts what stands behind a nonce, or decrypts it: that is the same.
    fn apply(&self, nonce: &[u8], text: &mut [u8]) {
        let both = self.key.tag_of_56(&[b"paseto-encryption-key", nonce]);
        let (key, nonce) = both.split_at(KEY_BYTES);
        if let (Ok(key), Ok(nonce)) = (key.try_into(), nonce.try_into()) {
            xchacha::apply(key, nonce, text);
        }
    }

    /// The tag over a nonce and a ciphertext, the footer, and what stands nowhere.
    fn tag(&self, nonce: &[u8], ciphertext: &[u8], footer: &[u8]) -> Zeroizing<[u8; TAG_BYTES]> {
        let key = self.key.tag(&[b"paseto-auth-key-for-aead", nonce]);
        let pieces = [
            HEADER.as_bytes(),
            nonce,
            ciphertext,
            footer,
            self.implicit.as_bytes(),
        ];
        let number = |it: usize| (it as u64).to_le_bytes();
        let count = number(pieces.len());
        let lengths = pieces.map(|it| number(it.len()));
        let mut parts: Vec<&[u8]> = vec![&count];
        for (length, piece) in lengths.iter().zip(pieces) {
            parts.extend([&length[..], piece]);
        }
        match Blake2bKey::new(&*key) {
            Some(key) => key.tag(&parts),
            None => unreachable!("a tag of 32 bytes is a key"),
        }
    }
}

impl Codec for Local {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        let payload = claims::with_expiry(draft, self.leeway)?;
        let again = draft.again.and_then(|it| Token::read(it).ok());
        let again = again
            .and_then(|it| it.footer)
            .filter(|_| self.footer.is_empty());
        let footer = again.unwrap_or_else(|| self.footer.as_bytes().to_vec());
        let nonce = random::<NONCE_BYTES>()?;
        let mut text = payload.into_bytes();
        self.apply(&nonce[..], &mut text);
        let tag = self.tag(&nonce[..], &text, &footer);
        let sealed = base64url(&[&nonce[..], &text, &tag[..]].concat());
        let end = match footer.is_empty() {
            true => String::new(),
            false => format!(".{}", base64url(&footer)),
        };
        Ok(format!("{HEADER}{sealed}{end}").into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let token = Token::read(cookie.value)?;
        let (nonce, rest) = token.bytes.split_at(NONCE_BYTES);
        let (ciphertext, tag) = rest.split_at(rest.len() - TAG_BYTES);
        let footer = token.footer.as_deref().unwrap_or_default();
        if !equal(&self.tag(nonce, ciphertext, footer)[..], tag) {
            return Err(Refusal::Forged);
        }
        payload.clear();
        payload.extend_from_slice(ciphertext);
        self.apply(nonce, payload);
        Ok(claims::times(payload, self.leeway)?)
    }
}
