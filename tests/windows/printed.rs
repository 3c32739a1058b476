//! Commands that the program of Windows prints are commands of Windows: they are run
//! by `cmd.exe`, as they stand there.

use std::fs;
use std::path::Path;

use crate::scene::{Folder, Said, windows};

/// Lines for `cmd.exe`, of which each must do what it should.
fn run_lines(folder: &Folder, lines: &[String]) -> Said {
    let mut script = "@echo off\r\n".to_owned();
    for line in lines {
        script += &format!("{line}\r\nif errorlevel 1 exit /b 1\r\n");
    }
    fs::write(folder.path("lines.bat"), script).unwrap();
    let said = folder.run(&windows().with_file_name("cmd"), &["lines.bat"], b"");
    fs::remove_file(folder.path("lines.bat")).unwrap();
    said
}

/// Words of a POSIX shell or of a Unix, of which none is one of Windows; and the
/// word that stands where a path or command could not be written.
const UNIX: [&str; 12] = [
    "$(",
    "&&",
    "\"\"",
    "'",
    "fp",
    "systemctl",
    "rstudio-server",
    "grep",
    "printf",
    "FILE",
    "chmod",
    "ls -l",
];

fn commands(plan: &str) -> Vec<String> {
    let is_command = |it: &&str| !it.is_empty() && !it.starts_with('#');
    plan.lines().filter(is_command).map(str::to_owned).collect()
}

fn plan(folder: &Folder, arguments: &[&str]) -> String {
    let plan = folder.windows(&[&["rotate", "plan"], arguments].concat());
    let plan = plan.done();
    for command in commands(&plan) {
        for word in UNIX {
            assert!(!command.contains(word), "{word}: {command}");
        }
    }
    plan
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_plan_is_made_of_commands_that_cmd_runs() {
    let folder = Folder::new();
    folder.windows(&["keygen", "-q", "--out", "my key"]).done();
    let arguments = ["--for", "flask", "--key", "my key", "--restart", "ver"];
    let text = plan(&folder, &arguments);
    let (steps, _back) = text.split_once("# The way back").unwrap();
    let mut lines = commands(steps);
    assert!(lines.len() >= 8, "{text}");
    assert_eq!(lines.iter().filter(|it| *it == "ver").count(), 3, "{text}");
    // Of the last step the old key must be older.
    let retire = lines.iter().position(|it| it.contains("retire")).unwrap();
    assert!(lines[retire].starts_with("cookiekit rotate retire --key \"my key\" "));
    lines.truncate(retire);
    let check = lines
        .iter()
        .position(|it| it.ends_with(" FINGERPRINT"))
        .unwrap();

    let said = run_lines(&folder, &lines[..check]);
    assert_eq!(said.code, Some(0), "{said:?}");
    // The step that makes the new key prints what is to be written down.
    let fingerprint = folder.windows(&["key", "fingerprint", "--key", "my key.next"]);
    let fingerprint = fingerprint.done();
    let fingerprint = fingerprint.split_whitespace().next().unwrap();
    assert!(said.out.contains(fingerprint), "{said:?}");
    let kept: Vec<String> = lines[check..]
        .iter()
        .map(|it| it.replace("FINGERPRINT", fingerprint))
        .collect();
    let said = run_lines(&folder, &kept);
    assert_eq!(said.code, Some(0), "{said:?}");
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_plan_for_more_nodes_is_one_word_for_ssh_or_a_note() {
    let folder = Folder::new();
    folder.windows(&["keygen", "-q", "--out", "k"]).done();
    folder.windows(&["keygen", "-q", "--out", "my key"]).done();
    let of =
        |key: &str, format: &str| plan(&folder, &["--for", format, "--key", key, "--node", "b"]);
    let text = of("k", "plumber");
    let (_, old) = text
        .split_once(" --after ")
        .expect("the key that is replaced");
    let old = old.lines().next().unwrap_or_default();
    for line in [
        &format!("cookiekit rotate stage --key k --for plumber --after {old}"),
        "cookiekit key show --key k.next | ssh b \
         \"cookiekit rotate stage --key k --for plumber --from -\"",
        "ssh -n b \"cookiekit key fingerprint --key k.next --expect FINGERPRINT\"",
        "cookiekit rotate promote --key k --to FINGERPRINT",
        "ssh -n b \"cookiekit rotate promote --key k --to FINGERPRINT\"",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}:\n{text}");
    }
    assert!(text.contains("# - where this says restart"), "{text}");
    // In quotation marks there are none.
    let text = of("my key", "plumber");
    assert!(
        !text.contains("\nssh ") && !text.contains("| ssh "),
        "{text}"
    );
    for line in [
        "cookiekit rotate promote --key \"my key\" --to FINGERPRINT",
        "# on b: cookiekit rotate promote --key \"my key\" --to FINGERPRINT",
        "# on b: cookiekit rotate stage --key \"my key\" --for plumber --from -, which reads what \
         this prints here: cookiekit key show --key \"my key.next\"",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}:\n{text}");
    }
    // A program of Unix is named in words, and has no command here.
    let text = of("k", "workbench");
    assert!(text.contains("stop Workbench on every node"), "{text}");
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_key_in_another_form_is_told_in_words_and_the_file_of_a_cookie_is_read() {
    let folder = Folder::new();
    folder.windows(&["keygen", "-q", "--out", "k"]).done();
    // A server that took the line end for a part of the key.
    folder.file(
        "sealed with",
        &[&folder.read("k")[..], b"\n\n"].concat(),
        0o600,
    );
    let seal = [
        "sign",
        "-q",
        "--format",
        "flask",
        "--key",
        "sealed with",
        "{}",
    ];
    let cookie = folder.windows(&seal).done();
    let said = folder.windows_with(&["inspect", "--key", "k", "-"], cookie.as_bytes());
    let words: Vec<&str> = said.out.split_whitespace().collect();
    let words = words.join(" ");
    for told in [
        "valid if a newline is added at the key's end",
        "what to do write the key so into a file of its own",
    ] {
        assert!(words.contains(told), "{told}: {said:?}");
    }
    for word in ["cmd:cat", "echo;", "printf", "tr -d"] {
        assert!(!said.out.contains(word), "{word}: {}", said.out);
    }

    folder.file("my cookie", cookie.as_bytes(), 0o600);
    let said = folder.windows(&["inspect", "--key", "k", "my cookie"]);
    let hint = "hint: that is the name of a file; read what is in it: ";
    let line = said.err.lines().find_map(|it| it.strip_prefix(hint));
    let line = line.unwrap_or_else(|| panic!("{said:?}"));
    assert_eq!(line, "type \"my cookie\" | cookiekit inspect");
    let line = line.replace("inspect", "inspect --key \"sealed with\"");
    let said = run_lines(&folder, &[line]);
    assert_eq!(said.code, Some(0), "{said:?}");
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_reader_that_has_gone_away_is_a_success() {
    let folder = Folder::new();
    folder.windows(&["keygen", "-q", "--out", "k"]).done();
    let program = windows();
    for arguments in [
        "--help",
        "formats",
        "key fingerprint --key k",
        "help glossary",
    ] {
        // Nobody reads any more before anything is written.
        let script = format!(
            "{{ sleep 0.2; {} {arguments}; echo $? >code; }} | exec 0<&-",
            program.display()
        );
        folder
            .run(Path::new("sh"), &["-c", &script], b"")
            .refused(0, "");
        assert_eq!(folder.read("code"), b"0\n", "{arguments}");
    }
}
