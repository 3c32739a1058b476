//! What is wrong with a Set-Cookie line: one table for those that are made
//! here and those that are looked at.
//!
//! Sources: RFC 6265bis (draft-ietf-httpbis-rfc6265bis) for what browsers
//! drop; plumber 1.2.1, `pr_cookie()`; rstudio/rstudio, `server-options.json`.

mod dropped;
mod odd;
mod weak;

use super::attributes::Attributes;
use super::checks::Seen;
#[cfg(doc)]
use crate::frameworks::Framework;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It works, and may surprise.
    Odd,
    /// It is less protected than it could be.
    Weak,
    /// Browsers drop the cookie, or what it says.
    Dropped,
}

impl Level {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Level::Odd => "odd",
            Level::Weak => "weak",
            Level::Dropped => "dropped",
        }
    }
}

/// A rule.
pub struct Rule {
    /// Stable: scripts know it by this.
    pub id: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What is so.
    pub say: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do wherever the line is made; a framework may know better
    /// ([`Framework::lint_fix`]).
    pub fix: &'static str,
    /// Whether it is broken; what was seen, where `say` does not tell it.
    pub breaks: fn(&Attributes, &Seen) -> Option<String>,
}

const SECURE: &str = "add `Secure`, and serve over HTTPS";

const LAX: &str = "add `SameSite=Lax`";

const PATH: &str = "set `Path=/`";

const NO_DOMAIN: &str = "leave `Domain` out: the cookie goes to its own host alone";

const LIFETIME: &str = "let `Max-Age` be as long as the session is valid";

const LESS: &str = "store less in the cookie: an id, and the rest in a database";

const LEAVE: &str = "write the attribute as the standard has it, or leave it out";

/// Every rule, the worst first. Ids never change and are never used again.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    dropped::RULES.iter().chain(&weak::RULES).chain(&odd::RULES)
}

/// A row.
const fn rule(
    level: Level,
    id: &'static str,
    say: &'static str,
    why: &'static str,
    fix: &'static str,
    breaks: fn(&Attributes, &Seen) -> Option<String>,
) -> Rule {
    Rule {
        id,
        level,
        say,
        why,
        fix,
        breaks,
    }
}
