//! 9xx, and the exit codes.

use crate::KEY;
use crate::baseline::accept;
use crate::sandbox::Sandbox;

#[test]
fn what_is_missing_is_not_clean() {
    let sandbox = Sandbox::new();
    let run = sandbox.audit(&["nothing.key"]);
    assert_eq!(run.exit, 5);
    assert!(
        run.words()
            .starts_with("nothing found, and no key to look at; 1 could not be checked (0 keys, ")
            && run
                .stdout
                .contains("\n\nnothing.key\n  unknown   CK901  does not exist\n"),
        "{}",
        run.stdout
    );
    sandbox.finds("CK901", "medium", &["nothing.key"]);
    sandbox.sh("cookiekit keygen -q --out nothing.key");
    sandbox.passes("CK901", &["nothing.key"]);
    assert_eq!(sandbox.audit(&["nothing.key"]).exit, 0);
    assert_eq!(sandbox.audit(&["cookie.key", "gone.key"]).exit, 5);
}

/// It takes no value, and what stands behind it may be one that was meant for it.
#[test]
fn allow_incomplete_does_not_cover_a_path_that_is_not_there() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.audit(&["cookie.key"]).exit, 0);
    sandbox.sh("cp -p cookie.key other.key");
    for arguments in [
        &["--allow-incomplete", "git-history"][..],
        &["--allow-incomplete", "cookie.key", "git-history"],
        &["git-history", "--allow-incomplete", "--fail-on", "none"],
        &[
            "--allow-incomplete",
            "--compare",
            "cookie.key",
            "git-history",
        ],
        &["--allow-incomplete", "--fix", "git-history"],
    ] {
        let run = sandbox.audit(arguments);
        assert_eq!((run.exit, &*run.stdout), (2, ""), "{arguments:?}");
        assert_eq!(
            run.stderr,
            "cookiekit: git-history does not exist\nhint: --allow-incomplete takes no value, and \
             is not for a wrong PATH: name one that is there\n"
        );
    }
    assert_eq!(sandbox.audit(&["git-history"]).exit, 5);
    // What is there and could not be checked is what it is for.
    sandbox.key("large.key", "x".repeat(65 * 1024));
    assert_eq!(sandbox.audit(&["large.key"]).exit, 5);
    assert_eq!(sandbox.audit(&["--allow-incomplete", "large.key"]).exit, 0);
}

#[test]
fn a_key_that_is_too_large_is_not_judged_by_its_mode_alone() {
    let sandbox = Sandbox::empty();
    sandbox.key("cookie.key", "x".repeat(65 * 1024));
    assert_eq!(sandbox.audit(&["cookie.key"]).exit, 5);
    sandbox.finds("CK902", "medium", &["cookie.key"]);
    sandbox.sh("rm cookie.key && cookiekit keygen -q --out cookie.key");
    sandbox.passes("CK902", &["cookie.key"]);
}

/// Every look is made slow, so that the writer comes in between for certain.
#[test]
#[ignore = "needs strace: tests/run"]
fn a_key_that_changes_all_the_time() {
    let sandbox = Sandbox::new();
    sandbox.passes("CK903", &["cookie.key"]);
    let path = sandbox.path("cookie.key");
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                let next = path.with_extension("staged");
                std::fs::write(&next, KEY).unwrap();
                std::fs::rename(&next, &path).unwrap();
            }
        });
        let slow = "strace -qq -o /dev/null -e trace=fstat,newfstatat,statx \
                    -e inject=fstat,newfstatat,statx:delay_exit=3000 \
                    cookiekit audit --json cookie.key; echo \"exit $?\"";
        let seen = (0..20).any(|_| {
            let said = sandbox.sh(slow);
            said.contains("\"CK903\"") && said.ends_with("exit 5\n")
        });
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(seen, "it was never seen to change");
    });
}

#[test]
fn severities_decide_the_exit() {
    let sandbox = Sandbox::new();
    sandbox.mode("cookie.key", 0o700);
    for (severity, exit) in [
        ("info", 1),
        ("low", 1),
        ("medium", 0),
        ("high", 0),
        ("critical", 0),
    ] {
        let run = sandbox.audit(&["--fail-on", severity, "cookie.key"]);
        assert_eq!(run.exit, exit, "{severity}");
    }
    assert_eq!(sandbox.audit(&["cookie.key"]).exit, 0);
    sandbox.mode("cookie.key", 0o644);
    assert_eq!(sandbox.audit(&["cookie.key"]).exit, 1);
    for name in ["CK101", "others-can-read"] {
        let run = sandbox.audit(&["--ignore", name, "--ignore", "group-access", "cookie.key"]);
        assert_eq!(run.exit, 0, "{name}");
    }
    assert_eq!(sandbox.audit(&["--ignore", "CK999", "cookie.key"]).exit, 2);
    assert_eq!(sandbox.audit(&["--fail-on", "never", "cookie.key"]).exit, 2);
    assert_eq!(
        sandbox
            .audit(&["--owner", "nobody-of-this-name", "cookie.key"])
            .exit,
        2
    );
}

#[test]
fn a_baseline_accepts_what_was_there_and_says_what_is_gone() {
    let sandbox = Sandbox::new();
    sandbox.mode("cookie.key", 0o644);
    let run = sandbox.audit(&["--write-baseline", "base.json", "cookie.key"]);
    assert_eq!(run.exit, 0, "{}", run.stdout);
    assert_eq!(run.stderr, "note: base.json accepts 2 findings\n");
    assert!(!sandbox.sh("cat base.json").contains(&KEY[..8]));
    let with = ["--baseline", "base.json", "cookie.key"];
    for run in [run, sandbox.audit(&with)] {
        assert_eq!(run.exit, 0);
        let head = "nothing new found; 2 accepted (1 key, ";
        assert!(run.stdout.starts_with(head), "{}", run.stdout);
    }
    let json: serde_json::Value =
        serde_json::from_str(&sandbox.audit(&[&["--json"], &with[..]].concat()).stdout).unwrap();
    assert_eq!(json["accepted"], 2);
    // One is one.
    let ignoring = [
        "--ignore",
        "CK101",
        "--write-baseline",
        "one.json",
        "cookie.key",
    ];
    let run = sandbox.audit(&ignoring);
    assert_eq!(run.stderr, "note: one.json accepts 1 finding\n");
    let run = sandbox.audit(&["--ignore", "CK101", "--baseline", "one.json", "cookie.key"]);
    assert_eq!(run.stderr, "note: 1 finding is accepted by one.json\n");
    assert!(
        run.stdout.ends_with("(1 key, 74 checks)\n"),
        "{}",
        run.stdout
    );
    // The same fault in another degree is the same fault; another is not.
    sandbox.mode("cookie.key", 0o654);
    assert_eq!(sandbox.audit(&with).exit, 0);
    sandbox.mode("cookie.key", 0o646);
    assert_eq!(sandbox.audit(&with).exit, 1);
    sandbox.mode("cookie.key", 0o600);
    assert_eq!(sandbox.audit(&with).exit, 0);
    assert_eq!(sandbox.findings("CK905", &with).len(), 2);
    // Rewritten it has no entry too many.
    accept(&sandbox, &["cookie.key"]);
    sandbox.passes("CK905", &with);
    assert_eq!(
        sandbox
            .audit(&["--baseline", "none.json", "cookie.key"])
            .exit,
        2
    );
    sandbox.key("broken.json", "{}");
    assert_eq!(
        sandbox
            .audit(&["--baseline", "broken.json", "cookie.key"])
            .exit,
        2
    );
}

#[test]
fn what_is_safe_is_mended_and_shown_first() {
    let sandbox = Sandbox::new();
    sandbox.mode("cookie.key", 0o666);
    let dry = sandbox.audit(&["--fix", "--dry-run", "cookie.key"]);
    assert_eq!(dry.exit, 1);
    assert_eq!(dry.stderr, "note: would run: chmod 600 cookie.key\n");
    assert_eq!(sandbox.sh("stat -c %a cookie.key"), "666\n");
    let run = sandbox.audit(&["--fix", "cookie.key"]);
    assert_eq!(run.exit, 0, "{}", run.stdout);
    assert_eq!(run.stderr, "note: running: chmod 600 cookie.key\n");
    assert_eq!(sandbox.sh("stat -c %a cookie.key"), "600\n");
    sandbox.key("cookie.key", "");
    let run = sandbox.audit(&["--fix", "cookie.key"]);
    assert_eq!(run.exit, 1);
    assert_eq!(
        run.stderr,
        "note: --fix has nothing to close; the commands behind $ are yours to run\n"
    );
}

#[test]
fn a_link_is_not_mended_by_changing_what_it_leads_to() {
    let sandbox = Sandbox::new();
    sandbox.file("victim", "root:x:0:0 something", 0o644);
    sandbox.sh("mkdir keys && ln -s ../victim keys/cookie.key");
    sandbox.sh("mkdir open && ln -s open linked");
    sandbox.file("open/web.key", KEY, 0o644);
    for path in ["keys", "linked/web.key"] {
        let run = sandbox.audit(&["--fix", path]);
        assert_eq!(run.exit, 1, "{}", run.stdout);
        assert!(
            run.stderr
                .contains("--fix has nothing to close; the commands behind $ are yours to run"),
            "{}",
            run.stderr
        );
    }
    assert_eq!(sandbox.sh("stat -c %a victim open/web.key"), "644\n644\n");
}

#[test]
fn a_file_that_is_a_key_by_its_content_alone_is_not_mended() {
    let sandbox = Sandbox::new();
    sandbox.file("tree/machine-id", &KEY[..32], 0o444);
    assert_eq!(sandbox.audit(&["tree"]).exit, 0);
    sandbox.file("tree/secret", KEY, 0o644);
    let run = sandbox.audit(&["--fix", "tree"]);
    assert_eq!(
        (run.exit, &*run.stderr),
        (
            1,
            "note: --fix has nothing to close; the commands behind $ are yours to run\n\
             note: left tree/secret as it is: it is a key by its content alone: name the file, \
             and it is closed\n"
        )
    );
    assert_eq!(
        sandbox.sh("stat -c %a tree/machine-id tree/secret"),
        "444\n644\n"
    );
    // Who names it knows what it is, wherever the name leads from.
    let full = sandbox.path("tree/secret");
    for path in ["tree/secret", "./tree/secret", full.to_str().unwrap()] {
        sandbox.mode("tree/secret", 0o644);
        let run = sandbox.audit(&["--fix", "--dry-run", path]);
        let path = path.trim_start_matches("./");
        assert_eq!(run.stderr, format!("note: would run: chmod 600 {path}\n"));
        let run = sandbox.audit(&["--fix", path]);
        assert_eq!(run.exit, 0, "{}", run.stdout);
        assert_eq!(sandbox.sh("stat -c %a tree/secret"), "600\n");
    }
    // A link that is named is no file that is named.
    sandbox.mode("tree/secret", 0o644);
    sandbox.sh("ln -s tree/secret link");
    let run = sandbox.audit(&["--fix", "link"]);
    assert_eq!(
        run.stderr,
        "note: --fix has nothing to close; the commands behind $ are yours to run\n\
         note: left link as it is: a link is on the way, and what it leads to may be anything: \
         name what it leads to\n"
    );
    assert_eq!(sandbox.sh("stat -c %a tree/secret"), "644\n");
}

#[test]
fn what_was_not_checked_cannot_be_ignored() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.audit(&["--ignore", "CK901", "gone.key"]).exit, 5);
}

#[test]
fn a_key_of_any_bytes_and_size_is_found_in_a_tree() {
    let sandbox = Sandbox::empty();
    let raw = [b"\n{".as_slice(), &[0xa5; 30]].concat();
    for (name, content) in [
        ("raw/cookie.key", raw),
        (
            "long/cookie.key",
            format!("{KEY}{}", " ".repeat(5000)).into(),
        ),
        ("noted/cookie.key", format!("{KEY}\n\n# prod").into()),
        ("named/shared_secret", KEY.into()),
    ] {
        let path = sandbox.file(name, content, 0o666);
        let folder = path.parent().unwrap().to_str().unwrap();
        assert_eq!(sandbox.audit(&[folder]).exit, 1, "{name}");
    }
}

#[test]
fn without_a_path_it_says_where_it_looked() {
    let mut sandbox = Sandbox::empty();
    sandbox.key(
        "home/.cache/rstudio/secure-cookie-key",
        crate::WORKBENCH_KEY,
    );
    sandbox.file("home/own.key", KEY, 0o644);
    let own = sandbox.path("home/own.key").display().to_string();
    sandbox.variable("COOKIEKIT_KEY", &own);
    sandbox.key(".Renviron", format!("COOKIE_KEY={}\n", crate::OTHER_KEY));
    let run = sandbox.audit(&[]);
    assert_eq!(run.exit, 1, "{}", run.stdout);
    for line in [
        format!("note: looked at {own} ($COOKIEKIT_KEY)"),
        "note: looked at .Renviron (this project)".to_owned(),
        "note: nothing at /etc/rstudio/secure-cookie-key (Workbench's key)".to_owned(),
    ] {
        assert!(run.stderr.contains(&line), "{line}\n{}", run.stderr);
    }
    sandbox.finds("CK101", "critical", &[]);
    sandbox.finds("CK411", "high", &[]);
    sandbox.mode("home/.cache/rstudio/secure-cookie-key", 0o644);
    sandbox.mends("CK702", "high", &[]);
}

/// Root may search everything: so it is somebody else who looks.
#[test]
fn a_folder_that_may_be_listed_and_not_searched_does_not_pass() {
    let sandbox = Sandbox::of_a_user();
    sandbox.sh("mkdir -p tree/locked && echo text > tree/notes && echo text > tree/locked/notes");
    assert_eq!(sandbox.audit(&["tree"]).exit, 0);
    for mode in ["600", "400", "300", "000"] {
        sandbox.sh(&format!("chmod {mode} tree/locked"));
        let run = sandbox.audit(&["tree"]);
        assert_eq!(run.exit, 5, "{mode} {}", run.stdout);
        let finding = sandbox.finds("CK902", "medium", &["tree"]);
        let path = finding["path"].as_str().unwrap();
        assert!(path.starts_with("tree/locked"), "{path}");
        assert_eq!(
            finding["observed"],
            "could not be checked: permission denied"
        );
        assert_eq!(sandbox.audit(&["--allow-incomplete", "tree"]).exit, 0);
    }
    sandbox.sh("chmod 700 tree/locked");
    assert_eq!(sandbox.audit(&["tree"]).exit, 0);
}

#[test]
fn a_key_whose_folder_may_not_be_listed_does_not_pass() {
    let sandbox = Sandbox::of_a_user();
    sandbox.sh("mkdir a && cookiekit keygen -q --out a/k");
    assert_eq!(sandbox.audit(&["a/k"]).exit, 0);
    sandbox.sh("chmod 300 a");
    let finding = sandbox.finds("CK902", "medium", &["a/k"]);
    assert_eq!(finding["path"], "a");
    assert_eq!(sandbox.audit(&["a/k"]).exit, 5);
    sandbox.sh("chmod 700 a");
}

#[test]
fn an_empty_directory_is_clean_and_what_is_passed_over_is_named() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/node_modules/x.key", "");
    sandbox.key("app/package.json", "{}");
    let run = sandbox.audit(&["app"]);
    assert_eq!(run.exit, 0);
    assert_eq!(run.stderr, "note: skipped app/node_modules\n");
    assert!(
        run.stdout
            .starts_with("nothing found, and no key to look at (0 keys, 1 file walked, "),
        "{}",
        run.stdout
    );
}

#[test]
fn what_may_be_somebody_elses_is_not_mended_and_it_says_why() {
    let sandbox = Sandbox::new();
    sandbox.file("outside/notes", KEY, 0o644);
    sandbox.sh("mkdir tree && ln outside/notes tree/cookie.key");
    let run = sandbox.audit(&["--fix", "tree"]);
    assert_eq!(run.exit, 1, "{}", run.stdout);
    assert_eq!(
        run.stderr,
        "note: --fix has nothing to close; the commands behind $ are yours to run\n\
         note: left tree/cookie.key as it is: it has 2 names, and what else it is there \
         cannot be known\n"
    );
    assert!(!run.stdout.contains("add --fix"), "{}", run.stdout);
    let told = sandbox.audit(&["tree"]).stdout;
    assert!(!told.contains("add --fix"), "{told}");
    assert_eq!(sandbox.sh("stat -c %a outside/notes"), "644\n");
    // One name is one file.
    sandbox.sh("rm outside/notes");
    assert_eq!(sandbox.audit(&["--fix", "tree"]).exit, 0);
    assert_eq!(sandbox.sh("stat -c %a tree/cookie.key"), "600\n");
}

#[test]
fn a_key_that_others_can_replace_is_not_mended() {
    let sandbox = Sandbox::empty();
    sandbox.file("open/below/cookie.key", KEY, 0o644);
    sandbox.mode("open", 0o777);
    let run = sandbox.audit(&["--fix", "open/below"]);
    assert_eq!(run.exit, 1, "{}", run.stdout);
    let why = format!(
        "note: left open/below/cookie.key as it is: everybody can write in {}, and put another \
         file in its place\n",
        sandbox.path("open").display()
    );
    assert!(run.stderr.ends_with(&why), "{}", run.stderr);
    assert_eq!(sandbox.sh("stat -c %a open/below/cookie.key"), "644\n");
    // In a shared folder with this bit names belong to their owners.
    for mode in [0o1777, 0o755] {
        sandbox.mode("open", mode);
        sandbox.mode("open/below/cookie.key", 0o644);
        let run = sandbox.audit(&["--fix", "open/below"]);
        assert!(!run.stderr.contains("as it is"), "{}", run.stderr);
        assert_eq!(sandbox.sh("stat -c %a open/below/cookie.key"), "600\n");
    }
}

/// Anyone who has the folder may have put it there: root's would run as root.
#[test]
fn a_baseline_takes_no_more_of_an_old_one_than_who_reads_it() {
    let sandbox = Sandbox::new();
    let write = ["--write-baseline", "baseline", "cookie.key"];
    assert_eq!(sandbox.audit(&write).exit, 0);
    sandbox.mode("baseline", 0o6775);
    assert_eq!(sandbox.audit(&write).exit, 0);
    assert_eq!(sandbox.sh("stat -c %a baseline"), "664\n");
}
