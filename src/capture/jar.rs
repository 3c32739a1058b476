//! The Netscape cookie jar: seven fields with tabs between, as curl, wget and
//! browser extensions write it.
//!
//! `domain  subdomains  path  secure  expires  name  value`; the domain of a
//! cookie that is HttpOnly has `#HttpOnly_` before it.

use std::io::{self, BufRead};

use super::{Capture, Collector, Kind, Role, Row, kept, lines};
use crate::set_cookie::Attributes;
use crate::time::Time;

const HTTP_ONLY: &str = "#HttpOnly_";

/// Whether a text starts as a jar does.
pub fn is_one(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    let is_title = first.starts_with('#') && first.contains("HTTP Cookie File");
    is_title
        || text
            .lines()
            .find(|line| !is_comment(line))
            .is_some_and(|line| row(line).is_some())
}

fn is_comment(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with('#') && !line.starts_with(HTTP_ONLY)
}

/// Reads a jar of any size.
pub fn read(source: &mut dyn BufRead) -> io::Result<Capture> {
    let mut collector = Collector::of(Kind::Jar);
    let (mut number, mut odd) = (0, Vec::new());
    while let Some(line) = lines::next(source)? {
        number += 1;
        if is_comment(&line) {
            continue;
        }
        match row(&line) {
            Some((cookie, attributes, origin)) => {
                collector.add(Role::Kept, &origin, cookie, Some(attributes));
            }
            None => odd.push(number),
        }
    }
    if let Some(first) = odd.first() {
        collector.capture.notes.push(format!(
            "{} lines of the jar have not seven fields with tabs between, line {first} the first: \
             they were passed over",
            odd.len()
        ));
    }
    Ok(collector.capture)
}

fn row(line: &str) -> Option<Row> {
    let (line, http_only) = match line.strip_prefix(HTTP_ONLY) {
        Some(rest) => (rest, true),
        None => (line, false),
    };
    let mut fields = line.splitn(7, '\t');
    let domain = fields.next()?;
    let below = flag(fields.next()?)?;
    let path = fields.next()?;
    let secure = flag(fields.next()?)?;
    let expires: u64 = fields.next()?.trim().parse().ok()?;
    let name = fields.next()?;
    // An empty value may stand for nothing at all.
    let value = fields.next().unwrap_or_default();
    let host = domain.trim_start_matches('.').to_ascii_lowercase();
    let attributes = Attributes {
        path: Some(path.to_owned()),
        domain: below.then(|| host.clone()),
        expires: Time(expires).http_date().filter(|_| expires != 0),
        secure,
        http_only,
        ..Attributes::bare(name, value)
    };
    Some(kept(attributes, host))
}

fn flag(field: &str) -> Option<bool> {
    match field {
        "TRUE" => Some(true),
        "FALSE" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JAR: &str = "# Netscape HTTP Cookie File\n# https://curl.se/docs/http-cookies.html\n\n\
        #HttpOnly_127.0.0.1\tFALSE\t/api\tFALSE\t0\tplumber\ta%2Fb_c\n\
        .example.com\tTRUE\t/\tTRUE\t1700000000\ts\tv\tw\n\
        h\tFALSE\t/\tFALSE\t0\tempty\nbroken\tline\n";

    #[test]
    fn each_row_is_a_cookie_with_its_flags() {
        let capture = read(&mut JAR.as_bytes()).unwrap();
        assert_eq!(capture.notes.len(), 1);
        assert!(
            capture.notes[0].contains("line 7 the first"),
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
    fn a_jar_is_told_by_its_title_or_its_first_row() {
        assert!(is_one(JAR));
        assert!(is_one(&JAR[JAR.find("#HttpOnly_").unwrap()..]));
        assert!(!is_one("s=v\t\t\t"));
        assert!(!is_one("# a comment\ns=v"));
    }
}
