//! Taking a cookie out of whatever it came in.
//!
//! People have a bare value, `name=value`, a `Cookie:` header, a `Set-Cookie:`
//! line as curl prints it, with quotes or without. What is taken is the name,
//! where there is one, and the value as it was written; percent-encoding is
//! the format's own matter.

mod bearer;
mod header;
mod known;
mod lines;
mod namesakes;
mod token;
mod whole;

pub use bearer::bearer_of;
pub use header::{
    ATTRIBUTES, Header, are_joined, are_set_cookie_lines, has_attributes, header_of, in_header,
    set_cookies, unquote,
};
pub use known::{Known, is_hidden, open_as};
pub use namesakes::{meant, of_two};
pub use token::is_token;
pub use whole::whole;

use std::collections::HashSet;

use crate::error::{Error, Result};
use crate::frameworks::{Input, MAX_COOKIE_BYTES, mains};
use crate::open::{self, Pin};
use header::{alone, in_text, without_quotes};
use lines::in_lines;
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
        Some(name) => by_name(found, name, &siblings, pin)?,
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
    Error::no("there is no cookie of that name in the input").hint(
        "the command inspect lists them, without --name; a log is read line by line: --lines \
         --name NAME",
    )
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
                names if names.is_empty() => {
                    "give one of them alone, or all, one a line: --lines".to_owned()
                }
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
    // Without a cookie beside it, the token of a header is meant.
    if let Some(token) = input.lines().find_map(bearer_of) {
        return vec![Cookie::sent(None, token)];
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
mod tests;
