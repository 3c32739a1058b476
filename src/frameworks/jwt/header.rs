//! The header of a token, which says how it is signed.

use crate::crypto::mac::Digest;
use crate::frameworks::Malformed;
use crate::frameworks::members::{self, Fault, Members};

/// An `alg` of a shared key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    Hs256,
    Hs384,
    Hs512,
}

impl Algorithm {
    /// All of them, in their order.
    pub const ALL: [Algorithm; 3] = [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512];

    /// Its name in a header.
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::Hs256 => "HS256",
            Algorithm::Hs384 => "HS384",
            Algorithm::Hs512 => "HS512",
        }
    }

    /// The one of this name.
    pub fn of(name: &str) -> Option<Self> {
        Algorithm::ALL.into_iter().find(|it| it.name() == name)
    }

    /// What it is HMAC over.
    pub fn digest(self) -> Digest {
        match self {
            Algorithm::Hs256 => Digest::Sha256,
            Algorithm::Hs384 => Digest::Sha384,
            Algorithm::Hs512 => Digest::Sha512,
        }
    }
}

/// A header.
pub struct Header {
    pub algorithm: Algorithm,
    /// How long it is.
    pub bytes: usize,
    /// Whether it says which key it is under.
    pub names_key: bool,
    /// What is odd about it.
    pub notes: Vec<&'static str>,
}

impl Header {
    /// Reads a header.
    ///
    /// # Errors
    /// When it is none, or one of a token that a shared key does not sign.
    pub fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let members = Members::read(bytes).map_err(malformed)?;
        let algorithm = algorithm(&members)?;
        check_encoded(&members)?;
        check_critical(&members)?;
        let has_odd_id = members.get("kid").is_some_and(|it| !members::is_text(it));
        Ok(Header {
            algorithm,
            bytes: bytes.len(),
            names_key: members.get("kid").is_some(),
            notes: has_odd_id
                .then_some("its kid is not a string: PyJWT refuses it")
                .into_iter()
                .collect(),
        })
    }
}

/// Whether bytes are an object with an `alg`: the header of any web token.
pub fn has_algorithm(bytes: &[u8]) -> bool {
    Members::read(bytes).is_ok_and(|it| it.get("alg").is_some_and(members::is_text))
}

fn malformed(fault: Fault) -> Malformed {
    Malformed(match fault {
        Fault::Marked => "jwt: the header starts with a byte order mark (PyJWT reads it)",
        Fault::Utf16 => "jwt: the header is UTF-16 (PyJWT reads it)",
        Fault::NotUtf8 => "jwt: the header is not UTF-8",
        Fault::NotNumber => "jwt: the header has NaN or Infinity (PyJWT reads it)",
        Fault::Deep => "jwt: the header is nested too deeply",
        Fault::NotJson => "jwt: the header is not JSON",
        Fault::NotObject => "jwt: the header is not a JSON object",
    })
}

/// What it is signed by. The last `alg` of two is what most libraries see, and
/// the first what some do: which it is, is nothing to guess at.
fn algorithm(members: &Members) -> Result<Algorithm, Malformed> {
    /// Signed with a private key (RFC 7518, section 3.1; RFC 8037, 8812, 9864).
    const PRIVATE: [&str; 13] = [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "ES256K",
        "EdDSA", "Ed25519", "Ed448",
    ];
    if members.repeats("alg") {
        return Err(Malformed(
            "jwt: the header has alg twice (PyJWT reads the last one)",
        ));
    }
    let Some(value) = members.get("alg") else {
        return Err(Malformed("jwt: the header has no alg"));
    };
    let name = members::text(value).unwrap_or_default();
    Algorithm::of(&name).ok_or(Malformed(match name {
        name if name.eq_ignore_ascii_case("none") => {
            "jwt: its alg is none: it is not signed, and anyone can make it"
        }
        name if PRIVATE.contains(&&*name) => {
            "not supported: a JSON Web Token that is signed with a private key (its alg is RS256, \
             ES256, EdDSA or another of that kind): only the public key checks it, and there is no \
             check by a public key here"
        }
        _ => "jwt: its alg is not HS256, HS384 or HS512",
    }))
}

/// That its payload is a part of it, in base64url (RFC 7797).
fn check_encoded(members: &Members) -> Result<(), Malformed> {
    match members.get("b64") {
        Some(_) if members.repeats("b64") => Err(Malformed(
            "jwt: the header has b64 twice (PyJWT reads the last one)",
        )),
        None | Some("true") => Ok(()),
        Some("false") => Err(Malformed(
            "jwt: b64 is false: the payload is not a part of the token",
        )),
        Some(_) => Err(Malformed(
            "jwt: b64 is neither true nor false (PyJWT takes it for true)",
        )),
    }
}

/// That its reader must know nothing that is not known here (RFC 7515, section
/// 4.1.11).
fn check_critical(members: &Members) -> Result<(), Malformed> {
    const UNKNOWN: Malformed =
        Malformed("jwt: crit names what its reader must know, and is not known here");
    let Some(value) = members.get("crit") else {
        return Ok(());
    };
    if members.repeats("crit") {
        return Err(Malformed(
            "jwt: the header has crit twice (PyJWT reads the last one)",
        ));
    }
    let names: Vec<String> =
        serde_json::from_str(value).map_err(|_| Malformed("jwt: crit is not a list of names"))?;
    if names.is_empty() {
        return Err(Malformed("jwt: crit is empty"));
    }
    let is_known = |name: &String| name == "b64" && members.get(name).is_some();
    names.iter().all(is_known).then_some(()).ok_or(UNKNOWN)
}
