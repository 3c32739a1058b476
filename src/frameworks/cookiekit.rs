//! Our own formats, sealed and signed: what both have alike.

mod sealed;
mod signed;

pub use sealed::Sealed;
pub use signed::Signed;

use super::runbook::{Runbook, by_slots};
use super::{Framework, Generate, KeySpec, LineEnd, LintFix, Secret, UnfitKey};
use crate::crypto::{SecretKey, Strength, key_of_64_digits};

/// Who makes them: a program that has cookiekit's documentation or its code.
pub(super) static FRAMEWORK: Framework = Framework {
    quotes: Some(Framework::ANY_QUOTES),
    name: "cookiekit",
    cookie_names: &[],
    key_names: &["COOKIEKIT_KEY"],
    key_places: &["keyring:cookiekit"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "add --secure",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown"],
            fix: "add --same-site lax",
        },
        LintFix {
            rules: &["same-site-none"],
            fix: "--same-site lax",
        },
        LintFix {
            rules: &["path-missing", "path-elsewhere"],
            fix: "leave --path out",
        },
        LintFix {
            rules: &["host-prefix"],
            fix: "leave --path and --domain out",
        },
        LintFix {
            rules: &["domain-wide", "domain-of-others", "domain-of-all"],
            fix: "leave --domain out",
        },
        LintFix {
            rules: &[
                "outlives-session",
                "session-outlives",
                "lifetime-capped",
                "expires-differs",
            ],
            fix: "give --max-age and --expires-in the same duration",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "leave --no-http-only out",
        },
        LintFix {
            rules: &["valid-for-ever"],
            fix: "add --expires-in",
        },
    ],
    runbook: Some(&RUNBOOK),
    ..Framework::PLAIN
};

static RUNBOOK: Runbook = Runbook {
    about: "A program that runs cookiekit",
    restart: "systemctl restart app",
    max_lifetime: "30d",
    code: None,
    course: |site| {
        by_slots(
            site,
            &[
                "everyone stays signed in: cookiekit opens with the keys that are staged and \
                 retired too, and makes cookies with the new one",
                "what runs cookiekit for each cookie needs no restart: each run reads the keys; one \
                 that keeps it running, as with --lines, reads them when it starts",
            ],
        )
    },
};

/// What a key of both is.
const KEY: KeySpec = KeySpec {
    about: "64 hex digits; white space around them is ignored",
    list: "the first makes cookies, all open them",
    line_end: LineEnd::Trimmed,
    generate: Generate::Hex(Strength::Bits256),
};

/// The key of our own formats: 64 hex digits, white space around them aside.
fn our_key(secret: Secret) -> Result<SecretKey, UnfitKey> {
    let text = std::str::from_utf8(secret.bytes).unwrap_or_default();
    if text.starts_with('\u{feff}') {
        return Err(UnfitKey(
            "the key starts with a byte order mark: save it without one",
        ));
    }
    key_of_64_digits(text.trim()).ok_or(UnfitKey("sealed and signed need a key of 64 hex digits"))
}
