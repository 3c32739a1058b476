//! Pyramid's ticket, which is that of mod_auth_tkt: `hex(DIGEST) TIME USER "!" TOKENS
//! "!" DATA`, the time in eight hex digits, the user percent-encoded, and no tokens
//! without their mark. DIGEST is `H(hex(H(ADDRESS TIME KEY USER 0 TOKENS 0 DATA)) KEY)`
//! by SHA-512.
//!
//! Source: Pyramid 2.1, `pyramid/authentication.py`. Of Pyramid before 2.0, Paste and
//! mod_auth_tkt the digest is MD5.

mod user;

use core::net::IpAddr;

use super::{DIGEST, digest, framework};
use crate::crypto::mac::Digest;
use crate::crypto::memory::{Filled, Memory};
use crate::crypto::{Strength, equal};
use crate::encoding::{from_hex, hex};
use crate::error::{Error, Result};
use crate::frameworks::python::quoted;
use crate::frameworks::{
    Anatomy, Codec, Draft, Expiry, Facts, Format, Generate, Input, KEY_ENCODING, KeySpec, Kind,
    LineEnd, Malformed, NameBinding, Param, Params, Part, Payload, Portable, Protection, Refusal,
    Sealed, Secret, Times, UnfitKey, Unlocked,
};
use crate::time::Time;
use user::Ticket;

/// The format of `AuthTktCookieHelper`.
pub struct AuthTkt;

const TIMEOUT: Param = Param {
    name: "timeout",
    about: "how long it is read; 0 or none forever (timeout)",
    kind: Kind::Duration,
    default: "none",
};

const IP: Param = Param {
    name: "ip",
    about: "the client's address, where it is a part of the digest (include_ip)",
    kind: Kind::Unseen,
    default: "none",
};

const FACTS: Facts = Facts {
    name: "pyramid-auth-tkt",
    about: "auth_tkt ticket of Pyramid (SHA-512)",
    framework: &framework::OF_TICKETS,
    protection: Protection::Signed,
    payload: Payload::Text,
    expiry: Expiry::ByAge(None),
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "any text: AuthTktCookieHelper's secret",
        list: "one key signs and verifies: it accepts no others",
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits256),
    },
    params: &[DIGEST, TIMEOUT, IP, KEY_ENCODING],
    cautions: &[
        "signed, not encrypted: anyone can read this",
        "not bound to the cookie's name: the value passes under any name",
        "without a timeout it is valid forever: only a new key ends it",
    ],
};

/// Digits of the time.
const TIME_DIGITS: usize = 8;

impl Format for AuthTkt {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// Hex digits of the shortest digest and of a time, and a mark behind them.
    fn resembles(&self, value: &str) -> bool {
        let value = value.trim_start_matches('"').as_bytes();
        let digits = value.iter().take_while(|it| is_digit(**it)).count();
        digits >= 2 * 16 + TIME_DIGITS && memchr::memchr(b'!', &value[digits..]).is_some()
    }

    /// A type of Pyramid's at its end.
    fn is_likely(&self, value: &str) -> bool {
        self.resembles(value) && value.contains("!userid_type:")
    }

    fn is_proven(&self, anatomy: &Anatomy) -> bool {
        anatomy.readable.is_some()
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let fields = Fields::read(cookie)?;
        let digits = 2 * digest(cookie.params).bytes();
        let user = digits + TIME_DIGITS + fields.quoted.len();
        let part = |name, bytes, span| Part { name, bytes, span };
        let mut parts = vec![
            part("digest", digits / 2, 0..digits),
            part("time", TIME_DIGITS / 2, digits..digits + TIME_DIGITS),
            part("user", fields.user.len(), digits + TIME_DIGITS..user),
        ];
        let mut data = user + 1;
        if let Some(tokens) = fields.tokens {
            parts.push(part("tokens", tokens.len(), data..data + tokens.len()));
            data += tokens.len() + 1;
        }
        let all = cookie.value.len();
        parts.push(part("data", fields.data.len(), data..all));
        Ok(Anatomy {
            parts,
            times: fields.times(cookie.params),
            key_id: None,
            readable: fields.ticket().ok().map(String::into_bytes),
            notes: vec![],
        })
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let key = secret.decoded(params)?;
        let ip = params.text(IP.name).filter(|it| *it != "none");
        if ip.is_some_and(|ip| ip.parse::<IpAddr>().is_err()) {
            return Err(UnfitKey(
                "--param ip is not an address: 192.0.2.7, 2001:db8::1 or none",
            ));
        }
        Ok(Unlocked {
            codec: Box::new(UnderKey {
                key: Memory::of(&[&key]),
                digest: digest(params),
                ip: ip.unwrap_or("0.0.0.0").to_owned(),
            }),
            protection: FACTS.protection,
            warning: key
                .is_empty()
                .then_some("the key is empty: anyone can make a ticket with it"),
        })
    }

    fn portable(
        &self,
        payload: &[u8],
        _params: &Params,
    ) -> std::result::Result<Portable, &'static str> {
        Ok(Portable::Json(payload.to_vec()))
    }

    fn carrying(&self, portable: &Portable, _params: &Params) -> Option<Vec<u8>> {
        let (Portable::Json(bytes) | Portable::Text(bytes) | Portable::Bytes(bytes)) = portable;
        let is_json = matches!(portable, Portable::Json(_));
        let fits = Ticket::of(bytes).is_ok_and(|it| it.is_whole == is_json);
        fits.then(|| bytes.clone())
    }

    fn off_the_wire(&self, value: &str) -> Option<String> {
        // parse_ticket takes quotes off that WebOb had no need to write.
        let inner = value.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
        let plain = inner.filter(|it| quoted::webob(it) == *it && !it.contains('\\'));
        quoted::from_webob(value).or_else(|| plain.map(str::to_owned))
    }

    fn undoes_percent(&self) -> bool {
        false
    }

    #[cfg(test)]
    fn carried(&self, draft: &Draft) -> Vec<u8> {
        let ticket = Ticket::of(draft.payload).unwrap();
        let fields = ticket.fields(draft.issued);
        fields.ticket().unwrap().into_bytes()
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<crate::frameworks::vectors::Vector> {
        let json = include_str!("../../../tests/data/frameworks/pyramid-auth-tkt.json");
        crate::frameworks::vectors::of_library(self, json, |_, vector| Some(vector))
    }
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

/// A ticket taken apart.
struct Fields<'a> {
    digest: &'a str,
    made: u32,
    /// The user as it is there, and the text that this stands for.
    quoted: &'a str,
    user: String,
    tokens: Option<&'a str>,
    data: &'a str,
}

impl<'a> Fields<'a> {
    fn read(cookie: Input<'a>) -> std::result::Result<Self, Malformed> {
        let value = cookie.value;
        if value.trim() != value {
            return Err(Malformed(
                "pyramid-auth-tkt: there is white space around it (the server ignores it)",
            ));
        }
        let digits = 2 * digest(cookie.params).bytes();
        let head = value
            .get(..digits + TIME_DIGITS)
            .filter(|it| it.bytes().all(is_digit));
        let head = head.ok_or(Malformed(
            "pyramid-auth-tkt: it does not start with the lower-case hex digits of a digest and a \
             time (another digest than SHA-512 is named with --param digest; a time in upper case \
             the server takes)",
        ))?;
        let (digest, time) = head.split_at(digits);
        let made = from_hex(time.as_bytes()).and_then(|it| Some(*it.first_chunk::<4>()?));
        let made = made.map(u32::from_be_bytes).unwrap_or_default();
        let rest = &value[head.len()..];
        let (quoted, rest) = rest
            .split_once('!')
            .ok_or(Malformed("pyramid-auth-tkt: there is no ! behind the user"))?;
        let user = user::unquoted(quoted).ok_or(Malformed(
            "pyramid-auth-tkt: the user is not percent-encoded as Python does it (the server \
             accepts other spellings)",
        ))?;
        let (tokens, data) = match rest.split_once('!') {
            Some((tokens, data)) => (Some(tokens), data),
            None => (None, rest),
        };
        if tokens.is_some_and(str::is_empty) {
            return Err(Malformed(
                "pyramid-auth-tkt: there are two ! without tokens between them (the server \
                 accepts it)",
            ));
        }
        Ok(Fields {
            digest,
            made,
            quoted,
            user,
            tokens,
            data,
        })
    }

    fn times(&self, params: &Params) -> Times {
        let made = Time(self.made.into());
        let timeout = params.age(TIMEOUT.name, None).filter(|it| *it != 0);
        Times {
            issued: Some(made),
            expires: timeout.map(|timeout| made.plus(timeout).plus(1)),
            ..Times::default()
        }
    }

    /// What it says, as JSON.
    fn ticket(&self) -> std::result::Result<String, Malformed> {
        let user = user::decoded(&self.user, self.data)?;
        Ok(user::json(&user, self.tokens, self.data))
    }
}

/// Tickets under a key.
struct UnderKey {
    key: Filled,
    digest: Digest,
    ip: String,
}

impl UnderKey {
    fn digest_of(&self, fields: &Fields) -> String {
        let place = match self.ip.parse() {
            Ok(IpAddr::V4(address)) => [address.octets(), fields.made.to_be_bytes()].concat(),
            _ => format!("{}{}", self.ip, fields.made).into_bytes(),
        };
        let tokens = fields.tokens.unwrap_or_default().as_bytes();
        let (user, data) = (fields.user.as_bytes(), fields.data.as_bytes());
        let first = self
            .digest
            .of(&[&place, &self.key, user, b"\0", tokens, b"\0", data]);
        hex(&self.digest.of(&[hex(&first).as_bytes(), &self.key]))
    }
}

impl Codec for UnderKey {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        if draft.expires.is_some() {
            return Err(
                Error::could_not("a pyramid-auth-tkt ticket cannot carry an expiry").hint(
                    "leave it out: it says when it was made, and the application's timeout how \
                     long that is valid; --set-cookie --max-age 8h tells the browser",
                ),
            );
        }
        let ticket = Ticket::of(draft.payload).map_err(Error::could_not)?;
        let fields = ticket.fields(draft.issued);
        let digest = self.digest_of(&fields);
        let tokens = fields.tokens.map(|it| format!("{it}!")).unwrap_or_default();
        let value = format!(
            "{digest}{:08x}{}!{tokens}{}",
            fields.made,
            user::quoted(&fields.user),
            fields.data
        );
        Ok(quoted::webob(&value).into_owned().into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let fields = Fields::read(cookie)?;
        if !equal(self.digest_of(&fields).as_bytes(), fields.digest.as_bytes()) {
            return Err(Refusal::Forged);
        }
        let ticket = fields.ticket()?;
        payload.clear();
        payload.extend_from_slice(ticket.as_bytes());
        Ok(fields.times(cookie.params))
    }
}
