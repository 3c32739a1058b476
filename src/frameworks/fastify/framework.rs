//! What is to be known of Fastify's two plugins.

use crate::frameworks::runbook::{Runbook, by_slots};
use crate::frameworks::{
    Export, Exported, Framework, KnownKey, LintFix, NamesTell, OfTwo, Percent, node,
};

/// @fastify/cookie, and @fastify/session above it.
pub static COOKIE: Framework = Framework {
    of_two: Some(OfTwo::First),
    percent: Some(Percent::Component),
    name: "Fastify",
    server: "Fastify",
    cookie_names: &["sessionId"],
    names_tell: NamesTell::Likely,
    key_names: &["SESSION_SECRET", "COOKIE_SECRET"],
    key_owners: &["fastify"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "secure: true in setCookie(), or in the cookie of @fastify/session, and HTTPS before the application",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "sameSite: 'lax' in setCookie(), or in the cookie of @fastify/session",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "httpOnly: true in setCookie(), or in the cookie of @fastify/session",
        },
    ],
    known_keys: &[
        KnownKey {
            digest: "186ef76e9d6a723ecb570d4d9c287487d001e5d35f7ed4a313350a407950318e",
            what: "`my-secret`, of @fastify/cookie's documentation",
        },
        KnownKey {
            digest: "cf0aa8ce29d5760755c4e23b296b87a91461fd76568b1bf5a62d3c62e66fa3fe",
            what: "`a secret with minimum length of 32 characters`, of @fastify/session's \
                   documentation",
        },
    ],
    exports: &[Export {
        name: "fastify-cookie",
        about: "JavaScript code: @fastify/cookie with its secrets, as @fastify/session takes them \
                too",
        text: Exported::Code {
            language: "Node",
            reads_slots: true,
            code: |place, key| {
                let keys = node::keys(place, key)?;
                Some(format!(
                    "{keys}\n// The first signs, all verify.\n\
                     app.register(require('@fastify/cookie'), {{ secret: keys }})\n"
                ))
            },
        },
    }],
    runbook: Some(&Runbook {
        about: "An application of Fastify with signed cookies or @fastify/session",
        restart: "systemctl restart fastify",
        max_lifetime: "30d",
        code: Some("fastify-cookie"),
        course: |site| {
            by_slots(
                site,
                &[
                    "everyone stays signed in: a cookie is read under each of the keys",
                    "a signed cookie has no time: the application must set it again before the \
                     last step, where unsignCookie says renew",
                ],
            )
        },
    }),
    ..Framework::PLAIN
};

/// @fastify/secure-session.
pub static SECURE_SESSION: Framework = Framework {
    altered: Some(node::altered),
    of_two: Some(OfTwo::First),
    percent: Some(Percent::Component),
    name: "Fastify secure-session",
    server: "@fastify/secure-session",
    // Everybody calls a cookie so.
    cookie_names: &["session"],
    key_names: &["SESSION_KEY"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "secure: true in the option cookie, and HTTPS before the application",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "sameSite: 'lax' in the option cookie",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "httpOnly: true in the option cookie",
        },
        LintFix {
            rules: &["too-large", "line-too-long"],
            fix: "an id in the session, and the rest in a database",
        },
    ],
    known_keys: &[KnownKey {
        digest: "8e4db8aaa0b07d444508bb332cf6e5aa671a8685ef4f1fba18def7ed4f90c841",
        what: "`averylogphrasebiggerthanthirtytwochars`, of @fastify/secure-session's documentation",
    }],
    exports: &[Export {
        name: "fastify-secure-session",
        about: "JavaScript code: @fastify/secure-session with its keys of 32 bytes in base64",
        text: Exported::Code {
            language: "Node",
            reads_slots: true,
            code: |place, key| {
                let text = std::str::from_utf8(key.line()).ok()?;
                let bytes = crate::encoding::from_secret_base64(text)?;
                (bytes.len() == 32).then_some(())?;
                let keys = node::keys(place, key)?;
                Some(format!(
                    "{keys}\n// The first encrypts, all open.\n\
                     app.register(require('@fastify/secure-session'), {{\n  \
                     key: keys.map((key) => Buffer.from(key, 'base64'))\n}})\n"
                ))
            },
        },
    }],
    runbook: Some(&Runbook {
        about: "An application of Fastify with @fastify/secure-session",
        restart: "systemctl restart fastify",
        max_lifetime: "24h",
        code: Some("fastify-secure-session"),
        course: |site| {
            by_slots(
                site,
                &[
                    "everyone stays signed in: a session is read under each of the keys, and one \
                     of a later key is encrypted again under the first",
                    "a session ends a day after it was changed last, unless the application has \
                     another expiry: --max-lifetime says it",
                ],
            )
        },
    }),
    ..Framework::PLAIN
};
