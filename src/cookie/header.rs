//! `Cookie:` and `Set-Cookie:` lines, and the pairs in them.

use std::borrow::Cow;

use super::{Cookie, is_token, trim};
use crate::encoding::from_base64;

/// Attributes of Set-Cookie (RFC 6265bis and what browsers add): what tells
/// such a line from a list of cookies when the header's name is missing.
pub const ATTRIBUTES: [&str; 9] = [
    "expires",
    "max-age",
    "domain",
    "path",
    "secure",
    "httponly",
    "samesite",
    "partitioned",
    "priority",
];

/// The fewest bytes of a text that are not a name's by chance.
const MIN_TEXT: usize = 6;

/// The fewest letters of base64 before a single `=` that are no name of a cookie that
/// is empty, but a value that has lost a part of its padding.
const MIN_CUT: usize = 64;

/// What a token may have and no framework puts into a name.
const STRAYS: &[u8] = b"!#$%&'*^`|~";

/// What stands between parts of which the first may end in padding.
const MARK: &str = "--";

/// Marks of quotation that a token may begin with, and that no framework begins
/// a name with.
const QUOTES: [char; 2] = ['\'', '`'];

/// Which header a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    /// `Cookie:`, from the browser.
    Cookie,
    /// `Set-Cookie:`, from the server.
    SetCookie,
}

/// Which of the two headers a line is, and what stands behind its name, with
/// curl's `<` and `>`, R's `<-` and `->` or Python's `header:` before it or not.
pub fn header_of(line: &str) -> Option<(Header, &str)> {
    let line = trim(line.trim_end_matches(['\r', '\n']));
    let line = ["->", "<-", "header: "]
        .iter()
        .find_map(|it| line.strip_prefix(it))
        .unwrap_or(line);
    let line = trim(trim(line).trim_start_matches(['<', '>']));
    if let Some(content) = in_environment(line) {
        return Some((Header::Cookie, content));
    }
    let (header, content) = line.split_once(':')?;
    if header.eq_ignore_ascii_case("set-cookie") {
        return Some((Header::SetCookie, content));
    }
    let is_cookie = header.eq_ignore_ascii_case("cookie");
    is_cookie.then_some((Header::Cookie, content))
}

/// What CGI, WSGI and Rack call the header (RFC 3875, section 4.1.18).
const VARIABLE: &str = "HTTP_COOKIE";

/// The header's content in an environment that was printed: `HTTP_COOKIE=…`,
/// `'HTTP_COOKIE': '…'`, `"HTTP_COOKIE"=>"…"`, other variables beside it or not.
fn in_environment(line: &str) -> Option<&str> {
    let (before, behind) = line.split_once(VARIABLE)?;
    if before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
        return None;
    }
    let behind = trim(behind.trim_start_matches(['"', '\'']));
    let behind = ["=>", "=", ":"]
        .iter()
        .find_map(|it| behind.strip_prefix(it))?;
    // R's str() says that it is a text.
    let behind = trim(behind);
    let behind = behind.strip_prefix("chr ").unwrap_or(behind);
    match behind.chars().next().filter(|it| "\"'".contains(*it)) {
        Some(quote) => behind[1..].split(quote).next(),
        None => Some(behind),
    }
}

/// The cookies of a header's content.
pub fn in_header(header: &Header, content: &str, known: &dyn Fn(&str) -> bool) -> Vec<Cookie> {
    let of = |content, most| {
        let segments = segments(content, known);
        pairs(segments.iter().map(|it| &**it).take(most), known)
    };
    match header {
        Header::SetCookie => set_cookies(content)
            .into_iter()
            .flat_map(|it| of(it, 1))
            .collect(),
        Header::Cookie => of(content, usize::MAX),
    }
}

/// The Set-Cookie lines that a program has joined with commas, as `fetch` and Python's
/// requests print them: behind each comma begins the next cookie, `NAME=`. A date has a
/// comma as well, and no such thing behind it.
pub fn set_cookies(content: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut is_quoted = false;
    let mut seen = 0;
    for (comma, _) in content.match_indices(", ") {
        is_quoted ^= content[seen..comma].matches('"').count() % 2 == 1;
        seen = comma;
        // A name ends before the next comma: none is looked for in all of the rest.
        let rest = &content[comma + 2..];
        let name = rest.split_inclusive(['=', ',']).next();
        let name = name.and_then(|it| it.strip_suffix('='));
        if name.is_some_and(is_token) && !is_quoted {
            lines.push(&content[start..comma]);
            start = comma + 2;
        }
    }
    lines.push(&content[start..]);
    lines
}

/// Whether a text without the header's name is several Set-Cookie lines, joined.
pub fn are_joined(text: &str) -> bool {
    let lines = set_cookies(text);
    lines.len() > 1 && lines.into_iter().any(has_attributes)
}

/// Whether a text without the header's name has attributes behind it.
pub fn has_attributes(text: &str) -> bool {
    let mut segments = text.trim_ascii().trim_end_matches(';').split(';');
    let named = segments.next().is_some_and(|first| first.contains('='));
    // A value that continues in the next line is none.
    let named = named && !text.trim_ascii().contains('\n');
    let mut rest = segments.peekable();
    let is_attribute = |segment: &str| {
        let name = trim(segment.split('=').next().unwrap_or_default());
        ATTRIBUTES.contains(&&*name.to_ascii_lowercase())
    };
    named && rest.peek().is_some() && rest.all(is_attribute)
}

/// Whether a text without the header's name is several Set-Cookie lines, one below the
/// other, as `getSetCookie()` of JavaScript lists them. What begins without attributes
/// may be a value that was broken into lines.
pub fn are_set_cookie_lines(text: &str) -> bool {
    let is_named = |line: &str| {
        let name = line.split_once('=').map(|(name, _)| trim(name));
        name.is_some_and(is_token)
    };
    let mut lines = text.lines().filter(|it| !trim(it).is_empty());
    lines.clone().count() > 1 && lines.all(|line| has_attributes(line) && is_named(line))
}

/// The fewest characters of the second half of a value that was cut in two.
const MIN_HALF: usize = 22;

/// What stands between semicolons. One that was decoded, and is a part of a value,
/// ends no segment: what follows it has no name, and both are a cookie together.
pub(super) fn segments<'a>(text: &'a str, known: &dyn Fn(&str) -> bool) -> Vec<Cow<'a, str>> {
    let mut segments: Vec<Cow<str>> = Vec::new();
    for segment in text.split(';').map(trim) {
        let is_half = segment.len() >= MIN_HALF && !segment.contains('=');
        if let Some(before) = segments.last_mut().filter(|_| is_half) {
            let whole = format!("{before};{segment}");
            let value = whole.split_once('=').map_or("", |it| it.1);
            if known(value) || known(&whole) {
                *before = Cow::Owned(whole);
                continue;
            }
        }
        segments.push(Cow::Borrowed(segment));
    }
    segments
}

/// The cookies of several segments.
fn pairs<'a>(segments: impl Iterator<Item = &'a str>, known: &dyn Fn(&str) -> bool) -> Vec<Cookie> {
    let pair = |segment: &str| match segment.split_once('=') {
        // Browsers take names beyond the standard; they are not repeated.
        Some((name, _)) if !is_token(trim(name)) && !known(segment) => named(segment),
        _ => (!segment.is_empty()).then(|| bare_or_named(segment, known)),
    };
    segments.map(trim).filter_map(pair).collect()
}

/// `name=value`; a pair without `=` is a value without a name, as browsers
/// take it. Quotes around the value are a part of it, as browsers and jars keep
/// it: whether they are ignored is the format's matter.
pub(super) fn named(pair: &str) -> Option<Cookie> {
    let pair = trim(pair);
    if pair.is_empty() {
        return None;
    }
    let (name, value) = pair.split_once('=').unwrap_or(("", pair));
    let name = trim(name);
    Some(Cookie {
        name: (!name.is_empty()).then(|| name.to_owned()),
        value: trim(value).to_owned(),
        written: value.to_owned(),
        siblings: vec![],
    })
}

/// The cookies of a text that is no header: a line of a log may stand before them.
pub(super) fn in_text(segments: &[&str], known: &dyn Fn(&str) -> bool) -> Vec<Cookie> {
    let behind = segments.first().and_then(|it| behind_text(it, known));
    let rest = &segments[usize::from(behind.is_some())..];
    let rest = pairs(rest.iter().copied(), known);
    behind.into_iter().chain(rest).collect()
}

/// The only cookie of such a text.
pub(super) fn alone(text: &str, known: &dyn Fn(&str) -> bool) -> Cookie {
    behind_text(text, known).unwrap_or_else(|| bare_or_named(text, known))
}

/// The cookie at the end of a line of a log, and of a row of a table or a list of names
/// and values: what stands before its name is not the name. `None` where it is not a
/// known cookie, or where the whole may be one.
pub(super) fn behind_text(text: &str, known: &dyn Fn(&str) -> bool) -> Option<Cookie> {
    let rows = ["\t", ": "].into_iter();
    let row = rows.filter_map(|mark| text.split_once(mark));
    let row = row.map(|(name, value)| (true, trim(name), unquote(trim(value))));
    let pair = text.split_once('=').and_then(|(before, value)| {
        let (text_before, name) = before.rsplit_once([' ', '\t', '"'])?;
        // The cookies of a log stand in quotes, which end behind the last of them.
        let is_quoted = before[text_before.len()..].starts_with('"');
        let value = value
            .strip_suffix('"')
            .filter(|_| is_quoted)
            .unwrap_or(value);
        Some((is_quoted, name, value))
    });
    let (_, name, value) = pair
        .into_iter()
        .chain(row)
        .find(|(is_apart, name, value)| {
            // A text may be signed that has a cookie in it, but none apart from the rest.
            is_token(name) && known(unquote(value)) && (*is_apart || !known(text))
        })?;
    Some(Cookie {
        name: Some(name.to_owned()),
        value: value.to_owned(),
        written: value.to_owned(),
        siblings: vec![],
    })
}

/// A value may hold `=` itself: it is taken as named when that makes the rest
/// a cookie, or when nothing does and the `=` is not the padding of base64.
pub(super) fn bare_or_named(text: &str, known: &dyn Fn(&str) -> bool) -> Cookie {
    // What stands before padding is base64 of either alphabet, with what a lenient
    // decoder skips: a `koa.sess.sig` is a name.
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte);
    let is_base64 = |text: &str| text.bytes().all(is_digit);
    let is_loose = |before: &str, rest: &str| {
        let is_sealed = rest.strip_prefix('_').is_some_and(is_nonce);
        let is_skipped = |byte: u8| STRAYS.contains(&byte) || byte == b'.' && is_sealed;
        (before.bytes()).all(|byte| is_digit(byte) || is_skipped(byte))
    };
    // As long as base64 of an HMAC-SHA256, which Hono writes with its padding.
    let ends_in_mac = |text: &str| {
        let mac = text.rsplit_once('.').map(|it| it.1);
        mac.is_some_and(|it| it.len() == 43 && is_base64(it))
    };
    let is_padding = |before: &str, rest: &str| {
        let is_at_end = rest.bytes().all(|byte| byte == b'=');
        // Of a nonce in base64 there is no second `_`.
        let is_behind = rest.starts_with(['=', '_']) && !rest.starts_with("__");
        (is_behind || rest.starts_with(MARK)) && is_loose(before, rest)
            || is_at_end && known(before)
            || rest.is_empty() && (is_base64_of_text(text) || is_base64_of_members(text))
            || rest.is_empty() && ends_in_mac(before)
            || rest.is_empty() && before.len() >= MIN_CUT && is_base64(before)
    };
    // JSON in base64 with its padding, a dot and a signature, as Remix and Starlette
    // have it: what stands behind the `=` looks like a signed text that is empty.
    let is_padded_json = |name: &str, rest: &str| {
        let equals = rest.len() - rest.trim_start_matches('=').len();
        rest[equals..].starts_with('.') && is_base64_of_json(&text[..name.len() + 1 + equals])
    };
    // The first part of a cookie may be empty, so that its rest is one as well.
    let is_padded_before_mark = |before: &str, rest: &str| {
        let is_whole = is_base64(before) && (before.len() + 1).is_multiple_of(4);
        (rest.starts_with('|') || rest.starts_with(MARK)) && is_whole && known(text)
    };
    let is_quoted = || {
        let inner = text.trim_matches(QUOTES);
        text.starts_with(QUOTES) && bare_or_named(inner, known).name.is_none()
    };
    if let Some((name, value)) = text.split_once('=')
        && is_token(trim(name))
        && !is_quoted()
        && !is_padded_before_mark(name, value)
        && !is_padded_json(name, value)
        && (known(unquote(trim(value))) || !known(text) && !is_padding(name, value))
        && let Some(cookie) = named(text)
    {
        return cookie;
    }
    Cookie {
        name: None,
        value: without_quotes(text, known).to_owned(),
        written: text.to_owned(),
        siblings: vec![],
    }
}

/// Whether a text is base64 of a nonce of libsodium's secretbox, 24 bytes.
fn is_nonce(text: &str) -> bool {
    text.len() == 32 && from_base64(text).is_some()
}

/// Whether a text is base64 of text. A name before `=` is base64 as well, of any
/// bytes.
fn is_base64_of_text(text: &str) -> bool {
    let decoded = from_base64(text).unwrap_or_default();
    let decoded = std::str::from_utf8(&decoded).unwrap_or_default();
    decoded.len() >= MIN_TEXT && !decoded.contains(char::is_control)
}

/// Whether a text is base64 of a JSON object or list: that of an empty one is short.
fn is_base64_of_members(text: &str) -> bool {
    let decoded = from_base64(text).unwrap_or_default();
    let may_be = decoded.first().is_some_and(|it| b"{[".contains(it));
    may_be && is_json(&decoded)
}

fn is_base64_of_json(text: &str) -> bool {
    is_json(&from_base64(text).unwrap_or_default())
}

fn is_json(text: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok()
}

/// A text without the quotes around it, unless they are a part of a cookie: those
/// of a framework that escapes what stands inside.
pub(super) fn without_quotes<'a>(text: &'a str, known: &dyn Fn(&str) -> bool) -> &'a str {
    // One that was broken into lines is none as it is.
    let is_wrapped = || text.contains('\n') && known(&text.lines().map(trim).collect::<String>());
    match text.contains('\\') && (known(text) || is_wrapped()) {
        true => text,
        false => unquote(text),
    }
}

/// A text without the quotes around it.
pub fn unquote(text: &str) -> &str {
    let quoted = |quote| {
        text.strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote))
    };
    quoted('"').or_else(|| quoted('\'')).unwrap_or(text)
}
