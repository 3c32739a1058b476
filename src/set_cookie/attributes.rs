//! What a Set-Cookie line says, taken apart as browsers do it.
//!
//! Source: RFC 6265bis, section 5.6: attributes are separated by `;`, names
//! are in any case, white space around them is dropped, and of two the last
//! counts.

use crate::cookie::{ATTRIBUTES, trim};
use crate::encoding::visible;
use crate::time::{DAY, Time};

/// The SameSite attribute as it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SameSiteSeen {
    /// What this was taken from does not tell it.
    Untold,
    /// There is none.
    Absent,
    /// This.
    Value(String),
}

/// How many unknown attributes are named, and how many characters of each.
const MAX_UNKNOWN: usize = 8;
const MAX_UNKNOWN_LENGTH: usize = 64;

/// Attributes that no browser knows, and those that stand twice: the first few
/// by name, the rest counted, for a line may have any number of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unknown {
    named: Vec<String>,
    more: usize,
}

impl Unknown {
    fn add(&mut self, name: &str) {
        if self.named.len() == MAX_UNKNOWN {
            self.more += 1;
            return;
        }
        let mut characters = name.chars();
        let mut named: String = characters.by_ref().take(MAX_UNKNOWN_LENGTH).collect();
        if characters.next().is_some() {
            named.push('\u{2026}');
        }
        self.named.push(visible(&named));
    }

    /// What they are called; none when there are none.
    pub fn told(&self) -> Option<String> {
        let named = self.named.join(", ");
        match self.more {
            0 if named.is_empty() => None,
            0 => Some(named),
            more => Some(format!("{named} and {more} more")),
        }
    }
}

/// A cookie with its attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attributes {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Below which path it is sent; none was given.
    pub path: Option<String>,
    /// To which domain and all below it; none was given.
    pub domain: Option<String>,
    /// `Max-Age`, as it was written.
    pub max_age: Option<String>,
    /// `Expires`, as it was written.
    pub expires: Option<String>,
    /// Send it only over HTTPS.
    pub secure: bool,
    /// Hidden from scripts.
    pub http_only: bool,
    /// Whether requests from other sites include it.
    pub same_site: SameSiteSeen,
    /// Kept apart for each top-level site.
    pub partitioned: bool,
    /// Attributes that no browser knows, and those that stand twice.
    pub unknown: Unknown,
    /// The line behind `Set-Cookie:`; `None` when this came from a table.
    pub line: Option<String>,
}

impl Attributes {
    /// A cookie without any attribute, out of a table.
    pub fn bare(name: &str, value: &str) -> Self {
        Attributes {
            name: name.to_owned(),
            value: value.to_owned(),
            path: None,
            domain: None,
            max_age: None,
            expires: None,
            secure: false,
            http_only: false,
            same_site: SameSiteSeen::Untold,
            partitioned: false,
            unknown: Unknown::default(),
            line: None,
        }
    }

    /// Reads what stands behind `Set-Cookie:`.
    pub fn of_line(line: &str) -> Self {
        let line = line.trim_matches(|c: char| c.is_ascii_whitespace());
        let mut segments = line.split(';');
        let pair = segments.next().unwrap_or_default();
        let (name, value) = pair.split_once('=').unwrap_or(("", pair));
        let mut read = Attributes {
            same_site: SameSiteSeen::Absent,
            line: Some(line.to_owned()),
            ..Attributes::bare(trim(name), trim(value))
        };
        // Which of the known ones have been seen: at most as many as there are.
        let mut seen: Vec<String> = Vec::new();
        for segment in segments {
            let (name, value) = segment.split_once('=').unwrap_or((segment, ""));
            let (name, value) = (trim(name).to_ascii_lowercase(), trim(value));
            if name.is_empty() {
                continue;
            }
            read.take(&name, value);
            if seen.contains(&name) || !ATTRIBUTES.contains(&&*name) {
                read.unknown.add(&name);
            } else {
                seen.push(name);
            }
        }
        read
    }

    fn take(&mut self, name: &str, value: &str) {
        let text = || Some(value.to_owned());
        match name {
            // Another path than one that starts with / counts as none.
            "path" => self.path = text().filter(|path| path.starts_with('/')),
            "domain" => self.domain = text().map(|it| it.trim_start_matches('.').to_lowercase()),
            "max-age" => self.max_age = text(),
            "expires" => self.expires = text(),
            "secure" => self.secure = true,
            "httponly" => self.http_only = true,
            "samesite" => self.same_site = SameSiteSeen::Value(value.to_owned()),
            "partitioned" => self.partitioned = true,
            _ => {}
        }
    }

    /// The seconds of `Max-Age`, if browsers can read it: 0 for less.
    pub fn max_age_seconds(&self) -> Option<u64> {
        let text = self.max_age.as_deref()?;
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        match text.starts_with('-') {
            true => Some(0),
            false => Some(digits.parse().unwrap_or(u64::MAX)),
        }
    }

    /// When it goes by `Expires`, if browsers can read it.
    pub fn expires_at(&self) -> Option<Time> {
        Time::from_cookie_date(self.expires.as_deref()?)
    }

    /// For how long browsers keep it from `now` on; `None`: until they close.
    pub fn lifetime(&self, now: Time) -> Option<u64> {
        let by_date = self.expires_at().map(|at| at.0.saturating_sub(now.0));
        self.max_age_seconds().or(by_date)
    }

    /// Whether this is how a server takes a cookie away. Where there is a value, a date
    /// that is past may have been one to come when the line was written, except for one of 1970.
    pub fn removes(&self, now: Time) -> bool {
        let is_none_to_come = self.expires_at().is_some_and(|at| at.0 < 365 * DAY);
        match self.max_age_seconds() {
            Some(seconds) => seconds == 0,
            None if self.value.is_empty() => self.lifetime(now) == Some(0),
            None => is_none_to_come,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_taken_apart_as_browsers_do_it() {
        let line = " s = v=w ; path=/a; PATH=/b;Domain=.Example.com ; httponly; Secure=x; \
                    Expires= Sun,  1 Nov 2026 07:28:00 GMT; Max-Age= 5; SameSite=none; x=y;;\r\n";
        let read = Attributes::of_line(line);
        assert_eq!((read.name.as_str(), read.value.as_str()), ("s", "v=w"));
        assert_eq!(read.path.as_deref(), Some("/b"));
        assert_eq!(read.domain.as_deref(), Some("example.com"));
        assert!(read.http_only && read.secure && !read.partitioned);
        assert_eq!(read.same_site, SameSiteSeen::Value("none".into()));
        assert_eq!(read.unknown.told().as_deref(), Some("path, x"));
        assert_eq!(read.max_age_seconds(), Some(5));
        assert_eq!(read.expires_at(), Time::parse("2026-11-01T07:28:00Z").ok());
        assert_eq!(read.lifetime(Time(0)), Some(5));
    }

    #[test]
    fn what_browsers_cannot_read_counts_as_absent() {
        for (line, max_age) in [
            ("s=v; Max-Age=", None),
            ("s=v; Max-Age=5s", None),
            ("s=v; Max-Age=-", None),
            ("s=v; Max-Age=-5", Some(0)),
            ("s=v; Max-Age=99999999999999999999", Some(u64::MAX)),
            ("s=v", None),
        ] {
            assert_eq!(
                Attributes::of_line(line).max_age_seconds(),
                max_age,
                "{line}"
            );
        }
        assert_eq!(Attributes::of_line("s=v; Path=x").path, None);
        let nameless = Attributes::of_line("v; Path=/");
        assert_eq!((nameless.name.as_str(), nameless.value.as_str()), ("", "v"));
        let removal = "plumber=; HttpOnly; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
        assert!(Attributes::of_line(removal).removes(Time(1)));
        assert!(!Attributes::of_line("plumber=").removes(Time(1)));
        let past = "Expires=Tue, 14 Nov 2023 22:13:20 GMT";
        for (line, is_removal) in [
            ("s=v; Max-Age=0".to_owned(), true),
            ("s=v; Max-Age=-1".to_owned(), true),
            (
                "s=v; Expires=Thu, 01 Jan 1970 00:00:00 GMT".to_owned(),
                true,
            ),
            (format!("s=; {past}"), true),
            (format!("s=v; {past}"), false),
            (format!("s=v; Max-Age=1; {past}"), false),
        ] {
            let removes = Attributes::of_line(&line).removes(Time(1_800_000_000));
            assert_eq!(removes, is_removal, "{line}");
        }
    }
}
