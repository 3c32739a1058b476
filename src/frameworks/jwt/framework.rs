//! What is to be known of JSON Web Tokens besides their bytes.

use crate::frameworks::{Export, Exported, Framework, KnownKey, NamesTell, Place, Secret, python};

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
            digest: "570dad43de1af4c925f92c16a68a50936da42b7dd6fdeb24850507a1199aac89",
            what: "`09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7`, of FastAPI's tutorial",
        },
    ],
    exports: &[
        Export {
            name: "jwt",
            about: "Python code: the secret of PyJWT",
            text: Exported::Code {
                language: "Python",
                code: python,
            },
        },
        Export {
            name: "jsonwebtoken",
            about: "JavaScript code: the secret of jsonwebtoken, for node",
            text: Exported::Code {
                language: "JavaScript",
                code: javascript,
            },
        },
    ],
    ..Framework::PLAIN
};

/// The code that gives the library its key.
fn python(place: &Place, _key: Secret) -> Option<String> {
    let (module, key) = python::key(place);
    Some(format!("{module}\n\nsecret_key = {key}\n"))
}

/// As there, of a key that is text: a library makes UTF-8 of it again.
fn javascript(place: &Place, key: Secret) -> Option<String> {
    std::str::from_utf8(key.bytes).ok()?;
    let string = |text: &str| serde_json::Value::from(text).to_string();
    let key = match place {
        Place::File(path) => format!(
            "require(\"node:fs\")\n  .readFileSync({}, \"utf8\")\n  .replace(/\\n$/, \"\")\n  \
             .replace(/\\r$/, \"\")",
            string(path)
        ),
        Place::Variable(name) => format!("process.env[{}]", string(name)),
        Place::Keyring { .. } => return None,
    };
    Some(format!("const secretKey = {key};\n"))
}
