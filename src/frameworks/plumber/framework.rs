//! What is to be known of plumber itself.

use super::runbook;
use crate::frameworks::{
    Export, Exported, Framework, KnownKey, LintFix, NamesTell, OfTwo, Place, Secret, r,
};

/// The service under which its documentation keeps the key in the keyring.
pub const SERVICE: &str = "plumber_api";

/// R's plumber, and what it reads its key with.
pub static FRAMEWORK: Framework = Framework {
    altered: Some(r::altered),
    of_two: Some(OfTwo::First),
    name: "R plumber",
    server: "plumber",
    quotes: Some(Framework::ANY_QUOTES),
    cookie_names: &["plumber"],
    names_tell: NamesTell::Surely,
    key_names: &[],
    key_owners: &["plumber"],
    // R's keyring takes the key of a service from a variable of its name.
    own_key_names: &["plumber-api"],
    key_places: &["keyring:plumber_api"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "pr_cookie(secure = TRUE), and HTTPS before the API",
        },
        LintFix {
            rules: &["secure-over-http"],
            fix: "HTTPS before the API, as the browser sees it",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "pr_cookie(same_site = \"Lax\")",
        },
        LintFix {
            rules: &["path-missing", "path-elsewhere", "host-prefix"],
            fix: "pr_cookie(path = \"/\")",
        },
        LintFix {
            rules: &["domain-wide", "domain-of-others", "domain-of-all"],
            fix: "plumber sets none: look at the proxy (nginx: proxy_cookie_domain)",
        },
        LintFix {
            rules: &[
                "outlives-session",
                "session-outlives",
                "lifetime-capped",
                "expires-differs",
            ],
            fix: "pr_cookie(expiration = SECONDS), and a time in req$session that the API checks",
        },
        LintFix {
            rules: &["too-large", "line-too-long"],
            fix: "keep an id in req$session, and the rest in a database",
        },
        LintFix {
            rules: &["duplicate"],
            fix: "register session_cookie() once for a name",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "pr_cookie(http = TRUE), the default",
        },
        LintFix {
            rules: &["valid-for-ever"],
            fix: "a time in req$session that the API checks; or without keep_sessions(), cookiekit \
                  rotate --key KEY ends every session",
        },
        LintFix {
            rules: &["plumber-spacing"],
            fix: "pr_cookie(expiration = FALSE) leaves both out; or let a proxy rewrite them",
        },
        LintFix {
            rules: &["date-form"],
            fix: "plumber writes the day with a space: pr_cookie(expiration = FALSE) leaves it out",
        },
    ],
    known_keys: &[
        KnownKey {
            digest: "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b",
            what: "`secret`, of plumber's own examples",
        },
        KnownKey {
            digest: "493bb58abe7b6bd7eab701286b85e490c652c76aea1db5d5bbdd0138411d9652",
            what: "`mySecretHere`, of plumber's documentation",
        },
        KnownKey {
            digest: "c3f13c6956aff82891a7459632f4204ac514611d514660a6b4ac4f48d63e37d0",
            what: "`pleasechangeme`, of plumber's own examples",
        },
    ],
    runbook: Some(&runbook::RUNBOOK),
    exports: &[Export {
        name: "plumber",
        about: "R code: the API's session cookie with this key",
        text: Exported::Code {
            language: "R",
            reads_slots: false,
            code: pr_cookie,
        },
    }],
    takes_key_first: &["session_cookie", "sessionCookie", "pr_cookie"],
    takes_key_later: &["pr_cookie"],
    ..Framework::PLAIN
};

/// The code that gives an API its session cookie.
fn pr_cookie(place: &Place, _key: Secret) -> Option<String> {
    let key = r::expression(place);
    Some(format!(
        "plumber::pr_cookie(\n  pr,\n  {key},\n  name = \"plumber\"\n)\n"
    ))
}
