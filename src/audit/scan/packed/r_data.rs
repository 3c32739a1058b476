//! Keys in what R has saved: its own format, in which a string stands behind the
//! name of its variable, and the names of a vector or a list behind its strings.

use std::ops::Range;
use std::path::Path;

use zeroize::Zeroizing;

use crate::audit::detect::hardcoded::{Language, written};
use crate::audit::detect::keys_in_text::{Reading, held};
use crate::audit::detect::marks::{Mark, Marked};
use crate::audit::detect::needles::Needles;

/// How a string starts, in the order of bytes that R writes: that it is one, and
/// one of ASCII.
const STRING: &[u8] = b"\x00\x04\x00\x09";
/// How a vector of strings starts.
const STRINGS: [u8; 4] = [0, 0, 0, 16];
/// Bytes of a number.
const NUMBER_BYTES: usize = 4;
/// What may stand between a name and its string: a vector, its length, a string
/// and its length, and something that is left out.
const MAX_BETWEEN: usize = 24;
/// The longest name or key.
const MAX_STRING_BYTES: usize = 512;

/// The keys in what R has saved.
pub fn keys<'a>(content: &[u8], needles: &Needles<'a>) -> Vec<Marked<'a>> {
    let reading = Reading::of(Path::new("")).written_in(Language::R);
    // Code is saved as text, and keys of this run may stand anywhere.
    let held = held(content, content, reading, needles).into_iter();
    let mut keys: Vec<Marked> = held.filter_map(|held| Marked::of(content, held)).collect();
    for (name, value) in pairs(content) {
        let code = [&content[name], b" <- \"", &content[value], b"\"\n"].concat();
        let code = Zeroizing::new(code);
        for key in written(&code, Language::R, &[]) {
            let mark = Mark::of(&code[key.range.clone()]);
            if !keys.iter().any(|it| it.mark == mark) {
                let name = key.name;
                let key = needles.find_in(&code[key.range]);
                keys.push(Marked { mark, name, key });
            }
        }
    }
    keys
}

/// Names, and the strings that they may be of.
fn pairs(content: &[u8]) -> Vec<(Range<usize>, Range<usize>)> {
    let strings = strings(content);
    let mut pairs = Vec::new();
    for (at, string) in strings.iter().enumerate() {
        if let Some(before) = at.checked_sub(1).map(|it| &strings[it])
            && string.start - before.end <= MAX_BETWEEN
        {
            pairs.push((before.clone(), string.clone()));
        }
        if &content[string.clone()] != b"names" {
            continue;
        }
        let Some(count) = count_of_strings(&content[string.end..]) else {
            continue;
        };
        if let (Some(values), Some(names)) = (
            at.checked_sub(count).map(|from| &strings[from..at]),
            strings.get(at + 1..at + 1 + count),
        ) {
            pairs.extend(names.iter().cloned().zip(values.iter().cloned()));
        }
    }
    let is_name = |it: &u8| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'_');
    pairs.retain(|(name, _)| content[name.clone()].iter().all(is_name));
    pairs
}

/// How many strings a vector has that starts here.
fn count_of_strings(content: &[u8]) -> Option<usize> {
    let rest = content.strip_prefix(&STRINGS)?;
    number(rest)
}

fn number(content: &[u8]) -> Option<usize> {
    let bytes: [u8; NUMBER_BYTES] = content.get(..NUMBER_BYTES)?.try_into().ok()?;
    usize::try_from(u32::from_be_bytes(bytes)).ok()
}

/// The strings of a saved workspace, in order.
fn strings(content: &[u8]) -> Vec<Range<usize>> {
    let starts = memchr::memmem::find_iter(content, STRING);
    let strings = starts.filter_map(|at| {
        let length = number(&content[at + STRING.len()..])?;
        let start = at + STRING.len() + NUMBER_BYTES;
        let is_short = (1..=MAX_STRING_BYTES).contains(&length);
        let text = content.get(start..start + length).filter(|_| is_short)?;
        let is_text = text.iter().all(|it| it.is_ascii_graphic() || *it == b' ');
        is_text.then_some(start..start + length)
    });
    strings.collect()
}
