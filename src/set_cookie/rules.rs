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

/// Who made the cookie, and so where its line can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maker {
    /// R plumber, by `pr_cookie()` or `session_cookie()`.
    Plumber,
    /// Posit Workbench or RStudio Server, by `rserver.conf`.
    Workbench,
    /// `cookiekit encrypt` or `sign`.
    Ours,
    /// Somebody else.
    Unknown,
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
    /// What to do, for each maker.
    pub fix: Fix,
    /// Whether it is broken; what was seen, where `say` does not tell it.
    pub breaks: fn(&Attributes, &Seen) -> Option<String>,
}

/// What to do about it.
pub struct Fix {
    /// Wherever it is made.
    pub general: &'static str,
    /// The argument of plumber.
    pub plumber: &'static str,
    /// The line of `rserver.conf`.
    pub workbench: &'static str,
    /// The flag of cookiekit.
    pub ours: &'static str,
}

impl Fix {
    /// What to do where this maker made it; the general advice where it has
    /// no setting of its own.
    pub fn by(&self, maker: Maker) -> &'static str {
        let own = match maker {
            Maker::Plumber => self.plumber,
            Maker::Workbench => self.workbench,
            Maker::Ours => self.ours,
            Maker::Unknown => "",
        };
        if own.is_empty() { self.general } else { own }
    }
}

const SECURE: Fix = Fix {
    general: "add `Secure`, and serve over HTTPS",
    plumber: "pr_cookie(secure = TRUE), and HTTPS before the API",
    workbench: "/etc/rstudio/rserver.conf: auth-cookies-force-secure=1 (or ssl-enabled=1)",
    ours: "add --secure",
};

const LAX: Fix = Fix {
    general: "add `SameSite=Lax`",
    plumber: "pr_cookie(same_site = \"Lax\")",
    workbench: "/etc/rstudio/rserver.conf: www-same-site=lax",
    ours: "add --same-site lax",
};

const PATH: Fix = Fix {
    general: "set `Path=/`",
    plumber: "pr_cookie(path = \"/\")",
    workbench: "/etc/rstudio/rserver.conf: www-root-path=/ as the browser sees it",
    ours: "leave --path out",
};

const NO_DOMAIN: Fix = Fix {
    general: "leave `Domain` out: the cookie goes to its own host alone",
    plumber: "plumber sets none: look at the proxy (nginx: proxy_cookie_domain)",
    workbench: "the server sets none: look at the proxy (nginx: proxy_cookie_domain)",
    ours: "leave --domain out",
};

const LIFETIME: Fix = Fix {
    general: "let `Max-Age` be as long as the session is valid",
    plumber: "pr_cookie(expiration = SECONDS), and a time in req$session that the API checks",
    workbench: "/etc/rstudio/rserver.conf: auth-timeout-minutes=60, or auth-timeout-minutes=0 \
                with auth-stay-signed-in-days=30",
    ours: "give --max-age and --expires-in the same duration",
};

const LESS: Fix = Fix {
    general: "store less in the cookie: an id, and the rest in a database",
    plumber: "keep an id in req$session, and the rest in a database",
    workbench: "use shorter user names, or remove other cookies of the domain",
    ours: "",
};

const LEAVE: Fix = Fix {
    general: "write the attribute as the standard has it, or leave it out",
    plumber: "",
    workbench: "",
    ours: "",
};

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
    fix: Fix,
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
