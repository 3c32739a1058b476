//! What is to be known of Auth.js and NextAuth.

use crate::frameworks::runbook::{Runbook, by_slots};
use crate::frameworks::{Export, Exported, Framework, NamesTell, Percent, node};

/// What a session's cookie is called over http.
pub const NAME: &str = "authjs.session-token";

/// What it is called: by either version, over http and over https.
pub const NAMES: &[&str] = &[
    NAME,
    "__Secure-authjs.session-token",
    "next-auth.session-token",
    "__Secure-next-auth.session-token",
];

/// Auth.js, and NextAuth before it.
pub static FRAMEWORK: Framework = Framework {
    altered: Some(node::altered),
    name: "Auth.js",
    server: "Auth.js",
    cookie_names: NAMES,
    names_tell: NamesTell::Likely,
    key_names: &["AUTH_SECRET", "NEXTAUTH_SECRET"],
    key_owners: &["nextauth", "authjs"],
    takes_secret: &[
        "NextAuth",
        "NuxtAuthHandler",
        "SvelteKitAuth",
        "SolidAuth",
        "ExpressAuth",
        "betterAuth",
        "withAuth",
        "getToken",
        "authOptions",
        "AuthOptions",
        "nextAuthOptions",
        "NextAuthOptions",
        "authConfig",
        "NextAuthConfig",
    ],
    exports: &[
        Export {
            name: "authjs",
            about: "JavaScript code: the secrets of Auth.js 5",
            text: Exported::Code {
                language: "Node",
                reads_slots: true,
                code: |place, key| {
                    let keys = node::keys(place, key)?;
                    Some(format!(
                        "{keys}\n// The first encrypts, all open: NextAuth({{ secret, … }}) of \
                         version 5.\nconst secret = keys\n"
                    ))
                },
            },
        },
        Export {
            name: "next-auth",
            about: "JavaScript code: the secret of NextAuth 4, which takes one",
            text: Exported::Code {
                language: "Node",
                reads_slots: false,
                code: |place, key| {
                    let keys = node::keys(place, key)?;
                    Some(format!(
                        "{keys}\n// NextAuth 4 takes one key: the others of the list are not looked \
                         at.\nconst secret = keys[0]\n"
                    ))
                },
            },
        },
    ],
    runbook: Some(&Runbook {
        about: "An application of Auth.js 5 with sessions in its cookies",
        restart: "systemctl restart next",
        max_lifetime: "30d",
        code: Some("authjs"),
        course: |site| {
            by_slots(
                site,
                &[
                    "everyone stays signed in: a token names its key, and is made again under the \
                     first when it is read",
                    "NextAuth 4 takes one key alone: there everybody is signed out (--for next-auth)",
                    "what is hashed with the secret, as the token against CSRF and links in mails, \
                     is checked with the first key alone: anyone who is signing in at that moment \
                     starts again",
                ],
            )
        },
    }),
    percent: Some(Percent::Component),
    ..Framework::PLAIN
};
