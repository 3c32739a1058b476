//! Cookies of other systems, recognised by their shape so that none of them passes
//! for one of ours. A shape proves nothing: it is a likeness, and is reported to be
//! one.

use serde_json::Value;

use crate::encoding::{from_base64, from_base64url, from_percent_leniently};
use crate::frameworks::Shape;

/// What a value of another system looks like, and what tells it.
type Likeness = (&'static str, fn(&str) -> bool);

/// The first row that fits is reported.
const LIKENESSES: [Likeness; 12] = [
    (
        "an encrypted JSON Web Token (JWE) with its key wrapped in it, and Auth.js makes none of those",
        |it| web_token(it, 5) && json_of_base64(head(it)).is_some_and(|it| it["alg"] != "dir"),
    ),
    ("an encrypted JSON Web Token, as Auth.js makes it", |it| {
        web_token(it, 5)
    }),
    ("a Phoenix session", |it| it.starts_with("SFMyNTY.")),
    ("an ASP.NET Core cookie", |it| {
        it.starts_with("CfDJ8") && all(it, is_base64url)
    }),
    ("an iron seal (hapi, iron-session, h3)", |it| {
        it.starts_with("Fe26.")
    }),
    (
        "an Express cookie (cookie-signature), or AdonisJS's",
        |it| it.strip_prefix("s:").is_some_and(|rest| rest.contains('.')),
    ),
    ("a Pyramid auth_tkt ticket", |it| {
        let head = it.split('!').next().unwrap_or_default();
        let digits = head.bytes().take_while(u8::is_ascii_hexdigit).count();
        it.contains('!') && digits >= 40
    }),
    ("a Django cookie (django.core.signing)", |it| {
        signed_with_time(it, ':')
    }),
    ("a Flask or Starlette session (itsdangerous)", |it| {
        signed_with_time(it, '.')
    }),
    (
        "a signed value, as itsdangerous writes it, and Fastify with another digest",
        |it| {
            let parts = it.rsplit_once(['.', ':']);
            parts.is_some_and(|(_, mac)| is_mac(mac))
        },
    ),
    (
        "base64 of JSON, as cookie-session and Koa write it, and R plumber where it runs without a \
         key",
        |it| bytes_of(it).is_some_and(|bytes| is_json(&bytes)),
    ),
    (
        "bytes in base64 or hex digits: a session's id (PHP, Java), or what only the key of its \
         maker opens",
        |it| {
            (22..=4096).contains(&it.len())
                && (bytes_of(it).is_some() || all(it, |byte| is_base64url(byte) && byte != b'_'))
        },
    ),
];

/// The id of a session whose data is in the server's store: who writes such an id,
/// the names of its cookie, and its shape. Both must fit: an id of one is the id of
/// many others.
struct StoredId {
    whose: &'static str,
    names: &'static [&'static str],
    is_one: fn(&str) -> bool,
}

/// Each as its maker's own code writes it: Django 5.2 (`get_random_string`, 32),
/// Flask-Session 0.8 (`token_urlsafe`), alexedwards/scs 2 (32 bytes), PHP 8
/// (`session.sid_length`, of 4, 5 or 6 bits a character), Java's servers (Tomcat 10: 16
/// bytes in hex, or as many as `sessionIdLength` says, a node behind a dot; Jetty: `node0`
/// and letters; Undertow: 40 of base64 for URLs; WebLogic: servers behind `!`), ASP.NET 4 (24 of a to z and 0 to 5), ASP (24 capitals),
/// Spring Session 3 (a UUID, in base64 or as it is), Rack 3 and Rails (32 bytes, or 16, in hex),
/// NextAuth 4 and Auth.js 5 with a database (a UUID), JupyterHub 5, express-session
/// without its signature (24 bytes).
const STORED_IDS: [StoredId; 14] = [
    StoredId {
        whose: "Django",
        names: &["sessionid"],
        is_one: |it| it.len() == 32 && all(it, |c| c.is_ascii_lowercase() || c.is_ascii_digit()),
    },
    StoredId {
        whose: "Flask-Session or alexedwards/scs",
        names: &["session"],
        is_one: |it| it.len() == 43 && all(it, is_base64url) && !it.contains('='),
    },
    StoredId {
        whose: "Flask-Session",
        names: &["session"],
        is_one: is_uuid,
    },
    StoredId {
        whose: "PHP",
        names: &["PHPSESSID"],
        is_one: |it| {
            let is_of = |c: u8| c.is_ascii_alphanumeric() || b",-".contains(&c);
            (22..=256).contains(&it.len()) && all(it, is_of)
        },
    },
    StoredId {
        whose: "a Java server",
        names: &["JSESSIONID"],
        is_one: |it| {
            let is_of = |c: u8| c.is_ascii_alphanumeric() || b"._!:+-".contains(&c);
            let digits = it.bytes().filter(u8::is_ascii_digit).count();
            let is_whole = !it.ends_with(|c: char| !c.is_ascii_alphanumeric());
            (16..=256).contains(&it.len()) && digits > 0 && is_whole && all(it, is_of)
        },
    },
    StoredId {
        whose: "ASP.NET",
        names: &["ASP.NET_SessionId"],
        is_one: |it| it.len() == 24 && all(it, |c| matches!(c, b'a'..=b'z' | b'0'..=b'5')),
    },
    StoredId {
        whose: "ASP",
        names: &["ASPSESSIONID*"],
        is_one: |it| it.len() == 24 && all(it, |c| c.is_ascii_uppercase()),
    },
    StoredId {
        whose: "CodeIgniter",
        names: &["ci_session"],
        is_one: |it| [32, 40].contains(&it.len()) && all(it, |c| c.is_ascii_hexdigit()),
    },
    StoredId {
        whose: "Spring Session",
        names: &["SESSION"],
        is_one: |it| {
            let text = from_base64(it).and_then(|bytes| String::from_utf8(bytes).ok());
            is_uuid(it) || text.is_some_and(|it| is_uuid(&it))
        },
    },
    StoredId {
        whose: "Rack",
        names: &["rack.session"],
        is_one: |it| it.len() == 64 && all(it, |c| c.is_ascii_hexdigit()),
    },
    StoredId {
        whose: "Rails",
        names: &["_session_id"],
        is_one: |it| it.len() == 32 && all(it, |c| c.is_ascii_hexdigit()),
    },
    StoredId {
        whose: "NextAuth or Auth.js with a database",
        names: &["next-auth.session-token", "authjs.session-token"],
        is_one: is_uuid,
    },
    StoredId {
        whose: "JupyterHub",
        names: &["jupyterhub-session-id"],
        is_one: |it| it.len() == 32 && all(it, |c| c.is_ascii_hexdigit()),
    },
    StoredId {
        whose: "express-session, without its signature",
        names: &["connect.sid"],
        is_one: |it| it.len() == 32 && all(it, is_base64url),
    },
];

/// Who writes such an id of a session under this name, where that tells.
pub fn whose_id(name: &str, value: &str) -> Option<&'static str> {
    let bare = name.strip_prefix("__Host-");
    let bare = bare.or_else(|| name.strip_prefix("__Secure-"));
    let name = bare.unwrap_or(name);
    let decoded = from_percent_leniently(value)?;
    let mut ids = STORED_IDS.iter();
    // Some have a part that is drawn by chance behind the star.
    let is_called = |it: &&str| match it.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => *it == name,
    };
    let own = ids.find(|it| it.names.iter().any(is_called) && (it.is_one)(&decoded));
    own.map(|it| it.whose)
}

fn is_uuid(text: &str) -> bool {
    Shape::of(text.as_bytes()) == Some(Shape::Uuid)
}

/// What a value that is of none of our formats looks like, percent-encoded or
/// not. It is no proof.
pub fn likeness(value: &str) -> Option<&'static str> {
    let decoded = from_percent_leniently(value);
    let decoded = decoded.as_deref().unwrap_or(value);
    // Neither the quotes of the wire nor its padding tell anything.
    // Its own format tells what is wrong with a token that it cannot read: its
    // signature looks like those of others.
    let of = |value: &str| {
        let token = value.rsplit(' ').next().unwrap_or_default();
        let is_token = web_token(token, 3) || value.starts_with("gAAAAA");
        let mut rows = LIKENESSES.iter().filter(|_| !is_token);
        rows.find(|(_, is_it)| is_it(value))
    };
    of(value).or_else(|| of(decoded)).map(|(name, _)| *name)
}

/// Whether it is of a system whose cookies nothing here opens, and no broken one of those
/// that are.
pub fn is_of_others(likeness: &str) -> bool {
    const OTHERS: [&str; 4] = [
        "an encrypted JSON Web Token (JWE) with",
        "a Phoenix session",
        "an ASP.NET Core cookie",
        "bytes in base64 or hex digits",
    ];
    OTHERS.iter().any(|it| likeness.starts_with(it))
}

/// What to do about a value that looks like this.
pub fn to_do(likeness: &str) -> &'static str {
    match likeness.starts_with("base64 of JSON") {
        true => {
            "of cookie-session and Koa the signature is a second cookie, NAME.sig: copy the whole \
             header Cookie of the request, and give both: NAME=VALUE; NAME.sig=SIGNATURE"
        }
        false => "if it is a format that cookiekit supports: --format says what is wrong with it",
    }
}

/// What stands before its first dot.
fn head(value: &str) -> &str {
    value.split('.').next().unwrap_or_default()
}

/// Whether it has so many parts, of which the first is a header with `alg`.
fn web_token(value: &str, parts: usize) -> bool {
    let header = json_of_base64(head(value));
    value.split('.').count() == parts && header.is_some_and(|header| header["alg"].is_string())
}

/// Whether a time in base 62 or base 64 and a MAC stand at its end.
fn signed_with_time(value: &str, sign: char) -> bool {
    let mut parts = value.rsplitn(3, sign);
    let (mac, time) = (parts.next(), parts.next());
    let is_time = |it: &str| (4..=8).contains(&it.len()) && all(it, is_base64url);
    parts.next().is_some() && time.is_some_and(is_time) && mac.is_some_and(is_mac)
}

/// Whether it is as long as base64 of a SHA-1, SHA-256, SHA-384 or SHA-512.
fn is_mac(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let either = |byte| is_base64(byte) || is_base64url(byte);
    [27, 43, 64, 86].contains(&digits.len()) && all(digits, either)
}

fn all(text: &str, is: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(is)
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=".contains(&byte)
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_=".contains(&byte)
}

/// The bytes of base64 in either alphabet, padded or not.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    let padded = || from_base64(format!("{digits}{}", &"==="[..(4 - digits.len() % 4) % 4]));
    from_base64url(digits).or_else(padded)
}

fn json_of_base64(text: &str) -> Option<Value> {
    serde_json::from_slice(&bytes_of(text)?).ok()
}

fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}
