//! An encrypted token in its compact form (RFC 7516, 7.1), of the two encryptions that
//! are used, under a key that is not in it.

use crate::encoding::from_base64url;
use crate::frameworks::members::{self, Members};
use crate::frameworks::{Malformed, Part};

/// How a token is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// A256GCM.
    Gcm,
    /// A256CBC-HS512.
    CbcHmac,
}

impl Encryption {
    /// What a header calls it.
    pub fn name(self) -> &'static str {
        match self {
            Encryption::Gcm => "A256GCM",
            Encryption::CbcHmac => "A256CBC-HS512",
        }
    }

    /// How long a part of a token may be that is too long for a cookie: NextAuth 4
    /// and Auth.js 5 each leave so much room for the rest of the line.
    pub fn chunk(self) -> usize {
        match self {
            Encryption::Gcm => 4096 - 163,
            Encryption::CbcHmac => 4096 - 160,
        }
    }

    fn vector_bytes(self) -> usize {
        match self {
            Encryption::Gcm => 12,
            Encryption::CbcHmac => 16,
        }
    }

    fn tag_bytes(self) -> usize {
        match self {
            Encryption::Gcm => 16,
            Encryption::CbcHmac => 32,
        }
    }
}

/// A token taken apart.
pub struct Token<'a> {
    /// The text of its header, which is authenticated.
    pub header: &'a str,
    pub encryption: Encryption,
    /// The key that it names.
    pub key_id: Option<String>,
    pub vector: Vec<u8>,
    pub ciphertext: Vec<u8>,
    pub tag: Vec<u8>,
    /// How long the parts are, as they stand there.
    lengths: [usize; 4],
}

impl<'a> Token<'a> {
    pub fn read(text: &'a str) -> Result<Self, Malformed> {
        let mut parts = text.split('.');
        let found: [&str; 5] = std::array::from_fn(|_| parts.next().unwrap_or("\0"));
        let [header, key, vector, ciphertext, tag] = found;
        if parts.next().is_some() || tag == "\0" {
            return Err(Malformed(
                "authjs: it does not have five parts separated by dots",
            ));
        }
        if !key.is_empty() {
            return Err(Malformed(
                "authjs: it has an encrypted key: Auth.js's tokens have none",
            ));
        }
        let (encryption, key_id) = head(header)?;
        let lengths = [header, vector, ciphertext, tag].map(str::len);
        let vector = from_base64url(vector).ok_or(Malformed(
            "authjs: the iv is not canonical base64url without padding (Auth.js accepts other \
             spellings)",
        ))?;
        let ciphertext = from_base64url(ciphertext).ok_or(Malformed(
            "authjs: the ciphertext is not canonical base64url without padding (Auth.js accepts \
             other spellings)",
        ))?;
        let tag = from_base64url(tag).ok_or(Malformed(
            "authjs: the tag is not canonical base64url without padding (Auth.js accepts other \
             spellings)",
        ))?;
        if vector.len() != encryption.vector_bytes() {
            return Err(Malformed(
                "authjs: the iv is not as long as that of its enc",
            ));
        }
        if tag.len() != encryption.tag_bytes() {
            return Err(Malformed(
                "authjs: the tag is not as long as that of its enc",
            ));
        }
        Ok(Token {
            header,
            encryption,
            key_id,
            vector,
            ciphertext,
            tag,
            lengths,
        })
    }

    /// Its parts; there is nothing between the first two dots.
    pub fn parts(&self) -> Vec<Part> {
        let bytes = [
            self.lengths[0] * 3 / 4,
            self.vector.len(),
            self.ciphertext.len(),
            self.tag.len(),
        ];
        let names = ["header", "iv", "ciphertext", "tag"];
        let mut at = 0;
        let part = |index: usize| {
            let span = at..at + self.lengths[index];
            at = span.end + if index == 0 { 2 } else { 1 };
            Part {
                name: names[index],
                bytes: bytes[index],
                span,
            }
        };
        (0..4).map(part).collect()
    }
}

/// What a header says.
fn head(text: &str) -> Result<(Encryption, Option<String>), Malformed> {
    const HEADER: Malformed =
        Malformed("authjs: the header is not canonical base64url of a JSON object");
    let bytes = from_base64url(text).ok_or(HEADER)?;
    let members = Members::read(&bytes).map_err(|_| HEADER)?;
    let word = |name: &str| members.get(name).and_then(members::text);
    if ["alg", "enc", "kid"]
        .into_iter()
        .any(|it| members.repeats(it))
    {
        return Err(Malformed("authjs: the header says one thing twice"));
    }
    if word("alg").as_deref() != Some("dir") {
        return Err(Malformed("authjs: the alg of the header is not dir"));
    }
    let of = [Encryption::Gcm, Encryption::CbcHmac];
    let name = word("enc");
    let encryption = of.into_iter().find(|it| Some(it.name()) == name.as_deref());
    let encryption = encryption.ok_or(Malformed(
        "authjs: the enc of the header is neither A256GCM nor A256CBC-HS512",
    ))?;
    if members.get("crit").is_some() || members.get("zip").is_some() {
        return Err(Malformed(
            "authjs: the header asks for what Auth.js does not do (crit, zip)",
        ));
    }
    let key_id = word("kid");
    if key_id.is_none() && members.get("kid").is_some() {
        return Err(Malformed(
            "authjs: the kid of the header is not a string, so it names no key of Auth.js",
        ));
    }
    Ok((encryption, key_id))
}
