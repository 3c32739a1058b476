//! `config/credentials.yml.enc`: `b64(ciphertext) "--" b64(iv) "--" b64(tag)`,
//! AES-128-GCM under the 32 hex digits of `config/master.key`. In it Marshal has one
//! text, with an encoding where the application wrote it and without one where
//! `rails credentials:edit` did, and that text is YAML. Source: Rails 6.1,
//! `activesupport`'s `encrypted_file.rb` and `encrypted_configuration.rb`.

use std::ops::Range;

use super::super::vault::{Closed, Locked, Vault};
use super::super::yaml;
use super::MARK;
use crate::crypto::gcm::{GcmKey, NONCE_BYTES, TAG_BYTES};
use crate::crypto::memory::wiping_the_stack;
use crate::encoding::{from_base64, from_hex};

/// The name of the secret in the YAML.
const MEMBER: &str = "secret_key_base";
/// Hex digits of the key.
const DIGITS: usize = 32;

/// The credentials of an application.
pub static CREDENTIALS: Vault = Vault {
    scheme: "rails",
    what: "credentials file",
    key_what: "master key file",
    file: "config/credentials.yml.enc",
    instead: "config/credentials/production.yml.enc",
    variable: "RAILS_MASTER_KEY",
    key_beside: |name| match name.strip_suffix(".yml.enc")? {
        "" => None,
        "credentials" => Some("master.key".to_owned()),
        environment => Some(format!("{environment}.key")),
    },
    member: MEMBER,
    read,
};

fn read(file: &[u8]) -> Result<Locked, Closed> {
    let text = std::str::from_utf8(file).unwrap_or_default().trim_ascii();
    let parts: Vec<&str> = text.split(MARK).collect();
    let [ciphertext, iv, tag] = parts[..] else {
        return Err(Closed::Malformed(
            "it does not have the three parts separated by `--` of encrypted credentials",
        ));
    };
    let bytes = |part: &str, why| from_base64(part).ok_or(Closed::Malformed(why));
    let ciphertext = bytes(
        ciphertext,
        "the ciphertext is not base64: it may be cut off",
    )?;
    let iv = bytes(iv, "the iv is not base64")?;
    let tag = bytes(tag, "the tag is not base64: it may be cut off")?;
    let iv: [u8; NONCE_BYTES] = iv
        .try_into()
        .map_err(|_| Closed::Malformed("the iv has not 12 bytes"))?;
    let tag: [u8; TAG_BYTES] = tag
        .try_into()
        .map_err(|_| Closed::Malformed("the tag has not 16 bytes: it may be cut off"))?;
    Ok(Locked {
        ciphertext,
        open: Box::new(move |master, room| {
            let digits = master.trim_ascii();
            let key = (digits.len() == DIGITS)
                .then(|| from_hex(digits))
                .flatten()
                .ok_or(Closed::UnfitKey("it has not the 32 hex digits of one"))?;
            let opened = wiping_the_stack(|| {
                GcmKey::new(&key).is_some_and(|key| key.open(&iv, b"", room, &tag))
            });
            match opened {
                true => member(room),
                false => Err(Closed::Forged),
            }
        }),
    })
}

/// Where the secret is in the content.
fn member(content: &[u8]) -> Result<Range<usize>, Closed> {
    let text = text(content).ok_or(Closed::Malformed(
        "what is encrypted in it is not one text of Marshal",
    ))?;
    let yaml = std::str::from_utf8(&content[text.clone()])
        .map_err(|_| Closed::Malformed("what is encrypted in it is not UTF-8 text"))?;
    let found = yaml::member(yaml, MEMBER)?;
    Ok(text.start + found.start..text.start + found.end)
}

/// Where the text is that is all of Marshal.
fn text(marshal: &[u8]) -> Option<Range<usize>> {
    // `:E`, true or false: UTF-8 or ASCII. Other encodings are not written.
    const ENCODINGS: [&[u8]; 2] = [b"\x06:\x06ET", b"\x06:\x06EF"];
    let rest = marshal.strip_prefix(b"\x04\x08")?;
    let (rest, has_encoding) = match rest.strip_prefix(b"I") {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let (first, rest) = rest.strip_prefix(b"\"")?.split_first()?;
    let (length, rest) = match *first {
        0 => (0, rest),
        digits @ 1..=4 => {
            let (digits, rest) = rest.split_at_checked(usize::from(digits))?;
            let places = digits.iter().rev();
            (places.fold(0, |all, it| all << 8 | usize::from(*it)), rest)
        }
        small @ 6..=127 => (usize::from(small) - 5, rest),
        _ => return None,
    };
    let (_, behind) = rest.split_at_checked(length)?;
    let start = marshal.len() - rest.len();
    let is_whole = match has_encoding {
        true => ENCODINGS.contains(&behind),
        false => behind.is_empty(),
    };
    is_whole.then_some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_of_marshal_is_found_and_nothing_else() {
        let of = |bytes: &[u8]| text(bytes).map(|it| bytes[it].to_vec());
        assert_eq!(of(b"\x04\x08\"\x08abc"), Some(b"abc".to_vec()));
        assert_eq!(of(b"\x04\x08I\"\x08abc\x06:\x06ET"), Some(b"abc".to_vec()));
        let long = [b"\x04\x08\"\x02\x2c\x01", &[b'x'; 300][..]].concat();
        assert_eq!(of(&long), Some(vec![b'x'; 300]));
        for other in [
            &b""[..],
            b"\x04\x08",
            b"\x04\x08\"",
            b"\x04\x08\"\x08ab",
            b"\x04\x08\"\x08abcd",
            b"\x04\x08\"\x04\xff\xff\xff\xffabc",
            b"\x04\x08\"\xfdabc",
            b"\x04\x08I\"\x08abc",
            b"\x04\x08I\"\x08abc\x06:\x06Ei\x06",
            b"\x04\x09\"\x08abc",
            b"\x04\x08{\x00",
        ] {
            assert_eq!(of(other), None, "{other:?}");
        }
    }
}
