//! Base64 of keys, and of tags that anyone who asks must not learn, in a time that
//! depends on their lengths alone: the engine that is faster looks the end of a
//! text up in a table, and on some processors all of it, and what it took from the
//! caches says something about the digits.

use base64ct::{Base64, Base64Unpadded, Base64Url, Base64UrlUnpadded, Encoding};
use zeroize::Zeroizing;

/// As [`super::base64`], of what is secret.
pub fn secret_base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// The same without padding.
pub fn secret_base64_unpadded(bytes: &[u8]) -> String {
    Base64Unpadded::encode_string(bytes)
}

/// As [`super::base64url`], of what is secret.
pub fn secret_base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// As [`super::base64url_padded`], of what is secret.
pub fn secret_base64url_padded(bytes: &[u8]) -> String {
    Base64Url::encode_string(bytes)
}

/// As [`super::from_base64`], of what is secret.
pub fn from_secret_base64(text: impl AsRef<[u8]>) -> Option<Zeroizing<Vec<u8>>> {
    decoded::<Base64Unpadded>(unpadded(text.as_ref())?)
}

/// As [`super::from_base64url`], of what is secret.
pub fn from_secret_base64url(text: impl AsRef<[u8]>) -> Option<Zeroizing<Vec<u8>>> {
    decoded::<Base64UrlUnpadded>(text.as_ref())
}

/// As [`super::from_base64url_padded`], of what is secret.
pub fn from_secret_base64url_padded(text: impl AsRef<[u8]>) -> Option<Zeroizing<Vec<u8>>> {
    decoded::<Base64UrlUnpadded>(unpadded(text.as_ref())?)
}

fn decoded<E: Encoding>(digits: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    // The length is ours: the one that is returned may be chosen by what was read.
    let mut bytes = Zeroizing::new(vec![0; digits.len() * 3 / 4]);
    if E::decode(digits, &mut bytes).is_err() {
        return None;
    }
    Some(bytes)
}

/// The digits before the padding, which stands where the length says.
fn unpadded(text: &[u8]) -> Option<&[u8]> {
    let padding = text.iter().rev().take(2);
    let padding = padding.take_while(|it| **it == b'=').count();
    let digits = &text[..text.len() - padding];
    text.len().is_multiple_of(4).then_some(digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{
        base64, base64url, base64url_padded, from_base64, from_base64url, from_base64url_padded,
    };
    use super::*;

    proptest! {
        #[test]
        fn what_is_secret_has_the_same_text(bytes: Vec<u8>) {
            prop_assert_eq!(secret_base64(&bytes), base64(&bytes));
            let padded = base64(&bytes);
            prop_assert_eq!(secret_base64_unpadded(&bytes), padded.trim_end_matches('='));
            prop_assert_eq!(secret_base64url(&bytes), base64url(&bytes));
            prop_assert_eq!(secret_base64url_padded(&bytes), base64url_padded(&bytes));
        }

        /// Most of what is tried is nearly one: that is where readers differ.
        #[test]
        fn what_is_secret_is_read_as_strictly(text in "[A-Za-z0-9+/_-]{0,9}[ACQgw=+ \n]{0,3}={0,3}") {
            let plain = |it: Option<Zeroizing<Vec<u8>>>| it.map(|it| it.to_vec());
            prop_assert_eq!(plain(from_secret_base64(&text)), from_base64(&text));
            prop_assert_eq!(plain(from_secret_base64url(&text)), from_base64url(&text));
            prop_assert_eq!(plain(from_secret_base64url_padded(&text)), from_base64url_padded(&text));
        }
    }
}
