//! Values in XML: attributes of one tag, texts between tags.

use super::back::is_name;

/// How far the start of a tag is looked for.
const MAX_BYTES: usize = 1024;
/// The attributes that name what a tag is about.
const NAMES: [&[u8]; 4] = [b"key", b"name", b"id", b"variable"];

/// The tag that the place is in: what is between `<` and the place, and what is
/// behind it up to `>`.
fn tag(text: &[u8], at: usize) -> Option<(&[u8], &[u8])> {
    let from = at.saturating_sub(MAX_BYTES);
    let open = memchr::memrchr2(b'<', b'>', &text[from..at])?;
    if text[from + open] == b'>' {
        return None;
    }
    let rest = &text[at..text.len().min(at + MAX_BYTES)];
    let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
    Some((&text[from + open + 1..at], &rest[..end]))
}

/// The value of the attribute of one of the names.
fn attribute(tag: &[u8]) -> Option<&[u8]> {
    for (at, _) in tag.iter().enumerate().filter(|(_, byte)| **byte == b'=') {
        let name = &tag[..at];
        let start = name.iter().rposition(|byte| !is_name(*byte));
        let name = &name[start.map_or(0, |start| start + 1)..];
        if !NAMES.iter().any(|it| name.eq_ignore_ascii_case(it)) {
            continue;
        }
        let value = &tag[at + 1..];
        let quote = *value.first()?;
        let end = value[1..].iter().position(|byte| *byte == quote)?;
        return Some(&value[1..=end]);
    }
    None
}

/// The name beside an attribute `value="…"`.
pub(super) fn pair(text: &[u8], at: usize) -> Option<&[u8]> {
    let (before, after) = tag(text, at)?;
    attribute(before).or_else(|| attribute(after))
}

/// The tag whose attribute ends there.
pub(super) fn holders(text: &[u8], at: usize) -> Option<Vec<&[u8]>> {
    let (before, _) = tag(text, at)?;
    let end = before.iter().position(|byte| !is_name(*byte));
    Some(vec![&before[..end.unwrap_or(before.len())]])
}

/// The names of the tags that a text stands in, from the inside: those that an
/// attribute names by that, and the key of a property list.
pub(super) fn tags(text: &[u8], at: usize) -> Vec<&[u8]> {
    let mut names = Vec::new();
    let (mut end, mut depth) = (at, 0_usize);
    let from = at.saturating_sub(MAX_BYTES);
    while names.len() < 3
        && let Some(open) = memchr::memrchr(b'<', &text[from..end])
    {
        let open = from + open;
        let inner = &text[open + 1..end];
        let close = memchr::memchr(b'>', inner).unwrap_or(inner.len());
        let tag = &inner[..close];
        match tag {
            [b'/', ..] => depth += 1,
            [b'!' | b'?', ..] | [.., b'/'] => {}
            _ if depth > 0 => {
                depth -= 1;
                // `<key>NAME</key><string>…`
                if tag == b"key" && depth == 0 && names.len() == 1 {
                    let value = &inner[(close + 1).min(inner.len())..];
                    let stop = memchr::memchr(b'<', value).unwrap_or(value.len());
                    names.push(&value[..stop]);
                }
            }
            _ => {
                names.extend(attribute(tag));
                let stop = tag.iter().position(|byte| !is_name(*byte));
                names.push(&tag[..stop.unwrap_or(tag.len())]);
            }
        }
        end = open;
    }
    names
}
