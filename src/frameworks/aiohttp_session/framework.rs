//! What is to be known of aiohttp-session itself.

use crate::frameworks::python;
use crate::frameworks::{Export, Exported, Framework, KnownKey, LintFix, NamesTell, Place, Secret};

/// aiohttp-session.
pub static FRAMEWORK: Framework = Framework {
    name: "aiohttp-session",
    server: "aiohttp-session",
    cookie_names: &["AIOHTTP_SESSION"],
    // With another storage the value is an id, or JSON.
    names_tell: NamesTell::Likely,
    key_names: &["AIOHTTP_SESSION_KEY", "FERNET_KEY"],
    key_owners: &["aiohttp"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "the storage's secure=True, and HTTPS before the application",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "the storage's samesite=\"Lax\"",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "the storage's httponly=True, the default",
        },
        LintFix {
            rules: &["odd-characters"],
            fix: "nothing in the application: aiohttp reads what it wrote so; let proxies pass it on \
                  as it is",
        },
        LintFix {
            rules: &["too-large", "line-too-long"],
            fix: "RedisStorage or MemcachedStorage in the place of the cookie's",
        },
    ],
    known_keys: &[KnownKey {
        digest: "5fd72e7ecce2ae380301c61c9072ca26e41c5fe689d2b29ddc3089f98ce4d44f",
        what: "`Thirty  two  length  bytes  key.`, of aiohttp-session's documentation",
    }],
    exports: &[Export {
        name: "aiohttp-session",
        about: "Python code: EncryptedCookieStorage with its key",
        text: Exported::Code {
            language: "Python",
            reads_slots: false,
            code: storage,
        },
    }],
    ..Framework::PLAIN
};

/// Text is a Fernet key to the storage, and bytes are the key itself.
fn storage(place: &Place, key: Secret) -> Option<String> {
    let key_is = match key.line().len() {
        44 => "key",
        _ => "key.encode()",
    };
    Some(format!(
        "{}\n# One key is all it takes: with another one everyone signs in again.\n\
         aiohttp_session.setup(app, EncryptedCookieStorage({key_is}))\n",
        python::text_key(place, key)?
    ))
}
