//! plumber2: the bytes of plumber, under another name and stricter keys.

use serde_json::json;

use crate::known::{FINGERPRINT, KEY};
use crate::world::{Run, World};

const PAYLOAD: &str = r#"{"user":["alice"]}"#;
const NOW: &str = "1700000000";

fn run(world: &World, command: &str, more: &[&str]) -> Run {
    let arguments = [command, "--key", "key", "--now", NOW];
    world.run(&[&arguments, more].concat())
}

/// A cookie under the key of the world.
fn made(world: &World) -> String {
    let made = world.run(&[
        "encrypt", "-q", "--format", "plumber2", "--key", "key", PAYLOAD,
    ]);
    made.ends().text().trim_end().to_owned()
}

#[test]
fn what_is_made_opens_by_its_name_and_by_its_format() {
    let world = World::with_key(KEY);
    let cookie = made(&world);
    let payload = format!("{PAYLOAD}\n");
    run(&world, "decrypt", &["-q", "--name", "reqres", &cookie]).gives(0, &payload, "");
    run(&world, "decrypt", &["-q", "--format", "plumber2", &cookie]).gives(0, &payload, "");
    let named = run(&world, "decrypt", &["--json", "--name", "reqres", &cookie]).ends();
    let document = named.json();
    assert_eq!(document["format"], json!("plumber2"));
    assert_eq!(document["fingerprint"], json!(FINGERPRINT));
    assert_eq!(document["expires"], json!(null));
}

#[test]
fn without_its_name_the_bytes_are_plumbers() {
    let world = World::with_key(KEY);
    let cookie = made(&world);
    for name in ["", "plumber", "session"] {
        let document = run(&world, "decrypt", &["--json", "--name", name, &cookie]);
        let document = document.ends().json();
        assert_eq!(document["format"], json!("plumber"), "{name}");
        assert_eq!(document["payload"], json!({"user": ["alice"]}), "{name}");
    }
}

#[test]
fn one_that_is_forged_or_broken_is_a_no() {
    let world = World::with_key(KEY);
    let cookie = made(&world);
    world.file("key", KEY.chars().rev().collect::<String>());
    run(&world, "decrypt", &["--name", "reqres", &cookie]).gives(
        1,
        "",
        "cookiekit: forged or under another key (format plumber2)\n\
         hint: add the key that made it: --key SPEC (can be repeated)\n",
    );
    let (sealed, nonce) = cookie.split_once('_').unwrap();
    for (value, fault) in [
        (sealed.to_owned(), "one part where `box_nonce` has two"),
        (format!("_{nonce}"), "the encrypted part is empty"),
        (format!("{cookie}_{nonce}"), "more than two parts"),
        (format!("{sealed}_AAAA"), "the nonce is not 24 bytes"),
    ] {
        let run = run(&world, "decrypt", &["--format", "plumber2", &value]).ends();
        let start = format!("cookiekit: malformed: plumber2: {fault}\n");
        assert_eq!(run.code(), 1, "{value}");
        assert!(run.err.starts_with(&start), "{}", run.err);
    }
}

#[test]
fn a_key_is_64_digits_or_32_bytes_and_never_a_passphrase() {
    let unfit = "plumber2 needs a key of 64 hex digits, or of 32 bytes that are not text";
    for key in [
        &b"secret"[..],
        &KEY.as_bytes()[..32],
        b" \n",
        b"a passphrase of 32 letters, like",
    ] {
        let world = World::with_key(key);
        let encrypt = ["encrypt", "--format", "plumber2", "--key", "key", PAYLOAD];
        let run = world.run(&encrypt).ends();
        assert_eq!((run.code(), run.text()), (2, String::new()), "{}", run.err);
        assert!(run.err.contains(unfit), "{}", run.err);
    }
    let with_line_end = format!("{KEY}\n").into_bytes();
    for key in [with_line_end, vec![0x9f; 32]] {
        let world = World::with_key(&key);
        let cookie = made(&world);
        let opened = run(&world, "decrypt", &["-q", "--name", "reqres", &cookie]);
        opened.gives(0, format!("{PAYLOAD}\n"), "");
    }
}

#[test]
fn an_expiry_has_no_place_in_it() {
    let world = World::with_key(KEY);
    let encrypt = ["encrypt", "--format", "plumber2", "--key", "key"];
    world
        .run(&[&encrypt[..], &["--expires-in", "8h", PAYLOAD]].concat())
        .gives(
            2,
            "",
            "cookiekit: a plumber2 cookie cannot carry an expiry\n\
         hint: leave it out; --set-cookie --max-age 8h tells the browser, or use --format sealed\n",
        );
}

#[test]
fn lines_are_opened_by_the_name() {
    let world = World::with_key(KEY);
    let cookie = made(&world);
    let log = format!("reqres={cookie}\nnothing\nreqres={cookie}; other=1\n");
    world.file("log", &log);
    let lines = [
        "decrypt", "-q", "--lines", "--name", "reqres", "--key", "key",
    ];
    let run = world.run(&lines).stdin(log).ends();
    assert_eq!(
        run.text().matches(PAYLOAD).count(),
        2,
        "{} {}",
        run.text(),
        run.err
    );
}

#[test]
fn the_line_of_reqres_is_told_the_arguments_of_plumber2() {
    let world = World::with_key(KEY);
    let line = format!("Set-Cookie: reqres={}; HttpOnly", made(&world));
    let document = run(&world, "inspect", &["--json", &line]).ends().json();
    let lints = document["lints"].as_array().unwrap().clone();
    let fix = |id: &str| {
        let lint = lints.iter().find(|it| it["id"] == id);
        lint.map(|it| it["fix"].as_str().unwrap().to_owned())
    };
    for (id, text) in [
        (
            "not-secure",
            "api_session_cookie(secure = TRUE), and HTTPS before the API",
        ),
        ("no-same-site", "api_session_cookie(same_site = \"Lax\")"),
        ("path-missing", "api_session_cookie(path = \"/\")"),
    ] {
        assert_eq!(fix(id).as_deref(), Some(text), "{lints:?}");
    }
    assert_eq!(fix("not-http-only"), None);
}

#[test]
fn what_the_server_takes_and_we_refuse_is_told() {
    let world = World::with_key(KEY);
    let cookie = made(&world).replace('_', "%5F");
    let inspect = [
        "--json", "--format", "plumber2", "--name", "reqres", &cookie,
    ];
    let document = run(&world, "inspect", &inspect).ends().json();
    assert_eq!(document["outcome"], json!("malformed"), "{document}");
    assert_eq!(document["reason"], json!("percent-spelling"), "{document}");
    let taken = &document["explanation"]["server_takes_it"];
    assert_eq!(taken, &json!(true), "{document}");
    let starred = made(&world).replace('_', "_*");
    let inspect = [&inspect[..5], &[&starred]].concat();
    let document = run(&world, "inspect", &inspect).ends().json();
    assert_eq!(document["reason"], json!("server-spelling"), "{document}");
}

#[test]
fn the_key_is_exported_as_r_reads_it_and_planned_for() {
    let world = World::with_key(KEY);
    let path = world.path("key").display().to_string();
    let export = ["key", "export", "--for", "plumber2", "--key", "key"];
    let code = |key: &str| {
        format!("plumber2::api_session_cookie(\n  api,\n  {key},\n  name = \"reqres\"\n)\n")
    };
    let text = code(&format!("readLines(\"{path}\", warn = FALSE)"));
    world.run(&export).gives(0, text, "");
    let plan = world.run(&["rotate", "plan", "--for", "plumber2", "--key", "key"]);
    let plan = plan.ends().text();
    for text in [
        "# rotate the plumber2 key key, now ",
        "cookiekit rotate --key key --for plumber2 --after ",
    ] {
        assert!(plan.contains(text), "{plan}");
    }
    world.file("key", [0x9f; 32]);
    let text = code(&format!("readBin(\"{path}\", \"raw\", 32)"));
    world.run(&export).gives(0, text, "");
    world.file("key", "secret");
    let run = world.run(&export).ends();
    assert_eq!((run.code(), run.text()), (2, String::new()));
}
