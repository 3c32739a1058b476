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
             HS256, because whoever has the public key could sign",
        ));
    }
    if SSH.iter().any(|it| text.starts_with(it)) {
        return Err(UnfitKey(
            "the key is a public key of SSH: JWT libraries refuse it for HS256, because whoever \
             has it could sign",
        ));
    }
    let json = serde_json::from_slice(key).ok();
    if json.is_some_and(|json| holds_jwk(&json)) {
        return Err(UnfitKey(
            "the key is a JSON Web Key, which JWT libraries refuse as it stands: the secret is the \
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
