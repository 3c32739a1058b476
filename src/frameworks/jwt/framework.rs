//! What is to be known of JSON Web Tokens besides their bytes.

use crate::frameworks::python::{As, keys};
use crate::frameworks::runbook::{Runbook, by_slots};
use crate::frameworks::{Export, Exported, Framework, KnownKey, NamesTell, Place, Secret, node};

pub static FRAMEWORK: Framework = Framework {
    name: "JSON Web Tokens",
    cookie_names: &["access_token_cookie", "fastapiusersauth"],
    names_tell: NamesTell::Nothing,
    key_names: &["JWT_SECRET_KEY", "JWT_SECRET"],
    key_owners: &["jwt"],
    known_keys: &[
        KnownKey {
            digest: "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b",
            what: "`secret`, of PyJWT's documentation",
        },
        KnownKey {
            digest: "92e2b7f6ed28b457e2ef5ec81ba62be82dda423b60e3d2fbeb0b73e53f4671ce",
            what: "`shhhhh`, of the README of jsonwebtoken",
        },
        KnownKey {
            digest: "f7d838701b86c5dfb57bf95fbc5ce6df204cfc9f15ad6cdb39fd22f8776e47b6",
            what: "`your-256-bit-secret`, of many examples",
        },
        KnownKey {
            digest: "103a750db42b21683443041696b590342251ba5b3b5e3f811a39bc4ec10bed32",
            what: "`t0p-s3cr3t`, the old default of Open WebUI",
        },
        KnownKey {
            digest: "570dad43de1af4c925f92c16a68a50936da42b7dd6fdeb24850507a1199aac89",
            what: "`09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7`, of FastAPI's tutorial",
        },
        KnownKey {
            digest: "465d9ad5d5528ebe287b5dce4fb51620833d09b290e49ddcc70ca6c4a0aea01b",
            what: "`a-string-secret-at-least-256-bits-long`, of jwt.io",
        },
        KnownKey {
            digest: "982f4e3a0216f3923e28c393cb83e8a04499a390d262171cdad4d67c5e383122",
            what: "`6116487b-cda1-52c2-b5b5-c8022c45e263`, of the documentation of Directus",
        },
        KnownKey {
            digest: "0f44b34c6311bcb547867d393c1c56e6564e03d905fdd023637f549358bf3670",
            what: "`sk-9f73s3ljTXVcMT3Blb3ljTqtsKiGHXVcMT3BlbkFJLK7U`, the default of Dify",
        },
        KnownKey {
            digest: "c07799c18d8b80eed95367921770430008a217c621fa7b765fed516f08fc7f91",
            what: "`SecretKey012345678901234567890123456789012345678901234567890123456789`, the default of Nacos before 2.2.0.1",
        },
        KnownKey {
            digest: "41b9d19f6fb430a37bd07b1c832722d89934865e3207b3b69f0c916fab16a356",
            what: "`it-is-very-secret`, of Hono's documentation",
        },
        KnownKey {
            digest: "94a4a66749030a6976d3717ca72c922bf6dbeb21330739beaafc41d773e177ee",
            what: "`AllYourBase`, of golang-jwt's examples",
        },
        KnownKey {
            digest: "f9d1bbb2d69379c579135247edda14b365847c5d0f9774ffbea4893537a386e9",
            what: "`DO NOT USE THIS VALUE. INSTEAD, CREATE A COMPLEX SECRET AND KEEP IT SAFE OUTSIDE OF THE SOURCE CODE.`, of the documentation of NestJS",
        },
        KnownKey {
            digest: "dfd7dc439654f313f3bb7734b467e71d701b6982cd4cb31cf7d555e723c223e9",
            what: "`your-384-bit-secret`, of jwt.io",
        },
        KnownKey {
            digest: "5eef83fe7cb71e2da053f846a07ecf933f49b66ef755ef8627be5e2fe94d7e84",
            what: "`your-512-bit-secret`, of jwt.io",
        },
        KnownKey {
            digest: "db6833593279d7373592ef70e51f3daf048c04475739f8ed024b0821fd9e7fde",
            what: "`a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long`, of jwt.io",
        },
        KnownKey {
            digest: "d09f27e59d00dd83c0c1ce9265a2f775352160af1f4e1f079e89d6753df58ea0",
            what: "`my$ecretK3y`, of the README of the gem jwt",
        },
    ],
    exports: &[
        Export {
            name: "jwt",
            about: "Python code: the secrets of PyJWT, and a decode that tries each",
            text: Exported::Code {
                language: "Python",
                reads_slots: true,
                code: python,
            },
        },
        Export {
            name: "jsonwebtoken",
            about: "JavaScript code: the secrets of jsonwebtoken, and a verify that tries each",
            text: Exported::Code {
                language: "Node",
                reads_slots: true,
                code: javascript,
            },
        },
    ],
    runbook: Some(&Runbook {
        about: "A program that makes and reads JSON Web Tokens",
        restart: "systemctl restart app",
        // Refresh tokens, as many libraries make them.
        max_lifetime: "30d",
        code: Some("jwt"),
        course: |site| {
            by_slots(
                site,
                &[
                    "a token of the old key is good until it expires or that key is dropped: the \
                     one that lasts longest, a refresh token, says what --max-lifetime must be",
                    "PyJWT and Node's jsonwebtoken have code of their own: have this printed with \
                     --for jwt or --for jsonwebtoken",
                    "a library that takes one key alone, as Flask-JWT-Extended does, refuses the \
                     tokens of the old one: it must read them with the code's own function",
                    "other services that read the tokens with this key must accept the new one \
                     before it is promoted: name each with --node",
                ],
            )
        },
    }),
    takes_key_first: &[
        "SymmetricSecurityKey",
        "hmacShaKeyFor",
        "HMAC256",
        "setSigningKey",
    ],
    takes_key_later: &[
        "jwt.sign",
        "jwt.verify",
        "jwt.encode",
        "jwt.decode",
        "JWT.encode",
        "JWT.decode",
        "JWT::encode",
        "signWith",
    ],
    ..Framework::PLAIN
};

/// The library takes one key: each is tried in turn.
fn python(place: &Place, key: Secret) -> Option<String> {
    Some(format!("{}{DECODE}", keys(place, key, As::Bytes)))
}

fn javascript(place: &Place, key: Secret) -> Option<String> {
    Some(format!("{}{VERIFY}", node::keys(place, key)?))
}

const DECODE: &str = r#"
# jwt.encode(claims, secret_key) signs.
secret_key = keys[0]


def decode(token, **options):
    """As jwt.decode, with each of the keys."""
    import jwt

    for key in keys[:-1]:
        try:
            return jwt.decode(token, key, **options)
        except jwt.InvalidSignatureError:
            pass
    return jwt.decode(token, keys[-1], **options)
"#;

const VERIFY: &str = r"
// jwt.sign(claims, secretKey) signs.
const secretKey = keys[0]

// As jwt.verify, with each of the keys.
function verify (token, options) {
  const jwt = require('jsonwebtoken')
  for (const key of keys.slice(0, -1)) {
    try {
      return jwt.verify(token, key, options)
    } catch (error) {
      if (error.message !== 'invalid signature') throw error
    }
  }
  return jwt.verify(token, keys[keys.length - 1], options)
}
";
