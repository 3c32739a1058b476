//! `cookiekit sign`.

use serde_json::json;

use crate::known::{KEY, SIGNED, THEN, WORKBENCH, WORKBENCH_FINGERPRINT, WORKBENCH_KEY};
use crate::world::{Run, World};

fn sign(world: &World, more: &[&str]) -> Run {
    world.run(&[&["sign", "--key", "key"], more].concat())
}

#[test]
fn workbench_is_the_default_and_makes_what_the_server_makes() {
    let world = World::with_key(WORKBENCH_KEY);
    let cookie = format!("{WORKBENCH}\n");
    sign(
        &world,
        &["--now", "1699996400", "--expires-in", "1h", "alice"],
    )
    .gives(0, &cookie, "");
    let arguments = [
        "--now",
        "1699996400",
        "--expires-at",
        THEN,
        "--format",
        "workbench",
        "alice",
    ];
    sign(&world, &arguments).gives(0, &cookie, "");
    // The documented vector of the vendor.
    let expires = [
        "--now",
        "1",
        "--expires-at",
        "Sat, 24 Sep 2022 17:46:21 GMT",
    ];
    sign(&world, &[&expires[..], &["janedoe"]].concat()).gives(
        0,
        "janedoe|Sat%2C%2024%20Sep%202022%2017%3A46%3A21%20GMT|\
         9i70BByljSMnNsO3c9mEpR1qYclhtCMH5nvzJPFuJHA%3D\n",
        "",
    );
}

#[test]
fn signed_makes_the_known_cookie() {
    let world = World::with_key(KEY);
    let arguments = [
        "--format",
        "signed",
        "--name",
        "session",
        "--now",
        THEN,
        "--expires-in",
        "1d",
        "alice",
    ];
    sign(&world, &arguments).gives(0, format!("{SIGNED}\n"), "");
}

#[test]
fn the_document_holds_the_cookie() {
    let world = World::with_key(WORKBENCH_KEY);
    let ended = sign(
        &world,
        &[
            "--json",
            "--now",
            "1699996400",
            "--expires-in",
            "1h",
            "alice",
        ],
    )
    .ends();
    let expected = json!({
        "exit": 0,
        "word": "yes",
        "format": "workbench",
        "name": null,
        "cookie": WORKBENCH,
        "set_cookie": null,
        "bytes": WORKBENCH.len(),
        "issued": "2023-11-14T21:13:20Z",
        "expires": "2023-11-14T22:13:20Z",
        "fingerprint": WORKBENCH_FINGERPRINT,
        "warnings": [],
    });
    assert_eq!(ended.json(), expected);
    assert_eq!(ended.err, "");
}

#[test]
fn a_workbench_cookie_must_expire_and_a_signed_one_should() {
    let world = World::with_key(KEY);
    sign(&world, &["alice"]).gives(
        2,
        "",
        "cookiekit: a workbench cookie must say when it expires\n\
         hint: add --expires-in 8h or --expires-at TIME\n",
    );
    let ended = sign(&world, &["--format", "signed", "alice"]).ends();
    let warned = "warning: the cookie never expires: add --expires-in 8h\n";
    assert_eq!((ended.code(), ended.err.as_str()), (0, warned));
    assert!(ended.text().starts_with("alice|0|"), "{}", ended.text());
}

#[test]
fn a_value_with_a_date_is_not_signed_for_workbench() {
    let world = World::with_key(KEY);
    for value in [
        "bobSat, 01 Jan 2099 00:00:00 GMT",
        "bob 1 Jan 2099",
        "31 dec 2099 23:59",
    ] {
        sign(&world, &["--expires-in", "1h", value]).gives(
            2,
            "",
            "cookiekit: the value holds a date, so Workbench could be made to read it as another \
             value with that expiry\n\
             hint: sign a value without a date in it, or use --format signed\n",
        );
        let arguments = ["--expires-in", "1h", "--format", "signed", value];
        assert_eq!(sign(&world, &arguments).ends().code(), 0);
    }
}

#[test]
fn an_empty_value_is_signed_by_neither() {
    let world = World::with_key(KEY);
    for format in ["workbench", "signed"] {
        let ended = sign(&world, &["--expires-in", "1h", "--format", format, ""]).ends();
        assert_eq!(
            (ended.code(), ended.text().as_str()),
            (2, ""),
            "{}",
            ended.err
        );
    }
}

#[test]
fn a_value_is_an_argument_or_standard_input_without_its_newline() {
    let world = World::with_key(WORKBENCH_KEY);
    let arguments = ["--now", "1699996400", "--expires-at", THEN];
    let cookie = format!("{WORKBENCH}\n");
    for (more, stdin) in [
        (&[][..], "alice"),
        (&[], "alice\n"),
        (&["-"], "alice\n"),
        (&["--", "alice"], ""),
    ] {
        sign(&world, &[&arguments, more].concat())
            .stdin(stdin)
            .gives(0, &cookie, "");
    }
    // No more than one, and none of an argument.
    for (more, stdin, start) in [
        (&[][..], "alice\n\n", "alice%0A|"),
        (&["alice\n"], "", "alice%0A|"),
        (&[], "alice\r\n", "alice%0D|"),
    ] {
        let ended = sign(&world, &[&arguments, more].concat())
            .stdin(stdin)
            .ends();
        assert!(ended.text().starts_with(start), "{}", ended.text());
    }
}

#[test]
fn a_value_that_looks_like_a_flag_goes_after_two_dashes() {
    let world = World::with_key(KEY);
    sign(&world, &["--expires-in", "1h", "--expire"]).gives(
        2,
        "",
        "cookiekit: no such flag (argument 6)\nhint: did you mean --expires-at?\n",
    );
    sign(&world, &["--expires-in", "1h", "-alice"]).gives(
        2,
        "",
        "cookiekit: no such flag (argument 6)\n\
         hint: see: cookiekit sign --help; a value that starts with - goes last, after --\n",
    );
    let ended = sign(&world, &["--expires-in", "1h", "--", "-alice"]).ends();
    assert!(ended.text().starts_with("-alice|"), "{}", ended.err);
}
