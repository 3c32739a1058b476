//! Functions that take a key as an argument without a name.

use std::sync::LazyLock;

use super::Language;
use super::back::{Back, is_quote};
use super::context::Context;
use crate::frameworks::{self, Framework};

/// Which argument a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    First,
    /// The second, or one behind it.
    Later,
}

/// What the function is called, if it takes a key at this place.
pub(super) fn takes_a_key(function: &str, place: Place) -> Option<&'static str> {
    let known = functions_of(place);
    let is_one = |known: &&str| {
        let before = function.strip_suffix(*known);
        before.is_some_and(|it| it.is_empty() || it.ends_with(['.', ':']))
    };
    known.iter().copied().find(is_one)
}

/// What the function is called that is called as it is required, with its bracket there, and
/// takes a key at this place: `require('cookie-parser')('…')`. Modules are called as their
/// functions are, in small letters and with dashes.
pub(super) fn required(mut back: Back<'_>, place: Place) -> Option<&'static str> {
    if !back.take(b")") || !back.last().is_some_and(is_quote) {
        return None;
    }
    let module = std::str::from_utf8(back.name()?).ok()?;
    if !back.take(b"(") || !back.take(b"require") {
        return None;
    }
    let letters = |name: &str| name.replace('-', "").to_ascii_lowercase();
    let mut known = functions_of(place).iter().copied();
    known.find(|it| letters(it) == letters(module))
}

impl Context<'_> {
    /// The function of Ruby that takes it as its second argument, without brackets around
    /// them: `JWT.encode payload, '…'`.
    pub(super) fn called_without_brackets(&self) -> Option<&'static str> {
        const MAX_BYTES: usize = 256;
        if self.language != Language::Ruby {
            return None;
        }
        let start = self.value.range.start;
        let before = &self.text[start.saturating_sub(MAX_BYTES)..start];
        let line = before.rsplit(|it| *it == b'\n').next()?;
        let line = std::str::from_utf8(line).ok()?;
        let mut words = line.match_indices(' ');
        words.find_map(|(at, _)| {
            let function = line[..at].rsplit(' ').next()?;
            let told = takes_a_key(function, Place::Later)?;
            let mut depth = 0_i32;
            let mut commas = 0;
            for byte in line[at..].bytes() {
                match byte {
                    b'(' | b'[' | b'{' => depth += 1,
                    b')' | b']' | b'}' => depth -= 1,
                    b',' if depth == 0 => commas += 1,
                    _ => {}
                }
            }
            (commas == 1 && depth == 0).then_some(told)
        })
    }
}

/// Those that take a key at this place.
fn functions_of(place: Place) -> &'static [&'static str] {
    // Asked of each call of each source.
    static FIRST: LazyLock<Vec<&str>> = LazyLock::new(|| functions(|it| it.takes_key_first));
    static LATER: LazyLock<Vec<&str>> = LazyLock::new(|| functions(|it| it.takes_key_later));
    match place {
        Place::First => &FIRST,
        Place::Later => &LATER,
    }
}

fn functions(of: fn(&'static Framework) -> &'static [&'static str]) -> Vec<&'static str> {
    frameworks::all().flat_map(of).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_known_by_the_end_of_its_path() {
        for (function, place, expected) in [
            ("cookieParser", Place::First, Some("cookieParser")),
            (
                "sessions.NewCookieStore",
                Place::First,
                Some("NewCookieStore"),
            ),
            ("jwt.sign", Place::Later, Some("jwt.sign")),
            ("jwt.sign", Place::First, None),
            ("myFernet", Place::First, None),
            ("sign", Place::Later, None),
        ] {
            assert_eq!(takes_a_key(function, place), expected, "{function}");
        }
    }
}
