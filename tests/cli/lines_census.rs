//! `--summary`: that a key may go is reported only where that is proven.

use cookiekit::time::{DAY, Time};

use crate::known::{KEY, OTHER_KEY, PLUMBER, SEALED, THEN};
use crate::world::World;

const RETIRED: &str = "key.retired-20250101T000000Z-1e75b355";

/// A key, and one that it replaced.
fn world() -> World {
    let world = World::with_key(OTHER_KEY);
    world.file(RETIRED, KEY);
    world
}

/// A cookie for `session` under the primary key.
fn under_primary(world: &World) -> String {
    let encrypt = [
        "encrypt",
        "-q",
        "--key",
        "key",
        "--name",
        "session",
        "--now",
        THEN,
        "--expires-in",
        "8h",
        "{}",
    ];
    world.run(&encrypt).ends().text().trim().to_owned()
}

/// What counts the cookies of a log, and says which key may go.
pub const SUMMARY: [&str; 9] = [
    "inspect",
    "--lines",
    "--summary",
    "--key",
    "key",
    "--name",
    "session",
    "--now",
    THEN,
];

/// The conclusions of a run over this input.
fn concluded(world: &World, more: &[&str], input: impl AsRef<[u8]>) -> String {
    let ended = world
        .run(&[&SUMMARY[..], more].concat())
        .stdin(input)
        .ends();
    ended.json()["conclusions"].to_string()
}

/// What is reported about a key that nobody needs.
pub const MAY_GO: [&str; 2] = ["may be dropped", "nothing here needs it"];

#[test]
fn a_key_may_go_where_every_cookie_was_read() {
    let world = world();
    let good = under_primary(&world);
    let text = concluded(
        &world,
        &[],
        format!("x \"session={good}\"\nno cookie here\n"),
    );
    assert!(
        text.contains("it may be dropped: see cookiekit rotate retire --help"),
        "{text}"
    );
}

/// A user who comes back tomorrow is in no log of today.
#[test]
fn a_key_that_was_retired_today_is_not_said_to_be_done_with() {
    let world = World::with_key(KEY);
    world.run(&["rotate", "-q", "--key", "key"]).ends();
    let encrypt = ["encrypt", "-q", "--key", "key", "--name", "session", "{}"];
    let made = world.run(&encrypt).ends().text();
    let log = format!("x \"session={}\"\n", made.trim());
    let inspect = ["inspect", "--lines", "--summary", "--json", "--key", "key"];
    let ended = world.run(&inspect).stdin(&log).ends();
    let text = ended.json()["conclusions"].to_string();
    assert!(text.contains("is not known: it was retired "), "{text}");
    let later = Time::now().plus(3 * DAY).0.to_string();
    let later = [&inspect[..], &["--now", &later]].concat();
    let text = world.run(&later).stdin(&log).ends().json()["conclusions"].to_string();
    assert!(text.contains(MAY_GO[0]), "{text}");
}

/// Each place has a primary key of its own.
#[test]
fn a_second_place_is_named_and_one_cookie_is_one() {
    let world = World::with_key(OTHER_KEY);
    world.file("second", KEY);
    let encrypt = [
        "encrypt", "-q", "--key", "second", "--name", "session", "{}",
    ];
    let made = world.run(&encrypt).ends().text();
    let log = format!("x \"session={}\"\n", made.trim());
    let keys = ["--key", "key", "--key", "second", "--name", "session"];
    let inspect = [&["inspect", "--lines", "--summary"], &keys[..]].concat();
    let concluded = |log: &str| world.run(&inspect).stdin(log).ends().json()["conclusions"].clone();
    let one = concluded(&log);
    let text = one[0].as_str().unwrap();
    assert!(
        text.starts_with("1 valid cookie is under the key from second ("),
        "{text}"
    );
    let two = concluded(&log.repeat(2));
    let text = two[0].as_str().unwrap();
    assert!(
        text.starts_with("2 valid cookies are under the key from second ("),
        "{text}"
    );
}

#[test]
fn a_key_is_never_let_go_where_a_cookie_may_have_been_missed() {
    let world = world();
    let good = under_primary(&world);
    let first = format!("x \"session={good}\" y\n");
    let cut = &SEALED[..SEALED.len() - 9];
    for (rest, why) in [
        ("GET /?session=x HTTP/1.1\n".to_owned(), "1 unread"),
        (format!("x Session={SEALED} y\n"), "1 unread"),
        (format!("x s%65ssion={SEALED} y\n"), "1 unread"),
        (format!("x session%3D{SEALED} y\n"), "1 unread"),
        (format!("session: {SEALED}\n"), "1 unread"),
        (format!("x session = {SEALED} y\n"), "1 unread"),
        (format!("x session => {SEALED}, y\n"), "1 unread"),
        (
            format!("h\tFALSE\t/\tFALSE\t0\tsession\t{SEALED}\n"),
            "1 unread",
        ),
        (
            format!("x \"session={good}; session={SEALED}\" y\n"),
            "1 a further cookie",
        ),
        (
            format!("Cookie: session={good}; session={SEALED}\n"),
            "1 a further cookie",
        ),
        (format!("x \"session={cut}\" y\n"), "1 malformed"),
        (format!("x \"session={cut}\n"), "1 malformed"),
        ("x session=*** y\n".to_owned(), "1 malformed"),
        (
            "x \"Mozilla/5.0 (X11; Li\n".to_owned(),
            "1 absent from a line that was cut",
        ),
        (format!("{}\n", "x".repeat(1_100_000)), "1 malformed"),
        (
            "the end has no e".to_owned(),
            "the input ends within a line",
        ),
        (
            format!("x \"session={good}\" y"),
            "the input ends within a line",
        ),
    ] {
        let text = concluded(&world, &[], format!("{first}{rest}"));
        assert!(text.contains(why), "{rest}\n{text}");
        assert!(
            text.contains("whether it is still needed is not known"),
            "{text}"
        );
        assert!(!MAY_GO.iter().any(|it| text.contains(it)), "{rest}\n{text}");
    }
    // What is an object of cookies is read, and keeps its key.
    for rest in [
        format!("{{'session': '{SEALED}'}}\n"),
        format!("{{\"cookies\":{{\"session\":\"{SEALED}\"}}}}\n"),
        format!("{{\"name\":\"session\",\"value\":\"{SEALED}\"}}\n"),
    ] {
        let text = concluded(&world, &[], format!("{first}{rest}"));
        assert!(text.contains("it is still needed"), "{rest}\n{text}");
        assert!(!MAY_GO.iter().any(|it| text.contains(it)), "{rest}\n{text}");
    }
    // Bytes that are no text.
    let bytes = [first.as_bytes(), b"\xff Session=abc y\n"].concat();
    assert!(concluded(&world, &[], bytes).contains("1 unread"));
    // A field that is no text, and one that is not there.
    for line in [r#"{"c":["session=x"]}"#, r#"{"d":"session=x"}"#] {
        let good = format!(r#"{{"c":"session={good}"}}"#);
        let text = concluded(&world, &["--field", "c"], format!("{good}\n{line}\n"));
        assert!(text.contains("is not known"), "{line}\n{text}");
    }
}

#[test]
fn a_key_is_never_let_go_by_lines_that_show_nothing_of_it() {
    let world = world();
    for input in ["", "a log line\n", "x session= y\n"] {
        let text = concluded(&world, &[], input);
        assert!(text.contains("is not known"), "{input}\n{text}");
        assert!(
            !MAY_GO.iter().any(|it| text.contains(it)),
            "{input}\n{text}"
        );
    }
    // A key that could not be tried.
    let good = format!("x \"session={}\" y\n", under_primary(&world));
    let text = concluded(&world, &["--key", "absent"], &good);
    assert!(
        text.contains("a key was not tried") && text.contains("is not known"),
        "{text}"
    );
    // A cookie that is bound to its name, in lines that do not tell it.
    let bare = [
        "inspect",
        "--lines",
        "--summary",
        "--key",
        "key",
        "--now",
        THEN,
    ];
    let lines = format!("session={}\n{SEALED}\n", under_primary(&world));
    let ended = world.run(&bare).stdin(lines).ends();
    let text = ended.json()["conclusions"].to_string();
    assert!(
        text.contains("1 forged as without the name") && text.contains("is not known"),
        "{text}"
    );
    // A command that does not open cookies of that kind.
    let verify = [
        "verify",
        "--lines",
        "--summary",
        "--key",
        "key",
        "--now",
        THEN,
    ];
    let ended = world.run(&verify).stdin(format!("{PLUMBER}\n")).ends();
    let text = ended.json()["conclusions"].to_string();
    assert!(!MAY_GO.iter().any(|it| text.contains(it)), "{text}");
    // The lines of another system, whose key is given too.
    world.file(
        "other",
        "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100",
    );
    let made = [
        "encrypt",
        "-q",
        "--key",
        "other",
        "--name",
        "session",
        "--now",
        THEN,
        "--expires-in",
        "8h",
        "{}",
    ];
    let cookie = world.run(&made).ends().text();
    let text = concluded(&world, &["--key", "other"], format!("session={cookie}"));
    assert!(
        text.contains("no cookie here is under any key of its place"),
        "{text}"
    );
    assert!(!text.contains("may be dropped"), "{text}");
}

#[test]
fn what_is_needed_is_said_without_a_time_where_more_may_be() {
    let world = world();
    let line = format!("x \"session={SEALED}\" y\n");
    let text = concluded(&world, &[], &line);
    assert!(
        text.contains("it is still needed; the last one is over at"),
        "{text}"
    );
    let text = concluded(&world, &[], format!("{line}x Session=1 y\n"));
    assert!(text.contains("it is still needed\""), "{text}");
}

/// A key that leaked is given beside the one that took its place, which has it in a slot;
/// and a place may be given twice.
#[test]
fn a_key_that_comes_from_several_places_is_one() {
    let world = world();
    world.file("leaked", KEY);
    let good = under_primary(&world);
    let primary = format!("x \"session={good}\" y\n");
    let both = format!("{primary}x \"session={SEALED}\" y\n");
    for more in [
        &["--key", "leaked"][..],
        &["--key", "leaked", "--key", "key"],
        &["--key", RETIRED],
    ] {
        let text = concluded(&world, more, &both);
        assert!(text.contains("it is still needed"), "{more:?} {text}");
        assert!(
            !MAY_GO.iter().any(|it| text.contains(it)),
            "{more:?} {text}"
        );
        // Nothing of it is there: it is concluded once.
        let text = concluded(&world, more, &primary);
        assert_eq!(
            text.matches("it may be dropped").count(),
            1,
            "{more:?} {text}"
        );
        assert!(!text.contains("nothing here needs it"), "{more:?} {text}");
    }
    let text = concluded(&world, &["--key", "key"], &primary);
    assert_eq!(text.matches("1e75b355").count(), 1, "{text}");
    assert!(!text.contains("nothing here needs it"), "{text}");
}

/// What proves the start of a cookie proves its key: whether it is over is not to be
/// believed without the rest.
#[test]
fn a_key_of_cookies_that_were_cut_is_not_let_go() {
    for (format, name, more) in [
        ("workbench", "user-id", &["--expires-in", "8h"][..]),
        ("signed", "session", &["--expires-in", "8h"]),
        ("tornado", "user", &[]),
        ("express", "user", &[]),
        ("flask", "session", &[]),
        ("django-cookie", "user", &[]),
    ] {
        let world = world();
        let make = |key: &str| {
            let value = if format == "flask" { "{}" } else { "alice" };
            let sign = [
                "sign", "--format", format, "--name", name, "-q", "--key", key, "--now", THEN,
            ];
            let sign = [&sign[..], more, &[value]].concat();
            world.run(&sign).ends().text().trim().to_owned()
        };
        world.file("before", KEY);
        let (good, whole) = (make("key"), make("before"));
        let cut = &whole[..whole.len() - 9];
        let count = [
            "inspect",
            "--lines",
            "--summary",
            "--key",
            "key",
            "--format",
            format,
            "--name",
            name,
            "--now",
            THEN,
        ];
        let lines = format!("x {name}={good} y\nx {name}={cut} y\nx {name}={cut} y\n");
        let document = world.run(&count).stdin(lines).ends().json();
        assert_eq!(document["outcomes"]["valid"], 1, "{format} {document}");
        let text = document["conclusions"].to_string();
        assert!(text.contains("is not known"), "{format} {document}");
        assert!(
            !MAY_GO.iter().any(|it| text.contains(it)),
            "{format} {text}"
        );
        // Those whose signature has a length of its own are malformed.
        let is_proven = document["keys"][1]["cut"] == 2;
        assert_eq!(
            is_proven,
            text.contains("2 cookies under it are genuine, but were cut"),
            "{format} {document}"
        );
        let of = |outcome: &str| document["outcomes"][outcome] == 2;
        assert!(of("forged") || of("malformed"), "{format} {document}");
        assert!(!of("forged") || is_proven, "{format} {document}");
        assert!(is_proven || format != "workbench", "{document}");
    }
}
