//! Characters that act on a terminal or hide: none of somebody else's text
//! reaches one, whichever field it comes in.

use std::ffi::OsStr;

use crate::known::{KEY, THEN};
use crate::terminal::{ALL, on_terminal};
use crate::world::World;

/// Every control character that an argument can have, those that turn the
/// direction of text, and those that cannot be seen.
fn hidden() -> Vec<char> {
    let ranges = [
        '\u{1}'..='\u{1f}',
        '\u{7f}'..='\u{9f}',
        '\u{ad}'..='\u{ad}',
        '\u{61c}'..='\u{61c}',
        '\u{180e}'..='\u{180e}',
        '\u{200b}'..='\u{200f}',
        '\u{2028}'..='\u{202e}',
        '\u{2060}'..='\u{2069}',
        '\u{3164}'..='\u{3164}',
        '\u{feff}'..='\u{feff}',
        '\u{fff9}'..='\u{fffb}',
        '\u{e0000}'..='\u{e007f}',
    ];
    ranges.into_iter().flatten().collect()
}

/// All of them between letters, in pieces that a file name may have.
fn pieces() -> Vec<String> {
    let all = hidden();
    let piece = |characters: &[char]| {
        let text: String = characters.iter().flat_map(|it| ['x', *it]).collect();
        format!("{text}x")
    };
    all.chunks(40).map(piece).collect()
}

/// What the terminal got: nothing but lines of visible text.
#[track_caller]
fn is_clean(shown: &str, what: &str) {
    let hidden = hidden();
    let bad = |it: &char| *it != '\n' && hidden.contains(it);
    let found: Vec<char> = shown.chars().filter(bad).collect();
    assert!(found.is_empty(), "{what}: {found:?} in {shown:?}");
    // One of them on a line of its own would look like ours.
    assert!(!shown.contains("x\nx"), "{what}: {shown:?}");
}

fn run<A: AsRef<OsStr>>(world: &World, arguments: &[A], json: bool) {
    for color in ["never", "always"] {
        let mut run = world.run(arguments).args(&["--color", color]);
        if json {
            run = run.args(&["--json"]);
        }
        let shown = on_terminal(run, ALL, "n\n");
        // Our own line of progress, and our colours, as they are written in full.
        let mut text = shown.terminal.replace("\r\u{1b}[K", "");
        for code in [
            "0", "1", "2", "31", "32", "33", "34", "35", "36", "1;31", "1;32", "1;33",
        ] {
            text = text.replace(&format!("\u{1b}[{code}m"), "");
        }
        let what: Vec<_> = arguments.iter().map(AsRef::as_ref).collect();
        is_clean(&text, &format!("{what:?} {json}"));
        assert!(!text.is_empty(), "{what:?}");
    }
}

#[test]
fn nothing_of_an_argument_reaches_a_terminal_as_it_is() {
    let world = World::with_key(KEY);
    for text in pieces() {
        let file = format!("file:{text}");
        let environment = format!("env:{text}");
        let header = format!("Set-Cookie: {text}=v; {text}={text}; Path=/{text}; Domain={text}");
        for arguments in [
            &["inspect", &text][..],
            &["inspect", &header],
            &["inspect", "--name", &text, "a=b"],
            &["verify", "--key", "key", "--now", THEN, &text],
            &["decrypt", "--key", "key", &text],
            &["decrypt", "--key", &file, "x"],
            &["key", "fingerprint", "--key", &file],
            &["key", "fingerprint", "--key", &environment],
            &["key", "list", "--key", &file],
            &["key", "list", "--key", &text],
            &["rotate", "status", "--key", &file],
            &[
                "sign", "--format", "signed", "--key", "key", "--name", &text, "v",
            ],
            &["token", "user", "list", "--db", &text],
            &["token", "import", "--db", &text, "--no-backup"],
            &["audit", &text],
            &["audit", "--explain", &text],
            &[&text],
            &[&*format!("--{text}")],
        ] {
            for json in [false, true] {
                run(&world, arguments, json);
            }
        }
    }
}

#[test]
fn nothing_of_a_payload_reaches_a_terminal_as_it_is() {
    let world = World::with_key(KEY);
    for text in pieces() {
        let sign = ["sign", "-q", "--format", "signed", "--key", "key", &text];
        let cookie = world.run(&sign).ends().text();
        let payload = serde_json::json!({ "a": text }).to_string();
        let encrypt = [
            "encrypt",
            "-q",
            "--format",
            "sealed",
            "--key",
            "key",
            "--expires-in",
            "1d",
        ];
        let sealed = world
            .run(&[&encrypt[..], &[&payload]].concat())
            .ends()
            .text();
        for json in [false, true] {
            run(&world, &["verify", "--key", "key", cookie.trim()], json);
            run(&world, &["decrypt", "--key", "key", sealed.trim()], json);
            for cookie in [&cookie, &sealed] {
                run(&world, &["inspect", "--key", "key", cookie.trim()], json);
            }
        }
        // A pipe gets what it was.
        let verified = world.run(&["verify", "-q", "--key", "key", cookie.trim()]);
        verified.gives(0, format!("{text}\n"), "");
    }
}

#[test]
fn nothing_of_a_capture_reaches_a_terminal_as_it_is() {
    let world = World::with_key(KEY);
    for (index, text) in pieces().iter().enumerate() {
        let name = format!("c{index}.har");
        let har = serde_json::json!({ "log": { "version": "1.2", "entries": [{
            "request": { "method": "GET", "url": format!("https://{text}/{text}"),
                "headers": [{ "name": "Host", "value": text },
                    { "name": "Cookie", "value": format!("{text}={text}") }] },
            "response": { "status": 200, "headers": [
                { "name": "Set-Cookie", "value": format!("{text}=v; {text}") },
                { "name": "Set-Cookie", "value": format!("{text}=w; Path={text}; Secure") }] },
        }] } });
        world.file(&name, har.to_string());
        let line = text.replace(['\n', '\r'], "");
        let curl = format!(
            "> GET / HTTP/1.1\n> Host: {line}\n>\n< HTTP/1.1 200 OK\n\
            < Set-Cookie: s=v; {line}=\u{1b}[2J\u{1b}[32mgenuine and valid\u{1b}[0m\n<\n"
        );
        world.file("curl", curl);
        for from in [&*name, "curl"] {
            for json in [false, true] {
                run(&world, &["inspect", "--key", "key", "--from", from], json);
            }
        }
    }
}

#[test]
fn nothing_of_a_database_reaches_a_terminal_as_it_is() {
    for text in pieces() {
        let world = World::new();
        world.file("key", KEY);
        world.execute(
            "app",
            &format!(
                "CREATE TABLE \"{text}\" (user, password, \"{text}\");
                 INSERT INTO \"{text}\" VALUES ('{text}', 'x', 'y')"
            ),
        );
        world.add_user("alice", "", "correct horse");
        let token = world.issued("alice", &[]);
        let select = format!("UPDATE cookiekit_users SET user = '{text}', name = '{text}'");
        world.execute("db", &select);
        world.execute(
            "db",
            "INSERT INTO cookiekit_tokens SELECT zeroblob(32), id, 0, 0 FROM cookiekit_users",
        );
        for flags in ["", "--lines", "--json"] {
            let check = format!("echo {token} | cookiekit token check --db db {flags}");
            let run = world.shell(&format!("{check} --now {THEN} --color never"));
            is_clean(&on_terminal(run, ALL, "").terminal, &check);
        }
        for arguments in [
            &["token", "user", "list", "--db", "db"][..],
            &["token", "list", "--db", "db"],
            &["token", "user", "remove", "--db", "db", &text],
            &["token", "import", "--db", "app", "--no-backup"],
            &[
                "token",
                "import",
                "--db",
                "db2",
                "--from",
                "app",
                "--table",
                &text,
                "--user-column",
                "user",
                "--password-column",
                "no",
            ],
            &["audit", "app"],
        ] {
            for json in [false, true] {
                run(&world, arguments, json);
            }
        }
    }
}

/// Under names of files that hide, in every output of an audit; and the printed
/// command means that file.
#[test]
fn nothing_of_a_file_name_reaches_a_terminal_and_the_command_still_works() {
    for text in pieces() {
        let world = World::new();
        std::fs::create_dir(world.path(&text)).unwrap();
        let path = format!("{text}/cookie.key");
        world.file(&path, KEY);
        world.set_mode(&path, 0o644);
        let source = format!(
            "pr_cookie(\"{KEY}\", name = \"{text}\")\n{text} <- keyring::key_set_with_value(\"{text}\")\n"
        );
        world.file(&format!("{text}/plumber.R"), &source);
        world.file(&format!("{text}/.Renviron"), format!("{text}={KEY}\n"));
        for more in [&[][..], &["--format", "sarif"], &["--fix", "--dry-run"]] {
            for json in [false, true] {
                run(&world, &[&["audit", &*text], more].concat(), json);
            }
        }
        run(&world, &["key", "fingerprint", "--key", &path], false);
        let shown = on_terminal(world.run(&["audit", &*text, "--color", "never"]), ALL, "");
        let fix = shown
            .terminal
            .lines()
            .find_map(|line| line.trim().strip_prefix("fix  "));
        let fix = fix.expect(&shown.terminal).to_owned();
        let ended = world.program("sh").args(&["-c", &fix]).ends();
        assert_eq!((ended.code(), world.mode(&path)), (0, 0o600), "{fix}");
    }
}
