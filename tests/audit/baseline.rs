//! What a baseline accepts, and how it is written.

use std::os::unix::fs::symlink;

use serde_json::Value;

use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY};

const ACCEPTED: &str = "base.json";

/// Accepts what is there now.
pub fn accept(sandbox: &Sandbox, arguments: &[&str]) {
    let run = sandbox.audit(&[&["--write-baseline", ACCEPTED], arguments].concat());
    assert_eq!(run.exit, 0, "{}{}", run.stdout, run.stderr);
    sandbox.key("base.kept", sandbox.sh("cat base.json"));
}

/// The findings that are new, by their checks.
pub fn new(sandbox: &Sandbox, arguments: &[&str]) -> Vec<String> {
    let with = [&["--json", "--baseline", ACCEPTED], arguments].concat();
    let run = sandbox.audit(&with);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let findings = document["findings"].as_array().unwrap();
    let mut new: Vec<String> = findings
        .iter()
        .map(|finding| finding["id"].as_str().unwrap().to_owned())
        .filter(|id| id != "CK905")
        .collect();
    new.sort();
    let is_failing = findings.iter().any(|it| it["severity"] != "low");
    assert_eq!(run.exit, i32::from(is_failing), "{findings:#?}");
    new
}

fn is_stale(sandbox: &Sandbox, arguments: &[&str]) -> bool {
    let with = [&["--baseline", ACCEPTED], arguments].concat();
    !sandbox.findings("CK905", &with).is_empty()
}

#[test]
fn a_second_key_in_an_accepted_file_is_new() {
    let sandbox = Sandbox::empty();
    let first = format!("COOKIE_KEY={KEY}\n");
    sandbox.key("app/.env", &first);
    accept(&sandbox, &["app"]);
    assert_eq!(new(&sandbox, &["app"]), [""; 0]);
    for (more, count) in [
        // Another variable, the same one again, both.
        (format!("{first}SESSION_SECRET={OTHER_KEY}\n"), 1),
        (format!("SESSION_SECRET={OTHER_KEY}\n{first}"), 1),
        (format!("{first}COOKIE_KEY={OTHER_KEY}\n"), 1),
        (format!("{first}{first}SESSION_SECRET={OTHER_KEY}\n"), 2),
        (format!("SESSION_SECRET={KEY}\n"), 1),
    ] {
        sandbox.key("app/.env", &more);
        assert_eq!(new(&sandbox, &["app"]), vec!["CK411"; count], "{more}");
    }
}

#[test]
fn a_key_that_is_moved_commented_or_rotated_is_the_same() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/.env", format!("COOKIE_KEY={KEY}\nTZ=UTC\n"));
    accept(&sandbox, &["app"]);
    for same in [
        format!("# a comment\n\nTZ=UTC\nCOOKIE_KEY={KEY}\n"),
        format!("export COOKIE_KEY='{KEY}' # the key\n"),
        format!("COOKIE_KEY={OTHER_KEY}\n"),
    ] {
        sandbox.key("app/.env", &same);
        assert_eq!(new(&sandbox, &["app"]), [""; 0], "{same}");
        assert!(!is_stale(&sandbox, &["app"]), "{same}");
    }
    sandbox.key("app/.env", "TZ=UTC\n");
    assert!(is_stale(&sandbox, &["app"]));
    assert!(!is_stale(&sandbox, &["--ignore", "CK905", "app"]));
}

#[test]
fn each_assignment_is_mended_by_its_own_command_in_any_order() {
    let text = format!("A=\u{e9}\nCOOKIE_KEY={KEY}\nB=2\nSESSION_SECRET={KEY}\n");
    let mut bytes = text.into_bytes();
    // No text in any language.
    bytes.retain(|byte| *byte != 0xc3);
    for order in [[0, 1], [1, 0]] {
        let sandbox = Sandbox::empty();
        sandbox.key("app/cookie.key", KEY);
        sandbox.key("app/.env", &bytes);
        let findings = sandbox.findings("CK411", &["app"]);
        assert_eq!(findings.len(), 2, "{findings:#?}");
        for index in order {
            sandbox.obey(&findings[index]);
        }
        let kept = "A=M-)\n# COOKIE_KEY=\nB=2\n# SESSION_SECRET=\n";
        assert_eq!(sandbox.sh("cat -v app/.env"), kept);
        sandbox.passes("CK411", &["app"]);
    }
}

#[test]
fn a_moved_call_is_the_same_and_a_second_one_is_new() {
    let sandbox = Sandbox::empty();
    let call = "pr() |> pr_cookie(\"mySecretHere\", \"n\", secure = TRUE)\n";
    sandbox.file("app/plumber.R", call, 0o644);
    accept(&sandbox, &["app"]);
    sandbox.file(
        "app/plumber.R",
        format!("library(plumber)\n\n{call}"),
        0o644,
    );
    assert_eq!(new(&sandbox, &["app"]), [""; 0]);
    assert!(!is_stale(&sandbox, &["app"]));
    sandbox.file("app/plumber.R", format!("{call}{call}"), 0o644);
    assert_eq!(new(&sandbox, &["app"]), ["CK801"]);
    let other = "x <- session_cookie(\"mySecretHere\", secure = TRUE)\n";
    sandbox.file("app/plumber.R", format!("{other}{call}"), 0o644);
    assert_eq!(new(&sandbox, &["app"]), ["CK801"]);
}

#[test]
fn the_text_of_a_key_in_a_source_is_known_by_the_key_and_not_by_its_line() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/cookie.key", KEY);
    sandbox.key("app/web.key", OTHER_KEY);
    let line = format!("x <- list(\"{KEY}\")\n");
    sandbox.file("app/api.R", &line, 0o644);
    accept(&sandbox, &["app"]);
    sandbox.file("app/api.R", format!("\n# moved\n{line}"), 0o644);
    assert_eq!(new(&sandbox, &["app"]), [""; 0]);
    sandbox.file("app/api.R", format!("{line}y <- \"{OTHER_KEY}\"\n"), 0o644);
    assert_eq!(new(&sandbox, &["app"]), ["CK801"]);
    sandbox.file("app/api.R", format!("{line}{line}"), 0o644);
    assert_eq!(new(&sandbox, &["app"]), ["CK801"]);
}

#[test]
fn a_wider_mode_is_new_and_a_narrower_one_is_not() {
    let path = &["cookie.key"];
    for (accepted, now, expected) in [
        // To run a key lets nobody at it, and is reported by a check of its own.
        (0o640, 0o650, &["CK106"][..]),
        (0o640, 0o644, &["CK101"]),
        (0o640, 0o660, &["CK103"]),
        (0o644, 0o664, &["CK103"]),
        (0o644, 0o646, &["CK102"]),
        (0o660, 0o640, &[]),
        (0o660, 0o620, &[]),
        (0o666, 0o600, &[]),
    ] {
        let sandbox = Sandbox::new();
        sandbox.mode("cookie.key", accepted);
        accept(&sandbox, path);
        sandbox.mode("cookie.key", now);
        assert_eq!(new(&sandbox, path), expected, "{accepted:o} {now:o}");
        if now == 0o620 {
            let stale = sandbox.findings("CK905", &["--baseline", ACCEPTED, "cookie.key"]);
            let observed = stale[0]["observed"].as_str().unwrap();
            assert_eq!(
                observed,
                "accepts more of CK103 at cookie.key than there is"
            );
        }
    }
}

#[test]
#[ignore = "needs root, acl: tests/run"]
fn a_reader_or_writer_who_is_added_to_a_list_is_new() {
    let path = &["cookie.key"];
    for (accepted, now, expected) in [
        ("u:54321:r", "u:54321:r,u:54322:r", &["CK301"][..]),
        ("u:54321:r", "u:54321:rw", &["CK301"]),
        ("u:54321:r", "u:54322:r", &["CK301"]),
        ("u:54321:r", "u:54321:r,g:44:r", &["CK301"]),
        ("u:54321:rw,g:44:r", "u:54321:r", &[]),
        ("u:54321:r", "u:54321:r", &[]),
        ("u:54321:-", "u:54321:r", &["CK301"]),
    ] {
        let sandbox = Sandbox::new();
        sandbox.sh(&format!("setfacl -m {accepted} cookie.key"));
        accept(&sandbox, path);
        sandbox.sh(&format!(
            "setfacl -b cookie.key && setfacl -m {now} cookie.key"
        ));
        assert_eq!(new(&sandbox, path), expected, "{accepted} {now}");
    }
    // One who waits behind the mask, and a list that a directory hands out.
    let sandbox = Sandbox::empty();
    sandbox.key("a/cookie.key", KEY);
    sandbox.sh("setfacl -m u:54321:r,m::- a/cookie.key && setfacl -d -m u:54321:r a");
    accept(&sandbox, &["a"]);
    sandbox.sh("setfacl -m u:54322:r,m::- a/cookie.key && setfacl -d -m u:54321:rw a");
    assert_eq!(new(&sandbox, &["a"]), ["CK206", "CK302"]);
}

#[test]
#[ignore = "needs root: tests/run"]
fn another_group_or_owner_is_new_and_the_owners_own_group_is_the_same_anywhere() {
    let path = &["--owner", "65533", "cookie.key"];
    let sandbox = Sandbox::new();
    sandbox.mode("cookie.key", 0o640);
    accept(&sandbox, path);
    // As another user checks it out: the group with the user's own number.
    sandbox.sh("chown 65533:65533 cookie.key");
    assert_eq!(new(&sandbox, path), [""; 0]);
    sandbox.sh("chown 0:65533 cookie.key");
    assert_eq!(new(&sandbox, path), ["CK103"]);
    let sandbox = Sandbox::new();
    let arguments = &["--owner", "1000", "cookie.key"];
    sandbox.sh("chown 65533 cookie.key");
    accept(&sandbox, arguments);
    assert_eq!(new(&sandbox, arguments), [""; 0]);
    sandbox.sh("chown 65532 cookie.key");
    assert_eq!(new(&sandbox, arguments), ["CK104", "CK105"]);
}

#[test]
fn a_directory_that_more_may_write_is_new() {
    let sandbox = Sandbox::empty();
    sandbox.key("a/cookie.key", KEY);
    sandbox.mode("a", 0o702);
    accept(&sandbox, &["a"]);
    assert_eq!(new(&sandbox, &["a"]), [""; 0]);
    sandbox.mode("a", 0o1777);
    assert_eq!(new(&sandbox, &["a"]), ["CK202"]);
}

#[test]
fn a_copy_or_a_database_that_more_can_read_is_new() {
    let sandbox = Sandbox::new();
    sandbox.file("cookie.key~", KEY, 0o640);
    std::fs::create_dir(sandbox.path("db")).unwrap();
    let database = rusqlite::Connection::open(sandbox.path("db/users.db")).unwrap();
    database.execute_batch("CREATE TABLE notes (text)").unwrap();
    drop(database);
    sandbox.mode("db/users.db", 0o644);
    let arguments = &["cookie.key", "db"];
    accept(&sandbox, arguments);
    sandbox.mode("cookie.key~", 0o660);
    assert_eq!(new(&sandbox, arguments), ["CK401"]);
    sandbox.mode("cookie.key~", 0o600);
    sandbox.mode("db/users.db", 0o646);
    assert_eq!(new(&sandbox, arguments), ["CK414"]);
    sandbox.mode("db/users.db", 0o644);
    sandbox.file("db/users.db-wal", "log", 0o644);
    assert_eq!(new(&sandbox, arguments), ["CK414"]);
}

#[test]
fn a_second_key_in_an_accepted_history_or_unit_is_new() {
    let sandbox = Sandbox::empty();
    sandbox.key("one.key", KEY);
    sandbox.key("two.key", OTHER_KEY);
    let arguments = &["one.key", "two.key"];
    let unit = "home/.config/systemd/user/web.service";
    sandbox.key("home/.bash_history", format!("echo {KEY}\n"));
    sandbox.key(unit, format!("[Service]\nEnvironment=A={KEY}\n"));
    accept(&sandbox, arguments);
    sandbox.key("home/.bash_history", format!("ls\necho {KEY}\nx {KEY}\n"));
    sandbox.key(
        unit,
        format!("# moved\n[Service]\nEnvironment=\"A={KEY}\"\n"),
    );
    assert_eq!(new(&sandbox, arguments), [""; 0]);
    sandbox.key("home/.bash_history", format!("echo {OTHER_KEY} {KEY}\n"));
    assert_eq!(new(&sandbox, arguments), ["CK407"]);
    let both = format!("[Service]\nEnvironment=A={KEY}\nEnvironment=B={OTHER_KEY}\n");
    sandbox.key(unit, both);
    assert_eq!(new(&sandbox, arguments), ["CK407", "CK410"]);
}

#[test]
fn a_key_that_is_shared_with_another_one_is_new() {
    let sandbox = Sandbox::empty();
    for (name, key) in [("a.key", KEY), ("b.key", KEY), ("c.key", OTHER_KEY)] {
        sandbox.key(&format!("app/{name}"), key);
    }
    accept(&sandbox, &["app"]);
    sandbox.key("app/a.key", OTHER_KEY);
    sandbox.key("app/b.key", OTHER_KEY);
    assert_eq!(new(&sandbox, &["app"]), ["CK508"]);
}

#[test]
fn a_finding_that_has_become_worse_is_new() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/conf/cookie.key", KEY);
    let path = &["app/conf/cookie.key"];
    sandbox.file("app/Dockerfile", "FROM scratch\nCOPY bin /bin\n", 0o644);
    accept(&sandbox, path);
    assert_eq!(new(&sandbox, path), [""; 0]);
    sandbox.file("app/Dockerfile", "FROM scratch\nCOPY . /app\n", 0o644);
    assert_eq!(new(&sandbox, path), ["CK405"]);
    accept(&sandbox, path);
    sandbox.file("app/Dockerfile", "FROM scratch\nCOPY bin /bin\n", 0o644);
    assert_eq!(new(&sandbox, path), [""; 0]);
}

#[test]
fn no_baseline_has_a_part_of_a_key_in_it() {
    let sandbox = Sandbox::empty();
    sandbox.file("app/cookie.key", KEY, 0o666);
    // Where the key is the name, it is not taken for one.
    sandbox.file("app/.env", format!("COOKIE_KEY={KEY}\n{KEY}=1\n"), 0o644);
    sandbox.file(
        "app/conf.yml",
        format!("x-{KEY}: 1\n{OTHER_KEY}: {KEY}\n"),
        0o644,
    );
    accept(&sandbox, &["app"]);
    let written = sandbox.sh("cat base.json");
    for key in [KEY, OTHER_KEY] {
        for part in [&key[..8], &key[24..32], &key[56..]] {
            assert!(!written.contains(part), "{written}");
        }
    }
    // A digest of a name that is a key would tell who guesses it.
    let ids = |key: &str| {
        sandbox.file("app/cookie.key", key, 0o666);
        sandbox.file("app/.env", format!("{key}=1\n"), 0o644);
        accept(&sandbox, &["app/cookie.key", "app/.env"]);
        sandbox.sh("cat base.json")
    };
    assert_eq!(ids(KEY), ids(OTHER_KEY));
}

#[test]
fn a_planted_link_beside_the_baseline_is_not_followed() {
    let sandbox = Sandbox::new();
    sandbox.mode("cookie.key", 0o644);
    sandbox.file("victim", "precious\n", 0o600);
    for planted in ["base.json.new", ".base.json.tmp", "base.json.tmp"] {
        symlink("victim", sandbox.path(planted)).unwrap();
    }
    accept(&sandbox, &["cookie.key"]);
    assert_eq!(sandbox.sh("cat victim"), "precious\n");
    assert_eq!(
        sandbox.sh("stat -c '%F %a' base.json"),
        "regular file 644\n"
    );
    assert_eq!(sandbox.sh("readlink base.json.new"), "victim\n");
    assert_eq!(new(&sandbox, &["cookie.key"]), [""; 0]);
}

/// A baseline of an earlier run.
const OLD: &str = "{\"version\": 2, \"findings\": []}";

#[test]
fn a_baseline_is_not_written_over_a_key_or_anything_else_that_is_no_baseline() {
    let sandbox = Sandbox::new();
    sandbox.key("victim", "precious\n");
    sandbox.mode("cookie.key", 0o644);
    sandbox.key(
        "settings.json",
        "{\"version\": 2, \"findings\": [{\"a\": 1}]}",
    );
    sandbox.sh("cookiekit audit -q --json --output report.json cookie.key || true");
    for path in ["victim", "cookie.key", "settings.json", "report.json"] {
        refuses(
            &sandbox,
            path,
            "it exists and is not a baseline of an audit",
        );
    }
    // One of an earlier layout, and an empty file, make room.
    for old in ["{\"version\": 1, \"findings\": []}", "", OLD] {
        sandbox.key(ACCEPTED, old);
        accept(&sandbox, &["cookie.key"]);
        accept(&sandbox, &["cookie.key"]);
        assert_eq!(new(&sandbox, &["cookie.key"]), [""; 0]);
    }
    // Nor does a report take the place of a baseline that is written beside it.
    let run = sandbox.audit(&["--output", "x", "--write-baseline", "x", "cookie.key"]);
    assert_eq!(run.exit, 2, "{}", run.stderr);
}

/// What is refused, and that nothing was changed or left behind.
fn refuses(sandbox: &Sandbox, path: &str, message: &str) {
    let look = "find . -printf '%p %y %m %s %l\n' | sort && cat victim";
    let before = sandbox.sh(look);
    let run = sandbox.audit(&["--write-baseline", path, "cookie.key"]);
    assert_eq!(run.exit, 2, "{path}: {}", run.stdout);
    assert_eq!(run.stdout, "");
    let expected = format!("cookiekit: could not write the baseline {path}: {message}\n");
    let (first, hint) = run.stderr.split_once("hint: ").unwrap();
    assert_eq!(first, expected);
    assert_eq!(hint.lines().count(), 1, "{hint}");
    assert_eq!(sandbox.sh(look), before);
}

#[test]
fn a_baseline_takes_the_place_of_a_regular_file_and_of_nothing_else() {
    let sandbox = Sandbox::new();
    sandbox.mode("cookie.key", 0o644);
    sandbox.key("victim", "precious\n");
    sandbox.sh("mkdir folder && mkfifo pipe && ln -s victim link && ln -s none dangling");
    for (path, message) in [
        ("link", "a symbolic link is there"),
        ("dangling", "a symbolic link is there"),
        ("folder", "a directory is there"),
        ("folder/", "it names no file"),
        ("pipe", "a pipe is there"),
        ("none/base.json", "there is no directory none"),
        ("victim/base.json", "opening its directory: not a directory"),
        ("/dev/null", "a device is there"),
    ] {
        refuses(&sandbox, path, message);
    }
    sandbox.key(ACCEPTED, OLD);
    accept(&sandbox, &["cookie.key"]);
    assert_eq!(sandbox.sh("stat -c %a base.json"), "600\n");
}

#[test]
fn a_baseline_that_does_not_fit_leaves_the_old_one() {
    let sandbox = Sandbox::new();
    sandbox.mode("cookie.key", 0o644);
    sandbox.key(ACCEPTED, OLD);
    let said = sandbox.sh(
        "ulimit -f 0; cookiekit audit --write-baseline base.json cookie.key 2>&1; echo $?; ls -A",
    );
    let expected = "cookiekit: could not write the baseline base.json: writing: file too large\n\
         hint: nothing was changed; name a file in a folder that you can write\n2\n\
         base.json\ncookie.key\nhome\n";
    assert_eq!(said, expected);
    assert_eq!(sandbox.sh("cat base.json"), OLD);
}

#[test]
fn a_folder_that_may_not_be_written_keeps_its_baseline() {
    let sandbox = Sandbox::of_a_user();
    sandbox.sh(&format!(
        "mkdir a && printf {KEY} > a/k && chmod 604 a/k && printf %s '{OLD}' > a/base"
    ));
    sandbox.sh("chmod 555 a");
    let run = sandbox.audit(&["--write-baseline", "a/base", "a/k"]);
    assert_eq!(run.exit, 2, "{}{}", run.stdout, run.stderr);
    let expected = "cookiekit: could not write the baseline a/base: opening a new one: \
         permission denied\nhint: nothing was changed; name a file in a folder that you can write\n";
    assert_eq!(run.stderr, expected);
    assert_eq!(
        sandbox.sh("cat a/base && chmod 755 a && ls a"),
        format!("{OLD}base\nk\n")
    );
}

#[test]
#[ignore = "needs root: tests/run"]
fn a_full_disk_keeps_the_old_baseline() {
    let sandbox = Sandbox::new();
    sandbox.mode("cookie.key", 0o644);
    sandbox.sh("mkdir mounted && mount -t tmpfs -o size=16k,mode=700 none mounted");
    let said = sandbox.sh(&format!(
        "printf %s '{OLD}' > mounted/base.json; dd if=/dev/zero of=mounted/filler bs=4k 2>/dev/null
         cookiekit audit --write-baseline mounted/base.json cookie.key 2>&1; echo $?
         cat mounted/base.json; ls -A mounted; umount mounted",
    ));
    let expected = "cookiekit: could not write the baseline mounted/base.json: writing: no space \
         left on device\nhint: nothing was changed; name a file in a folder that you can write\n2\n\
         OLDbase.json\nfiller\n";
    assert_eq!(said, expected.replace("OLD", OLD));
}

#[test]
#[ignore = "needs strace: tests/run"]
fn a_run_that_is_killed_while_it_writes_keeps_the_old_baseline() {
    let sandbox = Sandbox::new();
    sandbox.mode("cookie.key", 0o644);
    for call in ["fsync", "rename,renameat,renameat2"] {
        sandbox.key(ACCEPTED, OLD);
        sandbox.sh(&format!(
            "! strace -qq -f -o /dev/null -e trace={call} -e inject={call}:signal=KILL:when=1 \
             cookiekit audit --write-baseline base.json cookie.key"
        ));
        assert_eq!(sandbox.sh("cat base.json"), OLD, "{call}");
    }
}

#[test]
fn of_many_writers_at_once_each_leaves_a_whole_baseline() {
    let sandbox = Sandbox::new();
    sandbox.mode("cookie.key", 0o644);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let run = sandbox.audit(&["--write-baseline", ACCEPTED, "cookie.key"]);
                assert_eq!(run.exit, 0, "{}", run.stderr);
            });
        }
    });
    assert_eq!(new(&sandbox, &["cookie.key"]), [""; 0]);
    assert_eq!(sandbox.sh("ls -A"), "base.json\ncookie.key\nhome\n");
}

#[test]
fn a_baseline_that_cannot_be_read_is_told_and_nothing_waits() {
    let sandbox = Sandbox::new();
    sandbox.sh("mkfifo pipe && mkdir folder");
    sandbox.key("old.json", "{\"version\": 1, \"findings\": []}");
    sandbox.key("empty.json", "");
    sandbox.key("cut.json", "{\"version\": 2, \"findings\": [{\"id\": \"CK1");
    let entry = "{\"id\": \"CK101\", \"path\": \"x\", \"severity\": \"bad\", \"marks\": [\"a\"]}";
    sandbox.key(
        "bad.json",
        format!("{{\"version\": 2, \"findings\": [{entry}]}}"),
    );
    let not_ours = "it was not written by --write-baseline";
    let none = "there is no such file, or it is not a regular one";
    for (path, why) in [
        ("pipe", none),
        ("folder", none),
        ("none.json", none),
        ("old.json", "it has version 1"),
        ("empty.json", not_ours),
        ("cut.json", not_ours),
        ("bad.json", not_ours),
    ] {
        let run = sandbox.audit(&["--baseline", path, "cookie.key"]);
        // One takes the place of another, and of nothing else.
        let to = match path {
            "pipe" | "folder" | "cut.json" => "FILE",
            _ => path,
        };
        let expected = format!(
            "cookiekit: could not read the baseline {path}: {why}\n\
             hint: write one with: cookiekit audit --write-baseline {to}\n"
        );
        assert_eq!((run.exit, run.stderr), (2, expected));
    }
}

/// What cannot be printed is accepted all the same, and the error says so.
#[cfg(target_os = "linux")]
#[test]
fn a_baseline_that_is_written_is_said_to_be_where_the_report_cannot_be() {
    let sandbox = Sandbox::empty();
    sandbox.file("app/.env", format!("COOKIE_KEY={KEY}\n"), 0o600);
    let said = sandbox
        .sh("cookiekit audit -q --write-baseline b.json app 2>&1 >/dev/full; echo $?; ls b.json");
    assert!(
        said.ends_with(
            "\nhint: b.json is written, and accepts what was not printed: run it again to see it\n\
             2\nb.json\n"
        ),
        "{said}"
    );
    let said = sandbox.sh("cookiekit audit -q app 2>&1 >/dev/full; echo $?");
    assert!(
        !said.contains("b.json") && said.ends_with("\n2\n"),
        "{said}"
    );
}
