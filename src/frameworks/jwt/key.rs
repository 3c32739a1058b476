//! Which keys a JWT library takes for an HMAC: not one that is, or looks like,
//! the public key of another algorithm. Who knows that key, as everybody may,
//! could sign with it.

use serde_json::Value;

use crate::frameworks::UnfitKey;

/// How SSH writes public keys.
const SSH: [&str; 4] = ["ssh-ed25519", "ssh-rsa", "ssh-dss", "ecdsa-sha2-nistp"];

/// Refuses what JWT libraries refuse.
pub fn check(key: &[u8]) -> Result<(), UnfitKey> {
    if key.is_empty() {
        return Err(UnfitKey("the key is empty: anyone can sign with it"));
    }
    let text = String::from_utf8_lossy(key);
    let is_pem = ["-----BEGIN ", "---- BEGIN "]
        .iter()
        .any(|it| text.contains(it));
    if is_pem {
        return Err(UnfitKey(
            "the key is a PEM file, so one of RS256, ES256 or EdDSA: JWT libraries refuse it for \
             HS256, because anyone who has the public key could sign",
        ));
    }
    if SSH.iter().any(|it| text.starts_with(it)) {
        return Err(UnfitKey(
            "the key is a public key of SSH: JWT libraries refuse it for HS256, because anyone who \
             has it could sign",
        ));
    }
    let json = serde_json::from_slice(key).ok();
    if json.is_some_and(|json| holds_jwk(&json)) {
        return Err(UnfitKey(
            "the key is a JSON Web Key, which JWT libraries refuse as it is: the secret is the \
             member k of one of kty oct, in base64url (--param key-encoding=base64url)",
        ));
    }
    Ok(())
}

fn holds_jwk(json: &Value) -> bool {
    match json {
        Value::Object(members) => members.contains_key("kty") || members.values().any(holds_jwk),
        Value::Array(items) => items.iter().any(holds_jwk),
        _ => false,
    }
}

/// What is to be warned of: JWT libraries take for an HMAC what they would refuse
/// as PEM.
pub fn warning(key: &[u8]) -> Option<&'static str> {
    is_public_der(key).then_some(
        "the key is a public key or a certificate in DER: anyone who has it, as everybody may, can \
         sign with it",
    )
}

/// Whether bytes are a SubjectPublicKeyInfo, an RSAPublicKey or a certificate: one
/// sequence and nothing behind it, of members with these tags.
fn is_public_der(key: &[u8]) -> bool {
    const INTEGER: u8 = 0x02;
    const BITS: u8 = 0x03;
    const SEQUENCE: u8 = 0x30;
    let Some((SEQUENCE, mut rest, [])) = member(key) else {
        return false;
    };
    let mut tags = Vec::new();
    while let Some((tag, _, behind)) = member(rest) {
        tags.push(tag);
        rest = behind;
    }
    let is_public = matches!(
        tags[..],
        [SEQUENCE, BITS] | [INTEGER, INTEGER] | [SEQUENCE, SEQUENCE, BITS]
    );
    rest.is_empty() && is_public
}

/// The tag of the first member of DER, what is in it, and what stands behind it.
fn member(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[tag, length], rest) = der.split_first_chunk()?;
    let (length, rest) = match length {
        0..=0x7f => (usize::from(length), rest),
        // A key has less than 64 kB.
        0x81 | 0x82 => {
            let (digits, rest) = rest.split_at_checked(usize::from(length - 0x80))?;
            let length = digits.iter().fold(0, |sum, it| sum << 8 | usize::from(*it));
            (length, rest)
        }
        _ => return None,
    };
    let (inside, behind) = rest.split_at_checked(length)?;
    Some((tag, inside, behind))
}
