//! The Netscape cookie jar: seven fields with tabs between, as curl, wget,
//! browsers and their extensions write it.
//!
//! `domain  subdomains  path  secure  expires  name  value`; the domain of a
//! cookie that is HttpOnly has `#HttpOnly_` before it. What is read is what
//! curl reads: a flag that is not `TRUE`, in any case, is false; of the expiry
//! the whole seconds count, and no number stands for a session; a path may be
//! missing; and there may be lines of Set-Cookie.

use std::io::{self, BufRead};

use super::collector::{Collector, First};
use super::lines::Lines;
use super::{Capture, Kind, Origin, Role, Row, header, kept};
use crate::cookie::{Header, header_of, trim};
use crate::set_cookie::Attributes;
use crate::time::Time;

const HTTP_ONLY: &str = "#HttpOnly_";

/// What to do with a jar that came through something that makes spaces of tabs.
const SPACES: &str = "its tabs became spaces when it was copied from a terminal or a page: use \
                      the file itself, or convert them: tr -s ' ' '\\t' < JAR | cookiekit \
                      inspect";

/// Whether a text starts as a jar does.
pub fn is_one(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    let is_title = first.starts_with('#') && first.contains("HTTP Cookie File");
    let is_sure = |line: &str| {
        let fields = fields(line);
        let is_row = fields.is_some_and(|it| is_flag(it.below) && is_flag(it.secure));
        is_row || is_spaced(line)
    };
    is_title
        || text
            .lines()
            .find(|line| !is_comment(line))
            .is_some_and(is_sure)
}

fn is_comment(line: &str) -> bool {
    let line = trim(line);
    line.is_empty() || line.starts_with('#') && !line.starts_with(HTTP_ONLY)
}

/// Reads a jar of any size.
pub fn read(
    source: &mut dyn BufRead,
    known: &dyn Fn(&str) -> bool,
    first: First,
) -> io::Result<Capture> {
    let mut collector = Collector::of(Kind::Jar).before_others(first);
    let (mut number, mut odd, mut spaced) = (0, Odd::default(), Odd::default());
    let mut lines = Lines::of(source);
    while let Some(line) = lines.next()? {
        number += 1;
        if is_comment(&line.text) {
            continue;
        }
        if let Some((Header::SetCookie, content)) = header_of(&line.text) {
            match line.is_cut {
                true => collector.note_cut(),
                false => header::add(
                    &mut collector,
                    Header::SetCookie,
                    content,
                    &Origin::default(),
                    known,
                ),
            }
            continue;
        }
        match row(&line.text).filter(|_| !line.is_cut) {
            Some((cookie, attributes, origin)) => {
                collector.add(Role::Kept, &origin, cookie, Some(attributes));
            }
            None if is_spaced(&line.text) => spaced.add(number),
            None => odd.add(number),
        }
    }
    let mut capture = collector.capture;
    if odd.lines > 0 {
        capture.notes.push(match odd.lines {
            1 => format!(
                "line {} of the jar does not have seven tab-separated fields: it was skipped",
                odd.first
            ),
            lines => format!(
                "{lines} lines of the jar do not have seven tab-separated fields (the first is \
                 line {}): they were skipped",
                odd.first
            ),
        });
    }
    if spaced.lines > 0 {
        capture.notes.push(match spaced.lines {
            1 => format!(
                "line {} of the jar has spaces instead of tabs, so curl does not read it: it was \
                 skipped",
                spaced.first
            ),
            lines => format!(
                "{lines} lines of the jar have spaces instead of tabs (the first is line {}): \
                 curl reads none of them, and they were skipped",
                spaced.first
            ),
        });
        capture.hint = Some(SPACES);
    }
    Ok(capture)
}

/// Lines that were skipped.
#[derive(Default)]
struct Odd {
    lines: u64,
    first: u64,
}

impl Odd {
    fn add(&mut self, number: u64) {
        if self.lines == 0 {
            self.first = number;
        }
        self.lines += 1;
    }
}

/// A row, field by field.
struct Fields<'a> {
    domain: &'a str,
    below: &'a str,
    path: &'a str,
    secure: &'a str,
    expires: Option<u64>,
    name: &'a str,
    value: &'a str,
}

fn fields(line: &str) -> Option<Fields<'_>> {
    let line = line.trim_start_matches([' ', '\t']);
    let line = line.strip_prefix(HTTP_ONLY).unwrap_or(line);
    let mut fields = line.splitn(7, '\t').peekable();
    let (domain, below) = (fields.next()?, fields.next()?);
    // Some leave the path out, and it cannot be one of these words.
    let path = match fields.peek() {
        Some(field) if is_flag(field) => "/",
        _ => fields.next().filter(|it| !it.is_empty()).unwrap_or("/"),
    };
    let (secure, expires) = (fields.next()?, seconds(fields.next()?)?);
    let (name, value) = (fields.next()?, fields.next());
    Some(Fields {
        domain,
        below,
        path,
        secure,
        expires,
        name,
        // An empty value may stand for nothing at all.
        value: value.unwrap_or_default(),
    })
}

fn row(line: &str) -> Option<Row> {
    let is_http_only = trim(line).starts_with(HTTP_ONLY);
    let fields = fields(line)?;
    let host = fields.domain.trim_start_matches('.').to_ascii_lowercase();
    let attributes = Attributes {
        path: Some(fields.path.to_owned()),
        domain: is_true(fields.below).then(|| host.clone()),
        expires: fields.expires.and_then(|it| Time(it).http_date()),
        secure: is_true(fields.secure),
        http_only: is_http_only,
        ..Attributes::bare(fields.name, fields.value)
    };
    Some(kept(attributes, host))
}

/// The whole seconds of an expiry: `Some(None)` is a session.
fn seconds(field: &str) -> Option<Option<u64>> {
    let field = trim(field);
    let (sign, digits) = match field.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, field),
    };
    // Firefox writes a fraction since version 142.
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) || whole.is_empty() && !field.is_empty() {
        return None;
    }
    let seconds = whole.parse().unwrap_or(u64::MAX);
    Some((sign > 0 && !whole.is_empty() && seconds > 0).then_some(seconds))
}

fn is_true(field: &str) -> bool {
    field.eq_ignore_ascii_case("TRUE")
}

fn is_flag(field: &str) -> bool {
    is_true(field) || field.eq_ignore_ascii_case("FALSE")
}

/// Whether a line would be a row if its spaces were tabs.
fn is_spaced(line: &str) -> bool {
    if !line.contains(' ') {
        return false;
    }
    let words: Vec<&str> = line
        .split([' ', '\t'])
        .filter(|it| !it.is_empty())
        .collect();
    (6..=7).contains(&words.len())
        && fields(&words.join("\t")).is_some_and(|it| is_flag(it.below) && is_flag(it.secure))
}

#[cfg(test)]
mod tests {
    use super::*;

    const JAR: &str = "# Netscape HTTP Cookie File\n# https://curl.se/docs/http-cookies.html\n\n\
        #HttpOnly_127.0.0.1\tFALSE\t/api\tFALSE\t0\tplumber\ta%2Fb_c\n\
        .example.com\tTRUE\t/\tTRUE\t1700000000\ts\tv\tw\n\
        h\tFALSE\t/\tFALSE\t0\tempty\nbroken\tline\n";

    fn read(jar: &str) -> Capture {
        super::read(
            &mut jar.as_bytes(),
            &|_| false,
            super::super::collector::ALIKE,
        )
        .unwrap()
    }

    #[test]
    fn each_row_is_a_cookie_with_its_flags() {
        let capture = read(JAR);
        assert_eq!(capture.notes.len(), 1);
        assert!(
            capture.notes[0].starts_with("line 7 of the jar does not have"),
            "{}",
            capture.notes[0]
        );
        let [plumber, wide, empty] = &capture.found[..] else {
            panic!("{:?}", capture.found);
        };
        assert_eq!(plumber.cookie.name.as_deref(), Some("plumber"));
        assert_eq!(plumber.cookie.value, "a%2Fb_c");
        let attributes = plumber.attributes.as_ref().unwrap();
        assert!(attributes.http_only && !attributes.secure && attributes.expires.is_none());
        assert_eq!(attributes.path.as_deref(), Some("/api"));
        assert_eq!(wide.cookie.value, "v\tw");
        let attributes = wide.attributes.as_ref().unwrap();
        assert_eq!(attributes.domain.as_deref(), Some("example.com"));
        assert_eq!(attributes.expires_at(), Some(Time(1_700_000_000)));
        assert_eq!(empty.cookie.value, "");
    }

    #[test]
    fn the_expiry_and_the_flags_are_read_as_curl_reads_them() {
        for (row, expires) in [
            (
                "h\tFALSE\t/\tFALSE\t1700000000.75\ts\tv",
                Some(1_700_000_000),
            ),
            ("h\tfalse\t/\ttrue\t1700000000\ts\tv", Some(1_700_000_000)),
            ("h\tno\t/\t0\t 1700000000\ts\tv", Some(1_700_000_000)),
            ("  h\tFALSE\t/\tFALSE\t1\ts\tv", Some(1)),
            ("h\tFALSE\tFALSE\t1700000000\ts\tv", Some(1_700_000_000)),
            ("h\tFALSE\t\tFALSE\t0\ts\tv", None),
            ("h\tFALSE\t/\tFALSE\t-1\ts\tv", None),
            ("h\tFALSE\t/\tFALSE\t\ts\tv", None),
            ("h\tFALSE\t/\tFALSE\t99999999999999999999999\ts\tv", None),
        ] {
            let capture = read(row);
            let [found] = &capture.found[..] else {
                panic!("{row}: {capture:?}");
            };
            assert_eq!(found.cookie.value, "v", "{row}");
            let attributes = found.attributes.as_ref().unwrap();
            assert_eq!(attributes.expires_at(), expires.map(Time), "{row}");
            assert_eq!(attributes.secure, row.contains("true"), "{row}");
        }
        for row in [
            "h\tFALSE\t/\tFALSE\tx\ts\tv",
            "h\tFALSE\t/\tFALSE\t1e9\ts\tv",
        ] {
            assert_eq!(read(row).found, [], "{row}");
        }
    }

    #[test]
    fn spaces_for_tabs_are_named_as_that() {
        for row in [
            "h FALSE / FALSE 0 s v",
            "#HttpOnly_h  TRUE  /  FALSE  1.5  s  v",
        ] {
            assert!(is_one(row), "{row}");
            let capture = read(row);
            assert!(capture.found.is_empty() && capture.hint == Some(SPACES));
            let note = "line 1 of the jar has spaces instead of tabs";
            assert!(capture.notes[0].starts_with(note));
        }
    }

    #[test]
    fn a_jar_is_told_by_its_title_or_its_first_row() {
        assert!(is_one(JAR));
        assert!(is_one(&JAR[JAR.find("#HttpOnly_").unwrap()..]));
        for text in [
            "s=v\t\t\t",
            "# a comment\ns=v",
            "a b c d e f g",
            "a\tb\tc\td\t1\tf\tg",
        ] {
            assert!(!is_one(text), "{text}");
        }
    }
}
