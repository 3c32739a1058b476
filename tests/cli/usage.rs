//! Wrong usage, and secrets where none belongs.

use serde_json::json;

use crate::known::{KEY, UNSEEN, WORKBENCH_KEY};
use crate::world::World;

pub const REFUSED: &str = "cookiekit: an argument looks like a key; it is rejected and not shown\n\
    hint: a key: it is in the shell's history now, so count it as leaked, and say where a key is \
    instead (a path, keyring:SERVICE, env:NAME, -). No key: give such a value on standard input, \
    and a file of such a name as ./NAME\n";

/// Every command with what it must have, so that only the last is wrong.
pub const COMMANDS: [&[&str]; 11] = [
    &["keygen", "--stdout"],
    &["key", "fingerprint"],
    &["key", "list"],
    &["key", "show"],
    &["key", "copy", "--to", "second"],
    &["key", "delete"],
    &["encrypt"],
    &["decrypt"],
    &["sign"],
    &["verify"],
    &["inspect"],
];

#[test]
fn a_secret_in_any_argument_of_any_command_is_refused_and_not_echoed() {
    let world = World::new();
    let secrets = [
        KEY.to_owned(),
        KEY.to_uppercase(),
        WORKBENCH_KEY.to_owned(),
        "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=".to_owned(),
        "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo".to_owned(),
        "__________________________________________8".to_owned(),
    ];
    for command in COMMANDS {
        for secret in &secrets {
            for place in [
                &[secret.as_str()][..],
                &["--key", secret],
                &[&format!("--key={secret}")],
                &["--key", &format!("file:{secret}")],
                &["--key", &format!("keyring:{secret}")],
                &["--key", &format!("env:{secret}")],
                &["--name", secret],
                &["--out", secret],
                &["--bogus", secret],
                &["--", secret],
            ] {
                let arguments = [command, place].concat();
                world.run(&arguments).gives(2, "", REFUSED);
            }
        }
    }
}

#[test]
fn a_secret_before_the_command_or_instead_of_it_is_refused() {
    for arguments in [
        &[KEY][..],
        &[KEY, "decrypt"],
        &["--color", KEY, "decrypt"],
        &["completions", KEY],
    ] {
        World::new().run(arguments).gives(2, "", REFUSED);
    }
}

#[test]
fn the_document_of_a_refused_secret_does_not_hold_it() {
    let ended = World::new()
        .run(&["decrypt", "--json", "--key", KEY])
        .ends();
    let document = ended.json();
    assert_eq!(document["exit"], 2);
    assert_eq!(
        document["error"],
        "an argument looks like a key; it is rejected and not shown"
    );
    assert_eq!(ended.err, REFUSED);
    assert!(!ended.text().contains(&KEY[..16]));
}

#[test]
fn a_file_with_the_name_of_a_key_can_be_named() {
    let world = World::new();
    world.file(WORKBENCH_KEY, KEY);
    let place = format!("./{WORKBENCH_KEY}");
    let ended = world.run(&["key", "fingerprint", "--key", &place]).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
}

/// What is typed, what is reported about it, and the hint.
const WRONG: &[(&[&str], &str, &str)] = &[
    (&["nothing"], "no such command", "see: cookiekit --help"),
    (&["decryp"], "no such command", "did you mean decrypt?"),
    (&["frobnicate"], "no such command", "see: cookiekit --help"),
    (
        &["sign", "--format", "signed", "--expires-in", "-1h", "x"],
        "no such flag (argument 5)",
        "a value that starts with - is given with =: --expires-in=VALUE",
    ),
    (
        &["key", "nothing"],
        "no such command",
        "see: cookiekit key --help",
    ),
    (
        &["decrypt", "a", "b"],
        "unexpected argument (a cookie or a payload with spaces needs quotes)",
        "see: cookiekit decrypt --help",
    ),
    (
        &["decrypt", "-", "-"],
        "unexpected argument (a cookie or a payload with spaces needs quotes)",
        "see: cookiekit decrypt --help",
    ),
    // A slip in a short flag, and one in a long.
    (
        &["decrypt", "--ky", "k"],
        "no such flag (argument 2)",
        "did you mean --key?",
    ),
    (
        &["decrypt", "--kye", "k"],
        "no such flag (argument 2)",
        "did you mean --key?",
    ),
    (
        &["rotate", "status", "--max-key-aeg", "90d"],
        "no such flag (argument 3)",
        "did you mean --max-key-age?",
    ),
    (
        &["keygen", "--output", "x"],
        "no such flag (argument 2)",
        "did you mean --out?",
    ),
    // Before its command, with a value that is the name of one, or not.
    (
        &["--key", "key", "decrypt"],
        "no such flag (argument 1)",
        "--key belongs after decrypt; see: cookiekit decrypt --help",
    ),
    (
        &["--key=k", "inspect", "x"],
        "no such flag (argument 1)",
        "--key belongs after inspect; see: cookiekit inspect --help",
    ),
    (
        &["rotate", "--key", "k", "status"],
        "--key belongs after status",
        "see: cookiekit rotate status --help",
    ),
    (
        &["--db", "key", "key", "list"],
        "no such flag (argument 1)",
        "see: cookiekit key list --help; a value that starts with - goes last, after --",
    ),
    // Near misses: no flag of keygen is called like the first, and none is like the second.
    (
        &["keygen", "--ky"],
        "no such flag (argument 2)",
        "see: cookiekit keygen --help; a value that starts with - goes last, after --",
    ),
    (
        &["decrypt", "--passphrase", "x"],
        "no such flag (argument 2)",
        "see: cookiekit decrypt --help; a value that starts with - goes last, after --",
    ),
    (
        &["decrypt", "--now"],
        "--now needs a value",
        "see: cookiekit decrypt --help",
    ),
    (
        &["decrypt", "--key"],
        "--key needs a value",
        "see: cookiekit decrypt --help",
    ),
    (
        &["decrypt", "--color", "blue"],
        "--color does not take that value",
        "it takes: auto, always, never",
    ),
    (
        &["decrypt", "-q", "-v"],
        "--quiet and --verbose cannot be combined",
        "see: cookiekit decrypt --help",
    ),
    (
        &["decrypt", "-q", "-q"],
        "--quiet can be given only once",
        "see: cookiekit decrypt --help",
    ),
    (
        &["decrypt", "--josn"],
        "no such flag (argument 2)",
        "did you mean --json?",
    ),
    (
        &["--bogus"],
        "no such flag (argument 1)",
        "see: cookiekit --help; a value that starts with - goes last, after --",
    ),
    (
        &["key", "delete"],
        "missing: --key <SPEC>",
        "see: cookiekit key delete --help",
    ),
    (
        &["key", "copy", "--key", "k"],
        "missing: --to <SPEC>",
        "see: cookiekit key copy --help",
    ),
    (
        &["fingerprint"],
        "no such command",
        "did you mean key fingerprint?",
    ),
    (
        &["encrypt", "--format", "workbench", "--key", "k", "x"],
        "--format does not take that value",
        "did you mean sign --format workbench?",
    ),
    (
        &["verify", "--format", "plumber", "--key", "k", "x"],
        "--format does not take that value",
        "did you mean decrypt --format plumber?",
    ),
    (
        &["decrypt", "--format", "plumer", "--key", "k", "x"],
        "--format does not take that value",
        "did you mean plumber?",
    ),
    (
        &["help", "nothing"],
        "no such command and no such topic",
        "topics: plumber, workbench, frameworks, rotation, tokens, ci, logs, json, platforms, glossary, security, \
         reasons, lints, checks; commands: cookiekit help",
    ),
    (
        &["sign", "--expires-in", "1h", "--expires-at", "5", "x"],
        "--expires-in and --expires-at cannot be combined",
        "see: cookiekit sign --help",
    ),
];

#[test]
fn who_names_no_format_is_told_all_of_them() {
    let names = cookiekit::frameworks::FORMATS.map(|it| it.name());
    let err = format!(
        "cookiekit: --for does not take that value\nhint: it takes: {}\n",
        names.join(", ")
    );
    let wrong = ["keygen", "--out", "k", "--for", "x"];
    World::new().run(&wrong).gives(2, "", &err);
}

#[test]
fn wrong_usage_is_told_in_one_line_with_a_hint() {
    for (arguments, message, hint) in WRONG {
        let err = format!("cookiekit: {message}\nhint: {hint}\n");
        World::new().run(arguments).gives(2, "", &err);
        let ended = World::new()
            .run(&[arguments, &["--json"][..]].concat())
            .ends();
        assert_eq!((ended.code(), &ended.err), (2, &err));
        let expected = json!({
            "exit": 2, "word": "could not", "error": message, "hint": hint, "warnings": [],
        });
        assert_eq!(ended.json(), expected);
    }
}

#[test]
fn the_flags_of_other_tools_lead_to_those_that_there_are() {
    let world = World::new();
    for (arguments, place, hint) in [
        (&["decrypt", "-k", "x"][..], 2, "did you mean --key?"),
        (&["decrypt", "--secret", "x"], 2, "did you mean --key?"),
        (&["keygen", "-o", "x"], 2, "did you mean --out?"),
        (&["keygen", "--key", "x"], 2, "did you mean --out?"),
        (&["encrypt", "--ttl", "8h"], 2, "did you mean --expires-in?"),
        (
            &["sign", "--framework", "express"],
            2,
            "did you mean --format?",
        ),
        (
            &["keygen", "--framework", "express"],
            2,
            "did you mean --for?",
        ),
        (
            &["keygen", "--force"],
            2,
            "no key is ever overwritten; to put a new one in its place and keep the old one, see: \
             cookiekit rotate --help",
        ),
        (
            &["key", "copy", "-f"],
            3,
            "no key is ever overwritten; to put a new one in its place and keep the old one, see: \
             cookiekit rotate --help",
        ),
        (&["audit", "-o", "x"], 2, "did you mean --output?"),
        // Near misses: what the command has not, either.
        (
            &["inspect", "-o", "x"],
            2,
            "see: cookiekit inspect --help; a value that starts with - goes last, after --",
        ),
    ] {
        let expected = format!("cookiekit: no such flag (argument {place})\nhint: {hint}\n");
        world.run(arguments).gives(2, "", &expected);
    }
    world.run(&["version"]).gives(
        2,
        "",
        "cookiekit: no such command\nhint: did you mean --version?\n",
    );
}

#[test]
fn words_that_are_no_topic_lead_somewhere() {
    let world = World::new();
    for (word, hint) in [
        ("flask", "did you mean cookiekit formats flask?"),
        ("Flask", "did you mean cookiekit formats flask?"),
        ("rails-gcm", "did you mean cookiekit formats rails-gcm?"),
        ("Plumber", "did you mean cookiekit help plumber?"),
        ("rotaton", "did you mean cookiekit help rotation?"),
        ("exit-codes", "that is at the end of: cookiekit help"),
        ("topics", "that is at the end of: cookiekit help"),
    ] {
        let expected = format!("cookiekit: no such command and no such topic\nhint: {hint}\n");
        world.run(&["help", word]).gives(2, "", &expected);
    }
    let ended = world.run(&["help", "nothing"]).ends();
    assert!(
        ended.err.contains("hint: topics: plumber, "),
        "{}",
        ended.err
    );
}

#[test]
fn the_name_of_a_file_is_no_cookie() {
    let world = World::with_key(KEY);
    world.file("c.txt", "plumber=x");
    for command in ["decrypt", "verify"] {
        world.run(&[command, "--key", "key", "c.txt"]).gives(
            1,
            "",
            "cookiekit: malformed: not a cookie of a known format\n\
             hint: that is the name of a file; give its content on standard input: < c.txt\n",
        );
    }
    let ended = world.run(&["decrypt", "--key", "key", "d.txt"]).ends();
    assert!(!ended.err.contains("name of a file"), "{}", ended.err);
}

#[test]
fn help_is_a_word_as_well() {
    let world = World::new();
    let printed = |arguments: &[&str]| {
        let ended = world.run(arguments).ends();
        assert_eq!((ended.code(), ended.err.as_str()), (0, ""), "{arguments:?}");
        ended.text()
    };
    for command in [&[][..], &["decrypt"], &["key", "fingerprint"]] {
        let asked = printed(&[&["help"], command].concat());
        assert_eq!(asked, printed(&[command, &["--help"]].concat()));
    }
    assert_eq!(printed(&["help", "--help"]), printed(&["--help"]));
    for topic in cookiekit::cli::TOPICS {
        let name = topic.name;
        let listed = format!("\n  cookiekit help {name} ");
        assert!(printed(&["--help"]).contains(&listed), "{name}");
        let text = printed(&["help", name]);
        assert_eq!(text, (topic.text)(), "{name}");
        let wide = text.lines().find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "{name}");
        assert!(!text.contains("```") && !text.contains("\n#"), "{text}");
    }
    for (topic, line) in [
        ("reasons", "\n  quotes "),
        ("lints", "dropped: "),
        ("checks", "CK101  critical"),
        ("checks", "\nHISTORY AND ARCHIVES\n"),
        (
            "plumber",
            "\n  keep_sessions <- function(pr, key_file, name = \"plumber\") {\n",
        ),
    ] {
        assert!(printed(&["help", topic]).contains(line), "{topic}: {line}");
    }
    // A reader that has read enough is no error.
    let ended = world.shell("cookiekit help checks | head -n 1").ends();
    assert_eq!((ended.code(), ended.err.as_str()), (0, ""));
}

#[test]
fn a_mistyped_flag_is_never_taken_for_a_cookie_or_a_payload() {
    let world = World::with_key(KEY);
    for command in ["encrypt", "decrypt", "sign", "verify", "inspect"] {
        for flag in ["--josn", "-x", "--exprires-in=8h", "-quiet"] {
            let ended = world
                .run(&[command, "--key", "key", flag])
                .stdin("{}")
                .ends();
            assert_eq!(
                (ended.code(), ended.text().as_str()),
                (2, ""),
                "{command} {flag}"
            );
        }
    }
}

#[test]
fn an_unknown_flag_is_not_repeated() {
    let world = World::with_key(KEY);
    for command in COMMANDS {
        for flag in ["--hunter2secret", "-xhunter2secret", "--hunter2=secret"] {
            let ended = world.run(&[command, &[flag]].concat()).ends();
            assert_ne!(ended.code(), 0, "{} {}", ended.what, ended.err);
            assert!(!ended.err.contains("hunter2"), "{}", ended.err);
        }
    }
}

#[test]
fn an_argument_that_is_not_utf8_is_refused_unless_it_is_a_path() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let world = World::new();
    let bad = OsStr::from_bytes(b"a\xffb");
    for command in ["decrypt", "verify", "inspect", "encrypt", "sign"] {
        let ended = world.run(&[OsStr::new(command), bad]).ends();
        ended.is(
            2,
            "",
            &format!(
                "cookiekit: an argument is not UTF-8\nhint: see: cookiekit {command} --help\n"
            ),
        );
    }
    let arguments = ["keygen", "-q", "--out"].map(OsStr::new);
    let ended = world.run(&[&arguments[..], &[bad]].concat()).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    let arguments = ["key", "fingerprint", "--key"].map(OsStr::new);
    let ended = world.run(&[&arguments[..], &[bad]].concat()).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
}

/// `rotate` has flags and steps: a step has flags of its own.
#[test]
fn a_flag_before_a_step_is_said_to_stand_there() {
    let world = World::with_key(KEY);
    for (flags, flag) in [(&["-q"][..], "--quiet"), (&["--key", "key"], "--key")] {
        let rotate = [&["rotate"], flags, &["stage"]].concat();
        world.run(&rotate).gives(
            2,
            "",
            &format!(
                "cookiekit: {flag} belongs after stage\n\
                 hint: see: cookiekit rotate stage --help\n"
            ),
        );
    }
}

/// A script keeps working when an option gets a better name.
#[test]
fn the_name_that_an_option_had_is_still_taken() {
    let world = World::with_key(UNSEEN);
    for (command, now, before) in [
        ("rotate status --key key", "--max-key-age", "--max-age 1h"),
        ("audit key", "--max-key-age", "--max-age 1h"),
        ("key export --for env --key key", "--as", "--name APP"),
    ] {
        let before = format!("cookiekit {command} {before}");
        let value = before.rsplit(' ').next().unwrap();
        let now = world
            .shell(&format!("cookiekit {command} {now} {value}"))
            .ends();
        assert!([0, 1].contains(&now.code()), "{}", now.err);
        let before = world.shell(&before).ends();
        let seen = (before.code(), without_ages(&before.text()), &before.err);
        assert_eq!(seen, (now.code(), without_ages(&now.text()), &now.err));
    }
}

/// Between two commands a second may begin: what they print without `(1 second ago, …`.
fn without_ages(text: &str) -> String {
    let parts = text
        .split(" (")
        .map(|part| match part.split_once(", by its birth time") {
            Some((_, rest)) => rest,
            None => part,
        });
    parts.collect::<Vec<_>>().join(" (")
}
