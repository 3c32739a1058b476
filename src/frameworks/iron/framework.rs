//! What is to be known of hapi, of iron-session, and of h3.

use crate::frameworks::runbook::{Runbook, by_one_key};
use crate::frameworks::{
    Export, Exported, Framework, KnownKey, NamesTell, OfTwo, Percent, Place, Secret, Shape, node,
};

/// hapi, whose cookies and whose yar seal with iron.
pub static HAPI: Framework = Framework {
    altered: Some(node::altered),
    name: "hapi",
    server: "hapi",
    quotes: Some(Framework::DOUBLE_QUOTES),
    cookie_names: &["sid"],
    key_names: &["IRON_PASSWORD", "COOKIE_PASSWORD"],
    key_owners: &["hapi", "iron"],
    known_keys: &[
        COMPLEX,
        KnownKey {
            digest: "9c97636bfdb68e9c322e6aeabdfea1adc76976b47cd6c395cce6d7d50037cc30",
            what: "`security_cookie_default_password`, the default of OpenSearch Dashboards",
        },
        KnownKey {
            digest: "1875515f5ce72090eacfe3acdfa72b6d6f5f40358dbbc8f981599fb5cfff041d",
            what: "`this secret should only be used in testing`, of KeystoneJS's examples",
        },
        KnownKey {
            digest: "fe9b944192b1a013a95d4f5a7621e12ed96e33c971c2f33428aa52a0f7f41ca0",
            what: "`worldofwalmart`, of hapi's sample of a cookie",
        },
    ],
    exports: &[Export {
        name: "iron",
        about: "JavaScript code: the password of @hapi/iron, and of the cookies and yar of hapi",
        text: Exported::Code {
            language: "Node",
            reads_slots: false,
            code: password,
        },
    }],
    runbook: Some(&Runbook {
        about: "An application of hapi with cookies that iron seals, or yar",
        restart: "systemctl restart hapi",
        max_lifetime: "30d",
        code: None,
        course: |site| {
            by_one_key(
                site,
                &[
                    "@hapi/cookie and yar take a cookie under the old password for none; a cookie of server.state() is refused with 400 unless its ignoreErrors is set",
                ],
            )
        },
    }),
    ..Framework::PLAIN
};

/// iron-session, as Next.js's applications have it.
pub static IRON_SESSION: Framework = Framework {
    altered: Some(node::altered),
    of_two: Some(OfTwo::First),
    percent: Some(Percent::Component),
    name: "iron-session",
    server: "iron-session",
    key_names: &["SESSION_PASSWORD", "SECRET_COOKIE_PASSWORD"],
    key_shapes: &[Shape::Passwords],
    known_keys: &[COMPLEX],
    exports: &[Export {
        name: "iron-session",
        about: "JavaScript code: the password of iron-session, or its map of numbers to passwords",
        text: Exported::Code {
            language: "Node",
            reads_slots: false,
            code: password,
        },
    }],
    runbook: Some(&Runbook {
        about: "An application with iron-session",
        restart: "systemctl restart next",
        max_lifetime: "14d",
        code: None,
        course: |site| {
            by_one_key(
                site,
                &[
                    "a session under the old password is an empty one, and no error",
                    "nobody is signed out where the password is a map of numbers, of which the highest seals and each opens by its number: a password alone has the number 1, so that the map is the old one as 1 and the new one as 2. All nodes must get it at once, and rotate makes no map",
                ],
            )
        },
    }),
    ..Framework::PLAIN
};

/// h3, below Nitro, Nuxt and TanStack Start.
pub static H3: Framework = Framework {
    altered: Some(node::altered),
    of_two: Some(OfTwo::First),
    percent: Some(Percent::Component),
    name: "h3",
    server: "h3",
    cookie_names: &["h3", "nuxt-session"],
    names_tell: NamesTell::Likely,
    key_names: &["NUXT_SESSION_PASSWORD"],
    key_owners: &["nuxt", "nitro", "h3"],
    known_keys: &[
        COMPLEX,
        KnownKey {
            digest: "28f4973b7d3bb6a86ccf96f3f6c84596820f577bb6719587b13178774b640fc5",
            what: "`password-with-at-least-32-characters`, of Nuxt's documentation",
        },
        KnownKey {
            digest: "542fe4a25b9400ab6b6217f2105a04c7eb53c82a889d029f1828b34c9d150d9f",
            what: "`a-random-password-with-at-least-32-characters`, of nuxt-auth-utils",
        },
    ],
    exports: &[Export {
        name: "h3",
        about: "JavaScript code: the password of h3's useSession",
        text: Exported::Code {
            language: "Node",
            reads_slots: false,
            code: password,
        },
    }],
    runbook: Some(&Runbook {
        about: "An application of Nuxt, Nitro or TanStack Start with h3's sessions",
        restart: "systemctl restart nuxt",
        max_lifetime: "30d",
        code: None,
        course: |site| {
            by_one_key(
                site,
                &["h3 takes a session under the old password for none, and starts a new one"],
            )
        },
    }),
    ..Framework::PLAIN
};

const COMPLEX: KnownKey = KnownKey {
    digest: "0458e3f39384992c35a756d0eb288fecf02354d3fa02f2cdc1a2abb8210b528c",
    what: "`complex_password_at_least_32_characters_long`, of iron-session's examples",
};

/// Code after which `password` is the key, or the map that it is.
fn password(place: &Place, secret: Secret) -> Option<String> {
    let is_map = secret.line().trim_ascii().starts_with(b"{");
    if is_map && has_encoded(secret.bytes) {
        return None;
    }
    let keys = node::keys(place, secret)?;
    let (before, after) = if is_map {
        ("JSON.parse(", ")")
    } else {
        ("", "")
    };
    Some(format!(
        "{keys}\n// It reads what one key sealed: the others of the list are not looked at.\n\
         const password = {before}keys[0]{after}\n"
    ))
}

/// Whether a map has keys of bytes, which JavaScript's JSON has not.
fn has_encoded(map: &[u8]) -> bool {
    let has = |mark: &[u8]| memchr::memmem::find(map, mark).is_some();
    has(b"\"hex:") || has(b"\"base64:")
}
