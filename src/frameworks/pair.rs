//! Two keys in one text, so that they are kept and rotated as one: a hash key for
//! a MAC, and perhaps a block key that encrypts.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use crate::encoding::{from_hex, from_secret_base64};

/// A pair of keys, as it is written down:
/// `{"hash":"hex:…","block":"hex:…"}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    hash: Text,
    #[serde(default)]
    block: Option<Text>,
}

/// The most bytes that are looked at: a key has a few dozen.
const MAX_BYTES: usize = 4096;

impl Pair {
    /// The pair that a text is; white space around it is no part of it.
    pub fn of(text: &[u8]) -> Option<Pair> {
        let text = text.trim_ascii();
        let may_be = text.starts_with(b"{") && text.len() <= MAX_BYTES;
        may_be.then(|| serde_json::from_slice(text).ok())?
    }

    /// The bytes of the hash key; `None` when its text is not of the encoding
    /// that it names.
    pub fn hash(&self) -> Option<Zeroizing<Vec<u8>>> {
        self.hash.bytes()
    }

    /// The bytes of the block key, if there is one.
    pub fn block(&self) -> Option<Option<Zeroizing<Vec<u8>>>> {
        match &self.block {
            None => Some(None),
            Some(block) => block.bytes().map(Some),
        }
    }
}

/// The text of one of several keys.
pub struct Text(Zeroizing<String>);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Ok(Text(Zeroizing::new(text.into_owned())))
    }
}

impl Text {
    /// Behind `hex:` or `base64:`, else the text itself.
    pub fn bytes(&self) -> Option<Zeroizing<Vec<u8>>> {
        let text = &*self.0;
        if let Some(digits) = text.strip_prefix("hex:") {
            return from_hex(digits.as_bytes());
        }
        if let Some(digits) = text.strip_prefix("base64:") {
            return from_secret_base64(digits);
        }
        Some(Zeroizing::new(text.as_bytes().to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_read_in_each_way_it_is_written() {
        for (text, hash, block) in [
            (r#"{"hash":"very-secret"}"#, "very-secret", None),
            (r#"{"hash":"a\"b","block":null}"#, "a\"b", None),
            (
                " {\"block\":\"base64:Q0Q=\",\"hash\":\"hex:4142\"}\n",
                "AB",
                Some("CD"),
            ),
        ] {
            let pair = Pair::of(text.as_bytes()).unwrap();
            assert_eq!(*pair.hash().unwrap(), hash.as_bytes(), "{text}");
            let found = pair.block().unwrap().map(|it| it.to_vec());
            assert_eq!(found.as_deref(), block.map(str::as_bytes), "{text}");
        }
        for text in [r#"{"hash":"hex:4"}"#, r#"{"hash":"base64:Q"}"#] {
            assert!(
                Pair::of(text.as_bytes()).unwrap().hash().is_none(),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_pair_is_none() {
        for text in [
            "",
            "very-secret",
            "{hash}",
            r#"{"block":"x"}"#,
            r#"{"hash":1}"#,
            r#"{"hash":"x","key":"y"}"#,
            r#"{"hash":"x","hash":"y"}"#,
            r#"[{"hash":"x"}]"#,
            r#"{"hash":"x"} x"#,
        ] {
            assert!(Pair::of(text.as_bytes()).is_none(), "{text}");
        }
    }
}
