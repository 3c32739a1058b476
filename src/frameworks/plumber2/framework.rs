//! What is to be known of plumber2 itself, and of reqres below it.

use super::runbook;
use crate::frameworks::{Export, Exported, Framework, LintFix, NamesTell, Place, Secret, Shape, r};

/// plumber2, whose cookies reqres makes.
pub static FRAMEWORK: Framework = Framework {
    altered: Some(r::altered),
    name: "R plumber2",
    server: "plumber2",
    quotes: Some(Framework::ANY_QUOTES),
    cookie_names: &["reqres"],
    names_tell: NamesTell::Surely,
    key_places: &["keyring:reqres_key"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "api_session_cookie(secure = TRUE), and HTTPS before the API",
        },
        LintFix {
            rules: &["secure-over-http"],
            fix: "HTTPS before the API, as the browser sees it",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "api_session_cookie(same_site = \"Lax\")",
        },
        LintFix {
            rules: &["path-missing", "path-elsewhere", "host-prefix"],
            fix: "api_session_cookie(path = \"/\")",
        },
        LintFix {
            rules: &["domain-wide", "domain-of-others", "domain-of-all"],
            fix: "plumber2 sets none: look at the proxy (nginx: proxy_cookie_domain)",
        },
        LintFix {
            rules: &[
                "outlives-session",
                "session-outlives",
                "lifetime-capped",
                "expires-differs",
            ],
            // `expires` is one date, which was fixed when the API started.
            fix: "api_session_cookie(max_age = SECONDS) without expires, and a time in the \
                  session that the API checks",
        },
        LintFix {
            rules: &["too-large", "line-too-long"],
            fix: "keep an id in the session, and the rest in a database",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "reqres always sets it: look at the proxy (nginx: proxy_cookie_flags)",
        },
        LintFix {
            rules: &["valid-for-ever"],
            fix: "a time in the session that the API checks; or cookiekit rotate --key KEY ends \
                  every session",
        },
    ],
    runbook: Some(&runbook::RUNBOOK),
    exports: &[Export {
        name: "plumber2",
        about: "R code: the plumber2 API's session cookie with this key",
        text: Exported::Code {
            language: "R",
            reads_slots: false,
            code: session_cookie,
        },
    }],
    takes_key_first: &["api_session_cookie"],
    takes_key_later: &["api_session_cookie"],
    ..Framework::PLAIN
};

/// The code that gives an API its session cookie. A key of bytes is no text,
/// which is read from a file alone.
fn session_cookie(place: &Place, key: Secret) -> Option<String> {
    let is_raw = Shape::of(key.bytes) == Some(Shape::Raw);
    let key = match (place, is_raw) {
        (Place::File(path), true) => format!("readBin({}, \"raw\", 32)", r::string(path)),
        (_, true) => return None,
        (_, false) => r::expression(place),
    };
    Some(format!(
        "plumber2::api_session_cookie(\n  api,\n  {key},\n  name = \"reqres\"\n)\n"
    ))
}
