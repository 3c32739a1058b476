//! The EXAMPLES of every command's help, pasted by somebody who has the files
//! that they name. Each does what it says, and none loses what is there.

use std::path::Path;
use std::process::Command;

use crate::known::{KEY, OTHER_KEY, WORKBENCH_KEY};
use crate::printed::Scene;
use crate::world::{COOKIEKIT, World};

/// Programs beyond a folder: what is printed with them is read by a shell alone.
const BEYOND: [&str; 13] = [
    "systemctl ",
    "ssh ",
    "curl ",
    "vault ",
    "kubectl ",
    "pass ",
    "jq ",
    "systemd-run ",
    "cargo install ",
    "tests/run",
    "parallel ",
    "hadoop ",
    "keyring:",
];

/// Those that end with another code than 0 here, and why.
const OTHERWISE: [(&str, i32, &str); 27] = [
    ("cookiekit audit --staged", 2, "there is no repository here"),
    (
        "exec cookiekit audit --staged",
        2,
        "there is no repository here",
    ),
    (
        "cookiekit keygen --out cookie.key",
        2,
        "a key is there, and stays",
    ),
    (
        "cookiekit keygen --for plumber --out cookie.key",
        2,
        "a key is there, and stays",
    ),
    (
        "cookiekit keygen --for workbench --out etc/",
        2,
        "a key is there, and stays",
    ),
    ("cookiekit keygen --keyring", 4, "there is no keyring here"),
    ("cookiekit encrypt '{", 4, "there is no keyring here"),
    ("cookiekit key list --key", 0, "that of a file"),
    ("cookiekit inspect --try-weak", 1, "no key opens it"),
    (
        "cookiekit rotate status --key cookie.key --max-key-age",
        1,
        "it is older",
    ),
    (
        "cookiekit rotate promote --key cookie.key --not-before",
        0,
        "that time is over",
    ),
    ("cookiekit key delete", 2, "nobody can be asked"),
    ("cookiekit token user remove", 2, "nobody can be asked"),
    (
        "cookiekit token user add --db users.db alice --display-name \"Alice A\"",
        2,
        "on a terminal",
    ),
    (
        "cookiekit token user add --db users.db jbrown",
        2,
        "the password is asked for",
    ),
    (
        "token=$(cookiekit token issue --db users.db --user jbrown",
        2,
        "the password is asked for",
    ),
    ("printf 'token: %s' \"$token\"", 1, "there is no token yet"),
    (
        "cookiekit token revoke --db users.db --user jbrown",
        2,
        "there is no such user yet",
    ),
    (
        "token=$(cookiekit token issue",
        1,
        "the password is asked for",
    ),
    (
        "cookiekit token issue --db users.db --user alice --expires-in 10m",
        2,
        "on a terminal",
    ),
    (
        "cookiekit token user passwd",
        2,
        "the password is asked for",
    ),
    (
        "cookiekit token import --db users.sql",
        2,
        "nobody can be asked about a copy",
    ),
    (
        "cookiekit token revoke --db users.db --id",
        1,
        "the token of the page is not here",
    ),
    ("cookiekit key list", 4, "there is no keyring here"),
    (
        "cookiekit key fingerprint --key etc/rstudio/secure-cookie-key --expect",
        1,
        "another key",
    ),
    (
        "cookiekit rotate rollback --key cookie.key --to",
        2,
        "the key of the page is not here",
    ),
    ("cookiekit rotate promote", 2, "the time has not come"),
];

/// All commands, with those that they have.
fn commands(of: &[String]) -> Vec<Vec<String>> {
    let output = Command::new(&*COOKIEKIT)
        .args(of)
        .arg("--help")
        .output()
        .unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let listed = help.split("Commands:\n").nth(1).unwrap_or_default();
    let listed = listed.lines().take_while(|line| line.starts_with("  "));
    let names = listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let names = names.filter(|name| !name.is_empty() && *name != "help");
    let below = names.flat_map(|name| commands(&[of, &[name.to_owned()]].concat()));
    let mut all: Vec<Vec<String>> = below.collect();
    all.insert(0, of.to_vec());
    all
}

/// The examples of a command, each as it is pasted: with the lines that continue.
fn examples(command: &[String]) -> Vec<String> {
    let output = Command::new(&*COOKIEKIT)
        .args(command)
        .arg("--help")
        .output()
        .unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let block = help.split("\nEXAMPLES\n").nth(1).unwrap_or_default();
    let block = block.split("\nENVIRONMENT\n").next().unwrap_or_default();
    let mut found: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in block.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            goes_on = false;
            continue;
        }
        match found
            .last_mut()
            .filter(|_| goes_on || line.starts_with("then "))
        {
            Some(last) => {
                last.push('\n');
                last.push_str(line);
            }
            None => found.push(line.to_owned()),
        }
        goes_on = line.ends_with('\\') || line.starts_with("token=") || line.starts_with("if ");
    }
    found
}

/// A place with everything that the pages name.
pub fn place() -> (World, Vec<(String, String)>) {
    let world = World::with_key(KEY);
    for folder in [
        "etc/rstudio",
        "etc/plumber",
        "etc/web",
        "node1",
        "node2",
        "image",
        ".zfunc",
    ] {
        std::fs::create_dir_all(world.path(folder)).unwrap();
    }
    for folder in [
        ".local/share/bash-completion/completions",
        ".config/fish/completions",
    ] {
        std::fs::create_dir_all(world.path(folder)).unwrap();
    }
    for (name, key) in [
        ("cookie.key", KEY),
        ("old.key", OTHER_KEY),
        ("KEY", KEY),
        ("etc/cookie.key", KEY),
        ("etc/plumber/cookie.key", KEY),
        ("etc/web/cookie.key", KEY),
        ("etc/rstudio/secure-cookie-key", WORKBENCH_KEY),
        ("node1/secure-cookie-key", WORKBENCH_KEY),
        ("node2/secure-cookie-key", WORKBENCH_KEY),
        ("node1.key", WORKBENCH_KEY),
        ("node2.key", WORKBENCH_KEY),
        ("leaked.key", OTHER_KEY),
        (".env", "SESSION_SECRET='keyboard cat and more of it'\n"),
        ("password", "correct horse"),
        ("words", "changeme\n"),
    ] {
        world.file(name, key);
    }
    world.add_user("alice", "", "correct horse");
    std::fs::rename(world.path("db"), world.path("users.db")).unwrap();
    world.execute(
        "users.sql",
        "CREATE TABLE users (id INTEGER PRIMARY KEY, user TEXT, password TEXT);
         INSERT INTO users (user, password) VALUES ('bob', 'Tr0ub4dor')",
    );
    world.execute(
        "app.sqlite3",
        "CREATE TABLE people (login TEXT, secret TEXT);
         INSERT INTO people VALUES ('carol', 'x7y8z9')",
    );
    let of = |script: &str| {
        let ended = world.shell(script).ends();
        assert_eq!(ended.code(), 0, "{script} {}", ended.err);
        ended.text().trim().to_owned()
    };
    let token = of(
        "cookiekit token issue --db users.db --user alice --expires-in 1h --password-fd 3 3< password",
    );
    world.file("tokens", format!("{token}\n"));
    let sealed = of(
        "cookiekit encrypt -q --key cookie.key --name session --expires-in 8h '{\"user\":\"alice\"}'",
    );
    let plumber =
        of("cookiekit encrypt -q --format plumber --key cookie.key '{\"user\":[\"alice\"]}'");
    world.file(
        "access.log",
        format!("\"plumber={plumber}; session={sealed}\"\n"),
    );
    world.file(
        "cookies.txt",
        format!("localhost\tFALSE\t/\tFALSE\t0\tplumber\t{plumber}\n"),
    );
    let har = serde_json::json!({ "log": { "version": "1.2", "entries": [{
        "request": { "method": "GET", "url": "http://localhost/",
            "headers": [{ "name": "Cookie", "value": format!("plumber={plumber}") }] },
        "response": { "status": 200, "headers": [] } }] } });
    world.file("capture.har", har.to_string());
    of("cookiekit rotate -q --key cookie.key --now 2026-01-01T00:00:00Z");
    let workbench =
        of("cookiekit sign -q --key etc/rstudio/secure-cookie-key --expires-in 8h alice");
    let logged = of("cookiekit sign -q --format workbench --key KEY --expires-in 8h alice");
    let express = of("cookiekit sign -q --format express --key dotenv:.env#SESSION_SECRET alice");
    let headers = serde_json::json!({ "Cookie": [format!("user-id={logged}")] });
    let caddy = serde_json::json!({ "request": { "headers": headers } });
    world.file("caddy.ndjson", format!("{caddy}\n"));
    let signed =
        of("cookiekit sign -q --format signed --key KEY --name user --expires-in 8h alice");
    let variables = vec![
        ("SEALED".to_owned(), sealed),
        ("PLUMBER".to_owned(), plumber),
        ("WORKBENCH".to_owned(), workbench),
        ("SIGNED".to_owned(), signed),
        ("EXPRESS".to_owned(), express),
        ("TOKEN".to_owned(), token),
    ];
    (world, variables)
}

/// Which cookie `$COOKIE` is there.
pub fn cookie(example: &str) -> &'static str {
    match () {
        () if example.contains("--format signed") => "$SIGNED",
        () if example.contains("rstudio") => "$WORKBENCH",
        () if example.contains("dotenv:") => "$EXPRESS",
        () if example.contains("--name session") => "$SEALED",
        () => "$PLUMBER",
    }
}

/// What came of pasting one: nothing, where it acts beyond the folder.
enum Pasted {
    Beyond,
    Ran(Option<String>),
}

/// Pastes an example, and gives what is wrong with it.
fn paste(world: &World, variables: &[(String, String)], example: &str) -> Pasted {
    if !is_read(example) {
        return Pasted::Ran(Some(format!("a shell does not read it: {example}")));
    }
    if BEYOND.iter().any(|it| example.contains(it)) {
        return Pasted::Beyond;
    }
    // What is below /etc is here, and the cookie of the sentence.
    let here = example
        .replace("/etc/", "etc/")
        .replace("$COOKIE", cookie(example));
    let here = here.replace("/usr/share/dict/words", "words");
    let here = here.replace(" web ", " root ");
    let pasted = format!("{}{here}", first(example));
    let mut shell = world.program("sh");
    for (name, value) in variables {
        shell = shell.env(name, value);
    }
    let scene = Scene::of(&shell.command, None, b"");
    // A program that is left half done has a pipe for its input.
    let (ended, lost) = scene.paste(&pasted);
    let line = here.replace("\\\n", "");
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected = OTHERWISE.iter().find(|(start, ..)| line.starts_with(start));
    let expected = expected.map_or(0, |(_, code, _)| *code);
    let lost: Vec<String> = lost.into_iter().filter(|it| !is_meant(&here, it)).collect();
    // An audit has findings here, and tells them.
    let tells = here.starts_with("cookiekit audit")
        && (!ended.stdout.is_empty() || here.contains("cookiekit.sarif"));
    let is_told = tells && ended.status.code() == Some(1);
    let is_so = ended.status.code() == Some(expected) || is_told;
    let fault = || {
        let err = String::from_utf8_lossy(&ended.stderr);
        format!(
            "{here}\n  {:?} loses {lost:?}\n  {err}",
            ended.status.code()
        )
    };
    Pasted::Ran((!is_so || !lost.is_empty()).then(fault))
}

/// Whether a shell reads it to its end.
fn is_read(script: &str) -> bool {
    let parsed = Command::new("sh").args(["-n", "-c", script]).output();
    parsed.unwrap().status.success()
}

#[test]
fn every_example_of_the_help_runs_as_it_is_pasted_and_loses_nothing() {
    let (world, variables) = place();
    let (mut run, mut beyond) = (0, 0);
    let mut faults = Vec::new();
    for command in commands(&[]) {
        let all = examples(&command);
        let is_leaf = commands(&command).len() == 1;
        if is_leaf && all.is_empty() && command != ["completions"] {
            faults.push(format!("{command:?} has no example"));
        }
        for example in all {
            match paste(&world, &variables, &example) {
                Pasted::Beyond => beyond += 1,
                Pasted::Ran(fault) => {
                    run += 1;
                    faults.extend(fault);
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(run > 45 && beyond > 8, "{run} {beyond}");
}

/// The README and the guides of `cookiekit help`, by name.
fn pages() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guides = std::fs::read_dir(root.join("src/cli/help/topics")).unwrap();
    let mut paths: Vec<_> = guides.map(|it| it.unwrap().path()).collect();
    paths.sort();
    paths.push(root.join("README.md"));
    let read = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), text)
    };
    paths.into_iter().map(read).collect()
}

/// The commands of a page, each with all its lines.
fn commands_of(page: &str) -> Vec<String> {
    let blocks = page.split("```sh\n").skip(1);
    let blocks = blocks.filter_map(|block| block.split("```").next());
    let mut found = Vec::new();
    for block in blocks {
        let mut command = String::new();
        for line in block.lines() {
            if command.is_empty() && (line.is_empty() || line.starts_with('#')) {
                continue;
            }
            command += line;
            command.push('\n');
            let goes_on = line.ends_with('\\');
            if !goes_on && is_read(&command) {
                found.push(command.trim_end().to_owned());
                command.clear();
            }
        }
        assert_eq!(command, "", "a block ends in it");
    }
    found
}

#[test]
fn every_command_of_the_readme_and_the_guides_runs_as_it_is_pasted_and_loses_nothing() {
    let (world, variables) = place();
    let (mut run, mut beyond) = (0, 0);
    let mut faults = Vec::new();
    for (name, page) in pages() {
        for command in commands_of(&page) {
            match paste(&world, &variables, &command) {
                Pasted::Beyond => beyond += 1,
                Pasted::Ran(fault) => {
                    run += 1;
                    faults.extend(fault.map(|it| format!("{name}: {it}")));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(run > 25 && beyond > 8, "{run} {beyond}");
}

/// What somebody has done before who is at this example.
fn first(example: &str) -> &'static str {
    match () {
        () if example.contains("rotate promote") => {
            "cookiekit rotate stage -q --key cookie.key > /dev/null; "
        }
        () if example.contains(".git/hooks/pre-commit") => {
            "git init -q .; mkdir -p .git/hooks; : > .git/hooks/pre-commit; "
        }
        () if example.contains("rotate --key plumber.key") => {
            "cookiekit key copy -q --key old.key --to plumber.key > /dev/null; "
        }
        () if example.contains("--baseline") => {
            "cookiekit audit -q --write-baseline .cookiekit-baseline.json . > /dev/null; "
        }
        () if example.ends_with("< c") => {
            "cookiekit encrypt -q --key cookie.key --expires-in 8h 1 > c; "
        }
        () if example.ends_with("< token") => {
            "cookiekit sign -q --format signed --name token --key cookie.key \
             --expires-in 8h alice > token; "
        }
        () => "",
    }
}

/// What goes by the command that says so by its name: retired keys, and what a
/// database has been asked to forget or to take over.
fn is_meant(example: &str, lost: &str) -> bool {
    let by = [
        ("rotate retire", "cookie.key.retired-"),
        // A user has one token.
        ("token issue", "table cookiekit_tokens"),
        ("token revoke", "table cookiekit_"),
        ("token purge", "table cookiekit_"),
        ("token import --db users.sql --backup", "table users "),
    ];
    by.iter()
        .any(|(command, what)| example.contains(command) && lost.starts_with(what))
}

/// It may begin like an option: `--help` ends a run with 0, and `--key=cmd:…` runs what the
/// sender likes.
#[test]
fn a_script_ends_the_options_before_the_cookie_of_a_stranger() {
    let mut count = 0;
    for text in [
        include_str!("../../src/cli/help.rs"),
        include_str!("../../src/cli/help/topics/ci.md"),
        include_str!("../../src/cli/help/topics/tokens.md"),
        include_str!("../../src/cli/help/topics/plumber.md"),
        include_str!("../../src/cli/help/topics/workbench.md"),
        include_str!("../../README.md"),
    ] {
        let joined = text.replace("\\\n", "").replace("|\n", "|");
        let scripts = joined.lines().filter(|line| {
            line.contains("\"$COOKIE\"") && (line.contains("$(cookiekit") || line.contains("jq"))
        });
        for script in scripts {
            assert!(script.contains(" -- \"$COOKIE\""), "{script}");
            count += 1;
        }
    }
    assert!(count >= 4, "{count}");
    let world = World::with_key(WORKBENCH_KEY);
    for cookie in ["--help", "-h", "--key=cmd:>made", "--version"] {
        let verify = ["verify", "--format", "workbench", "--name", "user-id"];
        let ended = world
            .run(&[&verify[..], &["--key", "key", "--", cookie]].concat())
            .ends();
        assert_eq!((ended.code(), &*ended.text()), (1, ""), "{cookie}");
    }
    assert!(!world.path("made").exists());
}
