//! The Set-Cookie line: its attributes, its rules, one renderer, one linter.
//!
//! Source: RFC 6265bis (draft-ietf-httpbis-rfc6265bis), for the prefixes and
//! the limits that browsers keep. What browsers would drop is not made here,
//! by the same rules that a line from elsewhere is judged by.

mod attributes;
mod checks;
mod lint;
mod rules;

pub use attributes::{Attributes, SameSiteSeen};
pub use checks::Seen;
pub use lint::{Lint, lint, lint_all, rules};
pub use rules::Level;

use crate::cookie::{is_token, trim};
use crate::error::{Error, Result};
use crate::frameworks;

/// The most bytes of name and value together that browsers keep (RFC 6265bis,
/// section 5.6). A larger cookie is dropped silently.
pub const MAX_NAME_AND_VALUE_BYTES: usize = 4096;

/// From this many bytes on, some browsers count the whole line and drop it
/// (<http://browsercookielimits.squawky.net>, as plumber warns).
pub const WARN_LINE_BYTES: usize = 4093;

/// When a browser sends the cookie along with requests from other sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameSite {
    /// Never.
    Strict,
    /// When a link is followed.
    Lax,
    /// Always; browsers want `Secure` with it.
    None,
}

impl SameSite {
    fn word(self) -> &'static str {
        match self {
            SameSite::Strict => "Strict",
            SameSite::Lax => "Lax",
            SameSite::None => "None",
        }
    }
}

/// The rule that `--allow-oversize` may break.
const TOO_LARGE: &str = "too-large";

/// A line to be rendered.
pub struct SetCookie<'a> {
    /// The cookie's name.
    pub name: &'a str,
    /// Its value, as it is sent.
    pub value: &'a str,
    /// Below which path the browser sends it.
    pub path: &'a str,
    /// To which domain and all below it; none means this host alone.
    pub domain: Option<&'a str>,
    /// For how many seconds the browser keeps it; none means until it closes.
    pub max_age: Option<u64>,
    /// Send it only over HTTPS.
    pub secure: bool,
    /// Hidden from scripts.
    pub http_only: bool,
    /// Sent along from other sites or not.
    pub same_site: Option<SameSite>,
}

impl SetCookie<'_> {
    /// The whole header line.
    ///
    /// # Errors
    /// When browsers would refuse it or read it in another way.
    pub fn render(&self) -> Result<String> {
        self.check()?;
        let mut line = format!(
            "Set-Cookie: {}={}; Path={}",
            self.name, self.value, self.path
        );
        if let Some(domain) = self.domain {
            line += &format!("; Domain={domain}");
        }
        if let Some(max_age) = self.max_age {
            line += &format!("; Max-Age={max_age}");
        }
        if self.secure {
            line += "; Secure";
        }
        if self.http_only {
            line += "; HttpOnly";
        }
        if let Some(same_site) = self.same_site {
            line += &format!("; SameSite={}", same_site.word());
        }
        Ok(line)
    }

    fn check(&self) -> Result<()> {
        check_name(self.name)?;
        if !is_read_back(self.value) {
            return Err(Error::could_not(
                "the value holds a ; or a control character, or white space at an end: \
                 browsers would read another one",
            ));
        }
        if !self.path.starts_with('/') || !is_read_back(self.path) || !self.path.is_ascii() {
            return Err(Error::could_not(
                "--path must start with / and hold no ; or control character, \
                 nor white space at its end",
            ));
        }
        if let Some(domain) = self.domain
            && (domain.trim_start_matches('.').is_empty() || !domain.bytes().all(is_host_byte))
        {
            return Err(Error::could_not("--domain is not a host name"));
        }
        let dropped = lint(&self.attributes(), &Seen::default(), Some(frameworks::OURS));
        let mut dropped = dropped.into_iter().filter(|it| {
            // How large it may be is the caller's decision.
            it.rule.level == Level::Dropped && it.rule.id != TOO_LARGE
        });
        let Some(first) = dropped.next() else {
            return Ok(());
        };
        let mut fixes = vec![first.fix];
        for lint in dropped {
            if !fixes.contains(&lint.fix) {
                fixes.push(lint.fix);
            }
        }
        Err(Error::could_not(first.rule.say).hint(fixes.join("; ")))
    }

    fn attributes(&self) -> Attributes {
        Attributes {
            path: Some(self.path.to_owned()),
            domain: self.domain.map(str::to_owned),
            max_age: self.max_age.map(|seconds| seconds.to_string()),
            secure: self.secure,
            http_only: self.http_only,
            same_site: match self.same_site {
                Some(same_site) => SameSiteSeen::Value(same_site.word().to_owned()),
                None => SameSiteSeen::Absent,
            },
            ..Attributes::bare(self.name, self.value)
        }
    }
}

/// Checks that text can be a cookie's name.
///
/// # Errors
/// When it cannot (RFC 6265, section 4.1.1).
pub fn check_name(name: &str) -> Result<()> {
    if is_token(name) {
        return Ok(());
    }
    Err(Error::could_not("--name is not a cookie name").hint("use letters, digits and -_. alone"))
}

/// Whether browsers read a text back as it is: nothing ends it, and nothing of it
/// is taken off its ends. It may hold letters of any script, as some frameworks
/// write them.
fn is_read_back(text: &str) -> bool {
    let is_plain = |byte: u8| !byte.is_ascii_control() && byte != b';';
    text.bytes().all(is_plain) && trim(text) == text
}

fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-'
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: SetCookie = SetCookie {
        name: "s",
        value: "v",
        path: "/",
        domain: None,
        max_age: None,
        secure: false,
        http_only: true,
        same_site: None,
    };

    #[test]
    fn every_attribute_is_written_once_in_one_order() {
        let line = SetCookie {
            path: "/app",
            domain: Some("example.com"),
            max_age: Some(60),
            secure: true,
            same_site: Some(SameSite::None),
            ..PLAIN
        };
        assert_eq!(
            line.render().unwrap(),
            "Set-Cookie: s=v; Path=/app; Domain=example.com; Max-Age=60; Secure; HttpOnly; SameSite=None"
        );
        assert_eq!(PLAIN.render().unwrap(), "Set-Cookie: s=v; Path=/; HttpOnly");
    }

    #[test]
    fn what_browsers_would_drop_or_misread_is_refused() {
        for (refused, because) in [
            (
                SetCookie {
                    same_site: Some(SameSite::None),
                    ..PLAIN
                },
                "SameSite",
            ),
            (
                SetCookie {
                    name: "__Host-s",
                    ..PLAIN
                },
                "Secure",
            ),
            (
                SetCookie {
                    name: "__secure-s",
                    ..PLAIN
                },
                "Secure",
            ),
            (
                SetCookie {
                    name: "__Host-s",
                    secure: true,
                    path: "/app",
                    ..PLAIN
                },
                "Path=/",
            ),
            (
                SetCookie {
                    name: "__Host-s",
                    secure: true,
                    domain: Some("x.y"),
                    ..PLAIN
                },
                "Domain",
            ),
            (SetCookie { name: "", ..PLAIN }, "--name"),
            (
                SetCookie {
                    name: "a b",
                    ..PLAIN
                },
                "--name",
            ),
            (
                SetCookie {
                    name: "a=b",
                    ..PLAIN
                },
                "--name",
            ),
            (
                SetCookie {
                    path: "app",
                    ..PLAIN
                },
                "--path",
            ),
            (
                SetCookie {
                    path: "/;x",
                    ..PLAIN
                },
                "--path",
            ),
            (
                SetCookie {
                    path: "/\r\nSet-Cookie: x=y",
                    ..PLAIN
                },
                "--path",
            ),
            (
                SetCookie {
                    path: "/a ",
                    ..PLAIN
                },
                "--path",
            ),
            (
                SetCookie {
                    value: "v; Secure",
                    ..PLAIN
                },
                "the value holds a ;",
            ),
            (
                SetCookie {
                    value: "a\u{1}b",
                    ..PLAIN
                },
                "control character",
            ),
            (
                SetCookie {
                    value: " v",
                    ..PLAIN
                },
                "white space",
            ),
            (
                SetCookie {
                    domain: Some("."),
                    ..PLAIN
                },
                "--domain",
            ),
            (
                SetCookie {
                    domain: Some("x; Secure"),
                    ..PLAIN
                },
                "--domain",
            ),
            (
                SetCookie {
                    domain: Some(""),
                    ..PLAIN
                },
                "--domain",
            ),
        ] {
            let error = refused.render().unwrap_err();
            assert!(error.message.contains(because), "{}", error.message);
        }
    }
}
