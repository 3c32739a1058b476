//! On a terminal: colour, layout, and keys that are not shown by accident.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Stdio};
use std::thread;

use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::known::{KEY, PLUMBER, SIGNED, THEN, is_new_key};
use crate::world::{Run, World};

/// Which streams are the terminal; the others are pipes.
#[derive(Clone, Copy)]
pub struct On {
    stdin: bool,
    stdout: bool,
    stderr: bool,
}

pub const ALL: On = On {
    stdin: true,
    stdout: true,
    stderr: true,
};
const STDOUT: On = On {
    stdin: false,
    stdout: true,
    stderr: false,
};
const STDERR: On = On {
    stdin: false,
    stdout: false,
    stderr: true,
};

/// What a run left: its code, what the terminal showed, and the pipes.
pub struct Shown {
    pub code: Option<i32>,
    pub terminal: String,
    out: String,
    err: String,
}

/// Runs cookiekit on a terminal of its own, where `typed` was typed.
fn run(world: &World, arguments: &[&str], on: On, typed: &str) -> Shown {
    on_terminal(world.run(arguments), on, typed)
}

/// As [`run`], of any run.
pub fn on_terminal(run: Run, on: On, typed: &str) -> Shown {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap();
    let flags = OFlags::RDWR | OFlags::NOCTTY;
    let terminal = || Stdio::from(open(&name, flags, Mode::empty()).unwrap());
    let mut command = run.command;
    command.stdin(if on.stdin { terminal() } else { Stdio::null() });
    command.stdout(if on.stdout {
        terminal()
    } else {
        Stdio::piped()
    });
    command.stderr(if on.stderr {
        terminal()
    } else {
        Stdio::piped()
    });
    // The terminal shows it at once: later it would stand in the middle of what the
    // program writes, now and then.
    let mut master = File::from(master);
    master.write_all(typed.as_bytes()).unwrap();
    let child = command.spawn().unwrap();
    // The command's own descriptors would keep the terminal open.
    drop(command);
    shown(child, master)
}

fn shown(child: Child, mut master: File) -> Shown {
    let screen = thread::spawn(move || {
        let mut bytes = Vec::new();
        // Linux ends a terminal that nobody writes to any more with an error.
        let _ = master.read_to_end(&mut bytes);
        String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
    });
    let output = child.wait_with_output().unwrap();
    Shown {
        code: output.status.code(),
        terminal: screen.join().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

const DECRYPT: [&str; 6] = ["decrypt", "--key", "key", "--now", THEN, PLUMBER];
const NOTE: &str = "judged at 2023-11-14T22:13:20Z (--now)";

const PRETTY: &str = r#"{
  "user": [
    "alice"
  ],
  "roles": [
    "a",
    "b"
  ]
}
"#;

fn coloured(pretty: &str) -> String {
    let strings = ["alice", "a", "b"];
    let keys = ["user", "roles"];
    let mut text = pretty.to_owned();
    for (words, color) in [(&strings[..], 32), (&keys, 36)] {
        for word in words {
            let quoted = format!("\"{word}\"");
            text = text.replace(&quoted, &format!("\x1b[{color}m{quoted}\x1b[0m"));
        }
    }
    text
}

#[test]
fn a_payload_is_indented_and_coloured_on_a_terminal_alone() {
    let world = World::with_key(KEY);
    let shown = run(&world, &DECRYPT, STDOUT, "");
    assert_eq!(shown.terminal, coloured(PRETTY));
    assert_eq!(shown.err, format!("note: {NOTE}\n"));
    assert_eq!(shown.code, Some(0));

    let shown = run(&world, &DECRYPT, STDERR, "");
    assert_eq!(
        shown.out,
        "{\"user\":[\"alice\"],\"roles\":[\"a\",\"b\"]}\n"
    );
    assert_eq!(shown.terminal, format!("\x1b[2mnote:\x1b[0m {NOTE}\n"));
}

#[test]
fn colour_is_never_always_or_as_no_color_says() {
    let world = World::with_key(KEY);
    let quiet = [&DECRYPT[..], &["-q"]].concat();
    let shown = run(
        &world,
        &[&quiet[..], &["--color", "never"]].concat(),
        ALL,
        "",
    );
    assert_eq!(shown.terminal, PRETTY);
    let shown = run(
        &world,
        &[&quiet[..], &["--color", "auto"]].concat(),
        ALL,
        "",
    );
    assert_eq!(shown.terminal, coloured(PRETTY));

    let with = |value: &str, color: &str| {
        let run = world.run(&[&quiet[..], &["--color", color]].concat());
        on_terminal(run.env("NO_COLOR", value), ALL, "").terminal
    };
    assert_eq!(with("1", "auto"), PRETTY);
    assert_eq!(with("", "auto"), coloured(PRETTY));
    assert_eq!(with("1", "always"), coloured(PRETTY));
}

#[test]
fn colour_can_be_had_in_a_pipe_and_layout_cannot() {
    let world = World::with_key(KEY);
    let always = [&DECRYPT[..], &["--color", "always"]].concat();
    world.run(&always).gives(
        0,
        "{\"user\":[\"alice\"],\"roles\":[\"a\",\"b\"]}\n",
        &format!("\x1b[2mnote:\x1b[0m {NOTE}\n"),
    );
    world.run(&["decrypt", "--color", "always", "x"]).gives(
        1,
        "",
        "\x1b[31mcookiekit:\x1b[0m malformed: not a cookie of a known format\n\
         \x1b[36mhint:\x1b[0m a cookie of every format was looked for (`cookiekit formats` lists them), alone, as NAME=VALUE and in headers; --format NAME says why it is not one of that\n",
    );
}

#[test]
fn a_document_is_indented_on_a_terminal_and_one_line_in_a_pipe() {
    let world = World::with_key(KEY);
    let arguments = ["key", "fingerprint", "--key", "key", "--json"];
    let shown = run(
        &world,
        &[&arguments[..], &["--color", "never"]].concat(),
        ALL,
        "",
    );
    assert!(
        shown
            .terminal
            .starts_with("{\n  \"exit\": 0,\n  \"word\": \"yes\",\n")
    );
    let shown: serde_json::Value = serde_json::from_str(&shown.terminal).unwrap();
    assert_eq!(shown, world.run(&arguments).ends().json());
}

#[test]
fn a_payload_cannot_move_the_cursor_of_a_terminal() {
    let world = World::with_key(KEY);
    let value = "a\u{1b}[2Jb\u{9b}c\r";
    let arguments = ["sign", "-q", "--format", "signed", "--key", "key", value];
    let cookie = world.run(&arguments).ends().text();
    let cookie = cookie.trim_end();
    let shown = run(
        &world,
        &["verify", "-q", "--key", "key", cookie],
        STDOUT,
        "",
    );
    assert_eq!(shown.terminal, "a\\u{1b}[2Jb\\u{9b}c\\r\n");
    let arguments = ["inspect", "--color", "never", cookie];
    let shown = run(&world, &arguments, STDOUT, "");
    assert!(!shown.terminal.contains('\u{1b}'), "{:?}", shown.terminal);
    assert!(shown.terminal.contains("a\\u{1b}[2Jb\\u{9b}c\\r"));
    // A pipe gets the bytes themselves.
    let arguments = ["verify", "-q", "--key", "key", cookie];
    world.run(&arguments).gives(0, format!("{value}\n"), "");
}

#[test]
fn a_key_is_shown_on_a_terminal_only_when_that_is_asked_for() {
    let world = World::with_key(KEY);
    let refused = "cookiekit: this would print a key on the terminal\n\
                   hint: pipe it to where it belongs, or add --reveal\n";
    let show = ["key", "show", "--key", "key"];
    for arguments in [&show[..], &["keygen", "--stdout"]] {
        let shown = run(&world, arguments, STDOUT, "");
        assert_eq!((shown.code, shown.terminal.as_str()), (Some(2), ""));
        assert_eq!(shown.err, refused);
    }
    let shown = run(&world, &[&show[..], &["--reveal"]].concat(), STDOUT, "");
    assert_eq!((shown.code, shown.terminal.as_str()), (Some(0), KEY));
    let shown = run(&world, &["keygen", "--stdout", "--reveal"], STDOUT, "");
    assert!(
        is_new_key(shown.terminal.as_bytes(), 64),
        "{}",
        shown.terminal
    );
}

#[test]
fn deleting_asks_on_a_terminal_and_only_yes_is_a_yes() {
    // What is typed is echoed when the terminal gets to it.
    let question = "delete the key key? cookies under it can never be opened again [y/N]";
    for (typed, code) in [
        ("n\n", 2),
        ("\n", 2),
        ("yess\n", 2),
        ("\u{4}", 2),
        ("y\n", 0),
        ("yes\n", 0),
    ] {
        let world = World::with_key(KEY);
        let shown = run(
            &world,
            &["key", "delete", "--key", "key", "--color", "never"],
            ALL,
            typed,
        );
        assert_eq!(shown.code, Some(code), "{typed:?} {}", shown.terminal);
        assert!(shown.terminal.contains(question), "{}", shown.terminal);
        let end = match code {
            0 => "note: deleted the key key\n",
            _ => "cookiekit: not deleted\n",
        };
        assert!(
            shown.terminal.ends_with(end),
            "{typed:?} {}",
            shown.terminal
        );
        assert_eq!(world.path("key").exists(), code != 0);
    }
}

#[test]
fn a_missing_argument_on_a_terminal_is_not_waited_for() {
    let world = World::with_key(KEY);
    for (arguments, what) in [
        (&["decrypt", "--key", "key"][..], "the cookie"),
        (&["verify", "--key", "key"], "the cookie"),
        (&["inspect"], "the cookie"),
        (&["encrypt", "--key", "key"], "the payload"),
        (&["sign", "--key", "key", "--expires-in", "1h"], "the value"),
    ] {
        let on = On {
            stdin: true,
            stdout: false,
            stderr: false,
        };
        let shown = run(&world, arguments, on, "");
        assert_eq!((shown.code, shown.out.as_str()), (Some(2), ""));
        let err = format!(
            "cookiekit: {what} is missing\n\
             hint: pass it as an argument, or on standard input with a pipe or `-`\n"
        );
        assert_eq!(shown.err, err);
    }
    // `-` is a wish to type it.
    let arguments = [
        "verify", "-q", "--key", "key", "--name", "session", "--now", THEN, "-",
    ];
    let on = On {
        stdin: true,
        stdout: false,
        stderr: false,
    };
    let shown = run(&world, &arguments, on, &format!("{SIGNED}\n\u{4}"));
    assert_eq!(
        (shown.code, shown.out.as_str()),
        (Some(0), "alice\n"),
        "{}",
        shown.err
    );
}

/// A command line with a terminal of its own to control it, on which `typed`
/// is typed when the file `begun` is there.
fn controlled(world: &World, script: &str, typed: &str) -> Shown {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap();
    let flags = OFlags::RDWR | OFlags::NOCTTY;
    let terminal = || Stdio::from(open(&name, flags, Mode::empty()).unwrap());
    let mut command = world.program("setsid").command;
    command.args(["--ctty", "--wait"]);
    // Where the tests run in the background, their shell has them ignore it.
    command.args(["env", "--default-signal=INT", "sh", "-c", script]);
    command
        .stdin(terminal())
        .stdout(terminal())
        .stderr(terminal());
    let child = command.spawn().unwrap();
    drop(command);
    let begun = std::time::Instant::now();
    while !world.path("begun").exists() {
        assert!(begun.elapsed().as_secs() < 30, "it does not begin");
        thread::sleep(std::time::Duration::from_millis(10));
    }
    let mut master = File::from(master);
    master.write_all(typed.as_bytes()).unwrap();
    shown(child, master)
}

#[test]
#[cfg(target_os = "linux")]
fn a_key_command_can_ask_on_the_terminal() {
    let world = World::with_key(KEY);
    let script = "cookiekit key fingerprint --key \
                  'cmd:touch begun; read answer < /dev/tty; [ \"$answer\" = yes ] && cat key'";
    let shown = controlled(&world, script, "yes\n");
    assert_eq!(shown.code, Some(0), "{}", shown.terminal);
    assert!(
        shown.terminal.contains("the key command"),
        "{}",
        shown.terminal
    );
}

#[test]
#[cfg(target_os = "linux")]
fn an_interrupt_ends_the_key_command_and_cookiekit() {
    let world = World::with_key(KEY);
    let script = "cookiekit key fingerprint --key 'cmd:touch begun; \
                  sleep 1; for i in $(seq 400); do echo x >> ticks || exit; sleep 0.1; done'; \
                  echo it continued";
    let began = std::time::Instant::now();
    let shown = controlled(&world, script, "\x03");
    assert!(began.elapsed().as_secs() < 20, "it was not ended");
    assert_ne!(shown.code, Some(0), "{}", shown.terminal);
    assert!(
        !shown.terminal.contains("it continued"),
        "{}",
        shown.terminal
    );
    thread::sleep(std::time::Duration::from_millis(1500));
    assert!(!world.path("ticks").exists(), "the command continues");
}

#[test]
fn a_word_list_tells_how_far_it_is_and_leaves_nothing_behind() {
    let world = World::new();
    let words = world.path("words");
    let made = std::process::Command::new("mkfifo").arg(&words).status();
    assert!(made.unwrap().success());
    // The list comes slowly: what follows the pause is read after the time at
    // which the line is due.
    let writer = thread::spawn(move || {
        let mut list = File::create(words).unwrap();
        for pause in [300, 0] {
            list.write_all("word\n".repeat(40_000).as_bytes()).unwrap();
            thread::sleep(std::time::Duration::from_millis(pause));
        }
    });
    let shown = run(
        &world,
        &["inspect", "--words", "words", PLUMBER],
        STDERR,
        "",
    );
    writer.join().unwrap();
    assert_eq!(shown.code, Some(0), "{}", shown.terminal);
    let (progress, rest) = shown.terminal.rsplit_once("\r\u{1b}[K").unwrap();
    assert!(
        progress.starts_with("\r\u{1b}[K") && progress.ends_with(" a second"),
        "{progress:?}"
    );
    let note = rest.replace("\u{1b}[2m", "").replace("\u{1b}[0m", "");
    assert!(note.starts_with("note: tried 80,000 words in "), "{note:?}");
    assert!(shown.out.starts_with("not checked: "), "{}", shown.out);
}
