//! Judging the bytes of a key, without a file.

use super::{
    EMPTY_KEY, KNOWN_WEAK, LOW_ENTROPY, NUL_OR_NON_ASCII, OVERSIZE_OR_DOCUMENT, TOO_SHORT,
    TRAILING_NEWLINE, UUID_ENTROPY, WRONG_ALPHABET,
};
use crate::audit::detect::guessable::{guessable, time_based};
use crate::audit::facts::key_file::is_program;
use crate::audit::facts::observation::Severity;
use crate::error::counted;
use crate::frameworks::{Framework, Shape};
use crate::keys::foreign;
use crate::keys::known;
use crate::subject::CheckId;

/// The fewest bytes of a key.
const MIN_BYTES: usize = 32;
/// Bytes of a raw key.
const RAW_BYTES: usize = 32;

/// What is wrong with the bytes of a key.
pub(super) struct Flaw {
    /// Which check says so.
    pub(super) check: CheckId,
    /// How bad it is, where that is not what the check's row says.
    pub(super) severity: Option<Severity>,
    /// What was seen.
    pub(super) observed: String,
}

impl Flaw {
    fn new(check: CheckId, observed: impl Into<String>) -> Self {
        Flaw {
            check,
            severity: None,
            observed: observed.into(),
        }
    }
}

/// Everything that is wrong with the bytes of a key. `reader` is the framework
/// that reads the file itself, every byte of it; all others trim and decode a
/// key. `times` are those of the file, in seconds since 1970.
pub(super) fn judge(bytes: &[u8], reader: Option<&Framework>, times: &[Option<i64>]) -> Vec<Flaw> {
    let text = bytes.trim_ascii();
    if text.is_empty() {
        let what = match bytes.len() {
            0 => "is empty".to_owned(),
            count => format!("consists of {} of white space", counted(count, "byte")),
        };
        return vec![Flaw::new(EMPTY_KEY, what)];
    }
    if let Some(what) = document(bytes) {
        return vec![Flaw::new(OVERSIZE_OR_DOCUMENT, what)];
    }
    let mut flaws: Vec<Flaw> = lines(bytes).into_iter().collect();
    // One with several lines more is no key at all.
    if reader.is_none() && flaws.is_empty() && starts_with_no_key(bytes) {
        flaws.push(Flaw::new(EMPTY_KEY, NO_FIRST_LINE));
    }
    let is_raw = is_raw(bytes);
    let judged = if is_raw { bytes } else { text };
    let length = match reader {
        Some(_) => bytes.len(),
        None => judged.len(),
    };
    if length < MIN_BYTES {
        let what = format!(
            "has {}, and a key at least {MIN_BYTES}",
            counted(length, "byte")
        );
        flaws.push(Flaw::new(TOO_SHORT, what));
    } else if reader.is_none() && !is_raw && !is_a_key(text) {
        let what = "is a passphrase: neither hex digits nor base64 of 32 bytes";
        flaws.push(Flaw::new(WRONG_ALPHABET, what));
    }
    flaws.extend(around(bytes, reader, is_raw));
    flaws.extend(inside(bytes, reader, is_raw));
    if known::is_known(judged) {
        flaws.push(Flaw::new(KNOWN_WEAK, "is a key that everybody knows"));
    } else if let Some(why) = guessable(judged) {
        flaws.push(Flaw::new(LOW_ENTROPY, format!("is not random: {why}")));
    }
    if let Some(version) = time_based(judged, times) {
        let what = format!("is a UUID of version {version}, which is based on the time");
        flaws.push(Flaw::new(UUID_ENTROPY, what));
    }
    flaws
}

/// The most bytes of a key with everything around it: real ones have 66.
const MAX_BYTES: usize = 4096;

/// Whether a file is no key.
pub(super) fn is_document(bytes: &[u8]) -> bool {
    document(bytes).is_some()
}

/// What is reported about a program.
pub(super) const PROGRAM: &str = "is a program";

/// What a file is that is no key: nothing else is to be said of it then.
fn document(bytes: &[u8]) -> Option<String> {
    let text = bytes.trim_ascii();
    if is_program(bytes) && text.len() > MAX_BYTES {
        return Some(PROGRAM.to_owned());
    }
    if text.starts_with(b"-----BEGIN ") {
        return Some("is a PEM document: a certificate, or a key for something else".to_owned());
    }
    if let Some(foreign) = foreign::by_content(bytes) {
        return Some(format!("is {}", foreign.what()));
    }
    if text.len() > MAX_BYTES {
        let count = bytes.len();
        return Some(format!("has {count} bytes, and a key at most {MAX_BYTES}"));
    }
    let is_json = || serde_json::from_slice::<serde_json::Value>(text).is_ok();
    (text.starts_with(b"{") && is_json()).then(|| "is a JSON document".to_owned())
}

/// What the first line of such a file is to a program that reads a key by lines.
const NO_FIRST_LINE: &str = "has an empty first line, which a program that reads one line, as R's \
     readLines() does, may take for the key";

/// Whether there is nothing in the first line, and a key in a later one.
fn starts_with_no_key(bytes: &[u8]) -> bool {
    let first = bytes.split(|byte| *byte == b'\n').next();
    !is_raw(bytes) && first.is_some_and(|it| it.len() < bytes.len() && it.trim_ascii().is_empty())
}

/// A text of several lines is taken for a key as a whole, and judged as such.
fn lines(bytes: &[u8]) -> Option<Flaw> {
    let text = bytes.trim_ascii();
    let lines = text.split(|byte| *byte == b'\n').count();
    let is_text = !is_raw(bytes) && std::str::from_utf8(bytes).is_ok();
    let told = || format!("has {lines} lines, and a key one");
    (lines > 1 && is_text).then(|| Flaw::new(OVERSIZE_OR_DOCUMENT, told()))
}

/// Why this text is one that an attacker tries: everybody knows it, or no
/// generator made it. `times` as [`judge`] takes them.
pub(super) fn weakness(text: &[u8], times: &[Option<i64>]) -> Option<String> {
    const WEAK: [CheckId; 3] = [KNOWN_WEAK, LOW_ENTROPY, UUID_ENTROPY];
    let mut flaws = judge(text, None, times).into_iter();
    let flaw = flaws.find(|flaw| WEAK.contains(&flaw.check));
    flaw.map(|flaw| flaw.observed)
}

/// Exactly 32 bytes that are not text: as a generator writes them.
fn is_raw(bytes: &[u8]) -> bool {
    Shape::of(bytes) == Some(Shape::Raw)
}

/// What formats decode: hex digits, or base64.
fn is_a_key(text: &[u8]) -> bool {
    matches!(Shape::of(text), Some(Shape::Digits(_) | Shape::Base64))
}

/// What stands before and after the key.
fn around(bytes: &[u8], reader: Option<&Framework>, is_raw: bool) -> Option<Flaw> {
    if is_raw {
        return None;
    }
    for (mark, name) in [
        (&b"\xef\xbb\xbf"[..], "a UTF-8"),
        (b"\xff\xfe", "a UTF-16"),
        (b"\xfe\xff", "a UTF-16"),
    ] {
        if bytes.starts_with(mark) {
            let what = format!("starts with {name} byte order mark");
            return Some(Flaw {
                severity: Some(Severity::High),
                ..Flaw::new(TRAILING_NEWLINE, what)
            });
        }
    }
    let ends = bytes.len() - bytes.trim_ascii_end().len();
    let starts = bytes.len() - bytes.trim_ascii_start().len();
    let what = match (starts, ends) {
        (0, 0) => return None,
        (0, _) if bytes.ends_with(b"\r\n") => "ends with a carriage return and a newline",
        (0, 1) if bytes.ends_with(b"\n") => "ends with a newline",
        (0, _) => "ends with white space",
        _ => "starts with white space",
    };
    let is_raw_and_more = bytes.len() == RAW_BYTES + ends && self::is_raw(&bytes[..RAW_BYTES]);
    if is_raw_and_more {
        return Some(Flaw {
            severity: Some(Severity::High),
            ..Flaw::new(TRAILING_NEWLINE, format!("has 32 raw bytes and {what}"))
        });
    }
    reader
        .is_some()
        .then(|| Flaw::new(TRAILING_NEWLINE, format!("{what}, which is part of it")))
}

/// Bytes that are read differently.
fn inside(bytes: &[u8], reader: Option<&Framework>, is_raw: bool) -> Option<Flaw> {
    let marks = [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"];
    let is_marked = marks.iter().any(|mark| bytes.starts_with(mark));
    let nul = bytes.iter().position(|byte| *byte == 0);
    match (reader, nul) {
        (Some(reader), Some(at)) if reader.reads_to_nul => {
            let what = format!(
                "has a NUL after {}, where {} stops to read",
                counted(at, "byte"),
                reader.server
            );
            Some(Flaw::new(NUL_OR_NON_ASCII, what))
        }
        _ if is_raw || is_marked => None,
        (_, Some(_)) => Some(Flaw::new(
            NUL_OR_NON_ASCII,
            "has a NUL, and is not 32 raw bytes",
        )),
        (None, None) if !bytes.is_ascii() => {
            let what = "has bytes that are not ASCII, and is not 32 raw bytes";
            Some(Flaw::new(NUL_OR_NON_ASCII, what))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frameworks;

    /// One that reads its key file itself, up to a NUL.
    fn server() -> Option<&'static Framework> {
        frameworks::all().find(|it| it.reads_to_nul)
    }
    use crate::encoding;
    use crate::frameworks::Generate;
    use crate::keys::{Key, Strength};

    fn ids(bytes: &[u8], reader: Option<&Framework>) -> Vec<&'static str> {
        let flaws = judge(bytes, reader, &[Some(1_790_000_000)]);
        flaws.iter().map(|flaw| flaw.check.id).collect()
    }

    const HEX64: &[u8] = b"4fc1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d3c4b5a6978800112";
    const HEX32: &[u8] = b"4fc1a0b7d2e89635a1b0c7d8e9f20314";

    #[test]
    fn good_keys_are_good() {
        for key in [
            HEX64,
            HEX32,
            b"T8Gg0Z2v9oQx1bW4yU7kR5nJ3mLcVfHsPdAeXiKq6Bw=",
        ] {
            assert_eq!(ids(key, None), [""; 0]);
        }
        let newline = [HEX64, b"\n"].concat();
        assert_eq!(ids(&newline, None), [""; 0]);
        assert_eq!(ids(HEX32, server()), [""; 0]);
    }

    #[test]
    fn lengths_and_alphabets() {
        let long = b"a passphrase of more than 32 bytes";
        for (bytes, reader, expected) in [
            (&b""[..], None, &["CK501"][..]),
            (b" \n", server(), &["CK501"]),
            (b"secret", None, &["CK502", "CK507"]),
            (b"4fc1a0b7d2e89635a1b0c7d8e9f2031", server(), &["CK502"]),
            (long, None, &["CK503"]),
            (long, server(), &[]),
        ] {
            assert_eq!(ids(bytes, reader), expected, "{bytes:?}");
        }
    }

    #[test]
    fn what_is_around_and_inside() {
        let with = |before: &[u8], after: &[u8]| [before, HEX64, after].concat();
        let mut raw: Vec<u8> = HEX32.iter().map(|byte| byte | 0x80).collect();
        for (bytes, reader, expected) in [
            (with(b"", b"\n"), server(), &["CK504"][..]),
            (with(b"", b"\r\n"), server(), &["CK504"]),
            (with(b" ", b""), server(), &["CK504"]),
            (with(b"\xef\xbb\xbf", b""), server(), &["CK504"]),
            (with(b"", b"\0"), server(), &["CK505"]),
            ([&raw[..], b"\n"].concat(), server(), &["CK504"]),
        ] {
            assert_eq!(ids(&bytes, reader), expected, "{bytes:?}");
        }
        assert_eq!(ids(&raw, None), [""; 0]);
        raw[7] = 0;
        assert_eq!(ids(&raw, None), [""; 0]);
        assert_eq!(ids(&raw, server()), ["CK505"]);
        let umlauts = "ein Schlüssel, der länger als 32 Zeichen ist".as_bytes();
        assert_eq!(ids(umlauts, None), ["CK503", "CK505"]);
    }

    /// As `uuidgen` makes them of random bits: of version 4.
    fn uuid(digits: &[u8]) -> String {
        let digits = std::str::from_utf8(digits).unwrap();
        let part = |from: usize, to: usize| &digits[from..to];
        let (one, two, three) = (part(0, 8), part(8, 12), part(13, 16));
        format!("{one}-{two}-4{three}-a{}-{}", part(17, 20), part(20, 32))
    }

    /// Judges random keys of every shape.
    fn judge_random_keys(count: usize) {
        for _ in 0..count {
            let long = Key::generate(Generate::Hex(Strength::Bits256)).unwrap();
            let short = Key::generate(Generate::Hex(Strength::Bits128)).unwrap();
            let raw = encoding::from_hex(long.bytes()).unwrap();
            let base64 = encoding::base64(&raw);
            let base64url = encoding::base64url(&raw);
            let uuid = uuid(short.bytes());
            for (bytes, reader) in [
                (long.bytes(), None),
                (short.bytes(), server()),
                (&raw[..], None),
                (base64.as_bytes(), None),
                (base64url.as_bytes(), None),
                (uuid.as_bytes(), server()),
            ] {
                assert_eq!(ids(bytes, reader), [""; 0], "{bytes:02x?}");
            }
        }
    }

    #[test]
    fn no_random_key_of_any_shape_is_objected_to() {
        // The limits let one random key in some millions be objected to: see
        // `guessable`.
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| judge_random_keys(100_000));
            }
        });
    }
}
