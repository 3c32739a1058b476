//! A pickle of a name and a plain value, read off its opcodes: it is a program for a
//! machine with a stack, and what would call or build anything is not followed.
//! Source: CPython 3.13, `pickletools.py`.

use super::super::Malformed;
use super::read::{Item, Machine};

/// What a cookie's pickle holds.
pub struct Held {
    /// The name of the cookie that it was made for.
    pub name: String,
    /// The value: a text or bytes as they are, any other as JSON.
    pub payload: Vec<u8>,
}

/// Reads a pickle of a list, or a tuple, of a name and a value.
///
/// # Errors
/// When it is broken, or holds more than plain values.
pub fn read(pickle: &[u8]) -> Result<Held, Malformed> {
    const SHAPE: Malformed = Malformed(
        "bottle: the pickle is not a list of a name and a value (the server ends in an error)",
    );
    let (Item::List(items) | Item::Tuple(items)) = Machine::run(pickle)? else {
        return Err(SHAPE);
    };
    let mut items = items.into_values();
    match (items.next(), items.next()) {
        (Some(name), Some(value)) => Ok(Held {
            name: name.into_text().ok_or(SHAPE)?,
            payload: value.into_payload(),
        }),
        _ => Err(SHAPE),
    }
}

/// The pickle of a name and a value, as CPython writes it by protocol 5: text where
/// it is some, else bytes.
pub fn written(name: &str, value: &[u8]) -> Vec<u8> {
    let mut frame = b"]\x94(".to_vec();
    let sized = |frame: &mut Vec<u8>, [short, long]: [u8; 2], bytes: &[u8]| {
        match u8::try_from(bytes.len()) {
            Ok(length) => frame.extend([short, length]),
            Err(_) => {
                frame.push(long);
                frame.extend((bytes.len() as u32).to_le_bytes());
            }
        }
        frame.extend_from_slice(bytes);
        frame.push(b'\x94');
    };
    sized(&mut frame, [0x8c, b'X'], name.as_bytes());
    match std::str::from_utf8(value) {
        Ok(text) => sized(&mut frame, [0x8c, b'X'], text.as_bytes()),
        Err(_) => sized(&mut frame, *b"CB", value),
    }
    frame.extend_from_slice(b"e.");
    let length = (frame.len() as u64).to_le_bytes();
    [&b"\x80\x05\x95"[..], &length, &frame].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::from_base64;

    fn held(pickle: &[u8]) -> Result<(String, String), &'static str> {
        let held = read(pickle).map_err(|it| it.0)?;
        Ok((
            held.name,
            String::from_utf8_lossy(&held.payload).into_owned(),
        ))
    }

    #[test]
    fn what_is_written_is_what_python_writes() {
        let python = from_base64("gAWVFwAAAAAAAABdlCiMB2FjY291bnSUjAVhbGljZZRlLg==").unwrap();
        assert_eq!(written("account", b"alice"), python);
        let long = "x".repeat(300);
        let pair = ("account".to_owned(), long.clone());
        assert_eq!(held(&written("account", long.as_bytes())), Ok(pair));
    }

    #[test]
    fn plain_values_are_read_whatever_the_protocol() {
        let of = |value: &[u8]| [&b"(lp0\nVn\np1\na"[..], value, b"a."].concat();
        for (value, json) in [
            (&b"I42\n"[..], "42"),
            (b"I01\n", "true"),
            (b"L-7L\n", "-7"),
            (b"F1.5\n", "1.5"),
            (b"S'it\\'s \\x41'\n", "it's A"),
            (b"Vcaf\\u00e9\n", "caf\u{e9}"),
            (b"J\xfe\xff\xff\xff", "-2"),
            (b"M\x01\x02", "513"),
            (b"\x8a\x02\x00\x80", "-32768"),
            (b"\x8a\x00", "0"),
            (
                b"\x8a\x09\xff\xff\xff\xff\xff\xff\xff\xff\x00",
                "18446744073709551615",
            ),
            (b"(I1\nI2\nt", "[1, 2]"),
            (b"(Va\nI1\nd", "{\"a\": 1}"),
            (b"}K\x01Ns", "{\"1\": null}"),
            (b"]K\x01aK\x02a", "[1, 2]"),
            (b"g1\n", "n"),
            (b"K\x012", ""),
        ] {
            let read = held(&of(value)).map(|it| it.1);
            match json {
                // One value too many is left on the stack.
                "" => assert!(read.is_err(), "{value:?}"),
                json => assert_eq!(read.as_deref(), Ok(json), "{value:?}"),
            }
        }
    }

    #[test]
    fn what_would_construct_is_named_and_what_is_broken_is_refused() {
        for pickle in [
            &b"cos\ngetcwd\n(tR."[..],
            b"\x80\x04\x8c\x02os\x8c\x06getcwd\x93)R.",
            b"(ios\ngetcwd\n.",
            b"]K\x01a\x82\x01.",
        ] {
            let told = held(pickle).unwrap_err();
            assert!(told.contains("call or build"), "{pickle:?}: {told}");
        }
        for pickle in [
            &b""[..],
            b".",
            b"]",
            b"e.",
            b"a.",
            b"(t.",
            b"h\x07.",
            b"]h\x00a.",
            b"\x8c\xff.",
            b"X\xff\xff\xff\xff.",
            b"\x8e\xff\xff\xff\xff\xff\xff\xff\xff.",
            b"Vabc",
            b"K\x01.",
            b"]K\x01a.",
            b"F1e999999x\n.",
        ] {
            assert!(held(pickle).is_err(), "{pickle:?}");
        }
    }

    #[test]
    fn a_bomb_is_refused() {
        let deep = [&b"]".repeat(5000)[..], &b"a".repeat(4999), b"."].concat();
        assert!(held(&deep).is_err());
        // A text that is fetched again and again.
        let mut bomb = b"]\x94(X\x00\x10\x00\x00".to_vec();
        bomb.extend(b"x".repeat(4096));
        bomb.extend(b"\x94");
        bomb.extend(b"h\x01".repeat(5000));
        bomb.extend(b"e.");
        assert!(held(&bomb).is_err());
    }
}
