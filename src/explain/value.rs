//! What may have happened to a value on its way: pure functions that undo it.
//!
//! Each gives the values that it may have been, and none where it does not
//! apply.

use crate::cookie::is_token;
use crate::encoding::{from_percent_leniently, percent};

/// Percent-decoded once, whatever the spelling.
pub fn percent_decoded(value: &str) -> Vec<String> {
    let decoded = from_percent_leniently(value).map(|it| it.into_owned());
    changed(value, decoded)
}

/// The same of one that is encoded as a whole: of three fields with a character between
/// them that ends a value in a header, some were decoded, and need that undone.
pub fn percent_decoded_whole(value: &str) -> Vec<String> {
    let is_in_part = value.matches('|').count() >= 2 && value.contains([' ', ',', ';', '=']);
    match is_in_part {
        true => vec![],
        false => percent_decoded(value),
    }
}

/// Percent-decoded twice.
pub fn percent_decoded_twice(value: &str) -> Vec<String> {
    let once = percent_decoded(value);
    once.iter().flat_map(|it| percent_decoded(it)).collect()
}

/// Decoded once too often: the three fields of a signed value encoded again,
/// whatever bars are in the first.
pub fn percent_encoded(value: &str) -> Vec<String> {
    let mut fields = value.rsplitn(3, '|');
    let (Some(signature), Some(date), Some(signed)) = (fields.next(), fields.next(), fields.next())
    else {
        return vec![];
    };
    let fields = [signed, date, signature];
    let encoded = fields.map(percent).join("|");
    // Decoded in part: what is still encoded is not encoded once more.
    let decoded = fields.map(|it| from_percent_leniently(it).unwrap_or(it.into()));
    let completed = decoded.map(|it| percent(&it)).join("|");
    let mut found = changed(value, Some(encoded));
    found.extend(changed(value, Some(completed)));
    found.dedup();
    found
}

/// A plus was read as a space.
pub fn spaces_to_pluses(value: &str) -> Vec<String> {
    let undone = |value: &str| {
        let start = value.rfind('|').map_or(0, |bar| bar + 1);
        let (start, last) = value.split_at(start);
        changed(value, Some(format!("{start}{}", last.replace(' ', "+"))))
    };
    // On the wire the space itself was encoded.
    let mut found = undone(value);
    let plain = percent_decoded(value);
    found.extend(plain.iter().flat_map(|it| undone(it)));
    found
}

/// A space was written as a plus, as forms do it.
pub fn pluses_to_spaces(value: &str) -> Vec<String> {
    if !value.contains('%') {
        return vec![];
    }
    changed(value, Some(value.replace('+', "%20")))
}

/// The pairs that people and programs put around a text.
const QUOTES: [(&str, &str); 9] = [
    ("\"", "\""),
    ("'", "'"),
    ("\\\"", "\\\""),
    ("\\'", "\\'"),
    ("```", "```"),
    ("`", "`"),
    ("\u{201c}", "\u{201d}"),
    ("\u{2018}", "\u{2019}"),
    ("\u{ab}", "\u{bb}"),
];

/// Quotes around it, of whatever kind, or at one end alone.
pub fn without_quotes(value: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (open, close) in QUOTES {
        let inner = value.strip_prefix(open);
        let both = inner.and_then(|inner| inner.strip_suffix(close));
        found.extend(both.or(inner).or(value.strip_suffix(close)));
    }
    found.into_iter().map(str::to_owned).collect()
}

/// What separates it from the next one, left at its end.
pub fn without_separator(value: &str) -> Vec<String> {
    let trimmed = value.trim_end_matches([';', ',', '.', ':', ')', ']', '}', '>', ' ']);
    changed(value, Some(trimmed.to_owned()))
}

/// White space at its ends, and what cannot be seen.
pub fn without_white_space(value: &str) -> Vec<String> {
    let trimmed = value.trim_matches(|c| c == ' ' || is_invisible(c));
    changed(value, Some(trimmed.to_owned()))
}

/// What takes room or none and no ink, ASCII aside: the spaces and marks of Unicode. The
/// filters of the rows name the same.
pub(super) fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\u{80}'..='\u{a0}' | '\u{ad}' | '\u{61c}' | '\u{1680}' | '\u{180e}' | '\u{2000}'..='\u{200f}'
            | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{3000}' | '\u{feff}'
    )
}

fn is_invisible(character: char) -> bool {
    character.is_ascii_control() || is_unseen(character)
}

/// Line breaks inside it.
pub fn without_line_breaks(value: &str) -> Vec<String> {
    changed(value, Some(value.replace(['\r', '\n'], "")))
}

/// Line breaks inside it, with what a shell puts before them and mail, an editor or a
/// folded header behind.
pub fn without_wrapping(value: &str) -> Vec<String> {
    let mut lines = value.split('\n');
    let mut joined = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let end = joined.strip_suffix('\r').unwrap_or(&joined);
        joined.truncate(end.strip_suffix('\\').unwrap_or(end).len());
        joined.push_str(line.trim_start_matches([' ', '\t']));
    }
    changed(value, Some(joined))
}

/// Line breaks that are written as escapes: `\n`.
pub fn without_written_breaks(value: &str) -> Vec<String> {
    changed(value, Some(value.replace("\\r", "").replace("\\n", "")))
}

/// What cannot be seen inside it.
pub fn without_unseen(value: &str) -> Vec<String> {
    changed(value, Some(value.replace(is_unseen, "")))
}

/// The same, and all white space, in a value that has none of its own.
pub fn without_any_space(value: &str) -> Vec<String> {
    if value.contains('|') {
        return vec![];
    }
    let bare = value.replace(|it| it == ' ' || is_invisible(it), "");
    changed(value, Some(bare))
}

/// The escapes of a JSON string: `\/`, `\u002b`.
pub fn without_escapes(value: &str) -> Vec<String> {
    if !value.contains('\\') {
        return vec![];
    }
    let text = serde_json::from_str::<String>(&format!("\"{value}\""));
    changed(value, text.ok())
}

/// Its own name, left before it.
pub fn without_name(value: &str) -> Vec<String> {
    match value.split_once('=') {
        Some((name, rest)) if is_token(name.trim()) => changed(value, Some(rest.trim().to_owned())),
        _ => vec![],
    }
}

/// The most pieces of a value that are padded each by itself.
const MAX_PIECES: usize = 8;

/// The padding of base64, lost where a program cut at `=`: of one of its
/// pieces, or of all.
pub fn with_padding(value: &str) -> Vec<String> {
    let plain = from_percent_leniently(value).unwrap_or_default();
    let plain: &str = &plain;
    let mut found = Vec::new();
    for separators in [&["_"][..], &["--"], &[".", ":", ";", "?", "!", "|", "\""]] {
        let pieces = pieces(plain, separators);
        let lacking: Vec<usize> = (0..pieces.len())
            .step_by(2)
            .filter(|it| !pad(pieces[*it]).is_empty())
            .collect();
        let each = lacking.iter().take(MAX_PIECES).map(|it| vec![*it]);
        let all = (lacking.len() > 1).then_some(lacking.clone());
        for padded in each.chain(all) {
            let text = pieces.iter().enumerate().map(|(index, piece)| {
                let end = if padded.contains(&index) {
                    pad(piece)
                } else {
                    ""
                };
                format!("{piece}{end}")
            });
            found.extend(changed(plain, Some(text.collect())));
        }
    }
    found.extend(["=", "=="].map(|padding| format!("{value}{padding}")));
    found
}

/// A text cut behind each of these, which stay at the end of a piece.
fn pieces<'a>(text: &'a str, separators: &[&str]) -> Vec<&'a str> {
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < text.len() {
        let separator = separators.iter().find(|it| text[at..].starts_with(**it));
        match separator {
            Some(separator) => {
                pieces.extend([&text[start..at], &text[at..at + separator.len()]]);
                at += separator.len();
                start = at;
            }
            None => at += text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    pieces.push(&text[start..]);
    pieces
}

/// The padding that a piece of base64 lacks: all of it, or one of two `=`.
fn pad(piece: &str) -> &'static str {
    let is_letter = |it: u8| it.is_ascii_alphanumeric() || b"+/-_".contains(&it);
    let letters = piece.trim_end_matches('=');
    if letters.len() < 2 || !letters.bytes().all(is_letter) {
        return "";
    }
    let whole = ["", "", "==", "="][letters.len() % 4];
    whole.get(piece.len() - letters.len()..).unwrap_or_default()
}

/// The letters of base64url where base64 has others: in all of it, behind its last
/// dot, or in the pieces between `--`. The `_` between box and nonce is found by the
/// nonce, which has 32 letters. On the wire the rest of it may be percent-encoded.
pub fn from_base64url(value: &str) -> Vec<String> {
    let plain = percent_decoded(value);
    let mut found = plain_from_base64url(value);
    found.extend(plain.iter().flat_map(|it| plain_from_base64url(it)));
    found
}

fn plain_from_base64url(value: &str) -> Vec<String> {
    const NONCE_LETTERS: usize = 32;
    let letters = |text: &str| text.replace('-', "+").replace('_', "/");
    let split = value.len().checked_sub(NONCE_LETTERS + 1);
    let boxed = match split {
        Some(bar) if value.is_ascii() && value.as_bytes()[bar] == b'_' => {
            let (sealed, nonce) = (&value[..bar], &value[bar + 1..]);
            let has_others = sealed.contains(['-', '_']) || nonce.contains(['-', '_']);
            let mut sealed = letters(sealed.trim_end_matches('='));
            sealed.push_str(["", "", "==", "="][sealed.len() % 4]);
            has_others.then(|| format!("{sealed}_{}", letters(nonce)))
        }
        _ => None,
    };
    let mut found = changed(value, boxed);
    found.extend(rewritten(value, letters));
    found
}

/// The letters of base64 where base64url has others.
pub fn to_base64url(value: &str) -> Vec<String> {
    let plain = from_percent_leniently(value).unwrap_or_default();
    rewritten(&plain, |text: &str| {
        text.replace('+', "-").replace('/', "_")
    })
}

fn rewritten(value: &str, letters: impl Fn(&str) -> String) -> Vec<String> {
    let mut found = changed(value, Some(letters(value)));
    for mark in ['.', '|'] {
        if let Some((start, end)) = value.rsplit_once(mark) {
            found.extend(changed(
                value,
                Some(format!("{start}{mark}{}", letters(end))),
            ));
        }
    }
    if value.contains("--") {
        let pieces = value.split("--").map(letters).collect::<Vec<_>>();
        found.extend(changed(value, Some(pieces.join("--"))));
    }
    found
}

pub(super) fn changed(value: &str, other: Option<String>) -> Vec<String> {
    other.into_iter().filter(|other| other != value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_to_a_value_is_undone() {
        type Edit = fn(&str) -> Vec<String>;
        let cases: [(Edit, &str, &str); 34] = [
            (
                percent_encoded,
                "a,b|Sat%2C%201|x%3D",
                "a%2Cb|Sat%2C%201|x%3D",
            ),
            (percent_decoded_whole, "a|Sat%2C|x", "a|Sat,|x"),
            (spaces_to_pluses, "a|Sat%2C%201|c%20d", "a|Sat, 1|c+d"),
            (spaces_to_pluses, "a%20b%2Fc", "a+b/c"),
            (from_base64url, "a-b|Sat%2C%201|c-d%3D", "a-b|Sat, 1|c+d="),
            (from_base64url, "a-b|1|c-d", "a-b|1|c+d"),
            (percent_decoded, "a%2bb", "a+b"),
            (percent_decoded_twice, "a%252bb", "a+b"),
            (
                percent_encoded,
                "a|b|Sat, 1|x+=",
                "a%7Cb|Sat%2C%201|x%2B%3D",
            ),
            (spaces_to_pluses, "a b_c d", "a+b_c+d"),
            (
                spaces_to_pluses,
                "a b|Sat, 24 Sep|c d",
                "a b|Sat, 24 Sep|c+d",
            ),
            (pluses_to_spaces, "a|Sat%2C+24|c%3D", "a|Sat%2C%2024|c%3D"),
            (without_quotes, "\u{201c}abc\u{201d}", "abc"),
            (without_quotes, "\\\"abc\\\"", "abc"),
            (without_quotes, "\"abc", "abc"),
            (without_quotes, "abc'", "abc"),
            (without_separator, "abc,", "abc"),
            (without_separator, "abc\"; ", "abc\""),
            (without_white_space, "\u{a0}abc\u{feff}", "abc"),
            (without_line_breaks, "ab\ncd\n", "abcd"),
            (without_wrapping, "ab\r\n  cd", "abcd"),
            (without_wrapping, "ab\\\ncd", "abcd"),
            (without_wrapping, "ab\\\r\n\tcd\n", "abcd"),
            (without_written_breaks, "ab\\ncd", "abcd"),
            (without_unseen, "a\u{200b}b\u{a0}|c\u{ad}d", "ab|cd"),
            (without_any_space, "ab cd\tef", "abcdef"),
            (without_any_space, "ab \u{feff}\ncd", "abcd"),
            (without_escapes, "a\\/b\\u002bc", "a/b+c"),
            (without_name, "session=abc=", "abc="),
            (with_padding, "abc_abcd", "abc=_abcd"),
            (with_padding, "a|b|abc", "a|b|abc="),
            (with_padding, "ab=_abcd", "ab==_abcd"),
            (with_padding, "ab%2F_abcd", "ab/=_abcd"),
            (
                from_base64url,
                "a-b__abcdefghijklmnopqrstuvwxyz012-_5",
                "a+b/_abcdefghijklmnopqrstuvwxyz012+/5",
            ),
        ];
        for (edit, value, other) in cases {
            let found = edit(value);
            assert!(found.contains(&other.to_owned()), "{value:?}: {found:?}");
        }
    }

    #[test]
    fn where_nothing_happened_nothing_is_undone() {
        let value = "i8mEAeSNrKa0bg8kj7ZRrWwK5XcJ8FOZo/+dv4rK_1URBh3w86fmsFy5R7MiHZ2odOYdl/f14";
        for edit in [
            percent_decoded,
            percent_decoded_twice,
            percent_encoded,
            spaces_to_pluses,
            pluses_to_spaces,
            without_quotes,
            without_separator,
            without_white_space,
            without_line_breaks,
            without_wrapping,
            without_written_breaks,
            without_unseen,
            without_any_space,
            without_escapes,
            without_name,
        ] {
            assert_eq!(edit(value), Vec::<String>::new());
            assert_eq!(edit("abcd"), Vec::<String>::new());
        }
    }
}
