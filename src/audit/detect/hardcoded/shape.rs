//! Texts that are shaped like a key: hex digits of 16 to 64 bytes, 32 bytes in
//! base64, such a text in base64 once more, a UUID.
//!
//! A shape proves nothing by itself: a checksum has it too. It is found fast,
//! and anyone who asks looks at what stands around it.

use zeroize::Zeroizing;

use crate::encoding;
use crate::frameworks;

/// What a text is shaped like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A key of any system.
    Key,
    /// A UUID, which Workbench takes for a key.
    Uuid,
}

/// What the text is shaped like; `None` for what is none, and for what stands
/// in the place of a key: one character again and again.
pub fn shape(text: &[u8]) -> Option<Shape> {
    let text = std::str::from_utf8(text).ok()?;
    let first = text.bytes().next()?;
    if text.bytes().all(|byte| byte == first) {
        return None;
    }
    if is_uuid(text) {
        return Some(Shape::Uuid);
    }
    if is_key(text) {
        return Some(Shape::Key);
    }
    wrapped(text)
}

fn is_key(text: &str) -> bool {
    /// Of 16, 20, 24, 32, 48 and 64 bytes.
    const DIGITS: [usize; 6] = [32, 40, 48, 64, 96, 128];
    if DIGITS.contains(&text.len()) && text.bytes().all(|it| it.is_ascii_hexdigit()) {
        return true;
    }
    match frameworks::Shape::of(text.as_bytes()) {
        Some(frameworks::Shape::Base64) => is_mixed(text),
        // The padding is left out now and then, and kept in the other alphabet.
        None if text.len() == 43 => {
            let padded = Zeroizing::new(format!("{text}="));
            encoding::from_base64(&padded).map(Zeroizing::new).is_some() && is_mixed(text)
        }
        None if text.len() == 44 => {
            let bytes = encoding::from_base64url_padded(text).map(Zeroizing::new);
            bytes.is_some() && is_mixed(text)
        }
        _ => false,
    }
}

/// Random base64 has all kinds of letters; a path or words joined by hyphens
/// have their length by chance only, and few capitals. Of random keys one in
/// a thousand has no digit, or few of the letters.
fn is_mixed(text: &str) -> bool {
    const LETTERS: usize = 6;
    let count = |is: fn(&u8) -> bool| text.bytes().filter(is).count();
    count(u8::is_ascii_uppercase) >= LETTERS
        && count(u8::is_ascii_lowercase) >= LETTERS
        && count(u8::is_ascii_digit) > 0
}

fn is_uuid(text: &str) -> bool {
    frameworks::Shape::of(text.as_bytes()) == Some(frameworks::Shape::Uuid)
}

/// A key in base64 as a whole, as Kubernetes keeps every secret.
fn wrapped(text: &str) -> Option<Shape> {
    let bytes = Zeroizing::new(encoding::from_base64(text)?);
    let inner = std::str::from_utf8(&bytes).ok()?.trim_ascii_end();
    match inner {
        _ if is_uuid(inner) => Some(Shape::Uuid),
        _ if is_key(inner) => Some(Shape::Key),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "4fc1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d3c4b5a6978800112";

    #[test]
    fn keys_have_the_shape_of_one() {
        let base64 = encoding::base64(&encoding::from_hex(HEX.as_bytes()).unwrap());
        let url = base64.replace('+', "-").replace('/', "_");
        for key in [
            HEX.to_owned(),
            HEX[..32].to_owned(),
            HEX[..40].to_owned(),
            HEX[..48].to_owned(),
            HEX.repeat(2),
            HEX.to_uppercase(),
            base64.clone(),
            url.clone(),
            url.trim_end_matches('=').to_owned(),
            encoding::base64(HEX.as_bytes()),
            encoding::base64(format!("{HEX}\n").as_bytes()),
            encoding::base64(&HEX.as_bytes()[..32]),
            encoding::base64(base64.as_bytes()),
        ] {
            assert_eq!(shape(key.as_bytes()), Some(Shape::Key), "{key}");
        }
        let uuid = "936da01f-9abd-4d9d-80c7-02af85c822a8";
        assert_eq!(shape(uuid.as_bytes()), Some(Shape::Uuid));
        let wrapped = encoding::base64(uuid.as_bytes());
        assert_eq!(shape(wrapped.as_bytes()), Some(Shape::Uuid));
    }

    #[test]
    fn what_stands_for_a_key_or_is_longer_is_none() {
        for text in [
            "0".repeat(64),
            "x".repeat(44),
            HEX[..42].to_owned(),
            format!("sha256-{HEX}"),
            format!("/run/secrets/{}", &HEX[..19]),
            "/run/secrets/plumber/production/cookie-keys".to_owned(),
            "replace-this-by-a-key-of-32-bytes-in-base64".to_owned(),
            "mypackage_session_secret_key_rotation_helpe".to_owned(),
        ] {
            assert_eq!(shape(text.as_bytes()), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_odd(text in ".{0,200}") {
            let _ = shape(text.as_bytes());
        }
    }
}
