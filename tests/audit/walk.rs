//! Walking a directory: what is entered, what is found, and how it is named.

use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY, WORKBENCH_KEY};

#[test]
fn a_folder_is_not_passed_over_for_its_name_alone() {
    for (name, mark) in [
        ("target", "app/Cargo.toml"),
        ("node_modules", "app/package.json"),
        (".venv", "app/.venv/pyvenv.cfg"),
        (".hg", "app/.hg/requires"),
        (".svn", "app/.svn/wc.db"),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file(&format!("app/{name}/cookie.key"), KEY, 0o644);
        let run = sandbox.audit(&["app"]);
        assert_eq!((run.exit, run.stderr.as_str()), (1, ""), "{name}");
        // With the mark of its tool it is what its name says.
        sandbox.key(mark, "");
        let run = sandbox.audit(&["app"]);
        let note = format!("note: skipped app/{name}\n");
        assert_eq!((run.exit, run.stderr), (0, note));
        let run = sandbox.audit(&["--no-skip", "app"]);
        assert_eq!((run.exit, run.stderr.as_str()), (1, ""), "{name}");
    }
}

#[test]
fn a_build_folder_is_known_by_its_tag_and_its_name() {
    let sandbox = Sandbox::empty();
    let tag = "Signature: 8a477f597d28d172789f06886806bc55\n";
    sandbox.key("app/target/CACHEDIR.TAG", tag);
    sandbox.file("app/target/cookie.key", KEY, 0o644);
    assert_eq!(sandbox.audit(&["app"]).exit, 0);
    sandbox.key("app/target/CACHEDIR.TAG", "no such signature");
    assert_eq!(sandbox.audit(&["app"]).exit, 1);
    // What was asked for is walked, whatever it is.
    sandbox.key("app/target/CACHEDIR.TAG", tag);
    assert_eq!(sandbox.audit(&["app/target"]).exit, 1);
}

#[test]
fn names_of_commits_are_no_keys_and_a_key_in_a_history_is_one() {
    let sandbox = Sandbox::empty();
    // A repository of SHA-256 has 64 digits in every reference.
    sandbox.sh("git init -q --object-format=sha256 app && cd app && \
         git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x");
    sandbox.key("app/.gitignore", "*");
    let run = sandbox.audit(&["--no-skip", "app"]);
    assert!(
        run.stdout
            .starts_with("nothing found, and no key to look at (0 keys, "),
        "{}",
        run.stdout
    );
    sandbox.file("app/.git/cookie.key", KEY, 0o644);
    sandbox.passes("CK101", &["app"]);
    let finding = sandbox.mends("CK101", "critical", &["--no-skip", "app"]);
    assert_eq!(finding["path"], "app/.git/cookie.key");
}

#[test]
fn a_path_is_named_without_a_dot_before_it() {
    let sandbox = Sandbox::empty();
    sandbox.key("shared/-x.key", KEY);
    sandbox.key("shared/cookie.key", OTHER_KEY);
    sandbox.mode("shared", 0o1777);
    for arguments in [&["."][..], &["./shared"], &["./shared/cookie.key"]] {
        let run = sandbox.audit(arguments);
        assert_eq!(run.exit, 1);
        assert!(!run.stdout.contains(" ./"), "{}", run.stdout);
        assert!(!run.stdout.contains("/./"), "{}", run.stdout);
    }
    let findings = sandbox.findings("CK202", &["."]);
    let fixes: Vec<_> = findings
        .iter()
        .map(|it| it["fix"].as_str().unwrap())
        .collect();
    let home = "install -d -m 700 ~/.config/cookiekit && mv -n shared";
    assert_eq!(
        fixes,
        [
            format!("{home}/-x.key ~/.config/cookiekit/-x.key"),
            format!("{home}/cookie.key ~/.config/cookiekit/cookie.key"),
        ]
    );
    for fix in fixes {
        sandbox.sh(fix);
    }
    sandbox.passes("CK202", &["."]);
    assert_eq!(sandbox.sh("cat home/.config/cookiekit/-x.key"), KEY);
}

#[test]
fn the_lock_of_a_rotation_is_no_key() {
    let sandbox = Sandbox::empty();
    sandbox.key("home/.config/cookiekit/web.key", KEY);
    sandbox.mode("home/.config/cookiekit", 0o700);
    sandbox.sh("cookiekit rotate -q --key home/.config/cookiekit/web.key");
    let run = sandbox.audit(&[]);
    assert!(
        sandbox
            .path("home/.config/cookiekit/.web.key.lock")
            .exists()
    );
    assert!(!run.stderr.contains("web.key.lock"), "{}", run.stderr);
    sandbox.passes("CK501", &[]);
}

#[test]
fn a_name_that_tells_counts_where_the_content_has_the_shape_of_a_key() {
    let base64 = "T8Gg0Z2v9oQx1bW4yU7kR5nJ3mLcVfHsPdAeXiKq6Bw=";
    for (name, content) in [
        ("cookie-secret.txt", base64),
        ("cookie_secret", KEY),
        ("session-key.hex", WORKBENCH_KEY),
        ("cookie.key.bak", "936da01f-9abd-4d9d-80c7-02af85c822a8"),
    ] {
        let sandbox = Sandbox::empty();
        let path = format!("app/{name}");
        sandbox.file(
            &path,
            "nothing that looks like a key to anybody here",
            0o644,
        );
        sandbox.passes("CK101", &["app"]);
        sandbox.file(&path, format!("{content} and more"), 0o644);
        sandbox.passes("CK101", &["app"]);
        sandbox.file(&path, format!("{content}\n"), 0o644);
        sandbox.mends("CK101", "critical", &["app"]);
    }
}

#[test]
fn keys_of_workbench_under_other_names_are_judged_as_such() {
    let sandbox = Sandbox::empty();
    for name in ["secure-cookie-key.next", "secure-cookie-key.rpmsave"] {
        let path = format!("app/{name}");
        sandbox.key(&path, "936da01f-9abd-4d9d-80c7-02af85c822a8");
        sandbox.passes("CK503", &["app"]);
        sandbox.passes("CK504", &["app"]);
        sandbox.key(&path, "936da01f-9abd-4d9d-80c7-02af85c822a8\n");
        sandbox.passes("CK503", &["app"]);
        sandbox.passes("CK504", &["app"]);
        sandbox.key(&path, "936da01f-9abd-4d9d-80c7-02af85c822a8\0");
        sandbox.finds("CK505", "high", &["app"]);
    }
}

/// The names alone would be twice as much as is allowed.
#[test]
#[ignore = "needs python3: tests/run"]
fn a_walk_keeps_no_names() {
    const FILES: usize = 100_000;
    const MAX_KIB: usize = 24 * 1024;
    let sandbox = Sandbox::empty();
    for folder in 0..FILES / 1000 {
        let folder = sandbox.path(&format!("tree/{}/{folder}", "d".repeat(200)));
        std::fs::create_dir_all(&folder).unwrap();
        for file in 0..1000 {
            let ending = ["json", "py", "txt", "md"][file % 4];
            let name = format!("{}-{file}.{ending}", "f".repeat(200));
            std::fs::File::create(folder.join(name)).unwrap();
        }
    }
    // With a key the files are searched as well.
    sandbox.key("tree/cookie.key", KEY);
    let measured = sandbox.sh("python3 -S -c '
import resource, subprocess
said = subprocess.run([\"cookiekit\", \"audit\", \"tree\"], capture_output=True).stdout
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, said.decode())'");
    let (peak, said) = measured.split_once(' ').unwrap();
    assert!(
        said.starts_with("nothing found (1 key, 100001 files walked, "),
        "{said}"
    );
    assert!(peak.parse::<usize>().unwrap() < MAX_KIB, "{peak} KiB");
}

/// Nothing is found in it, and that would look clean.
#[test]
fn a_folder_that_is_gone_is_not_clean() {
    let sandbox = Sandbox::empty();
    let said = sandbox
        .sh("mkdir gone && cd gone && rmdir ../gone && { cookiekit audit . 2>&1; echo $?; }");
    assert_eq!(
        said,
        "cookiekit: could not look at the current folder: no such file or directory\n\
         hint: go to a folder that is there\n2\n"
    );
}
