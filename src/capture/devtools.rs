//! Rows copied from the cookie table of a browser's DevTools.
//!
//! The columns, with tabs between: name, value, domain, path, expires, size,
//! HttpOnly, Secure, SameSite, and more that browsers keep adding. A row of
//! titles may stand before them, and in the pane of a request what the rows are.

use std::io::{self, BufRead};

use super::collector::{Collector, First};
use super::lines::Lines;
use super::{Capture, Kind, Role, Row, kept};
use crate::cookie::trim;
use crate::set_cookie::{Attributes, SameSiteSeen};
use crate::time::Time;

/// Name, value, domain, path.
const MIN_COLUMNS: usize = 4;

/// What stands above the rows of a request, and which way those went.
const HEADINGS: [(&str, Role); 2] = [
    ("request cookies", Role::Sent),
    ("response cookies", Role::Set),
];
/// What is in a column of which nothing is known.
const UNKNOWN: &str = "N/A";

/// Whether a text is such rows.
pub fn is_one(text: &str) -> bool {
    let is_row = |line: &str| is_title(line) || row(line).is_some();
    let mut lines = text.lines();
    let Some(first) = lines.next() else {
        return false;
    };
    is_row(first) || heading(first).is_some() && lines.any(is_row)
}

/// Which way the cookies go below this line.
fn heading(line: &str) -> Option<Role> {
    let line = trim(line).to_ascii_lowercase();
    let heading = HEADINGS.iter().find(|it| line.starts_with(it.0));
    heading.map(|it| it.1)
}

fn is_title(line: &str) -> bool {
    line.to_ascii_lowercase()
        .starts_with("name\tvalue\tdomain\tpath")
}

/// Reads the rows.
pub fn read(source: &mut dyn BufRead, first: First) -> io::Result<Capture> {
    let mut collector = Collector::of(Kind::DevTools).before_others(first);
    let mut lines = Lines::of(source);
    let mut role = Role::Kept;
    while let Some(line) = lines.next()? {
        if let Some(of_heading) = heading(&line.text).filter(|_| !line.text.contains('\t')) {
            role = of_heading;
            collector.next_message();
            continue;
        }
        match row(&line.text) {
            Some(_) if line.is_cut => collector.note_cut(),
            Some((cookie, attributes, origin)) => {
                let attributes = (role != Role::Sent).then_some(attributes);
                collector.add(role, &origin, cookie, attributes);
            }
            None => {}
        }
    }
    Ok(collector.capture)
}

fn row(line: &str) -> Option<Row> {
    let columns: Vec<&str> = line.split('\t').map(trim).collect();
    if columns.len() < MIN_COLUMNS || is_title(line) {
        return None;
    }
    let [name, value, domain, path] = columns[..MIN_COLUMNS] else {
        return None;
    };
    let known = |column: &'_ str| (column != UNKNOWN).then(|| column.to_owned());
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    let is_unknown = domain == UNKNOWN && path == UNKNOWN;
    let is_place = path.starts_with('/') && !domain.is_empty() && domain.bytes().all(is_host);
    if !is_place && !is_unknown {
        return None;
    }
    let column = |index: usize| columns.get(index).copied().unwrap_or_default();
    let is_set = |index: usize| matches!(column(index), "\u{2713}" | "\u{2714}" | "true" | "TRUE");
    let host = known(domain).unwrap_or_default();
    let host = host.trim_start_matches('.').to_ascii_lowercase();
    let attributes = Attributes {
        path: known(path),
        domain: domain.starts_with('.').then(|| host.clone()),
        expires: Time::parse(column(4)).ok().and_then(Time::http_date),
        http_only: is_set(6),
        secure: is_set(7),
        same_site: match (columns.len() > 8, column(8)) {
            (false, _) => SameSiteSeen::Untold,
            (true, "") => SameSiteSeen::Absent,
            (true, value) => SameSiteSeen::Value(value.to_owned()),
        },
        ..Attributes::bare(name, value)
    };
    Some(kept(attributes, host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_cookie_with_its_flags() {
        let text = "Name\tValue\tDomain\tPath\tExpires / Max-Age\tSize\tHttpOnly\tSecure\n\
            plumber\ta%2Fb_c\t127.0.0.1\t/\tSession\t84\t\u{2713}\t\t\t\tMedium\n\
            s\tv\t.example.com\t/app\t2023-11-14T22:13:20.000Z\t2\t\t\u{2713}\tLax\t\tMedium\n";
        let capture = read(&mut text.as_bytes(), super::super::collector::ALIKE).unwrap();
        let [plumber, wide] = &capture.found[..] else {
            panic!("{:?}", capture.found);
        };
        assert_eq!(plumber.cookie.value, "a%2Fb_c");
        let attributes = plumber.attributes.as_ref().unwrap();
        assert!(attributes.http_only && !attributes.secure);
        assert_eq!(attributes.same_site, SameSiteSeen::Absent);
        let attributes = wide.attributes.as_ref().unwrap();
        assert_eq!(attributes.domain.as_deref(), Some("example.com"));
        assert_eq!(attributes.expires_at(), Some(Time(1_700_000_000)));
        assert_eq!(attributes.same_site, SameSiteSeen::Value("Lax".into()));
    }

    #[test]
    fn the_cookies_of_a_request_and_of_its_answer_stand_below_what_they_are() {
        let text = "Request Cookies\nName\tValue\tDomain\tPath\tExpires / Max-Age\tSize\n\
            s\tv\t.example.com\t/\tSession\t2\nt\tu\tN/A\tN/A\tN/A\t2\n\
            Response Cookies\nName\tValue\tDomain\tPath\tExpires / Max-Age\tSize\n\
            s\tw\texample.com\t/\tSession\t2\n";
        assert!(is_one(text));
        let capture = read(&mut text.as_bytes(), super::super::collector::ALIKE).unwrap();
        let seen = capture.found.iter().map(|it| (&*it.cookie.value, it.role));
        let seen: Vec<_> = seen.collect();
        assert_eq!(
            seen,
            [("v", Role::Sent), ("u", Role::Sent), ("w", Role::Set)]
        );
        assert!(!is_one("Request Cookies\ns=v"));
    }

    #[test]
    fn other_texts_with_tabs_are_no_rows() {
        for text in ["a\tb\tc\td", "s=v\t\t\t/", "a\tb", ""] {
            assert!(!is_one(text), "{text:?}");
        }
    }
}
