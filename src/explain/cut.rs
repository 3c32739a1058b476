//! A cookie that was cut and cannot be put together again: recognised by its shape,
//! so that nobody looks for another key.

use std::borrow::Cow;

use super::{Case, chunks};
use crate::encoding::from_percent_leniently;
use crate::frameworks::{FORMATS, Format};
use crate::set_cookie::MAX_NAME_AND_VALUE_BYTES;

/// Why a cookie is probably not whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Stable: scripts know it by this.
    pub id: &'static str,
    /// What the cookie is found to be.
    pub word: &'static str,
    /// What is seen.
    pub say: Cow<'static, str>,
    /// What to do.
    pub advice: &'static str,
}

/// What a cookie is that no format reads.
pub(super) const MALFORMED: &str = "malformed";

const AT_LIMIT: Cut = Cut {
    word: MALFORMED,
    id: "cut-at-4096",
    say: Cow::Borrowed(
        "it is exactly as long as browsers, proxies and logs keep (4096 bytes), and its end is \
          missing: it was cut, and no key opens what is left",
    ),
    advice: "get the whole cookie; store less in it, for browsers drop one above 4096 bytes",
};

const AT_EQUALS: Cut = Cut {
    word: MALFORMED,
    id: "cut-at-equals",
    say: Cow::Borrowed(
        "its base64 ends where its padding would begin, and the nonce is missing: it was cut at \
          `=`, and no key opens what is left",
    ),
    advice: "split `name=value` at the first `=` alone, and keep the rest of the line",
};

/// A nonce of 24 bytes has so many characters of base64.
const NONCE: usize = 32;

/// Its nonce, which is its end, has so many characters. Where they are lost cannot be
/// seen: mostly behind the last one.
fn at_end(nonce: usize) -> Cut {
    Cut {
        word: MALFORMED,
        id: "cut-at-end",
        say: Cow::Owned(format!(
            "its nonce has {nonce} of {NONCE} characters: its end was cut off, or some before it are \
             lost, and no key opens what is left"
        )),
        advice: "get the whole cookie: a log, a database column or a line was too short for it",
    }
}

const BY_DEVTOOLS: Cut = Cut {
    word: MALFORMED,
    id: "cut-by-devtools",
    say: Cow::Borrowed(
        "it ends in `…`: DevTools shows the first 1000 characters of a value alone, and no key \
          opens what is left",
    ),
    advice: "copy it from the request's headers, or copy the request as a curl command",
};

const AT_ELLIPSIS: Cut = Cut {
    word: MALFORMED,
    id: "cut-at-ellipsis",
    say: Cow::Borrowed(
        "it ends in `…`: what showed it left out its end, and no key opens what is left",
    ),
    advice: "copy the whole value, from where nothing is shortened",
};

const BY_STR: Cut = Cut {
    word: MALFORMED,
    id: "cut-at-ellipsis",
    say: Cow::Borrowed(
        "it ends in `__truncated__`: R's str() left out its end, and no key opens what is left",
    ),
    advice: "print the whole value: cat(req$HTTP_COOKIE), or of a list: cat(x$NAME)",
};

/// The characters that DevTools shows of a value, and around how many that are.
const SHOWN: std::ops::RangeInclusive<usize> = 990..=1010;

/// The fewest characters of base64 that are taken for a part of a cookie: a
/// tag of 16 bytes.
const MIN_CHARACTERS: usize = 22;

/// Whether a malformed value has the marks of one that was cut.
pub fn cut(case: &Case) -> Option<Cut> {
    if let Some(cut) = chunks::missing(case) {
        return Some(cut);
    }
    let dots = ['\u{2026}'.to_string(), "...".to_owned()];
    if let Some(shown) = dots.iter().find_map(|it| case.value.strip_suffix(&**it)) {
        let is_full = SHOWN.contains(&shown.chars().count());
        return Some(if is_full { BY_DEVTOOLS } else { AT_ELLIPSIS });
    }
    if case.value.ends_with("__truncated__") {
        return Some(BY_STR);
    }
    let bytes = case.value.len();
    let whole = [bytes, case.name.len() + bytes, case.name.len() + 1 + bytes];
    if whole.contains(&MAX_NAME_AND_VALUE_BYTES) {
        return Some(AT_LIMIT);
    }
    let is_named = |it: &&dyn Format| it.facts().framework.cookie_names.contains(&case.name);
    let named = FORMATS.into_iter().find(is_named);
    let format = case.pin.map(|pin| pin.format);
    let mut formats = named.into_iter().chain(format);
    let may_be_cut = formats.any(|format| format.is_cut_at_padding());
    let plain = from_percent_leniently(case.value)?;
    if may_be_cut && ends_at_padding(&plain) {
        // A split takes the `=` away with what follows.
        return Some(if plain.ends_with('=') {
            at_end(0)
        } else {
            AT_EQUALS
        });
    }
    let (sealed, nonce) = plain.split_once('_')?;
    // The alphabet for URLs has the bar as a letter, and none of these.
    let is_box = may_be_cut || sealed.contains(['+', '/', '=']);
    let is_whole = sealed.len() >= MIN_CHARACTERS && sealed.len().is_multiple_of(4);
    let is_cut = nonce.len() < NONCE && is_base64(sealed.trim_end_matches('=')) && is_base64(nonce);
    (is_box && is_whole && is_cut).then(|| at_end(nonce.len()))
}

fn is_base64(text: &str) -> bool {
    text.bytes()
        .all(|it| it.is_ascii_alphanumeric() || b"+/".contains(&it))
}

/// Base64 up to its padding or with it, and nothing behind that.
fn ends_at_padding(plain: &str) -> bool {
    let text = plain.trim_end_matches('=');
    text.len() >= MIN_CHARACTERS && text.len() % 4 > 1 && is_base64(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_of(name: &str, value: &str) -> Option<&'static str> {
        let case = Case {
            name,
            value,
            pin: None,
            siblings: &[],
            others: &[],
            keys: &[],
            nearby: &[],
            now: crate::time::Time(0),
        };
        cut(&case).map(|it| it.id)
    }

    #[test]
    fn only_what_has_the_marks_is_called_cut() {
        let sealed = "y0ZCSVi7gFreXUq+cAjbFbNxn80";
        assert_eq!(cut_of("plumber", sealed), Some("cut-at-equals"));
        assert_eq!(cut_of("session", sealed), None);
        assert_eq!(
            cut_of("plumber", "y0ZCSVi7gFreXUq+cAjbFbNxn8"),
            Some("cut-at-equals")
        );
        let padded = "y0ZCSVi7gFreXUq+cAjbFbNxn80=";
        let nonce = "1URBh3w86fmsFy5R7MiHZ2odOYdl/f14";
        for cut in [
            padded.to_owned(),
            format!("{padded}_"),
            format!("{padded}_{}", &nonce[..31]),
            format!("{}%3D_{}", padded.trim_end_matches('='), &nonce[..5]),
        ] {
            assert_eq!(cut_of("plumber", &cut), Some("cut-at-end"), "{cut}");
        }
        // Without its name the alphabet tells.
        let unnamed = format!("{padded}_{}", &nonce[..31]);
        assert_eq!(cut_of("", &unnamed), Some("cut-at-end"));
        let for_urls = "abcdefghijklmnopqrstuvwx_abcdefg";
        assert_eq!(cut_of("", for_urls), None);
        let whole = format!("{padded}_{nonce}");
        assert_eq!(cut_of("plumber", &whole), None);
        for whole in [
            "y0ZCSVi7gFreXUq+cAjbFbNxn80a",
            "hello",
            "a.b-c",
            "y0ZCSVi7gFreXUq+cAjb",
        ] {
            assert_eq!(cut_of("plumber", whole), None, "{whole}");
        }
        assert_eq!(cut_of("s", &"x".repeat(4095)), Some("cut-at-4096"));
        assert_eq!(cut_of("", &"x".repeat(4096)), Some("cut-at-4096"));
        assert_eq!(cut_of("s", &"x".repeat(4093)), None);
        for (characters, id) in [
            (4, "cut-at-ellipsis"),
            (500, "cut-at-ellipsis"),
            (1000, "cut-by-devtools"),
            (1001, "cut-by-devtools"),
            (3000, "cut-at-ellipsis"),
        ] {
            let shown = format!("{}\u{2026}", "x".repeat(characters));
            assert_eq!(cut_of("s", &shown), Some(id), "{characters}");
        }
    }
}
