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
        '\u{fdd0}'..='\u{fdef}',
        '\u{fe00}'..='\u{fe0f}',
        '\u{feff}'..='\u{feff}',
        '\u{fff9}'..='\u{fffb}',
        '\u{fffe}'..='\u{ffff}',
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
            .find_map(|line| line.trim().strip_prefix("$ "));
        let fix = fix.expect(&shown.terminal).to_owned();
        let ended = world.program("sh").args(&["-c", &fix]).ends();
        assert_eq!((ended.code(), world.mode(&path)), (0, 0o600), "{fix}");
    }
}

/// In every place of a repository that has a name: folders, tracked files,
/// branches, tags, messages, authors, stashes, remotes.
#[test]
#[ignore = "needs git: tests/run"]
fn nothing_of_a_repository_reaches_a_terminal_as_it_is() {
    for text in pieces() {
        let world = World::new();
        std::fs::create_dir(world.path(&text)).unwrap();
        world.file(&format!("{text}/{text}.key"), KEY);
        world.file(
            &format!("{text}/plumber.R"),
            format!("pr_cookie(\"{KEY}\")\n"),
        );
        // What no name of git's may have is taken out of it; messages have all.
        let no_name = |it: &char| it.is_control() || " ~^:?*[\\".contains(*it);
        let branch: String = text.chars().filter(|it| !no_name(it)).collect();
        world.file("text", &text);
        world.file("branch", format!("b{branch}"));
        let script = "export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
            set -e
            text=$(cat text) branch=$(cat branch)
            rm text branch
            git init -q .
            git config user.name \"$text\"
            git config user.email a@example.org
            git config remote.origin.url \"https://example.org/$text\"
            git checkout -q -b \"$branch\"
            git add -A
            git commit -q -m \"$text\"
            git tag \"t$branch\"
            git rm -rq --cached .
            git commit -q --allow-empty -m \"gone $text\"
            echo more >> \"$text/plumber.R\"
            git add -A
            git stash push -q -m \"$text\"
            git stash apply -q
            git reset -q";
        let made = world.shell(script).ends();
        assert_eq!(made.code(), 0, "{}", made.err);
        for more in [&[][..], &["--format", "sarif"]] {
            for json in [false, true] {
                run(&world, &[&["audit", "."], more].concat(), json);
            }
        }
        run(&world, &["audit", &format!("{text}/{text}.key")], false);
        let seen = world.run(&["audit", "--json", "."]).ends();
        assert!(
            seen.text().contains("CK404") || seen.text().contains("CK403"),
            "{}",
            seen.text()
        );
    }
}

/// A colour is ours alone: nobody who knows how one is marked has set one.
#[test]
fn no_colour_is_set_by_somebody_elses_text() {
    let world = World::with_key(KEY);
    world.execute("app.db", "CREATE TABLE t (a)");
    let letters: Vec<char> = ('\u{fdd0}'..='\u{fdef}').collect();
    let mut texts: Vec<String> = letters.iter().map(|it| format!("{it}1;45mvalid")).collect();
    texts.extend((0..32).map(|first| {
        let row: String = letters.iter().cycle().skip(first).take(40).collect();
        format!("{row}1;45mvalid{row}0m")
    }));
    for chunk in texts.chunks(16) {
        let text = chunk.concat();
        let sign = ["sign", "-q", "--format", "signed", "--key", "key", &text];
        let cookie = world.run(&sign).ends().text();
        let json = serde_json::json!({ "a": text, &text: 1 }).to_string();
        let encrypt = [
            "encrypt", "-q", "--format", "plumber", "--key", "key", &json,
        ];
        let sealed = world.run(&encrypt).ends().text();
        let header = format!("Set-Cookie: s=v; {text}; Path={text}");
        for arguments in [
            &["verify", "--key", "key", cookie.trim()][..],
            &["decrypt", "--key", "key", sealed.trim()],
            &["decrypt", "--json", "--key", "key", sealed.trim()],
            &["inspect", "--key", "key", cookie.trim()],
            &["inspect", "--key", "key", sealed.trim()],
            &["inspect", &header],
            &["inspect", &text],
            &["audit", &text],
        ] {
            for color in ["always", "auto"] {
                let run = world.run(arguments).args(&["--color", color]);
                let shown = on_terminal(run, ALL, "").terminal;
                assert!(!shown.contains("\u{1b}[1;45m"), "{arguments:?} {shown:?}");
                assert!(!shown.contains(&letters[..]), "{arguments:?} {shown:?}");
            }
        }
    }
}
