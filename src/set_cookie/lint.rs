//! The linter: every rule over a line, and over all cookies of a host.

use super::attributes::Attributes;
use super::checks::Seen;
use super::rules::{self, Level, Rule};
use crate::frameworks::Framework;

/// Something that is wrong with a Set-Cookie line.
pub struct Lint {
    /// Which rule says so.
    pub rule: &'static Rule,
    /// What was seen, where the rule does not tell it.
    pub observed: String,
    /// What to do about it where it was made.
    pub fix: &'static str,
}

/// What is wrong with a line, and what to change in the framework that made it,
/// if it is known which one did.
pub fn lint(attributes: &Attributes, seen: &Seen, by: Option<&Framework>) -> Vec<Lint> {
    let lint = |rule: &'static Rule| {
        let observed = (rule.breaks)(attributes, seen)?;
        Some(Lint {
            rule,
            observed,
            fix: by
                .and_then(|framework| framework.lint_fix(rule.id))
                .unwrap_or(rule.fix),
        })
    };
    rules::all().filter_map(lint).collect()
}

/// Every rule, those over all cookies of a host among them.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    rules::all().chain([&ALL_TOO_LARGE, &TOO_MANY])
}

/// The most bytes of a header line that servers and proxies take unless configured
/// otherwise (Apache's LimitRequestFieldSize; nginx has 8 KiB).
const MAX_HEADER_BYTES: usize = 8190;
/// The most cookies that Chromium keeps for a domain; the standard asks for 50.
const MAX_COOKIES: usize = 180;

static ALL_TOO_LARGE: Rule = Rule {
    id: "all-too-large",
    level: Level::Dropped,
    say: "the cookies of this host make a header line longer than servers take",
    why: "above 8190 bytes Apache and nginx answer 400 before the app sees the request",
    fix: "store less in cookies, give them narrower paths, or remove old ones",
    breaks: |_, _| None,
};

static TOO_MANY: Rule = Rule {
    id: "too-many",
    level: Level::Dropped,
    say: "there are more cookies of this host than browsers keep",
    why: "Chromium keeps 180 of a domain and drops the oldest, a session among them",
    fix: "remove cookies that nobody reads",
    breaks: |_, _| None,
};

/// What is wrong with all the cookies, name and value, that go to one host.
pub fn lint_all(cookies: &[(&str, &str)]) -> Vec<Lint> {
    // `name=value; `, except for the last.
    let bytes: usize = cookies
        .iter()
        .map(|(name, value)| name.len() + value.len() + 3)
        .sum();
    let bytes = bytes.saturating_sub(2);
    let number = cookies.len();
    let lint = |rule: &'static Rule, observed: String| Lint {
        rule,
        observed,
        fix: rule.fix,
    };
    let too_large = (bytes > MAX_HEADER_BYTES)
        .then(|| lint(&ALL_TOO_LARGE, format!("{bytes} bytes in {number} cookies")));
    let too_many = (number > MAX_COOKIES).then(|| lint(&TOO_MANY, format!("{number} cookies")));
    too_large.into_iter().chain(too_many).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Time;

    fn ids(line: &str, seen: &Seen) -> Vec<&'static str> {
        let attributes = Attributes::of_line(line);
        let lints = lint(&attributes, seen, None);
        lints.iter().map(|it| it.rule.id).collect()
    }

    fn seen() -> Seen<'static> {
        Seen {
            scheme: Some("https"),
            host: Some("app.example.com"),
            path: Some("/api/login"),
            date: Some(Time(1_700_000_000)),
            ..Seen::default()
        }
    }

    const CLEAN: &str = "s=v; Path=/; Secure; HttpOnly; SameSite=Lax";

    #[test]
    fn a_clean_line_breaks_no_rule() {
        assert_eq!(ids(CLEAN, &seen()), Vec::<&str>::new());
        let host = "__Host-s=v; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=60";
        assert_eq!(ids(host, &seen()), Vec::<&str>::new());
    }

    #[test]
    fn each_rule_is_broken_by_its_fault_alone() {
        let long = "x".repeat(4096);
        let attribute = "y".repeat(1025);
        for (line, id) in [
            (
                CLEAN.replace("Lax", "None").replace(" Secure;", ""),
                "same-site-none-not-secure",
            ),
            (
                CLEAN.replace("s=v", "__SECURE-s=v").replace(" Secure;", ""),
                "prefix-not-secure",
            ),
            (
                CLEAN
                    .replace("s=v", "__Host-s=v")
                    .replace("Path=/", "Path=/api"),
                "host-prefix",
            ),
            (
                CLEAN.replace("s=v", "__host-s=v") + "; Domain=example.com",
                "host-prefix",
            ),
            (CLEAN.replace("s=v", &format!("s={long}")), "too-large"),
            (format!("{CLEAN}; Path=/{attribute}"), "attribute-too-long"),
            (format!("{CLEAN}; Domain=other.com"), "domain-of-others"),
            (format!("{CLEAN}; Domain=com"), "domain-of-all"),
            (
                CLEAN.replace("Secure", "Partitioned"),
                "partitioned-not-secure",
            ),
            (CLEAN.replace(" HttpOnly;", ""), "not-http-only"),
            (CLEAN.replace(" Secure;", ""), "not-secure"),
            (CLEAN.replace("; SameSite=Lax", ""), "no-same-site"),
            (CLEAN.replace("Lax", "Lux"), "same-site-unknown"),
            (CLEAN.replace("Lax", "None"), "same-site-none"),
            (format!("{CLEAN}; Domain=example.com"), "domain-wide"),
            (CLEAN.replace(" Path=/;", ""), "path-missing"),
            (CLEAN.replace("Path=/", "Path=/app"), "path-elsewhere"),
            (format!("{CLEAN}; Max-Age=99999999"), "lifetime-capped"),
            (
                format!("{CLEAN}; Max-Age=5; Expires=Tue, 14 Nov 2023 23:13:20 GMT"),
                "expires-differs",
            ),
            (format!("{CLEAN}; Expires=tomorrow"), "expires-unreadable"),
            (format!("{CLEAN}; Max-Age=5s"), "max-age-unreadable"),
            (format!("{CLEAN}; Max-Age= 5"), "plumber-spacing"),
            (
                format!("{CLEAN}; Expires=Wed, 1 Nov 2028 7:28:0 GMT"),
                "date-form",
            ),
            (format!("{CLEAN}; HttpOnly"), "unknown-attribute"),
            (CLEAN.replace("s=v", "s=a b"), "odd-characters"),
            (
                CLEAN.replace("s=v", &format!("s={}", &long[..4060])),
                "line-too-long",
            ),
        ] {
            let found = ids(&line, &seen());
            assert!(found.contains(&id), "{id}: {found:?}");
        }
    }

    #[test]
    fn what_is_known_besides_the_line_counts() {
        let http = Seen {
            scheme: Some("http"),
            ..seen()
        };
        assert_eq!(ids(CLEAN, &http), ["secure-over-http"]);
        let local = Seen {
            host: Some("127.0.0.1"),
            ..http
        };
        assert_eq!(ids(CLEAN, &local), Vec::<&str>::new());
        let again = Seen {
            is_set_again: true,
            ..seen()
        };
        assert_eq!(ids(CLEAN, &again), ["duplicate"]);
        let twin = Seen {
            is_twin: true,
            ..seen()
        };
        assert_eq!(
            ids(&CLEAN.replace("; SameSite=Lax", ""), &twin),
            ["legacy-twin"]
        );
        let until = |seconds: u64| Seen {
            expires: Some(Some(Time(1_700_000_000 + seconds))),
            ..seen()
        };
        let line = format!("{CLEAN}; Max-Age=3600");
        assert_eq!(ids(&line, &until(3600)), Vec::<&str>::new());
        assert_eq!(ids(&line, &until(60)), ["outlives-session"]);
        assert_eq!(ids(&line, &until(7200)), ["session-outlives"]);
        let for_ever = Seen {
            expires: Some(None),
            ..seen()
        };
        assert_eq!(ids(&line, &for_ever), ["valid-for-ever"]);
        assert_eq!(ids(CLEAN, &for_ever), Vec::<&str>::new());
        let removal = Seen {
            is_removal: true,
            ..seen()
        };
        let line = "s=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
        assert_eq!(ids(line, &removal), Vec::<&str>::new());
    }

    #[test]
    fn ids_stand_for_one_rule_each_and_every_rule_has_a_fix() {
        let ids: Vec<_> = rules().map(|it| it.id).collect();
        for (index, rule) in rules().enumerate() {
            assert_eq!(ids.iter().position(|id| *id == rule.id), Some(index));
            assert!(!rule.fix.is_empty(), "{}", rule.id);
        }
        for framework in crate::frameworks::all() {
            let fixed: Vec<_> = framework
                .lint_fixes
                .iter()
                .flat_map(|it| it.rules)
                .collect();
            for (index, id) in fixed.iter().enumerate() {
                let name = framework.name;
                assert!(ids.contains(id), "{name}: no rule is called {id}");
                assert_eq!(
                    fixed.iter().position(|it| it == id),
                    Some(index),
                    "{name}: {id}"
                );
            }
        }
    }

    #[test]
    fn all_cookies_of_a_host_are_counted_together() {
        let value = "x".repeat(4000);
        let large = [("a", &*value), ("b", &value), ("c", &value)];
        let ids = |cookies: &[(&str, &str)]| {
            let lints = lint_all(cookies);
            lints.iter().map(|it| it.rule.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(&large), ["all-too-large"]);
        assert_eq!(ids(&large[..2]), Vec::<&str>::new());
        assert_eq!(ids(&[("n", "v"); 181]), ["too-many"]);
    }
}
