//! Causes of failure by framework: a cookie that a framework's maker made, with one
//! thing wrong, the cause that is named, and the same under another key, of which
//! nothing is claimed.

mod table;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::world::World;

/// When each is made and when it is judged.
const MADE: &str = "1700000000";
const JUDGED: &str = "1700000100";

/// One thing that is wrong.
pub struct Cause {
    /// What happened.
    pub what: &'static str,
    /// The format and what was chosen of it where it was made.
    pub format: &'static str,
    pub params: &'static [&'static str],
    /// The key of the server that made it, and the one at hand.
    pub server: String,
    pub given: String,
    /// The name that it was made for, and the one that it came under.
    pub made_for: &'static str,
    pub name: &'static str,
    /// What became of the header on its way.
    pub edit: fn(&str) -> String,
    pub more: &'static [&'static str],
    /// The id of the cause, and words of the verdict.
    pub id: &'static str,
    pub says: &'static str,
}

const ENCRYPTED: [&str; 13] = [
    "aiohttp-session",
    "authjs",
    "fastify-secure-session",
    "fernet",
    "h3",
    "iron",
    "iron-session",
    "laravel",
    "litestar",
    "paseto",
    "rack",
    "rails-cbc",
    "rails-gcm",
];

fn payload(format: &str) -> &'static str {
    match format {
        "flask-login" | "pyramid-auth-tkt" | "express" | "hono" | "fastify-cookie" | "laravel" => {
            "alice"
        }
        "django-cookie" => "dark;mode",
        "bottle" | "adonis" | "flask-wtf" => "\"alice?\"",
        "quart-auth" => "\"7\"",
        "streamlit" => r#""{\"origin\": \"http://localhost:8501\"}""#,
        "django-messages" => r#"[["__json_message",0,20,"Saved"]]"#,
        "rack" | "rack-hmac" => r#"{"session_id":"x","user":"alice"}"#,
        _ => r#"{"user":"alice"}"#,
    }
}

impl Cause {
    /// The header as it came, of a server with this key.
    fn header(&self, server: &str) -> String {
        let world = World::with_key(server);
        let encrypts = ENCRYPTED.contains(&self.format)
            || server.contains("\"block\"")
            || self.params.contains(&"kind=encrypted");
        let verb = if encrypts { "encrypt" } else { "sign" };
        let mut arguments = vec![verb, "-q", "--format", self.format, "--key", "key"];
        arguments.extend(["--name", self.made_for, "--now", MADE]);
        arguments.extend(self.params.iter().flat_map(|it| ["--param", it]));
        if self.format == "litestar" {
            arguments.extend(["--expires-in", "8h"]);
        }
        arguments.push("-");
        let ended = world.run(&arguments).stdin(payload(self.format)).ends();
        assert_eq!(ended.code(), 0, "{}: {}", self.what, ended.err);
        let line = ended.text().trim_end().to_owned();
        let line = match line.strip_prefix(self.made_for) {
            Some(rest) if rest.starts_with(['=', '.']) => line.clone(),
            _ => format!("{}={line}", self.made_for),
        };
        let renamed = line.replacen(self.made_for, self.name, 1);
        (self.edit)(&renamed)
    }

    fn told(&self, header: &str) -> (i32, Value) {
        let world = World::with_key(&self.given);
        let arguments = ["inspect", "--json", "--key", "key", "--now", JUDGED];
        let ended = world.run(&[&arguments, self.more].concat());
        let ended = ended.stdin(header).ends();
        (ended.code(), ended.json())
    }
}

/// A key that nobody has, of the kind of this one.
fn another(key: &str) -> String {
    let turned = |it: char| match it {
        '0'..='8' => char::from(it as u8 + 1),
        '9' => '0',
        other => other,
    };
    // What says how it is read stays as it is, and so does the last letter of base64,
    // which has not all spellings.
    let start = key.find(':').map_or(0, |it| it + 1);
    let (start, rest) = key.split_at(start);
    let (rest, end) = rest.split_at(rest.len() - 4);
    let rest: String = rest.chars().map(turned).collect();
    format!("{start}{rest}{end}")
}

/// The header with another letter in the middle of its first value, which every
/// format authenticates.
fn altered(header: &str) -> String {
    let start = header.find(['=', ' ']).map_or(0, |it| it + 1);
    let end = header.find("; ").unwrap_or(header.len());
    let value = &header[start..end];
    let is_letter = |at: &usize| {
        let is_escape = value[at.saturating_sub(2)..*at].contains(['%', '\\']);
        value.as_bytes()[*at].is_ascii_alphabetic() && !is_escape
    };
    let at = (value.len() / 2..value.len()).find(is_letter).unwrap();
    let other = if value.as_bytes()[at] == b'k' {
        "w"
    } else {
        "k"
    };
    let mut header = header.to_owned();
    header.replace_range(start + at..=start + at, other);
    header
}

#[test]
fn each_cause_is_named_and_under_another_key_none_is() {
    let causes = table::causes();
    let mut wrong = Vec::new();
    for cause in &causes {
        let (code, told) = cause.told(&cause.header(&cause.server));
        let verdict = told["verdict"].as_str().unwrap_or_default();
        if told["reason"] != cause.id || !verdict.contains(cause.says) || code == 0 {
            let reason = &told["reason"];
            wrong.push(format!(
                "{}: {reason} {verdict} {}",
                cause.what, told["error"]
            ));
        }
        // What is claimed is proven: it tells what the cookie carries.
        if told["reason"] == cause.id && told["explanation"]["payload"].is_null() {
            wrong.push(format!("{}: no payload", cause.what));
        }
        for (miss, header) in [
            ("another key", cause.header(&another(&cause.server))),
            ("another letter", altered(&cause.header(&cause.server))),
        ] {
            let (code, told) = cause.told(&header);
            if code == 0 || told["explanation"] != Value::Null {
                wrong.push(format!(
                    "{}: claimed without proof, of {miss}: {}",
                    cause.what, told["verdict"]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let kinds: BTreeSet<_> = causes
        .iter()
        .map(|it| (it.format, it.id, it.says))
        .collect();
    assert!(causes.len() >= 60 && kinds.len() >= 60, "{}", kinds.len());
}

/// The ids that the table proves.
pub fn ids() -> impl Iterator<Item = &'static str> {
    table::causes().into_iter().map(|it| it.id)
}

/// What the application chose and nobody often does: nothing is claimed of it.
#[test]
fn what_nobody_often_chooses_is_not_claimed() {
    for (format, name, param) in [
        ("flask", "session", "salt=nobody-chose-this"),
        ("itsdangerous", "t", "salt=nobody-chose-this"),
        ("starlette", "session", "salt=nobody-chose-this"),
        ("django-session", "sessionid", "salt=nobody-chose-this"),
        ("django-cookie", "pref", "salt=nobody-chose-this"),
        ("django-messages", "messages", "salt=nobody-chose-this"),
        ("pyramid", "session", "salt=nobody-chose-this"),
        ("authjs", "authjs.session-token", "salt=nobody-chose-this"),
        ("rack", "rack.session", "purpose=nobody-chose-this"),
        ("rails-gcm", "_app_session", "salt=nobody-chose-this"),
        ("rails-gcm", "_app_session", "iterations=4711"),
        ("rails-cbc", "_app_session", "iterations=4711"),
        ("rails-signed", "_app_session", "iterations=4711"),
        ("iron", "sid", "iterations=4711"),
    ] {
        let cause = table::plain(format, name);
        let world = World::with_key(&cause.server);
        let verb = if ENCRYPTED.contains(&format) {
            "encrypt"
        } else {
            "sign"
        };
        let arguments = [
            verb, "-q", "--format", format, "--key", "key", "--name", name, "--now", MADE,
            "--param", param, "-",
        ];
        let ended = world.run(&arguments).stdin(payload(format)).ends();
        if ended.err.contains("has no such parameter") {
            continue;
        }
        assert_eq!(ended.code(), 0, "{format} {param}: {}", ended.err);
        let header = format!("{name}={}", ended.text().trim_end());
        let (code, told) = cause.told(&header);
        assert_ne!(code, 0, "{format} {param}");
        assert_eq!(told["explanation"], Value::Null, "{format} {param}");
    }
}
