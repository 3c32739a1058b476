//! What is reported about a cookie in another form than its server writes, against what
//! that server makes of it: each was seen with the real one.

use serde_json::{Value, json};

use crate::known::{
    BEFORE, KEY, OTHER_KEY, PLUMBER, PLUMBER_WIRE, UNENCRYPTED, WORKBENCH, WORKBENCH_KEY,
};
use crate::world::World;

/// What a parser of cookies does with quotes.
#[derive(Clone, Copy, PartialEq)]
enum Quotes {
    /// It takes double ones off: `http.cookies`, Werkzeug, WebOb, Go, `cookie` 0.7 of npm.
    Double,
    /// The base64 of the framework ignores any.
    Any,
    /// They are a part of the value.
    Kept,
    /// Its versions differ, or nothing is known: `cookie` 0.7 takes them off, and 1.0 does
    /// not; h3 1 and iron-session 8 do, h3 2 and iron-session 9 do not.
    Unknown,
}

/// Formats whose cookies are no header's, or have quotes of their own, are left out.
const FORMATS: [(&str, Quotes); 29] = [
    ("aiohttp-session", Quotes::Double),
    ("litestar", Quotes::Double),
    ("gorilla", Quotes::Double),
    ("flask", Quotes::Double),
    ("starlette", Quotes::Double),
    ("flask-login", Quotes::Double),
    ("django-session", Quotes::Double),
    ("django-cookie", Quotes::Double),
    ("tornado", Quotes::Double),
    ("pyramid", Quotes::Double),
    ("iron", Quotes::Double),
    ("express", Quotes::Double),
    ("hono", Quotes::Double),
    ("plumber", Quotes::Any),
    ("plumber2", Quotes::Any),
    ("laravel", Quotes::Any),
    ("fernet", Quotes::Any),
    ("sealed", Quotes::Any),
    ("signed", Quotes::Any),
    ("rails-gcm", Quotes::Kept),
    ("rails-cbc", Quotes::Kept),
    ("rails-signed", Quotes::Kept),
    ("rack", Quotes::Kept),
    ("rack-hmac", Quotes::Kept),
    ("remix", Quotes::Unknown),
    ("h3", Quotes::Unknown),
    ("iron-session", Quotes::Unknown),
    ("fastify-cookie", Quotes::Unknown),
    ("adonis", Quotes::Unknown),
];

/// A world with a key of the format as its file `key`, and a cookie `own` under it.
fn made(format: &str) -> (World, String) {
    let world = World::new();
    let keygen = ["keygen", "-q", "--for", format, "--out", "key"];
    assert_eq!(world.run(&keygen).ends().code(), 0, "{format}");
    let expires = ["--expires-in", "8h"];
    for payload in ["alice", r#"{"user":"alice"}"#] {
        for (command, expiry) in [
            ("encrypt", &[][..]),
            ("encrypt", &expires),
            ("sign", &[]),
            ("sign", &expires),
        ] {
            let make = [
                command, "-q", "--format", format, "--key", "key", "--name", "own",
            ];
            let make = [&make, expiry, &["-"]].concat();
            let ended = world.run(&make).stdin(payload).ends();
            if ended.code() == 0 {
                let text = ended.text();
                let value = text.lines().next().unwrap();
                return (world, value.trim_matches('"').to_owned());
            }
        }
    }
    panic!("{format}: nothing was made");
}

fn inspected(world: &World, more: &[&str], input: &str) -> (i32, Value) {
    let inspect = [&["inspect", "--json", "--key", "key"], more, &["-"]].concat();
    let ended = world.run(&inspect).stdin(input).ends();
    (ended.code(), ended.json())
}

#[test]
fn quotes_are_ignored_where_the_server_ignores_them_and_nowhere_else() {
    for (format, quotes) in FORMATS {
        let (world, value) = made(format);
        for (quote, is_ignored) in [
            ('"', matches!(quotes, Quotes::Double | Quotes::Any)),
            ('\'', quotes == Quotes::Any),
        ] {
            let header = format!("Cookie: a=b; own={quote}{value}{quote}");
            let more = ["--format", format, "--name", "own"];
            let (code, told) = inspected(&world, &more, &header);
            let what = format!("{format} {quote}: {told:#}");
            // One of the two commands is for the format.
            let opened = ["decrypt", "verify"].map(|command| {
                let open = [&[command, "-q", "--key", "key"], &more[..], &["-"]].concat();
                world.run(&open).stdin(&header).ends().code()
            });
            let opened = opened.into_iter().find(|it| *it != 2).unwrap();
            let lines = [
                "inspect", "--lines", "-q", "--key", "key", "--format", format,
            ];
            let line = world
                .run(&[&lines[..], &["--name", "own"]].concat())
                .stdin(&header)
                .ends()
                .json();
            if is_ignored {
                assert_eq!((code, &told["outcome"]), (0, &json!("valid")), "{what}");
                let text = told["remarks"][0]["text"].as_str().unwrap_or_default();
                // Those two write them around what is no token.
                let writes = matches!(format, "aiohttp-session" | "tornado");
                let says = text.starts_with("taken without the quotes around it");
                assert!(says || writes, "{what}");
                assert!(!text.contains("refuses"), "{what}");
                assert_eq!((opened, &line["outcome"]), (0, &json!("valid")), "{what}");
            } else {
                assert_eq!((code, &told["reason"]), (1, &json!("quotes")), "{what}");
                let takes = match quotes {
                    Quotes::Unknown => Value::Null,
                    _ => json!(false),
                };
                assert_eq!(told["explanation"]["server_takes_it"], takes, "{what}");
                assert_eq!((opened, &line["exit"]), (1, &json!(1)), "{what}");
            }
        }
    }
}

/// As their frameworks write them, in quotes or percent-encoded, they are not remarked on.
#[test]
fn a_cookie_as_its_framework_writes_it_has_no_remark() {
    for (format, _) in FORMATS {
        let (world, value) = made(format);
        let header = format!("Cookie: own={value}");
        let (code, told) = inspected(&world, &["--format", format, "--name", "own"], &header);
        let ids: Vec<&Value> = told["remarks"].as_array().unwrap().iter().collect();
        let ids: Vec<&str> = ids.iter().map(|it| it["id"].as_str().unwrap()).collect();
        // Those are of what was sealed here, or of the quotes that were taken off.
        let of_form = ids
            .iter()
            .any(|it| ["percent-encoded", "separator"].contains(it));
        assert!(code == 0 && !of_form, "{format}: {told:#}");
    }
    for format in ["tornado", "bottle", "django-cookie", "flask-login"] {
        let world = World::new();
        let keygen = ["keygen", "-q", "--for", format, "--out", "key"];
        assert_eq!(world.run(&keygen).ends().code(), 0);
        let make = [
            "sign", "-q", "--format", format, "--key", "key", "--name", "own", "a b, c",
        ];
        let made = world.run(&make).ends();
        assert_eq!(made.code(), 0, "{format}: {}", made.err);
        let value = made.text().trim_end().to_owned();
        if !value.starts_with('"') {
            continue;
        }
        let header = format!("Cookie: own={value}");
        let (code, told) = inspected(&world, &["--format", format, "--name", "own"], &header);
        assert_eq!(
            (code, &told["remarks"]),
            (0, &json!([])),
            "{format}: {told:#}"
        );
    }
}

#[test]
fn what_follows_a_value_of_plumbers_is_not_what_it_refuses() {
    let world = World::with_key(KEY);
    for behind in ["; Path=/", ";", "; HttpOnly"] {
        let (code, told) = inspected(&world, &[], &format!("{PLUMBER_WIRE}{behind}"));
        assert_eq!(code, 0, "{behind}");
        for remark in told["remarks"].as_array().unwrap() {
            let text = remark["text"].as_str().unwrap();
            assert!(!text.contains("refuses"), "{behind}: {text}");
        }
    }
    // No text of R holds a NUL: its request fails.
    for with_nul in [
        format!("{PLUMBER_WIRE}%00"),
        format!("%00{PLUMBER_WIRE}"),
        format!("{}%00{}", &PLUMBER_WIRE[..9], &PLUMBER_WIRE[9..]),
    ] {
        let (code, told) = inspected(&world, &[], &format!("plumber={with_nul}"));
        assert_eq!(code, 1);
        assert_ne!(
            told["explanation"]["server_takes_it"],
            json!(true),
            "{told:#}"
        );
    }
}

#[test]
fn a_form_that_the_server_refuses_is_not_called_valid_in_the_first_line() {
    let world = World::with_key(KEY);
    let part = PLUMBER_WIRE.replacen("%2F", "%252F", 1);
    let all = PLUMBER_WIRE.replace('%', "%25");
    for (value, how) in [(part, "in part"), (all, "as a whole")] {
        for format in ["plumber", "plumber2"] {
            let input = format!("plumber={value}");
            let (code, told) = inspected(&world, &["--format", format], &input);
            assert_eq!((code, &told["outcome"]), (0, &json!("valid")));
            let verdict = told["verdict"].as_str().unwrap();
            let start = format!("genuine, but {format} refuses it in this form: authenticated by");
            assert!(verdict.starts_with(&start), "{verdict}");
            let remark = format!(
                "percent-encoded {how}, once more than its format: {format} refuses it like this"
            );
            assert_eq!(told["remarks"][0]["text"], json!(remark));
        }
    }
    let (_, told) = inspected(&world, &[], &format!("plumber={PLUMBER}"));
    assert!(
        told["verdict"]
            .as_str()
            .unwrap()
            .starts_with("genuine and valid: ")
    );
}

#[test]
fn an_expired_cookie_in_another_spelling_is_taken_by_no_server() {
    let world = World::with_key(WORKBENCH_KEY);
    let other = WORKBENCH.replace("%2C", "%2c");
    for (now, takes) in [(BEFORE, true), ("1700000001", false)] {
        let (code, told) = inspected(&world, &["--now", now], &format!("user-id={other}"));
        assert_eq!(
            (code, &told["reason"]),
            (1, &json!("percent-spelling")),
            "{told:#}"
        );
        assert_eq!(
            told["explanation"]["server_takes_it"],
            json!(takes),
            "{now}"
        );
    }
    let (world, value) = made("laravel");
    let other = value.replace("%3D", "%3d");
    if other != value {
        let (_, told) = inspected(&world, &["--name", "own"], &format!("own={other}"));
        assert_eq!(
            told["explanation"]["server_takes_it"],
            json!(true),
            "{told:#}"
        );
    }
}

#[test]
fn a_plumber_cookie_that_was_cut_is_told_where() {
    let world = World::with_key(KEY);
    let (sealed, _) = PLUMBER_WIRE.split_once('_').unwrap();
    for (value, nonce) in [
        (sealed.to_owned(), 0),
        (format!("{sealed}_"), 0),
        (PLUMBER_WIRE[..PLUMBER_WIRE.len() - 1].to_owned(), 31),
        (PLUMBER_WIRE[..PLUMBER_WIRE.len() - 4].to_owned(), 28),
    ] {
        let (code, told) = inspected(&world, &[], &format!("plumber={value}"));
        assert_eq!(
            (code, &told["reason"]),
            (1, &json!("cut-at-end")),
            "{value}: {told:#}"
        );
        assert_eq!(told["outcome"], "malformed");
        let says = format!("malformed: its nonce has {nonce} of 32 characters: ");
        let verdict = told["verdict"].as_str().unwrap();
        assert!(verdict.starts_with(&says), "{verdict}");
        let to_do = told["to_do"][0]["text"].as_str().unwrap();
        assert!(to_do.starts_with("get the whole cookie"), "{to_do}");
    }
    // A careless split takes the padding away.
    let split = PLUMBER.split('=').next().unwrap();
    let (_, told) = inspected(&world, &[], &format!("plumber={split}"));
    assert_eq!(told["reason"], "cut-at-equals");
    // Whole ones, under another key and without one, were not cut.
    let world = World::with_key(OTHER_KEY);
    let (_, told) = inspected(&world, &[], &format!("plumber={PLUMBER_WIRE}"));
    assert_eq!(
        (&told["reason"], &told["outcome"]),
        (&Value::Null, &json!("forged"))
    );
    let (_, told) = inspected(&world, &[], &format!("plumber={UNENCRYPTED}"));
    assert_eq!(told["reason"], "unencrypted");
}

#[test]
fn what_is_wrong_with_the_date_of_workbench_is_named() {
    let world = World::with_key(WORKBENCH_KEY);
    let other = |from: &str, to: &str| WORKBENCH.replace(from, to);
    for (value, says) in [
        (
            other("Tue", "Wed"),
            "the weekday of the date is not that of its day",
        ),
        (
            other("14%20Nov", "31%20Feb"),
            "no calendar or clock has that day and time",
        ),
        (
            other("22%3A13", "25%3A13"),
            "no calendar or clock has that day and time",
        ),
        (other("Tue", "Xyz"), "the date is not of the form"),
    ] {
        let verify = [
            "verify",
            "-q",
            "--key",
            "key",
            "--format",
            "workbench",
            &value,
        ];
        let ended = world.run(&verify).ends();
        assert_eq!(ended.code(), 1);
        assert!(ended.err.contains(says), "{value}: {}", ended.err);
    }
}

#[test]
fn a_key_file_of_several_lines_is_warned_of_as_plumber_reads_it() {
    let world = World::with_key(format!("{KEY}\nsecond\n"));
    let warning = "warning: the key file has several lines, of which readLines() makes as many keys, \
                   and plumber fails or takes the first alone: leave one line in it\n";
    let encrypt = ["encrypt", "--format", "plumber", "{}", "--key"];
    let ended = world.run(&[&encrypt[..], &["key"]].concat()).ends();
    assert_eq!((ended.code(), &*ended.err), (0, warning));
    world.file("key", format!("{KEY}\n\n"));
    let ended = world.run(&[&encrypt[..], &["key"]].concat()).ends();
    assert_eq!((ended.code(), &*ended.err), (0, warning));
    // One line end is none, and a variable of R is one text.
    world.file("key", format!("{KEY}\n"));
    let ended = world.run(&[&encrypt[..], &["key"]].concat()).ends();
    assert_eq!((ended.code(), &*ended.err), (0, ""));
    let of_variable = world.run(&[&encrypt[..], &["env:PASS"]].concat());
    let ended = of_variable.env("PASS", "two\nlines").ends();
    assert!(!ended.err.contains("several lines"), "{}", ended.err);
}

#[test]
fn a_time_after_the_year_9999_is_written_as_the_others_are() {
    let world = World::with_key(KEY);
    let at = ["--expires-at", "253402300800"];
    let sign = [
        "sign", "--json", "--format", "signed", "--key", "key", "--name", "own", "a",
    ];
    let made = world.run(&[&sign[..], &at].concat()).ends().json();
    assert_eq!(made["expires"], "+010000-01-01T00:00:00Z");
    let value = made["cookie"].as_str().unwrap();
    let of = ["--json", "--key", "key", "--name", "own"];
    for command in ["verify", "inspect"] {
        let told = world
            .run(&[&[command], &of[..], &[value]].concat())
            .ends()
            .json();
        assert_eq!(told["expires"], "+010000-01-01T00:00:00Z", "{command}");
    }
    let lines = ["verify", "--lines", "-q", "--key", "key", "--name", "own"];
    let line = world
        .run(&lines)
        .stdin(format!("own={value}"))
        .ends()
        .json();
    assert_eq!(line["expires"], "+010000-01-01T00:00:00Z");
}

#[test]
fn a_leeway_that_is_for_nothing_is_not_called_accepted() {
    let world = World::with_key(KEY);
    // plumber's never expire.
    let decrypt = ["decrypt", "--key", "key", "--leeway", "60s", PLUMBER];
    let ended = world.run(&decrypt).ends();
    assert_eq!((ended.code(), &*ended.err), (0, ""));
    let inspect = ["inspect", "--key", "key", "--leeway", "60s", PLUMBER];
    let text = world.run(&inspect).ends().text();
    assert!(!text.contains("\nleeway "), "{text}");
}

#[test]
fn code_that_cannot_read_a_key_names_how_one_is_made() {
    for (format, text) in [("paseto", KEY), ("rails", "caf\u{e9}")] {
        let world = World::new();
        world.file("key", text);
        let ended = world
            .run(&["key", "export", "--for", format, "--key", "key"])
            .ends();
        if ended.code() == 0 {
            continue;
        }
        let Some((_, hint)) = ended.err.split_once("it reads one as this makes it: ") else {
            panic!("{format}: {}", ended.err);
        };
        let keygen = hint.trim_end().replace("PATH", "made");
        world.shell(&keygen).ends();
        let export = ["key", "export", "--for", format, "--key", "made"];
        assert_eq!(world.run(&export).ends().code(), 0, "{format} {keygen}");
    }
}

/// plumber 1.2 on R 4.2 takes the first line, and the hash of nothing for a key.
#[test]
fn a_key_file_that_begins_with_an_empty_line_is_no_key_for_plumber() {
    let world = World::with_key(format!("\n{KEY}\n"));
    let why = "does not fit: the first line of the key file is empty, and plumber may take it \
               alone for the key, which anybody can guess: remove the line\n";
    let export = ["key", "export", "--for", "plumber", "--key", "key"];
    world
        .run(&export)
        .gives(2, "", &format!("cookiekit: the key {why}"));
    let encrypt = ["encrypt", "--format", "plumber", "{}", "--key", "key"];
    let hint = "hint: make one that does: cookiekit keygen --for plumber --out PATH\n";
    let refusal = format!("cookiekit: the key from key {why}{hint}");
    world.run(&encrypt).gives(2, "", &refusal);
    // A variable of R is one text.
    let run = world.run(&["encrypt", "--format", "plumber", "{}", "--key", "env:K"]);
    let ended = run.env("K", format!("\n{KEY}\n")).ends();
    assert_eq!((ended.code(), &*ended.err), (0, ""));
}

/// What opens is not always what the server takes: a script that only asks whether it
/// opens is warned.
#[test]
fn decrypt_and_reissue_warn_of_a_form_that_the_server_refuses() {
    let world = World::with_key(KEY);
    for command in ["decrypt", "reissue"] {
        let warnings = |cookie: &str| {
            let ended = world
                .run(&[command, "--json", "--key", "key", cookie])
                .ends();
            assert_eq!(ended.code(), 0, "{command}: {}", ended.err);
            (ended.json()["warnings"].clone(), ended.err)
        };
        assert_eq!(
            warnings(PLUMBER_WIRE),
            (json!([]), String::new()),
            "{command}"
        );
        let text = "percent-encoded as a whole, once more than its format: plumber refuses it \
                    like this";
        let (warned, err) = warnings(&PLUMBER_WIRE.replace('%', "%25"));
        assert_eq!(warned, json!([text]), "{command}");
        assert_eq!(err, format!("warning: {text}\n"));
        // As it comes out of a list of cookies that plumber has decoded: it reads that, too.
        assert_eq!(warnings(PLUMBER), (json!([]), String::new()), "{command}");
    }
    let world = World::with_key(WORKBENCH_KEY);
    let verify = [
        "verify", "--json", "--key", "key", "--now", BEFORE, WORKBENCH,
    ];
    assert_eq!(world.run(&verify).ends().json()["warnings"], json!([]));
}

/// R reads these without an error, and other values than stand there.
#[test]
fn what_r_reads_otherwise_is_warned_of_where_it_is_made() {
    let world = World::with_key(KEY);
    for format in ["plumber", "plumber2"] {
        let encrypt = [
            "encrypt", "--format", format, "--key", "key", "--name", "plumber",
        ];
        let rounded = world
            .run(&encrypt)
            .args(&[r#"{"id":[9007199254740993]}"#])
            .ends();
        assert_eq!(rounded.code(), 0);
        assert_eq!(
            rounded.err,
            "warning: R reads numbers as doubles, and rounds one in it that has more digits\n"
        );
        let whole = world
            .run(&encrypt)
            .args(&[r#"{"id":[9007199254740992]}"#])
            .ends();
        assert_eq!((whole.code(), &*whole.err), (0, ""));
    }
    let lines = world
        .run(&[
            "encrypt", "--lines", "-q", "--format", "plumber", "--key", "key",
        ])
        .stdin("{\"a\":[\"x\\u0000y\"]}\n{\"a\":[\"x\"]}\n")
        .ends();
    let text = lines.text();
    let warned: Vec<bool> = text
        .lines()
        .map(|it| it.contains("only up to there"))
        .collect();
    assert_eq!((lines.code(), &*warned), (0, &[true, false][..]), "{text}");
    // To others it is what it is.
    let sealed = [
        "encrypt",
        "--key",
        "key",
        "--expires-in",
        "1h",
        r#"{"id":9007199254740993}"#,
    ];
    assert!(!world.run(&sealed).ends().err.contains("R reads"));
}
