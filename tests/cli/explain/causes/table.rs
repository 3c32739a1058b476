//! The causes.

use cookiekit::crypto::sha256;
use cookiekit::encoding::{base64, base64url_padded, hex};

use super::Cause;
use crate::known::KEY;

const SALT: &str = "valid with salt=";
const NEWLINE: &str = "valid if the newline at the key's end is removed";

/// A key of 32 bytes.
fn bytes() -> [u8; 32] {
    sha256(&[b"bytes of a key"])
}

fn wide() -> String {
    hex(&bytes()).repeat(2)
}

fn app_key() -> String {
    format!("base64:{}", base64(&bytes()))
}

fn pair(hash: &str, block: &str) -> String {
    format!("{{\"hash\":\"{hash}\",\"block\":\"{block}\"}}")
}

fn same(header: &str) -> String {
    header.to_owned()
}

/// The header with its first value changed.
fn value(header: &str, change: impl Fn(&str) -> String) -> String {
    let (name, value) = header.split_once('=').unwrap();
    format!("{name}={}", change(value))
}

fn decoded(text: &str) -> String {
    let mut decoded = text.to_owned();
    for (escape, letter) in [
        ("%3A", ":"),
        ("%2B", "+"),
        ("%2F", "/"),
        ("%3D", "="),
        ("%3B", ";"),
    ] {
        decoded = decoded.replace(escape, letter);
    }
    decoded
}

fn encoded(text: &str) -> String {
    let mut encoded = text.replace('%', "%25");
    for letter in ["=", "+", "/", ":", "|", "*", "~", "\"", "?", "!"] {
        encoded = encoded.replace(letter, &format!("%{:02X}", letter.as_bytes()[0]));
    }
    encoded
}

fn unpadded(header: &str) -> String {
    value(header, |it| decoded(it).replace('=', ""))
}

fn once_more(header: &str) -> String {
    value(header, encoded)
}

fn without_mark(header: &str) -> String {
    value(header, |it| decoded(it)[2..].to_owned())
}

fn without_quotes(header: &str) -> String {
    value(header, |it| it.trim_matches('"').to_owned())
}

fn in_octal(header: &str) -> String {
    value(header, |it| {
        let inner = it.trim_matches('"');
        inner.replace('=', "\\075").replace('/', "\\057")
    })
}

fn in_base64(header: &str) -> String {
    value(header, |it| it.replace('-', "+").replace('_', "/"))
}

fn in_base64url(header: &str) -> String {
    value(header, |it| decoded(it).replace('+', "-").replace('/', "_"))
}

/// The signature behind the cookie, changed.
fn signature(header: &str, change: impl Fn(&str, &str) -> String) -> String {
    let (start, signature) = header.rsplit_once("; ").unwrap();
    let (name, value) = signature.split_once('=').unwrap();
    format!("{start}; {}", change(name, value))
}

fn signed_elsewhere(header: &str) -> String {
    signature(header, |_, value| format!("other.sig={value}"))
}

fn signed_twice(header: &str) -> String {
    signature(header, |name, value| {
        format!("{name}={}; {name}={value}", "A".repeat(value.len()))
    })
}

fn renamed_alone(header: &str) -> String {
    header.replacen("session=", "sess=", 1)
}

fn standard_signature(header: &str) -> String {
    signature(header, |name, value| {
        let value = value.replace('-', "+").replace('_', "/");
        let padding = ["", "", "==", "="][value.len() % 4];
        format!("{name}={value}{padding}")
    })
}

fn encoded_signature(header: &str) -> String {
    let header = standard_signature(header);
    signature(&header, |name, value| format!("{name}={}", encoded(value)))
}

fn behind_bearer(header: &str) -> String {
    let (_, token) = header.split_once('=').unwrap();
    format!("Bearer {token}")
}

/// A cookie of a format under the key that is at hand.
pub fn plain(format: &'static str, name: &'static str) -> Cause {
    let is_wide = ["rails-gcm", "rails-cbc", "rails-signed", "rack"].contains(&format);
    let plain = cause("", format, name);
    if is_wide { plain.key(wide()) } else { plain }
}

/// A cause of a framework, where nothing but what is reported is out of the ordinary.
fn cause(what: &'static str, format: &'static str, name: &'static str) -> Cause {
    Cause {
        what,
        format,
        params: &[],
        server: KEY.to_owned(),
        given: KEY.to_owned(),
        made_for: name,
        name,
        edit: same,
        more: &[],
        id: "",
        says: "",
    }
}

impl Cause {
    fn chose(mut self, params: &'static [&'static str]) -> Self {
        self.params = params;
        self
    }

    fn keys(mut self, server: impl Into<String>, given: impl Into<String>) -> Self {
        self.server = server.into();
        self.given = given.into();
        self
    }

    fn key(self, key: impl Into<String>) -> Self {
        let key = key.into();
        self.keys(key.clone(), key)
    }

    fn came_as(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    fn edited(mut self, edit: fn(&str) -> String) -> Self {
        self.edit = edit;
        self
    }

    fn asked(mut self, more: &'static [&'static str]) -> Self {
        self.more = more;
        self
    }

    fn is(mut self, id: &'static str, says: &'static str) -> Self {
        self.id = id;
        self.says = says;
        self
    }
}

/// All of them.
pub fn causes() -> Vec<Cause> {
    let lists = [chosen(), named(), on_the_way(), read(), of_keys()];
    lists.into_iter().flatten().collect()
}

/// What the application chose: salt, digest, derivation, purpose, rounds.
fn chosen() -> Vec<Cause> {
    let of = |what, format, name, params, says| {
        cause(what, format, name)
            .chose(params)
            .is("other-parameter", says)
    };
    let rails =
        |what, format, params, says| of(what, format, "_app_session", params, says).key(wide());
    vec![
        of(
            "Flask, salt of Flask-Session",
            "flask",
            "session",
            &["salt=flask-session"],
            "salt=flask-session",
        ),
        of(
            "Flask, salt of the library",
            "flask",
            "session",
            &["salt=itsdangerous"],
            "salt=itsdangerous",
        ),
        rails(
            "Rails, signed_cookie_digest of one below 7.0",
            "rails-signed",
            &["kdf=SHA1", "digest=SHA256"],
            "kdf=SHA1 and digest=SHA256",
        )
        .is("other-parameters", "kdf=SHA1 and digest=SHA256"),
        of(
            "itsdangerous, salt and derivation",
            "itsdangerous",
            "token",
            &["salt=confirm-salt", "key-derivation=hmac"],
            "",
        )
        .is(
            "other-parameters",
            "salt=confirm-salt and key-derivation=hmac",
        ),
        of(
            "Django, salt and algorithm",
            "django-cookie",
            "prefs",
            &["salt=extra-salt", "digest=sha1"],
            "",
        )
        .is("other-parameters", "salt=extra-salt and digest=sha1"),
        of(
            "Flask, SHA-256",
            "flask",
            "session",
            &["digest=sha256"],
            "digest=sha256",
        ),
        of(
            "Flask, SHA-512",
            "flask",
            "session",
            &["digest=sha512"],
            "digest=sha512",
        ),
        of(
            "Flask, another derivation",
            "flask",
            "session",
            &["key-derivation=django-concat"],
            "key-derivation=django-concat",
        ),
        of(
            "Flask, no derivation",
            "flask",
            "session",
            &["key-derivation=none"],
            "key-derivation=none",
        ),
        of(
            "a token to confirm",
            "itsdangerous",
            "t",
            &["salt=confirm-salt"],
            SALT,
        ),
        of(
            "a token to reset",
            "itsdangerous",
            "t",
            &["salt=reset-salt"],
            "salt=reset-salt",
        ),
        of(
            "a token of two factors",
            "itsdangerous",
            "t",
            &["salt=two-factor-validity-salt"],
            "salt=two-factor-validity-salt",
        ),
        of(
            "a token for an address",
            "itsdangerous",
            "t",
            &["salt=email-confirm-key"],
            "salt=email-confirm-key",
        ),
        of(
            "without a time",
            "itsdangerous",
            "t",
            &["class=URLSafeSerializer"],
            "class=URLSafeSerializer",
        ),
        of(
            "Django, a row of the table",
            "django-session",
            "sessionid",
            &["salt=django.contrib.sessions.SessionStore"],
            "salt=django.contrib.sessions.SessionStore",
        ),
        of(
            "Django, signing.dumps",
            "django-session",
            "sessionid",
            &["salt=django.core.signing"],
            "salt=django.core.signing",
        ),
        of(
            "Django 3.0, SHA-1",
            "django-session",
            "sessionid",
            &["digest=sha1"],
            "digest=sha1",
        ),
        of(
            "Django 3.0, SHA-1, a value",
            "django-cookie",
            "pref",
            &["digest=sha1"],
            "digest=sha1",
        ),
        of(
            "Pyramid, SHA-256",
            "pyramid",
            "session",
            &["digest=sha256"],
            "digest=sha256",
        ),
        of(
            "Pyramid 1, a ticket of MD5",
            "pyramid-auth-tkt",
            "auth_tkt",
            &["digest=md5"],
            "digest=md5",
        ),
        of(
            "Bottle 0.12, MD5",
            "bottle",
            "account",
            &["digest=md5"],
            "digest=md5",
        ),
        of(
            "Jupyter Server",
            "tornado",
            "username-localhost-8888",
            &["cookie-secret=jupyter-server"],
            "cookie-secret=jupyter-server",
        ),
        of(
            "iron of more rounds",
            "iron",
            "sid",
            &["iterations=8192"],
            "iterations=8192",
        )
        .asked(&["--format", "iron"]),
        of(
            "iron of another cipher",
            "iron",
            "sid",
            &["cipher=aes-128-ctr"],
            "cipher=aes-128-ctr",
        ),
        of(
            "Fastify, SHA-512",
            "fastify-cookie",
            "sessionId",
            &["algorithm=sha512"],
            "algorithm=sha512",
        ),
        of(
            "keygrip, SHA-256",
            "keygrip",
            "session",
            &["digest=sha256"],
            "digest=sha256",
        ),
        of(
            "NextAuth 4, the salt of a login's state",
            "authjs",
            "next-auth.session-token",
            &["version=4", "salt=next-auth.session-token"],
            "salt=next-auth.session-token",
        ),
        of(
            "NextAuth 4, a salt as its own name",
            "authjs",
            "next-auth.state",
            &["version=4", "salt=next-auth.state"],
            "salt=next-auth.state",
        ),
        of(
            "a JWT of HS384 read as HS256",
            "jwt",
            "access_token_cookie",
            &["algorithms=HS384"],
            "algorithms=HS384",
        )
        .asked(&["--format", "jwt", "--param", "algorithms=HS256"]),
        of(
            "gorilla, SHA-512",
            "gorilla",
            "session-name",
            &["hash=sha512"],
            "hash=sha512",
        ),
        rails("Rails 6.1, its KDF", "rails-gcm", &["kdf=SHA1"], "kdf=SHA1"),
        rails(
            "Rails 6.1, its KDF, CBC",
            "rails-cbc",
            &["kdf=SHA1"],
            "kdf=SHA1",
        ),
        rails(
            "Rails 6.1, its KDF, signed",
            "rails-signed",
            &["kdf=SHA1"],
            "kdf=SHA1",
        ),
        rails(
            "Rails, AES-128",
            "rails-gcm",
            &["cipher=aes-128-gcm"],
            "cipher=aes-128-gcm",
        ),
        rails(
            "Rails, signed with SHA-256",
            "rails-signed",
            &["digest=SHA256"],
            "digest=SHA256",
        ),
        rails(
            "Rails, CBC with SHA-256",
            "rails-cbc",
            &["digest=SHA256"],
            "digest=SHA256",
        ),
        of(
            "Rack with a key",
            "rack",
            "rack.session",
            &["purpose=rack.session"],
            "purpose=rack.session",
        )
        .key(wide()),
        of(
            "Rack with its own key",
            "rack",
            "_my_app",
            &["purpose=_my_app"],
            "purpose=_my_app",
        )
        .key(wide()),
        of(
            "Rack 1 with its own key",
            "rack",
            "_my_app",
            &["kind=v1", "purpose=_my_app"],
            "purpose=_my_app",
        )
        .key(wide()),
        of(
            "Rack 2, SHA-256",
            "rack-hmac",
            "rack.session",
            &["hmac=SHA256"],
            "hmac=SHA256",
        )
        .key(wide()),
        rails(
            "Rails, the rounds of ActiveSupport's own default",
            "rails-gcm",
            &["iterations=65536"],
            "iterations=65536",
        ),
        rails(
            "Rails, CBC, the rounds of its tests",
            "rails-cbc",
            &["iterations=2"],
            "iterations=2",
        ),
        rails(
            "Rails, signed, more rounds",
            "rails-signed",
            &["iterations=10000"],
            "iterations=10000",
        ),
        rails(
            "Rails, GCM under the salt of CBC",
            "rails-gcm",
            &["salt=encrypted cookie"],
            "salt=encrypted cookie",
        ),
        rails(
            "Rails, GCM under the salt of its signature",
            "rails-gcm",
            &["salt=signed encrypted cookie"],
            "salt=signed encrypted cookie",
        ),
        rails(
            "Rails, CBC, signed under another salt",
            "rails-cbc",
            &["signed-salt=encrypted signed cookie"],
            "signed-salt=encrypted signed cookie",
        ),
        of(
            "Flask-Login 0.2, SHA-1",
            "flask-login",
            "remember_token",
            &["digest=sha1"],
            "digest=sha1",
        ),
        of(
            "Pyramid, no salt",
            "pyramid",
            "session",
            &["salt="],
            "valid with salt=",
        ),
        of(
            "Pyramid, its own name as the salt",
            "pyramid",
            "app_session",
            &["salt=app_session."],
            "salt=app_session.",
        ),
        of(
            "Django, the salt of its documentation",
            "django-cookie",
            "name",
            &["salt=name-salt"],
            "salt=name-salt",
        ),
        of(
            "Django, a salt of its own name",
            "django-cookie",
            "pref",
            &["salt=pref_salt"],
            "salt=pref_salt",
        ),
        of(
            "Laravel without a prefix",
            "laravel",
            "laravel_session",
            &["prefix=false"],
            "prefix=false",
        )
        .key(app_key()),
    ]
}

/// The name that it was made for.
fn named() -> Vec<Cause> {
    let of = |what, format, made_for, name, says| {
        cause(what, format, made_for)
            .came_as(name)
            .is("other-name", says)
    };
    let secure = "__Secure-authjs.session-token";
    let plain = "authjs.session-token";
    vec![
        of(
            "Auth.js, read over https",
            "authjs",
            plain,
            secure,
            "valid under authjs.session-token",
        ),
        of(
            "Auth.js, read over http",
            "authjs",
            secure,
            plain,
            "valid under __Secure-authjs.session-token",
        ),
        of(
            "Auth.js, a name of its own",
            "authjs",
            plain,
            "my-token",
            "valid under authjs.session-token",
        ),
        of(
            "Rails, another application",
            "rails-gcm",
            "_one_session",
            "_two_session",
            "valid under _one_session",
        )
        .key(wide()),
        of(
            "Rails, another application, CBC",
            "rails-cbc",
            "_one_session",
            "_two_session",
            "valid under _one_session",
        )
        .key(wide()),
        of(
            "Rails, another cookie, signed",
            "rails-signed",
            "user_id",
            "admin_id",
            "valid under user_id",
        )
        .key(wide()),
        of(
            "Tornado, another user's",
            "tornado",
            "jupyterhub-user-ann",
            "jupyterhub-user-bob",
            "valid under jupyterhub-user-ann",
        ),
        of(
            "Jupyter, another port",
            "tornado",
            "username-localhost-8888",
            "username-localhost-8889",
            "valid under username-localhost-8888",
        ),
        of(
            "Bottle, renamed",
            "bottle",
            "account",
            "login",
            "valid under account",
        ),
        of(
            "Adonis, signed, renamed",
            "adonis",
            "cart",
            "basket",
            "valid under cart",
        )
        .chose(&["kind=signed"]),
        of(
            "Adonis 6, encrypted, renamed",
            "adonis",
            "cart",
            "basket",
            "valid under cart",
        )
        .chose(&["kind=encrypted", "driver=legacy"]),
        of(
            "Adonis, AES-CBC, renamed",
            "adonis",
            "cart",
            "basket",
            "valid under cart",
        )
        .chose(&["kind=encrypted", "driver=aes256cbc"]),
        of(
            "Streamlit, its other cookie",
            "streamlit",
            "_streamlit_user_tokens",
            "_streamlit_user",
            "valid under _streamlit_user_tokens",
        ),
        of(
            "gorilla, its usual name",
            "gorilla",
            "session-name",
            "mine",
            "valid under session-name",
        ),
        of(
            "Laravel, its usual name",
            "laravel",
            "laravel_session",
            "mine_session",
            "valid under laravel_session",
        )
        .key(app_key()),
        cause(
            "Laravel, a name that nobody knows",
            "laravel",
            "my_own_cookie",
        )
        .came_as("basket")
        .key(app_key())
        .is(
            "name-not-told",
            "valid under another name, which it does not tell",
        ),
        cause(
            "Laravel, GCM, a name that nobody knows",
            "laravel",
            "my_own_cookie",
        )
        .came_as("basket")
        .chose(&["cipher=aes-256-gcm"])
        .key(app_key())
        .is(
            "name-not-told",
            "valid under another name, which it does not tell",
        ),
    ]
}

/// What became of it on its way.
fn on_the_way() -> Vec<Cause> {
    let of = |what, format, name, edit, id| cause(what, format, name).edited(edit).is(id, "");
    let wide = |cause: Cause| cause.key(wide());
    vec![
        of(
            "Pyramid, in the alphabet of base64",
            "pyramid",
            "session",
            in_base64,
            "base64-standard",
        ),
        of(
            "Remix, in the alphabet for URLs",
            "remix",
            "__session",
            in_base64url,
            "base64url",
        ),
        of(
            "Express, percent-encoded twice",
            "express",
            "connect.sid",
            once_more,
            "percent-encoded-twice",
        ),
        of(
            "Hono, percent-encoded twice",
            "hono",
            "flavor",
            once_more,
            "percent-encoded-twice",
        ),
        of(
            "Remix, percent-encoded twice",
            "remix",
            "__session",
            once_more,
            "percent-encoded-twice",
        ),
        of(
            "Fernet, percent-encoded",
            "fernet",
            "t",
            once_more,
            "percent-encoded",
        )
        .key(base64url_padded(&bytes())),
        of(
            "Starlette, percent-encoded",
            "starlette",
            "session",
            once_more,
            "percent-encoded",
        ),
        of(
            "Django, percent-encoded",
            "django-session",
            "sessionid",
            once_more,
            "percent-encoded",
        ),
        of(
            "iron, percent-encoded",
            "iron",
            "sid",
            once_more,
            "percent-encoded",
        ),
        of(
            "gorilla, percent-encoded",
            "gorilla",
            "session-name",
            once_more,
            "percent-encoded",
        ),
        of(
            "Bottle, percent-encoded, quotes and all",
            "bottle",
            "account",
            once_more,
            "percent-encoded",
        ),
        of(
            "Tornado, percent-encoded, quotes and all",
            "tornado",
            "user",
            once_more,
            "percent-encoded",
        ),
        of(
            "Starlette, its padding lost",
            "starlette",
            "session",
            unpadded,
            "padding",
        ),
        of(
            "Remix, its padding lost",
            "remix",
            "__session",
            unpadded,
            "padding",
        ),
        of(
            "Bottle, its padding lost",
            "bottle",
            "account",
            unpadded,
            "padding",
        ),
        of(
            "gorilla, its padding lost",
            "gorilla",
            "session-name",
            unpadded,
            "padding",
        ),
        wide(of(
            "Rails, its padding lost",
            "rails-gcm",
            "_app_session",
            unpadded,
            "padding",
        )),
        of(
            "Laravel, its padding lost",
            "laravel",
            "laravel_session",
            unpadded,
            "padding",
        )
        .key(app_key()),
        of(
            "Hono, its padding lost",
            "hono",
            "flavor",
            unpadded,
            "padding",
        )
        .asked(&["--format", "hono"]),
        of(
            "Express, pinned, without its mark",
            "express",
            "connect.sid",
            without_mark,
            "mark-lost",
        )
        .asked(&["--format", "express"]),
        of(
            "Express, without its mark",
            "express",
            "connect.sid",
            without_mark,
            "mark-lost",
        ),
        of(
            "Adonis, signed, without its mark",
            "adonis",
            "cart",
            without_mark,
            "mark-lost",
        )
        .chose(&["kind=signed"]),
        of(
            "Adonis, encrypted, without its mark",
            "adonis",
            "cart",
            without_mark,
            "mark-lost",
        )
        .chose(&["kind=encrypted"]),
        of(
            "Tornado, octal escapes",
            "tornado",
            "user",
            in_octal,
            "octal-escapes",
        ),
        of(
            "Bottle, octal escapes",
            "bottle",
            "account",
            in_octal,
            "octal-escapes",
        ),
        of(
            "Django, its quotes lost",
            "django-cookie",
            "pref",
            without_quotes,
            "quotes-lost",
        ),
        of(
            "a JWT behind Bearer",
            "jwt",
            "t",
            behind_bearer,
            "scheme-inside",
        ),
        of(
            "a PASETO behind Bearer",
            "paseto",
            "t",
            behind_bearer,
            "scheme-inside",
        )
        .key(paserk()),
        of(
            "keygrip, the signature of another name",
            "keygrip",
            "session",
            signed_elsewhere,
            "signature-of-another-name",
        )
        .asked(&["--name", "session"])
        .is(
            "signature-of-another-name",
            "with the value of other.sig as its session.sig",
        ),
        of(
            "keygrip, two signatures of one name",
            "keygrip",
            "session",
            signed_twice,
            "signature-of-namesake",
        )
        .asked(&["--name", "session"])
        .is(
            "signature-of-namesake",
            "with another session.sig of the same header",
        ),
        of(
            "keygrip, the cookie renamed and not its signature",
            "keygrip",
            "session",
            renamed_alone,
            "other-name",
        )
        .asked(&["--name", "sess"])
        .is("other-name", "valid under session"),
        of(
            "keygrip, the signature in standard base64",
            "keygrip",
            "session",
            standard_signature,
            "signature-base64",
        )
        .is("signature-base64", "session.sig in base64 for URLs"),
        of(
            "keygrip, the signature percent-encoded",
            "keygrip",
            "session",
            encoded_signature,
            "signature-base64",
        ),
        of(
            "keygrip with SHA-256, the signature in standard base64",
            "keygrip",
            "session",
            standard_signature,
            "signature-base64",
        )
        .chose(&["digest=sha256"])
        .asked(&["--format", "keygrip", "--param", "digest=sha256"]),
    ]
}

fn paserk() -> String {
    let key = base64url_padded(&bytes());
    format!("k4.local.{}", key.trim_end_matches('='))
}

/// The right key, read in another way.
fn read() -> Vec<Cause> {
    let of = |what, format, name, server: String, given: String, id| {
        cause(what, format, name).keys(server, given).is(id, "")
    };
    let (b64, fernet, digits) = (base64(&bytes()), base64url_padded(&bytes()), hex(&bytes()));
    let line = || format!("{KEY}\n\n");
    let python = || format!("b'{KEY}'");
    vec![
        of(
            "Flask, a newline too many",
            "flask",
            "session",
            KEY.into(),
            line(),
            "key-newline-removed",
        )
        .is("key-newline-removed", NEWLINE),
        of(
            "Express, a newline too many",
            "express",
            "connect.sid",
            KEY.into(),
            line(),
            "key-newline-removed",
        ),
        of(
            "Tornado, a newline too many",
            "tornado",
            "user",
            KEY.into(),
            line(),
            "key-newline-removed",
        ),
        of(
            "Auth.js, a newline on the server",
            "authjs",
            "authjs.session-token",
            line(),
            KEY.into(),
            "key-newline-added",
        ),
        of(
            "Starlette, bytes as text",
            "starlette",
            "session",
            python(),
            KEY.into(),
            "key-python-bytes",
        ),
        of(
            "Django, bytes as text",
            "django-session",
            "sessionid",
            python(),
            KEY.into(),
            "key-python-bytes",
        ),
        of(
            "a key that is bytes elsewhere",
            "flask",
            "session",
            KEY.into(),
            python(),
            "key-python-literal",
        ),
        of(
            "Laravel without base64:",
            "laravel",
            "laravel_session",
            app_key(),
            b64.clone(),
            "key-base64-prefix-added",
        ),
        of(
            "Laravel, base64: before text",
            "laravel",
            "laravel_session",
            KEY[..32].into(),
            format!("base64:{}", &KEY[..32]),
            "key-prefix-removed",
        ),
        of(
            "Laravel, hex digits",
            "laravel",
            "laravel_session",
            app_key(),
            digits.clone(),
            "key-hex",
        ),
        of(
            "Laravel, quotes",
            "laravel",
            "laravel_session",
            app_key(),
            format!("\"{}\"", app_key()),
            "key-quotes-removed",
        ),
        of(
            "Laravel, the whole line",
            "laravel",
            "laravel_session",
            app_key(),
            format!("APP_KEY={}", app_key()),
            "env-file-value",
        ),
        of(
            "Fernet without padding",
            "fernet",
            "t",
            fernet.clone(),
            fernet.trim_end_matches('=').into(),
            "key-base64",
        ),
        of(
            "Fernet, hex digits",
            "fernet",
            "t",
            fernet.clone(),
            digits.clone(),
            "key-hex",
        ),
        of(
            "Fernet of a passphrase",
            "fernet",
            "t",
            base64url_padded(&sha256(&[KEY.as_bytes()])),
            KEY.into(),
            "key-sha256-to-base64",
        ),
        of(
            "Litestar, base64",
            "litestar",
            "session",
            digits.clone(),
            b64.clone(),
            "key-base64",
        ),
        of(
            "Litestar, its first bytes",
            "litestar",
            "session",
            wide()[..32].into(),
            wide(),
            "key-first-32-bytes",
        ),
        of(
            "secure-session, hex digits",
            "fastify-secure-session",
            "session",
            b64.clone(),
            digits.clone(),
            "key-hex",
        ),
        of(
            "PASETO, base64",
            "paseto",
            "t",
            paserk(),
            b64.clone(),
            "key-base64",
        ),
        of(
            "PASETO, hex digits",
            "paseto",
            "t",
            paserk(),
            digits,
            "key-hex",
        ),
        of(
            "Rails, hex digits decoded",
            "rails-gcm",
            "_app_session",
            wide(),
            wide(),
            "key-hex",
        )
        .chose(&["key-encoding=hex"]),
        of(
            "Rack, hex digits decoded",
            "rack",
            "rack.session",
            wide(),
            wide(),
            "key-hex",
        )
        .chose(&["key-encoding=hex"]),
        of(
            "Flask, hex digits decoded",
            "flask",
            "session",
            KEY.into(),
            KEY.into(),
            "key-hex",
        )
        .chose(&["key-encoding=hex"]),
        of(
            "a JWT, base64 decoded",
            "jwt",
            "t",
            b64.clone(),
            b64.clone(),
            "key-base64",
        )
        .chose(&["key-encoding=base64"]),
        of(
            "Auth.js, base64 decoded",
            "authjs",
            "authjs.session-token",
            b64.clone(),
            b64,
            "key-base64",
        )
        .chose(&["key-encoding=base64"]),
    ]
}

/// Several keys in one text, and the wrong format.
fn of_keys() -> Vec<Cause> {
    let of = |what, format, name, server: String, given: String, id| {
        cause(what, format, name).keys(server, given).is(id, "")
    };
    let gorilla = |what, server, given, id| of(what, "gorilla", "session-name", server, given, id);
    let digits = hex(&bytes());
    let in_hex = format!("hex:{digits}");
    let hash = format!("hex:{KEY}");
    let map = |id: u8, key: &str| format!("{{\"{id}\":\"{key}\"}}");
    let other = |what, format, asked, says| {
        cause(what, format, "session")
            .asked(asked)
            .is("other-format", says)
    };
    vec![
        of(
            "Laravel, the hash of a text",
            "laravel",
            "laravel_session",
            format!("base64:{}", base64(&sha256(&[KEY.as_bytes()]))),
            KEY.into(),
            "key-sha256",
        ),
        of(
            "aiohttp-session, a box",
            "aiohttp-session",
            "AIOHTTP_SESSION",
            base64url_padded(&bytes()),
            base64url_padded(&bytes()),
            "unproven-format",
        )
        .chose(&["kind=nacl"])
        .came_as("box"),
        gorilla(
            "gorilla, a pair the other way around",
            pair(&hash, &in_hex),
            pair(&in_hex, &hash),
            "key-members-swapped",
        ),
        gorilla(
            "gorilla, a hash key as text",
            pair(KEY, &in_hex),
            pair(&hash, &in_hex),
            "key-member-encoding",
        ),
        gorilla(
            "gorilla, a hash key as hex",
            pair(&hash, &in_hex),
            pair(KEY, &in_hex),
            "key-member-encoding",
        ),
        gorilla(
            "gorilla, a block key too many",
            format!("{{\"hash\":\"{hash}\"}}"),
            pair(&hash, &in_hex),
            "key-block-left-out",
        ),
        of(
            "iron, a password of another id",
            "iron",
            "sid",
            map(3, KEY),
            map(1, KEY),
            "key-of-another-id",
        )
        .asked(&["--format", "iron"]),
        of(
            "iron-session, an id that is not there",
            "iron-session",
            "s",
            map(2, KEY),
            KEY.into(),
            "key-id",
        ),
        of(
            "iron, hex digits as bytes",
            "iron",
            "sid",
            hash.clone(),
            KEY.into(),
            "key-hex-prefix-added",
        )
        .asked(&["--format", "iron"]),
        other(
            "a Starlette session as Flask's",
            "starlette",
            &["--format", "flask"],
            "valid as starlette",
        ),
        other(
            "a Flask session as Starlette's",
            "flask",
            &["--format", "starlette"],
            "valid as flask",
        ),
        other(
            "Hono's as Fastify's",
            "hono",
            &["--format", "fastify-cookie"],
            "valid as hono",
        ),
        other(
            "Rack's as Rails'",
            "rack-hmac",
            &["--format", "rails-signed"],
            "valid as rack-hmac",
        )
        .key(wide()),
        other(
            "an iron seal as iron-session's",
            "iron",
            &["--format", "iron-session"],
            "valid as iron",
        ),
    ]
}
