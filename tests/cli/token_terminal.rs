//! `cookiekit token` on a terminal: passwords that are typed and not shown,
//! questions, and results for people.

use std::fs::File;
use std::io::{Read, Write};
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};

use crate::database::{NOW, PASSWORD, UNKNOWN, is_token};
use crate::world::{Run, World};

/// The longest that a question may be waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs it on a terminal; after each question, the answer is typed. Returns
/// the exit code and all that the terminal showed.
fn conversation(run: Run, questions: &[(&str, &str)]) -> (Option<i32>, String) {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap();
    let flags = OFlags::RDWR | OFlags::NOCTTY;
    let terminal = || Stdio::from(open(&name, flags, Mode::empty()).unwrap());
    let mut command = run.command;
    command
        .stdin(terminal())
        .stdout(terminal())
        .stderr(terminal());
    let mut child = command.spawn().unwrap();
    // The command's own descriptors would keep the terminal open.
    drop(command);
    let mut keyboard = File::from(master);
    let mut screen = keyboard.try_clone().unwrap();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = [0; 4096];
        // Linux ends a terminal that nobody writes to any more with an error.
        while let Ok(length @ 1..) = screen.read(&mut bytes) {
            let _ = sender.send(bytes[..length].to_vec());
        }
    });
    let (mut shown, mut seen) = (String::new(), 0);
    for (question, answer) in questions {
        while !shown[seen..].contains(question) {
            let bytes = receiver.recv_timeout(PATIENCE);
            let bytes = bytes.unwrap_or_else(|_| panic!("{question} in {shown:?}"));
            shown += &String::from_utf8(bytes).unwrap();
        }
        seen = shown.len();
        // It is asked before the terminal stops showing what is typed.
        let start = Instant::now();
        let is_shown = || tcgetattr(&keyboard).unwrap().local_modes;
        while question.ends_with(':') && is_shown().contains(LocalModes::ECHO) {
            assert!(start.elapsed() < PATIENCE, "what is typed is shown");
            thread::sleep(Duration::from_millis(5));
        }
        keyboard.write_all(answer.as_bytes()).unwrap();
    }
    let code = child.wait().unwrap().code();
    while let Ok(bytes) = receiver.recv_timeout(PATIENCE) {
        shown += &String::from_utf8(bytes).unwrap();
    }
    (code, shown.replace("\r\n", "\n"))
}

fn token(world: &World, arguments: &[&str]) -> Run {
    world.run(&[&["token"], arguments, &["--db", "db", "--color", "never"]].concat())
}

#[test]
fn a_new_password_is_typed_twice_and_not_shown() {
    let world = World::new();
    let add = token(&world, &["user", "add", "alice"]);
    let typed = [
        ("password:", "correct horse\r"),
        ("repeat it:", "correct horse\r"),
    ];
    let (code, shown) = conversation(add, &typed);
    assert_eq!(
        shown,
        "password: \nrepeat it: \nnote: made the database db\nnote: added the user alice\n"
    );
    assert_eq!(code, Some(0));
    world.issued("alice", &[]);

    let add = token(&world, &["user", "add", "bob"]);
    let typed = [
        ("password:", "correct horse\r"),
        ("repeat it:", "correct house\r"),
    ];
    let (code, shown) = conversation(add, &typed);
    assert_eq!(
        shown,
        "password: \nrepeat it: \ncookiekit: the two passwords differ\n"
    );
    assert_eq!(code, Some(2));
}

#[test]
fn a_password_is_asked_for_on_the_terminal_while_the_token_goes_elsewhere() {
    let world = World::with_alice();
    let script = format!(
        "TOKEN=$(cookiekit token issue --db db --user alice --expires-in 10m --now {NOW} -q)
         echo $? ${{#TOKEN}}; printf %s \"$TOKEN\" > t"
    );
    let (code, shown) = conversation(world.shell(&script), &[("password:", "correct horse\r")]);
    assert_eq!((code, shown.as_str()), (Some(0), "password: \n0 24\n"));
    let kept = std::fs::read_to_string(world.path("t")).unwrap();
    assert_eq!(world.checked(&kept).code(), 0);
    let issue = ["issue", "--user", "alice", "--expires-in", "10m", "-q"];
    let (code, shown) = conversation(token(&world, &issue), &[("password:", "wrong\r")]);
    assert_eq!(code, Some(1));
    assert!(
        shown.starts_with("password: \ncookiekit: unknown user or wrong"),
        "{shown}"
    );
}

/// What a shell shows after an interrupted prompt is typed with echo again.
/// Anyone who runs the tests in the background has the signal ignored.
#[test]
fn an_interrupt_at_the_prompt_leaves_the_terminal_as_it_was() {
    let world = World::with_alice();
    let script = "stty -a > before; \
        env --default-signal=INT cookiekit token issue --db db --user alice --expires-in 1m; \
        echo \"ended $?\"; stty -a > after; cmp before after && echo same";
    let (_, shown) = conversation(world.shell(script), &[("password:", "half\u{3}")]);
    assert_eq!(shown, "password: \nended 130\nsame\n", "{shown}");
}

#[test]
fn removing_a_user_asks_and_only_yes_is_a_yes() {
    for (answer, code, end) in [
        ("n\n", 2, "cookiekit: not removed\n"),
        ("\n", 2, "cookiekit: not removed\n"),
        ("y\n", 0, "note: removed the user alice and 0 tokens\n"),
    ] {
        let world = World::with_alice();
        let question = "remove the user alice with all tokens? [y/N]";
        let remove = token(&world, &["user", "remove", "alice"]);
        let (ended, shown) = conversation(remove, &[(question, answer)]);
        assert_eq!(ended, Some(code));
        assert!(shown.ends_with(end), "{shown}");
    }
}

#[test]
fn a_backup_is_offered_before_an_import() {
    let table = "CREATE TABLE users (name, user, password, token, token_expiry);
        INSERT INTO users (user, password) VALUES ('a', '1234CANARY')";
    let question = "keep a copy as it is, with the clear passwords, in db.before-import? [y/n]";
    for (answer, code, names) in [
        ("y\n", 0, &["db", "db.before-import"][..]),
        ("n\n", 0, &["db"]),
        ("\n", 2, &["db"]),
        ("q\n", 2, &["db"]),
    ] {
        let world = World::new();
        world.execute("db", table);
        let (ended, shown) = conversation(token(&world, &["import"]), &[(question, answer)]);
        assert_eq!(ended, Some(code), "{shown}");
        assert_eq!(world.names(), names);
        if code == 2 {
            assert!(shown.ends_with("cookiekit: not imported\nhint: answer y or n\n"));
            assert_eq!(world.holding("CANARY"), ["db"]);
        } else {
            assert_eq!(world.holding("CANARY"), names[1..]);
        }
    }
}

#[test]
fn a_token_is_checked_in_words() {
    let world = World::with_alice();
    world.add_user("e\u{202e}vil", "", PASSWORD);
    for (user, shown) in [("alice", "alice"), ("e\u{202e}vil", "e\\u{202e}vil")] {
        let token = world.issued(user, &[]);
        world.file("t", &token);
        let script = format!("cookiekit token check -q --db db --now {NOW} < t");
        let (code, said) = conversation(world.shell(&script), &[]);
        assert_eq!(
            said,
            format!("{shown}  expires in 10 minutes (at 2023-11-14T22:23:20Z)\n")
        );
        assert_eq!(code, Some(0));
    }
}

#[test]
fn a_token_is_not_waited_for_on_a_terminal_and_never_an_argument() {
    let world = World::with_alice();
    for command in ["check", "revoke"] {
        let (code, shown) = conversation(token(&world, &[command]), &[]);
        assert_eq!(
            shown,
            "cookiekit: the token is missing\nhint: pass it on standard input, from a pipe or a \
             file, never as an argument\n"
        );
        assert_eq!(code, Some(2));
    }
    world
        .token(&["check"], &[])
        .stdin("x")
        .gives(1, "", UNKNOWN);
    assert!(is_token(&world.issued("alice", &[])));
}
