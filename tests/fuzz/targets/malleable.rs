//! A cookie that was made opens as it was made, and nothing that became of it does.

use cookiekit::frameworks::{FORMATS, NameBinding};
use cookiekit::open::read_by;

use super::made::{CODECS, MADE, input};

/// Formats whose readers take several spellings of one cookie, as the real system
/// does: what they open must carry the same all the same. That of Keygrip takes quotes
/// off a value, and those of plumber take percent-encoding off where there is any.
const LENIENT: &[&str] = &["keygrip", "plumber", "plumber2"];

/// Tries another value in the place of the one that was made, as the format itself
/// takes it and as it comes off the wire.
fn try_instead(number: usize, value: &str) {
    let format = FORMATS[number];
    let (sealed, name, payload) = &MADE[number];
    let (_, codec) = &CODECS[number];
    if value == sealed.value {
        return;
    }
    let name = format
        .facts()
        .name_binding
        .eq(&NameBinding::Bound)
        .then_some(*name);
    let name = name.unwrap_or_default();
    // Quotes around it and percent-encoding as a whole are taken off: what is left is
    // the one value, or does not open.
    let read = read_by(format, input(sealed, name, value)).value;
    let others = [value, &*read].into_iter().filter(|it| *it != sealed.value);
    for other in others {
        let Ok(opened) = codec.open(input(sealed, name, other)) else {
            continue;
        };
        assert_eq!(
            &opened.payload,
            payload,
            "{}: another payload",
            format.name()
        );
        assert!(
            LENIENT.contains(&format.name()),
            "{}: a second spelling: {value:?}",
            format.name()
        );
    }
}

/// Edits of the cookie of the first byte's format: where, how many bytes go, and what
/// comes in their place.
pub fn changed(data: &[u8]) -> bool {
    let [number, edits @ ..] = data else {
        return false;
    };
    let number = usize::from(*number) % FORMATS.len();
    let mut value = MADE[number].0.value.clone().into_bytes();
    let mut edits = edits;
    while let [high, low, gone, length, rest @ ..] = edits {
        let at = usize::from(u16::from_be_bytes([*high, *low])) % (value.len() + 1);
        let end = (at + usize::from(*gone)).min(value.len());
        let new = &rest[..usize::from(*length).min(rest.len())];
        value.splice(at..end, new.iter().copied());
        edits = &rest[new.len()..];
    }
    let Ok(value) = String::from_utf8(value) else {
        return false;
    };
    try_instead(number, &value);
    true
}

/// A changed byte, one more, one less, and nothing of it, of each format.
pub fn edits() -> Vec<Vec<u8>> {
    let each = (0..FORMATS.len() as u8).flat_map(|number| {
        [
            vec![number, 0, 10, 1, 1, b'A'],
            vec![number, 0, 0, 0, 1, b'A'],
            vec![number, 255, 255, 1, 1, b'='],
            vec![number, 0, 20, 200, 0],
        ]
    });
    each.collect()
}

/// The same cookie written in other ways: each byte tells one way and where.
pub fn spelled(data: &[u8]) -> bool {
    let [number, ways @ ..] = data else {
        return false;
    };
    let number = usize::from(*number) % FORMATS.len();
    let mut value = MADE[number].0.value.clone();
    for way in ways.chunks_exact(2).take(8) {
        let at = usize::from(way[1]) * value.len() / 256;
        let at = (0..=at)
            .rev()
            .find(|it| value.is_char_boundary(*it))
            .unwrap_or(0);
        let letter = value[at..].chars().next();
        let instead = |new: String| {
            let length = letter.map_or(0, char::len_utf8);
            format!("{}{new}{}", &value[..at], &value[at + length..])
        };
        value = match (way[0] % 16, letter) {
            (0, Some(it)) => instead(it.to_ascii_uppercase().to_string()),
            (1, Some(it)) => instead(it.to_ascii_lowercase().to_string()),
            (2, Some(it)) if it.is_ascii() => instead(format!("%{:02X}", u32::from(it))),
            (3, Some(it)) if it.is_ascii() => instead(format!("%{:02x}", u32::from(it))),
            (4, _) => format!("\"{value}\""),
            (5, _) => format!(" {value}"),
            (6, _) => format!("{value}="),
            (7, _) => value.trim_end_matches('=').to_owned(),
            (8, _) => value.replace('+', "-").replace('/', "_"),
            (9, _) => value.replace('-', "+").replace('_', "/"),
            (10, _) => value.replace('=', "%3D"),
            (11, Some(it)) => instead(format!("{it}\n")),
            (12, Some(it)) => instead(format!("{it} ")),
            (13, Some(it)) => instead(format!("\\{:03o}", u32::from(it) & 0o777)),
            (14, Some(it)) => instead(format!("0{it}")),
            (15, Some(it)) => instead(match it {
                'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '-' | '_' | '/' => {
                    // The next digit of base64, whose unused bits may be the only
                    // difference.
                    char::from(it as u8 + 1).to_string()
                }
                other => other.to_string(),
            }),
            _ => value,
        };
    }
    try_instead(number, &value);
    true
}

/// Each way alone, of each format, at its start, in its middle and at its end.
pub fn spellings() -> Vec<Vec<u8>> {
    let formats = 0..FORMATS.len() as u8;
    let ways = formats.flat_map(|it| (0..16).map(move |way| (it, way)));
    ways.flat_map(|(number, way)| [0, 128, 255].map(|at| vec![number, way, at]))
        .collect()
}
