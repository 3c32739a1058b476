//! The keys of an application: one, or several by their numbers; and what Jupyter
//! makes of the text of its key file.

use serde::Deserialize;
use zeroize::Zeroizing;

use super::super::numbered::Numbered;
use super::super::pair::Text;
use super::super::python::padded_base64_as_read;
use super::super::{KEY_ENCODING, Kind, Param, Params, Secret, UnfitKey};
use crate::crypto::mac::{Digest, MacKey, Tag};
use crate::encoding::from_hex;

/// How the text of a key becomes cookie_secret.
pub const COOKIE_SECRET: Param = Param {
    name: "cookie-secret",
    about: "what makes cookie_secret of the key: jupyter-server takes the file \
            jupyter_cookie_secret (with a password {\"secret\":\"…\",\"password\":\"argon2:…\"}), \
            jupyterhub jupyterhub_cookie_secret",
    kind: Kind::Word(&["text", "jupyter-server", "jupyterhub"]),
    default: "text",
};

/// The numbers of several keys.
pub const KEY_VERSIONS: Param = Param {
    name: "key-versions",
    about: "the numbers of the keys that are given, in their order, where cookie_secret is a dict; \
            the first is key_version, and signs",
    kind: Kind::Texts,
    default: "none",
};

/// One key.
pub struct Key {
    /// Its number, if keys have some.
    pub number: Option<u64>,
    sha1: MacKey,
    sha256: MacKey,
}

impl Key {
    fn new(number: Option<u64>, bytes: &[u8]) -> Self {
        Key {
            number,
            sha1: MacKey::new(Digest::Sha1, bytes),
            sha256: MacKey::new(Digest::Sha256, bytes),
        }
    }

    /// The tag by one of the two digests that Tornado has.
    pub fn tag(&self, digest: Digest, parts: &[&[u8]]) -> Tag {
        match digest {
            Digest::Sha1 => self.sha1.tag(parts),
            _ => self.sha256.tag(parts),
        }
    }
}

/// The keys of one secret: there is at least one, and the first signs.
pub struct Keys(Vec<Key>);

const EMPTY: UnfitKey = UnfitKey("the key is empty: anyone can sign with it");

impl Keys {
    pub fn of(secret: Secret, params: &Params) -> Result<Self, UnfitKey> {
        let versions = params.text(KEY_VERSIONS.name).filter(|it| *it != "none");
        let versions = versions.map(numbers).transpose()?;
        let is_text = matches!(params.text(KEY_ENCODING.name), None | Some("text"));
        let bytes = match params.text(COOKIE_SECRET.name) {
            Some("jupyter-server") => of_jupyter_server(secret)?,
            Some("jupyterhub") => of_jupyterhub(secret)?,
            _ if is_text && secret.bytes.trim_ascii().starts_with(b"{") => {
                return by_numbers(secret, versions);
            }
            _ => secret.decoded(params)?,
        };
        if bytes.is_empty() {
            return Err(EMPTY);
        }
        let number = match versions {
            None => None,
            Some(versions) => Some(*versions.get(secret.place).ok_or(UnfitKey(
                "--param key-versions has no number for this key: name one for each, in the order \
                 in which they are given",
            ))?),
        };
        Ok(Keys(vec![Key::new(number, &bytes)]))
    }

    /// The key that signs.
    pub fn signer(&self) -> &Key {
        &self.0[0]
    }

    /// The one key of an application that has no numbers.
    pub fn alone(&self) -> Option<&Key> {
        self.0.first().filter(|key| key.number.is_none())
    }

    /// The key that a cookie names: of one alone the number is not looked at.
    pub fn numbered(&self, number: u64) -> Option<&Key> {
        let own = || self.0.iter().find(|key| key.number == Some(number));
        self.alone().or_else(own)
    }
}

fn numbers(text: &str) -> Result<Vec<u64>, UnfitKey> {
    let number = |it: &str| it.trim().parse().ok();
    let numbers = text.split(',').map(number).collect::<Option<Vec<u64>>>();
    numbers.ok_or(UnfitKey(
        "--param key-versions is not numbers with commas between",
    ))
}

/// The keys that a text has by their numbers; that of the first number that was
/// chosen stands before the others.
fn by_numbers(secret: Secret, versions: Option<Vec<u64>>) -> Result<Keys, UnfitKey> {
    const NO_MAP: UnfitKey =
        UnfitKey("the keys by their numbers are not {\"2\":\"…\",\"1\":\"…\"}");
    let mut keys = Vec::new();
    for (number, text) in Numbered::of(secret.bytes).ok_or(NO_MAP)?.0 {
        let bytes = text.bytes().ok_or(UnfitKey(
            "a key of the map is not of the encoding that it names, hex: or base64:",
        ))?;
        if bytes.is_empty() {
            return Err(EMPTY);
        }
        keys.push(Key::new(Some(number), &bytes));
    }
    let signer = match versions.as_ref().and_then(|it| it.first()) {
        None => 0,
        Some(first) => {
            let place = keys.iter().position(|key| key.number == Some(*first));
            place.ok_or(UnfitKey(
                "the map of keys has none of the first number of --param key-versions",
            ))?
        }
    };
    let signer = keys.remove(signer);
    keys.insert(0, signer);
    Ok(Keys(keys))
}

/// The file, and the hash of the password that the server was set up with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Protected {
    secret: Text,
    password: Text,
}

/// HMAC-SHA256 of the hashed password under all bytes of the file, line end and all.
fn of_jupyter_server(secret: Secret) -> Result<Zeroizing<Vec<u8>>, UnfitKey> {
    let derived = |file: &[u8], password: &[u8]| {
        let tag = MacKey::new(Digest::Sha256, file).tag(&[password]);
        Zeroizing::new(tag.to_vec())
    };
    if secret.bytes.is_empty() {
        return Err(EMPTY);
    }
    if !secret.bytes.starts_with(b"{") {
        return Ok(derived(secret.bytes, b""));
    }
    let both: Protected = serde_json::from_slice(secret.bytes.trim_ascii()).map_err(|_| {
        UnfitKey("the key is not {\"secret\":\"base64:…\",\"password\":\"argon2:…\"}")
    })?;
    let both = both.secret.bytes().zip(both.password.bytes());
    let (file, password) = both.ok_or(UnfitKey(
        "the secret or the password is not of the encoding that it names, hex: or base64:",
    ))?;
    Ok(derived(&file, &password))
}

/// The bytes of hex digits, white space around them aside; of old, of base64.
fn of_jupyterhub(secret: Secret) -> Result<Zeroizing<Vec<u8>>, UnfitKey> {
    let text = secret.bytes.trim_ascii();
    let of_base64 = || {
        let text = std::str::from_utf8(text).ok()?;
        padded_base64_as_read(text).map(Zeroizing::new)
    };
    let bytes = from_hex(text).or_else(of_base64);
    bytes.ok_or(UnfitKey(
        "the key is neither hex digits nor base64, as JupyterHub reads its file",
    ))
}
