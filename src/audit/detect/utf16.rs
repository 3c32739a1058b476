//! Texts in UTF-16, as Windows writes them: `PowerShell` redirects into such.

use zeroize::Zeroizing;

use crate::encoding::is_utf16;

/// The text in UTF-8; `None` where it is not in UTF-16.
pub fn decoded(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (units, is_little) = match bytes {
        [0xff, 0xfe, rest @ ..] => (rest, true),
        [0xfe, 0xff, rest @ ..] => (rest, false),
        // Without a mark only what is ASCII throughout is one for certain.
        [first, second, ..] if (*first == 0) != (*second == 0) && is_utf16(bytes) => {
            (bytes, *second == 0)
        }
        _ => return None,
    };
    let (pairs, _) = units.as_chunks::<2>();
    let units = pairs.iter().map(|pair| match is_little {
        true => u16::from_le_bytes(*pair),
        false => u16::from_be_bytes(*pair),
    });
    // With room for all of it: a buffer that grows leaves copies behind.
    let mut text = Zeroizing::new(Vec::with_capacity(pairs.len() * 3));
    for character in char::decode_utf16(units) {
        let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
        text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_orders_are_read_and_other_bytes_are_left() {
        let units = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
        let little = |text| {
            units(text)
                .iter()
                .flat_map(|it| it.to_le_bytes())
                .collect::<Vec<u8>>()
        };
        let big = |text| {
            units(text)
                .iter()
                .flat_map(|it| it.to_be_bytes())
                .collect::<Vec<u8>>()
        };
        let text = "A=ä\n";
        assert_eq!(
            decoded(&little("\u{feff}A=ä\n")).unwrap()[..],
            *text.as_bytes()
        );
        assert_eq!(
            decoded(&big("\u{feff}A=ä\n")).unwrap()[..],
            *text.as_bytes()
        );
        assert_eq!(decoded(&little("A=b")).unwrap()[..], *b"A=b");
        for other in [&b""[..], b"A=b\n", b"\0\0", b"\x7fELF\0\0", &little("A=ä")] {
            assert_eq!(decoded(other), None);
        }
    }
}
