//! Taking a cookie out of whatever it came in.
//!
//! People have a bare value, `name=value`, a `Cookie:` header, a `Set-Cookie:`
//! line as curl prints it, with quotes or without. What is taken is the name,
//! where there is one, and the value as it was written; percent-encoding is
//! the format's own matter.

mod header;
mod known;
mod namesakes;
mod token;
mod whole;

pub use header::{
    ATTRIBUTES, Header, are_joined, has_attributes, header_of, in_header, set_cookies, unquote,
};
pub use known::{Known, open_as};
pub use namesakes::{meant, of_two};
pub use token::is_token;
pub use whole::whole;

use std::collections::HashSet;

use crate::error::{Error, Result};
use crate::frameworks::{Input, MAX_COOKIE_BYTES, mains};
use crate::open::{self, Pin};
use header::{alone, in_lines, in_text, without_quotes};
use namesakes::by_name;

/// A cookie as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie {
    /// Its name, if it came with one.
    pub name: Option<String>,
    /// Its value, with the quotes that it came with under its name.
    pub value: String,
    /// The value as it stood, with quotes and white space.
    pub written: String,
    /// The names and values of the cookies that came with it.
    pub siblings: Vec<(String, String)>,
}

/// A text without the white space that browsers and servers ignore around the
/// parts of a header (RFC 6265bis, section 5.6): spaces and tabs. Other white
/// space is a part of the name or the value, and a cookie whose name differs in
/// it alone is another cookie.
pub fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

/// Takes one cookie out of text. `wanted` picks it by name where there are
/// several, and names it where it is bare; the empty name means "bound to
/// none". The format that the user pinned, if one, tells a bare value from
/// `name=value`. What is to be warned of comes with it: that others have its name.
///
/// # Errors
/// When there is none, none of that name, or several to choose from.
pub fn take(
    input: &str,
    wanted: Option<&str>,
    pin: Option<Pin>,
) -> Result<(Cookie, Option<String>)> {
    let known = recogniser(pin);
    let taken = one_of(find_all(input, &known), wanted, pin);
    match wanted.filter(|name| !name.is_empty() && taken.is_err()) {
        None => taken,
        Some(_) => match whole(input, &known) {
            Some(cookie) => Ok((cookie.called(wanted), None)),
            None => taken,
        },
    }
}

/// Picks one of several cookies, as [`take`] does, and says what is to be warned of:
/// that others have its name.
///
/// # Errors
/// As there.
pub fn one_of(
    found: Vec<Cookie>,
    wanted: Option<&str>,
    pin: Option<Pin>,
) -> Result<(Cookie, Option<String>)> {
    let mut siblings = match found.len() {
        0 | 1 => vec![],
        _ => siblings(&found),
    };
    let (mut cookie, warning) = match wanted.filter(|name| !name.is_empty()) {
        Some(name) => by_name(found, name, pin)?,
        None => (the_only(found, pin)?, None),
    };
    let own = |it: &(String, String)| Some(&it.0) == cookie.name.as_ref();
    siblings.retain(|it| !own(it));
    cookie.siblings = siblings;
    // The first chunk of one that is split keeps its number.
    let is_chunk = cookie.name.is_some() && wanted.is_some_and(|it| !it.is_empty());
    Ok((cookie.called(wanted.filter(|_| !is_chunk)), warning))
}

/// The most cookies that are looked at beside one.
const MAX_SIBLINGS: usize = 64;

/// The names and values of cookies that came together.
pub fn siblings<'c>(found: impl IntoIterator<Item = &'c Cookie>) -> Vec<(String, String)> {
    let named = |it: &Cookie| Some((it.name.clone()?, it.value.clone()));
    let named = found.into_iter().filter_map(named);
    named.take(MAX_SIBLINGS).collect()
}

/// What tells a cookie's value from other text: whether it is one of the
/// format that the user pinned, or of any.
pub fn recogniser(pin: Option<Pin>) -> impl Fn(&str) -> bool {
    move |value| match pin {
        Some(pin) => pin.reads(value),
        None => open::is_recognised(value),
    }
}

impl Cookie {
    /// The cookie as formats take it.
    pub fn input(&self) -> Input<'_> {
        Input {
            siblings: &self.siblings,
            ..Input::new(self.name.as_deref().unwrap_or_default(), &self.value)
        }
    }

    /// The cookie under the name that was asked for; the empty one unbinds.
    #[must_use]
    pub fn called(mut self, wanted: Option<&str>) -> Self {
        match wanted {
            Some("") => self.name = None,
            Some(name) => self.name = Some(name.to_owned()),
            None => {}
        }
        self
    }
}

/// A text that a cookie is taken out of.
///
/// # Errors
/// What is too large or not text is malformed.
pub fn text(bytes: &[u8]) -> Result<String> {
    let bytes = bytes.trim_ascii_end();
    if bytes.len() > MAX_COOKIE_BYTES {
        let hint = match bytes.contains(&b'\n') {
            true => {
                "give the cookie or its header alone; a log is read line by line: --lines --name NAME"
            }
            false => "give the cookie or its header alone",
        };
        return Err(Error::no(format!(
            "malformed: the input has more than {MAX_COOKIE_BYTES} bytes, and a cookie at most 4096"
        ))
        .hint(hint));
    }
    String::from_utf8(bytes.to_vec())
        .map_err(|_| Error::no("malformed: the input is not UTF-8 text"))
}

/// There is no cookie of the wanted name.
pub fn no_such() -> Error {
    Error::no("there is no cookie of that name in the input")
        .hint("the command inspect lists them, without --name")
}

/// The most names that are listed to choose from.
const MAX_NAMES: usize = 8;

fn the_only(mut found: Vec<Cookie>, pin: Option<Pin>) -> Result<Cookie> {
    let known = recogniser(pin);
    // What another goes with is a cookie, whatever its value looks like.
    let mut accompanied = HashSet::new();
    if found.len() > 1 {
        let names: HashSet<&str> = found.iter().filter_map(|it| it.name.as_deref()).collect();
        let goes_with = |it: &Cookie| {
            let mains = it.name.as_deref().map(mains)?;
            mains.into_iter().find(|name| names.contains(&**name))
        };
        let go_with: Vec<Option<String>> = found.iter().map(goes_with).collect();
        let mut are_own = go_with.clone().into_iter().map(|it| it.is_none());
        found.retain(|_| are_own.next() == Some(true));
        let is_its = |name: &String| pin.is_none_or(|it| !it.format.companions(name).is_empty());
        accompanied.extend(go_with.into_iter().flatten().filter(is_its));
    }
    if found.len() > 1 {
        let mut names: Vec<String> = Vec::new();
        for name in found.iter().filter_map(|cookie| cookie.name.as_ref()) {
            if is_token(name) && !names.contains(name) && names.len() < MAX_NAMES {
                names.push(name.clone());
            }
        }
        let is_accompanied =
            |it: &Cookie| it.name.as_ref().is_some_and(|it| accompanied.contains(it));
        found.retain(|cookie| known(&cookie.value) || is_accompanied(cookie));
        // Workbench sends the same value under two names.
        let mut values = HashSet::new();
        found.retain(|cookie| values.insert(cookie.value.clone()));
        if found.len() != 1 {
            let pick = match names.join(", ") {
                names if names.is_empty() => "give one of them alone".to_owned(),
                names => format!("pick one with --name: {names}"),
            };
            return Err(Error::could_not("there are several cookies in the input").hint(pick));
        }
    }
    found
        .pop()
        .ok_or_else(|| Error::no("malformed: there is no cookie in the input"))
}

/// Every cookie of a text, of whatever it came in. Of two Set-Cookie lines for
/// a name the last is kept.
pub fn find_all(input: &str, known: &dyn Fn(&str) -> bool) -> Vec<Cookie> {
    let input = input.trim_matches(|c: char| c.is_ascii_whitespace());
    let mut found = Vec::new();
    let mut headers = 0;
    for line in input.lines() {
        let Some((header, content)) = header_of(line) else {
            continue;
        };
        headers += 1;
        for cookie in in_header(&header, content, known) {
            // Of two Set-Cookie lines for a name, browsers keep the last.
            if header == Header::SetCookie {
                found.retain(|earlier: &Cookie| earlier.name != cookie.name);
            }
            found.push(cookie);
        }
    }
    // No other line of a response is a list of cookies.
    if headers > 0 || input.starts_with("HTTP/") {
        return found;
    }
    let of_lines = in_lines(input, known);
    if !of_lines.is_empty() {
        return of_lines;
    }
    let input = without_quotes(input, known);
    if are_joined(input) {
        return in_header(&Header::SetCookie, input, known);
    }
    let segments = header::segments(input, known);
    let segments: Vec<&str> = segments.iter().map(|it| &**it).collect();
    let is_attribute = |segment: &&str| {
        let name = trim(segment.split('=').next().unwrap_or_default());
        name.is_empty() || ATTRIBUTES.contains(&name.to_ascii_lowercase().as_str())
    };
    match segments.as_slice() {
        ["", rest @ ..] if rest.iter().all(is_attribute) => vec![],
        [first, rest @ ..] if rest.iter().all(is_attribute) => vec![alone(first, known)],
        all => in_text(all, known),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: &str = "i8mEAeSNrKa0bg8kj7ZRrWwK5XcJ8FOZo/+dv4rK_1URBh3w86fmsFy5R7MiHZ2odOYdl/f14";
    const PADDED: &str = "y0ZCSVi7gFreXUq+cAjbFbNxn80=_vM/pWc0c07oxDBQvBogqUZpmkJdknLpS";
    const WORKBENCH: &str =
        "janedoe|Sat, 24 Sep 2022 17:46:21 GMT|9i70BByljSMnNsO3c9mEpR1qYclhtCMH5nvzJPFuJHA=";

    fn taken(input: &str) -> (Option<String>, String) {
        let (cookie, _) = take(input, None, None).unwrap();
        (cookie.name, cookie.value)
    }

    #[test]
    fn a_cookie_is_taken_as_people_have_it() {
        for value in [BOX, PADDED, WORKBENCH] {
            for bare in [
                value.to_owned(),
                format!("{value}\n"),
                format!("\"{value}\""),
                format!("'{value}'"),
                format!("{value};"),
            ] {
                assert_eq!(taken(&bare), (None, value.to_owned()), "{bare}");
            }
            for named in [
                format!("s={value}"),
                format!("s={value}; Path=/; HttpOnly"),
                format!("Cookie: s={value}"),
                format!("cookie: a=1; s={value}; b=2\r\n"),
                format!("a=1; s={value}"),
                format!(
                    "Set-Cookie: s={value}; Path=/; Expires= Wed, 21 Oct 2026 07:28:00 GMT; Max-Age= 5\r"
                ),
                format!("< set-cookie: s={value}; HttpOnly\r\n"),
                format!("HTTP/1.1 200 OK\r\nDate: x\r\nSet-Cookie: s={value}\r\n"),
                format!("> Cookie: s={value}"),
            ] {
                assert_eq!(
                    taken(&named),
                    (Some("s".into()), value.to_owned()),
                    "{named}"
                );
            }
        }
    }

    #[test]
    fn a_value_with_padding_inside_is_no_name_when_a_letter_that_its_decoder_skips_is_in_it() {
        for stray in "!#$%&'*^`|~.".chars() {
            for (value, place) in [(PADDED, 9), (PADDED, 26), ("c2VhbGVkIQ==_YWJj", 5)] {
                let mut text = value.to_owned();
                text.insert(place, stray);
                if stray != '.' || value == PADDED {
                    assert_eq!(taken(&text), (None, text.clone()));
                }
            }
        }
        // Near misses: names that have a dot, and what no name of a framework has.
        for (name, value) in [
            ("koa.sess.sig", "_vM-pWc0c07oxDBQvBogqUZpmkJ"),
            (
                "koa.sess.sig",
                "_vM-pWc0c07oxDBQvBogqUZpmkJdknLpS-vM-pWc0c0",
            ),
            ("my.app", "_short"),
            ("a*b", "value"),
            ("~user", "-abc"),
        ] {
            let named = (Some(name.to_owned()), value.to_owned());
            assert_eq!(taken(&format!("{name}={value}")), named);
        }
    }

    #[test]
    fn several_cookies_are_picked_from_by_name() {
        let header = format!("Cookie: a={BOX}; b={PADDED}; c=x");
        let error = take(&header, None, None).unwrap_err();
        assert_eq!(error.hint.as_deref(), Some("pick one with --name: a, b, c"));
        assert_eq!(take(&header, Some("b"), None).unwrap().0.value, PADDED);
        assert_eq!(take(&header, Some("c"), None).unwrap().0.value, "x");
        assert!(take(&header, Some("d"), None).is_err());
    }

    #[test]
    fn what_only_looks_like_a_name_is_not_repeated() {
        for (input, hint) in [
            (format!("{PADDED}; {BOX}"), "give one of them alone"),
            (format!("Cookie: {PADDED}x; a=b"), "pick one with --name: a"),
            ("secret text=1; a=b".to_owned(), "pick one with --name: a"),
            ("c2VjcmV0==_x; a=b".to_owned(), "pick one with --name: a"),
        ] {
            let error = take(&input, None, None).unwrap_err();
            assert_eq!(error.hint.as_deref(), Some(hint), "{input}");
        }
    }

    #[test]
    fn a_name_picks_its_own_cookie_and_no_nameless_one() {
        let picked = |input: &str| take(input, Some("s"), None).unwrap().0.value;
        assert_eq!(picked(&format!("Cookie: foo; s={BOX}")), BOX);
        assert_eq!(picked(&format!("Cookie: s={BOX}; s=x")), BOX);
        assert_eq!(
            picked(&format!("Set-Cookie: s=; Max-Age=0\nSet-Cookie: s={BOX}")),
            BOX
        );
        let twins = format!("Set-Cookie: s={BOX}; Secure\nSet-Cookie: s-legacy={BOX}");
        assert_eq!(taken(&twins).1, BOX);
    }

    #[test]
    fn names_to_choose_from_are_few() {
        let header = format!("Cookie: {}", "a=1; ".repeat(3000));
        let hint = take(&header, None, None).unwrap_err().hint;
        assert_eq!(hint.as_deref(), Some("pick one with --name: a"));
        let many: Vec<String> = (0..100).map(|index| format!("n{index}=1")).collect();
        let hint = take(&many.join("; "), None, None)
            .unwrap_err()
            .hint
            .unwrap();
        assert_eq!(hint.matches(", ").count(), MAX_NAMES - 1);
    }

    #[test]
    fn a_response_without_a_cookie_has_none() {
        for input in ["HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\nX: a=b; c=d\r\n"] {
            assert!(take(input, None, None).unwrap_err().hint.is_none());
        }
    }

    #[test]
    fn a_name_that_is_given_names_a_bare_value_and_the_empty_one_unbinds() {
        let (named, _) = take(BOX, Some("s"), None).unwrap();
        assert_eq!(named.name.as_deref(), Some("s"));
        let (unbound, _) = take(&format!("s={BOX}"), Some(""), None).unwrap();
        assert_eq!(unbound.name, None);
        assert_eq!(unbound.value, BOX);
    }

    #[test]
    fn padding_inside_a_broken_value_does_not_make_the_start_a_name() {
        for broken in [
            "y0ZCSVi7gFreXUq+c80=_vMpWc0c07",
            "y0ZCSVi7gF==_vMpW",
            "y0ZCg==",
        ] {
            assert_eq!(taken(broken), (None, broken.to_owned()));
        }
        // A signature in base64url may start so.
        let signature = taken("koa.sess.sig=_9DxYJtVYkbkvzYAimJBXG7_Tzk");
        assert_eq!(signature.0.as_deref(), Some("koa.sess.sig"));
        let padded = "alice|1700086400|hpu8XerrOsYXTqv9p5RQ_nBZaHLxLR33mkUGTIFKu_w=";
        assert_eq!(taken(padded), (None, padded.to_owned()));
    }

    #[test]
    fn nothing_is_no_cookie() {
        for nothing in ["", "\n", " \r\n ", ";", "Cookie:", "Cookie: ;"] {
            assert!(take(nothing, None, None).is_err(), "{nothing:?}");
        }
        assert_eq!(
            taken("plumber=; Path=/"),
            (Some("plumber".into()), String::new())
        );
    }
}
