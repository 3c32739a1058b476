//! What plumber reads that we do not accept, for saying why a cookie fails.
//! Nothing here makes a cookie valid.
//!
//! plumber decodes base64 with `base64enc`, which overlooks every foreign
//! character and stops at the first `=` (seen with base64enc 0.1.3).

use crate::encoding::{base64, from_base64, from_percent_leniently};

/// The value in the one spelling that we accept, as plumber reads it; `None`
/// when plumber cannot take it apart.
pub fn spelt_for_plumber(value: &str) -> Option<String> {
    let decoded = from_percent_leniently(value)?;
    // R's strsplit() gives no empty piece at the end.
    let pieces: Vec<&str> = decoded
        .strip_suffix('_')
        .unwrap_or(&decoded)
        .split('_')
        .collect();
    let [sealed, nonce] = pieces[..] else {
        return None;
    };
    Some(format!("{}_{}", base64_as_r(sealed)?, base64_as_r(nonce)?))
}

/// Base64 as base64enc reads it, in its canonical form.
fn base64_as_r(text: &str) -> Option<String> {
    let start = text.split('=').next().unwrap_or_default();
    let known = |character: &char| character.is_ascii_alphanumeric() || "+/".contains(*character);
    let mut text: String = start.chars().filter(known).collect();
    // A single character more than whole groups of four is no byte.
    text.truncate(text.len() - usize::from(text.len() % 4 == 1));
    // The bits that are no byte are dropped.
    text.push_str(["", "", "==", "="][text.len() % 4]);
    let bytes = from_base64(&text).or_else(|| from_base64(without_rest_bits(&text)))?;
    Some(base64(&bytes))
}

/// The last character before the padding with its unused bits set to zero.
fn without_rest_bits(text: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let body = text.trim_end_matches('=');
    let padding = text.len() - body.len();
    let mut bytes = body.as_bytes().to_vec();
    if let Some(last) = bytes.last_mut()
        && let Some(index) = ALPHABET.iter().position(|it| it == last)
    {
        *last = ALPHABET[index >> (2 * padding) << (2 * padding)];
    }
    bytes.extend(std::iter::repeat_n(b'=', padding));
    String::from_utf8(bytes).unwrap_or_default()
}

/// Whether R reads a session back from the JSON that a cookie carries.
pub fn r_reads(payload: &[u8]) -> bool {
    let json = payload.strip_prefix(b"\xef\xbb\xbf").unwrap_or(payload);
    let is_json = || serde_json::from_slice::<serde::de::IgnoredAny>(json).is_ok();
    // R's JSON may hold comments: what has the look of one is not judged.
    let may_have_comments = json.windows(2).any(|pair| pair == b"/*" || pair == b"//");
    json != b"null" && (is_json() || may_have_comments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_as_base64enc_does() {
        // base64enc::base64decode() of each, with 0.1.3.
        for (text, bytes) in [
            ("QUJD", &b"ABC"[..]),
            ("QUJDRA==", b"ABCD"),
            ("QUJDRA", b"ABCD"),
            ("QUJDRB", b"ABCD"),
            ("QUJDRA==RUZH", b"ABCD"),
            ("QU JD", b"ABC"),
            ("QU-JD", b"ABC"),
            ("QUJDR", b"ABC"),
            ("=QUJD", b""),
            ("\"QUJD\"", b"ABC"),
            ("QUJDRQ=x", b"ABCE"),
            ("QUJ\u{e9}D", b"ABC"),
            (" QUJD\n", b"ABC"),
        ] {
            assert_eq!(base64_as_r(text), Some(base64(bytes)), "{text}");
        }
    }

    #[test]
    fn json_is_judged_as_r_does() {
        // plumber 1.2.1's decodeCookie() of each.
        for (json, reads) in [
            ("1", true),
            ("\"x\"", true),
            ("{\"a\":1}", true),
            ("{\"a\":1,\"a\":2}", true),
            ("\"\\ud800\"", true),
            ("[1e400]", true),
            ("\u{feff}{\"a\":1}", true),
            ("/* c */[1]", true),
            ("not json", false),
            ("", false),
            (" ", false),
            ("null", false),
            ("{\"a\":1} x", false),
            ("[NaN]", false),
            ("{a:1}", false),
            ("{'a':1}", false),
            ("[1,]", false),
            ("[01]", false),
            ("[1\0]", false),
        ] {
            assert_eq!(r_reads(json.as_bytes()), reads, "{json:?}");
        }
    }
}
