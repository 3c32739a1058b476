//! What others make with itsdangerous: a running application of Flask with Flask-WTF
//! or Flask-Session, one of Quart with Quart-Auth, and Streamlit's own functions take
//! ours, and we open theirs. Their sides are `uses_server.py`, `quart_server.py` and
//! `streamlit_peer.py` beside this file; each has its key by what `key export` prints.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use crate::python::World;
use crate::served::fed;

/// The value of the cookie that an answer sets first.
fn value(line: &str) -> &str {
    let (_, rest) = line.split_once('=').unwrap();
    rest.split(';').next().unwrap()
}

#[test]
#[ignore = "needs Flask-WTF: tests/run"]
fn flask_wtf_takes_our_token_and_we_open_its_own_and_no_other_key_is_read() {
    let world = World::new("flask-wtf", "flask-wtf", "uses_server.py");
    // What its runbook says: fallbacks are not looked at.
    let old = world.path("old");
    let flask = world.serve(&format!(
        "app.config[\"SECRET_KEY_FALLBACKS\"] = [open({old:?}).read().strip()]"
    ));
    let answer = flask.get("/token", "a=1");
    let session = value(&answer.set_cookies[0]);
    let verify = ["verify", "--format", "flask-wtf", "--key", "key"];
    let text = world.cookiekit(&verify, &answer.body);
    for (key, said) in [
        ("key", "taken"),
        ("old", "refused: The CSRF token is invalid."),
    ] {
        let ours = world.sign("flask-wtf", key, &text);
        let headers = format!("session={session}\nX-CSRFToken: {ours}");
        assert_eq!(flask.get("/checked", &headers).body, said);
    }
}

#[test]
#[ignore = "needs Flask-Session: tests/run"]
fn flask_session_finds_the_id_that_we_sign_and_no_other_key_is_read() {
    let world = World::new("flask-session", "flask-session", "uses_server.py");
    let old = world.path("old");
    let flask = world.serve(&format!(
        "app.config[\"SECRET_KEY_FALLBACKS\"] = [open({old:?}).read().strip()]"
    ));
    let first = flask.get("/counter", "a=1");
    assert_eq!(first.body, "1");
    let id = world.opened_as(&first, "session", &["--format", "flask-session"]);
    assert_eq!(id.len(), 43, "{id}");
    for (key, count) in [("key", "2"), ("key", "3"), ("old", "1")] {
        let ours = world.sign("flask-session", key, &id);
        let next = flask.get("/counter", &format!("session={ours}"));
        assert_eq!(next.body, count);
    }
}

#[test]
#[ignore = "needs Quart-Auth: tests/run"]
fn quart_auth_knows_whom_we_sign_and_we_open_its_cookie() {
    let world = World::new("quart-auth", "quart-auth", "quart_server.py");
    let quart = world.serve("");
    let first = quart.get("/counter", "a=1");
    assert_eq!(first.body, "1");
    assert_eq!(world.opened(&first, "QUART_AUTH"), "\"1\"");
    for (key, count) in [("key", "42"), ("old", "1")] {
        let ours = world.sign("quart-auth", key, "\"41\"");
        let next = quart.get("/counter", &format!("QUART_AUTH={ours}"));
        assert_eq!(next.body, count);
    }
}

#[test]
#[ignore = "needs Quart-Auth: tests/run"]
fn a_rotation_of_quarts_key_signs_nobody_out() {
    World::new("quart-auth", "quart-auth", "quart_server.py").is_rotated_live("quart-auth");
}

#[test]
#[ignore = "needs Streamlit: tests/run"]
fn streamlit_reads_our_user_and_we_read_its_own() {
    const NAME: [&str; 2] = ["--name", "_streamlit_user"];
    let world = World::new("streamlit", "streamlit", "streamlit_peer.py");
    // JSON in a string of JSON.
    let user = r#"{"origin": "http://localhost", "email": "zo\u00eb@example.com"}"#;
    let string = serde_json::to_string(user).unwrap();
    for (key, is_read) in [("key", true), ("old", false)] {
        let sign = ["sign", "--format", "streamlit", "--key", key];
        let ours = world.cookiekit(&[&sign[..], &NAME].concat(), &string);
        let ended = fed(&mut world.python(""), &format!("{ours}\n{user}\n"));
        assert!(ended.status.success(), "{ended:?}");
        let answer = String::from_utf8(ended.stdout).unwrap();
        let (read, theirs) = answer.trim_end().split_once('\n').unwrap();
        assert_eq!(read, if is_read { user } else { "refused" });
        let verify = ["verify", "--format", "streamlit", "--key", "key"];
        let opened = world.cookiekit(&[&verify[..], &NAME].concat(), theirs);
        let opened: String = serde_json::from_str(&opened).unwrap();
        assert_eq!(opened, user);
    }
}

#[test]
#[ignore = "needs Streamlit: tests/run"]
fn streamlit_and_we_spread_a_long_user_over_the_same_cookies() {
    const NAME: [&str; 2] = ["--name", "_streamlit_user"];
    let world = World::new("streamlit", "streamlit", "streamlit_peer.py");
    // Its zlib is another one: near the limit the two would differ by some characters.
    let all = [1, 640, 670, 2400].map(|it| (it, "key"));
    for (numbers, key) in all.into_iter().chain([(2400_u32, "old")]) {
        // Text that is not much shorter where it is compressed.
        let text: String = (0..numbers)
            .map(|it| format!("{:08x}", it.wrapping_mul(2_654_435_761)))
            .collect();
        let user = format!(r#"{{"text": "{text}"}}"#);
        let string = serde_json::to_string(&user).unwrap();
        let sign = ["sign", "-q", "--format", "streamlit", "--key", key];
        let ours = world.cookiekit(&[&sign[..], &NAME].concat(), &string);
        let ours = match ours.contains('=') {
            true => ours,
            false => format!("_streamlit_user={ours}"),
        };
        let mut python = world.python("");
        let ended = fed(python.arg("parts"), &format!("{ours}\n{user}\n"));
        assert!(ended.status.success(), "{ended:?}");
        let answer = String::from_utf8(ended.stdout).unwrap();
        let (read, theirs) = answer.trim_end().split_once('\n').unwrap();
        assert_eq!(
            read,
            if key == "key" { &user } else { "refused" },
            "{numbers}"
        );
        let names = |header: &str| -> Vec<String> {
            let pairs = header.split("; ");
            let names = pairs.map(|it| it.split('=').next().unwrap().to_owned());
            names.collect()
        };
        assert_eq!(names(&ours), names(theirs), "{numbers}");
        let verify = ["verify", "--format", "streamlit", "--key", "key"];
        let header = format!("Cookie: {theirs}");
        let opened = world.cookiekit(&[&verify[..], &NAME].concat(), &header);
        let opened: String = serde_json::from_str(&opened).unwrap();
        assert_eq!(opened, user);
    }
}
