//! `--staged`: what the next commit would publish, and nothing else.

use std::fs;
use std::os::unix::fs::symlink;

use serde_json::Value;

use crate::sandbox::{Run, Sandbox};
use crate::{KEY, OTHER_KEY, WORKBENCH_KEY};

/// A repository with a commit, in which nothing is staged.
fn repository() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.sh(
        "git init -q && git config user.name a && git config user.email a@b && \
         echo home/ > .gitignore && echo one > kept && git add -A && git commit -qm one",
    );
    sandbox
}

fn staged(sandbox: &Sandbox, arguments: &[&str]) -> Run {
    sandbox.audit(&[&["--staged"], arguments].concat())
}

/// The number and the path of each finding, and how the run ended.
fn found(sandbox: &Sandbox, arguments: &[&str]) -> (i32, Vec<(String, String)>) {
    let run = staged(sandbox, &[&["--json"], arguments].concat());
    let document: Value = serde_json::from_str(&run.stdout)
        .unwrap_or_else(|_| panic!("{} {}", run.stdout, run.stderr));
    let findings = document["findings"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let told = findings.map(|it| (text(&it["id"]), text(&it["path"])));
    (run.exit, told.collect())
}

#[track_caller]
fn assert_found(sandbox: &Sandbox, expected: &[(&str, &str)]) {
    let (exit, found) = found(sandbox, &[]);
    let found: Vec<(&str, &str)> = found.iter().map(|(id, path)| (&**id, &**path)).collect();
    assert_eq!(found, expected);
    assert_eq!(exit, i32::from(!expected.is_empty()));
}

#[test]
fn an_empty_stage_is_no_finding() {
    let sandbox = repository();
    let run = staged(&sandbox, &[]);
    assert_eq!(
        (run.exit, &*run.stdout, &*run.stderr),
        (0, "no key is staged (0 staged files, 8 checks)\n", "")
    );
    // Nor is what lies about, what the history has, and what is of no text.
    sandbox.file("web.key", KEY, 0o666);
    sandbox.sh("git add web.key && git commit -qm key");
    sandbox.key("cookie.key", OTHER_KEY);
    fs::write(sandbox.path("kept"), "two\n").unwrap();
    sandbox.sh("git add kept");
    let run = staged(&sandbox, &[]);
    assert_eq!(
        (run.exit, &*run.stdout, &*run.stderr),
        (0, "no key is staged (1 staged file, 8 checks)\n", "")
    );
    // A stage without a commit behind it.
    let sandbox = Sandbox::empty();
    sandbox.sh("git init -q");
    assert_found(&sandbox, &[]);
    sandbox.key("a/.env", format!("COOKIE_KEY={KEY}\n"));
    sandbox.sh("git add a");
    assert_found(&sandbox, &[("CK411", "a/.env")]);
}

#[test]
fn each_kind_is_judged_as_in_a_tree() {
    let sandbox = repository();
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(format!("SESSION_SECRET={OTHER_KEY}\r\n").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let files: [(&str, &str, Vec<u8>); 14] = [
        ("a/cookie.key", "CK402", KEY.into()),
        ("a/secure-cookie-key", "CK402", WORKBENCH_KEY.into()),
        ("secrets/web", "CK402", OTHER_KEY.into()),
        ("web.key.bak", "CK402", KEY.replace('0', "1").into()),
        (".env", "CK411", format!("SESSION_SECRET={KEY}\n").into()),
        ("win.env", "CK411", utf16),
        (
            "deploy",
            "CK411",
            format!("#!/bin/sh\nexport COOKIE_KEY={KEY}\n").into(),
        ),
        (
            "config/app.yml",
            "CK411",
            format!("session:\n  secret: {OTHER_KEY}\n").into(),
        ),
        (
            "plumber.R",
            "CK801",
            format!("pr() |> pr_cookie(\"{KEY}\")\n").into(),
        ),
        (
            "notes.Rmd",
            "CK801",
            format!("Text\n```{{r}}\npr_cookie(pr(), key = '{KEY}')\n```\n").into(),
        ),
        (
            "web.service",
            "CK410",
            format!("[Service]\nEnvironment=COOKIE_KEY={KEY}\n").into(),
        ),
        (
            ".bash_history",
            "CK407",
            format!("export COOKIE_KEY={}\n", KEY.replace('a', "3")).into(),
        ),
        (
            "app.log",
            "CK412",
            format!("start\nSECRET_KEY={}\n", KEY.replace('b', "5")).into(),
        ),
        (
            "Dockerfile",
            "CK419",
            "FROM x\nRUN uuidgen > /etc/rstudio/secure-cookie-key\n".into(),
        ),
    ];
    for (name, _, content) in &files {
        sandbox.key(name, content);
    }
    sandbox.sh("git add -A");
    let (exit, staged_ones) = found(&sandbox, &[]);
    assert_eq!(exit, 1);
    let mut expected: Vec<(String, String)> = files
        .iter()
        .map(|(name, id, _)| ((*id).to_owned(), (*name).to_owned()))
        .collect();
    let mut told = staged_ones.clone();
    expected.sort();
    told.sort();
    assert_eq!(told, expected);
    // The audit of the tree has the same of them.
    for (id, path) in &told {
        let same = sandbox.findings(id, &["."]);
        assert!(same.iter().any(|it| it["path"] == **path), "{id} {path}");
    }
    // And what is accepted of one is accepted of the other.
    sandbox.audit(&["--write-baseline", "home/known.json", "."]);
    let run = staged(&sandbox, &["--baseline", "home/known.json"]);
    assert_eq!(run.exit, 0, "{}", run.stdout);
    assert!(
        run.stdout
            .starts_with("nothing new found; 14 accepted (14 staged files"),
        "{}",
        run.stdout
    );
    // The lines are those of what is staged.
    let run = staged(&sandbox, &["--format", "sarif"]);
    let sarif: Value = serde_json::from_str(&run.stdout).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let line = |id: &str| {
        let of = results.iter().find(|it| it["ruleId"] == id).unwrap();
        of["locations"][0]["physicalLocation"]["region"]["startLine"].clone()
    };
    assert_eq!((line("CK412"), line("CK410")), (2.into(), 2.into()));
    for part in [&KEY[..8], &OTHER_KEY[24..32]] {
        assert!(!run.stdout.contains(part));
    }
}

#[test]
fn what_looks_like_a_key_is_none() {
    let sandbox = repository();
    let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n";
    for (name, content) in [
        ("index_uuid", WORKBENCH_KEY),
        ("cookie_key.sha256", KEY),
        ("public.key", KEY),
        (".vagrant/machines/default/id", WORKBENCH_KEY),
        ("locked.key", "\0GITCRYPT\0\x01\x02\x03"),
        ("tls.key", pem),
        ("empty.key", ""),
        ("image.png", "\u{1}\0\u{2}PNG"),
        ("app.yml", "session:\n  secret: ${SESSION_SECRET}\n"),
        ("plumber.R", "pr_cookie(pr(), keyring::key_get('x'))\n"),
        ("notes.txt", KEY),
        ("web.service", "[Service]\nEnvironment=COOKIE_KEY=%d/key\n"),
        ("Dockerfile", "FROM x\nCOPY . .\n"),
    ] {
        sandbox.key(name, content);
    }
    sandbox.sh("git add -A");
    assert_found(&sandbox, &[]);
    // Keys of tests are reported, and stop no commit, unless they open anything else.
    let other = KEY.replace('0', "1");
    sandbox.key("tests/web.key", &other);
    sandbox.key("tests/.env", format!("COOKIE_KEY={other}\n"));
    sandbox.sh("git add -A");
    let (exit, told) = found(&sandbox, &[]);
    assert_eq!((exit, told.len()), (0, 2), "{told:?}");
    sandbox.key("live.key", &other);
    sandbox.sh("git add -A");
    let keys = sandbox.findings("CK402", &["--staged"]);
    assert_eq!(keys.len(), 2, "{keys:#?}");
    assert!(keys.iter().all(|it| it["severity"] == "critical"));
    sandbox.finds("CK402", "low", &["--staged", "--exclude", "live.key"]);
}

#[test]
fn the_stage_is_looked_at_and_not_the_work_tree() {
    let sandbox = repository();
    let env = sandbox.key("app.env", "COLOR=blue\n");
    sandbox.sh("git add app.env");
    // In the work tree alone.
    fs::write(&env, format!("COLOR=blue\nCOOKIE_KEY={KEY}\n")).unwrap();
    assert_found(&sandbox, &[]);
    // In both: it is taken out of the stage, and the file stays.
    sandbox.sh("git add app.env");
    let finding = sandbox.mends("CK411", "high", &["--staged"]);
    assert_eq!(finding["line"], 2);
    assert!(fs::read_to_string(&env).unwrap().contains(KEY));
    assert_eq!(sandbox.sh("git status --porcelain"), "?? app.env\n");
    // In the stage alone: what has it there may be the only copy.
    sandbox.sh("git add app.env");
    fs::write(&env, "COLOR=red\n").unwrap();
    let finding = sandbox.finds("CK411", "high", &["--staged"]);
    assert_eq!(finding["fix"], Value::Null);
    assert_eq!(
        finding["mend"],
        "the file in the work tree is not what is staged, and may be right already: stage it \
         again then (git add); else save what you need of the staged one first (git show), and \
         take it out of the stage (git restore --staged)"
    );
    fs::remove_file(&env).unwrap();
    assert_eq!(
        sandbox.finds("CK411", "high", &["--staged"])["fix"],
        Value::Null
    );
    // A file with other ends of lines is the same.
    sandbox.sh("git rm -q --cached app.env && git config core.autocrlf input");
    fs::write(&env, format!("COLOR=blue\r\nCOOKIE_KEY={KEY}\r\n")).unwrap();
    sandbox.sh("git add app.env 2>home/said");
    sandbox.mends("CK411", "high", &["--staged"]);
}

/// Whatever the variable is called, staged code takes its key from it.
#[test]
fn what_staged_code_asks_for_is_found_where_it_is_staged() {
    let sandbox = repository();
    let code = "pr_cookie(pr, Sys.getenv(\"THING\"), secure = TRUE)\n";
    sandbox.file("api/plumber.R", code, 0o644);
    for (name, text) in [
        ("api/.Renviron", "THING=purple monkey dishwasher\n"),
        ("deploy/env", "A=b\nTHING=purple monkey dishwasher\n"),
        (
            "deploy/web.service",
            "[Service]\nEnvironment=\"THING=purple monkey dishwasher\"\n",
        ),
        (
            "compose.yml",
            "services:\n  web:\n    environment:\n      THING: purple monkey dishwasher\n",
        ),
    ] {
        sandbox.key(name, text);
        sandbox.sh(&format!("git add -f {name}"));
        // No code that is staged asks for it.
        assert_found(&sandbox, &[]);
        sandbox.sh("git add api/plumber.R");
        let id = if name.ends_with(".service") {
            "CK410"
        } else {
            "CK411"
        };
        let finding = sandbox.mends(id, "high", &["--staged"]);
        let observed = finding["observed"].as_str().unwrap();
        let who = "which api/plumber.R asks for and hands to pr_cookie()";
        assert!(observed.contains(who), "{name}: {observed}");
        // Run elsewhere in the tree, it is the same.
        sandbox.sh(&format!("git add -f {name}"));
        let below = sandbox.sh("cd api && cookiekit audit --staged --json || true");
        assert!(below.contains(who), "{below}");
        // Another variable, and the same in what a test runs with.
        sandbox.key(name, text.replace("THING", "OTHER"));
        sandbox.sh(&format!("git add -f {name}"));
        assert_found(&sandbox, &[]);
        sandbox.sh("git rm -q -f --cached -r api deploy compose.yml 2>home/said || true");
        sandbox.sh("git reset -q");
    }
}

#[test]
fn a_key_is_taken_out_of_the_stage_and_stays_where_it_is() {
    let sandbox = Sandbox::empty();
    sandbox.sh("git init -q && git config user.name a && git config user.email a@b");
    let odd = "a b/[x]* 'y'.key";
    for commits in [false, true] {
        let key = sandbox.key(odd, KEY);
        sandbox.key("axb.key", OTHER_KEY);
        sandbox.sh("git add -f 'a b' axb.key");
        for finding in sandbox.findings("CK402", &["--staged"]) {
            sandbox.obey(&finding);
        }
        assert_found(&sandbox, &[]);
        assert_eq!(fs::read_to_string(&key).unwrap(), KEY);
        // The next one that adds all of it does not add it.
        sandbox.sh("git add -A -- . ':!home'");
        assert_found(&sandbox, &[]);
        if !commits {
            sandbox.sh("git commit -qm one && rm .gitignore && git rm -q --cached .gitignore");
        }
    }
    // One that the last commit has stays tracked as it was there.
    let sandbox = repository();
    sandbox.key("web.key", "-----BEGIN NOTHING-----\n");
    sandbox.sh("git add web.key && git commit -qm two");
    sandbox.key("web.key", KEY);
    sandbox.sh("git add web.key");
    sandbox.mends("CK402", "critical", &["--staged"]);
    assert_eq!(sandbox.sh("git status --porcelain"), " M web.key\n");
}

#[test]
fn what_is_no_file_of_the_stage_is_passed_over() {
    let sandbox = repository();
    // A link to a key, a repository of its own, what is only meant to be added.
    sandbox.key("home/real.key", KEY);
    symlink("home/real.key", sandbox.path("web.key")).unwrap();
    sandbox.key("inner/web.key", KEY);
    sandbox.sh("git -C inner init -q && git -C inner add -A && \
         git -C inner -c user.name=a -c user.email=a@b commit -qm one && \
         git add web.key && git add inner 2>home/said");
    sandbox.key("later.key", OTHER_KEY);
    sandbox.sh("git add -N later.key");
    assert_found(&sandbox, &[]);
    // A file in the place of the link is one.
    sandbox.sh("git commit -qm two && rm web.key");
    sandbox.key("web.key", KEY);
    sandbox.sh("git add web.key");
    assert_found(&sandbox, &[("CK402", "web.key")]);
    // A renamed one is one there, and a deleted one is none.
    sandbox.sh("git commit -qm three && git mv web.key moved.key");
    assert_found(&sandbox, &[("CK402", "moved.key")]);
    sandbox.sh("git commit -qm four && git rm -q --cached moved.key");
    assert_found(&sandbox, &[]);
    // So is a copy.
    sandbox.sh("git reset -q && cp moved.key copy.key && git add copy.key");
    assert_found(&sandbox, &[("CK402", "copy.key")]);
}

#[test]
fn a_conflict_is_not_judged_and_is_said() {
    let sandbox = repository();
    sandbox.sh(
        "git checkout -q -b other && printf 'A=1\n' > app.env && git add . && git commit -qm two && \
         git checkout -q - && printf 'A=2\n' > app.env && git add . && git commit -qm three && \
         ! git merge -q other >home/said 2>&1",
    );
    let run = staged(&sandbox, &[]);
    assert_eq!(run.exit, 5, "{}", run.stdout);
    assert!(run.stdout.contains("it is in conflict"), "{}", run.stdout);
    sandbox.sh("git add app.env");
    assert_found(&sandbox, &[]);
}

#[test]
fn large_binary_and_strange_files_are_passed_over_and_counted() {
    let sandbox = repository();
    let note = format!("COOKIE_KEY={KEY}\n");
    sandbox.key(
        "large.toml",
        [note.as_bytes(), &vec![b'#'; 1024 * 1024]].concat(),
    );
    sandbox.key("data.bin", [note.as_bytes(), &[0, 1, 2]].concat());
    sandbox.key("rows.csv", &note);
    sandbox.key("large.key", vec![7; 2 * 1024 * 1024]);
    sandbox.sh("git add -A");
    let run = staged(&sandbox, &["--json"]);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(run.exit, 0, "{}", run.stdout);
    assert_eq!(document["not_read"]["too_large"], 2);
    assert_eq!(document["not_read"]["other_types"], 2);
    // A name that is no UTF-8, with a newline in it.
    sandbox.sh(
        "git reset -q && printf '%s' \"$(cat home/none 2>home/said)\" && \
         printf 'COOKIE_KEY=%064d\\n' 0 >/dev/null",
    );
    let name = "a\nb.env";
    sandbox.key(name, &note);
    sandbox.sh("git add -A -- '*.env'");
    let (exit, told) = found(&sandbox, &[]);
    assert_eq!((exit, told.len()), (1, 1), "{told:?}");
    let finding = sandbox.mends("CK411", "high", &["--staged"]);
    assert_eq!(finding["path"], name);
}

#[test]
fn what_git_lfs_keeps_is_judged_by_the_file_that_is_named() {
    let sandbox = repository();
    let digest = sandbox.sh(&format!("printf %s {KEY} | sha256sum"));
    let digest = digest.split(' ').next().unwrap();
    let pointer =
        format!("version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize 64\n");
    for (name, content) in [("web.key", KEY), ("image.key", "-----BEGIN X-----\n")] {
        sandbox.key(name, &pointer);
        sandbox.sh("git add -A");
        sandbox.key(name, content);
    }
    // No digits of the pointer are a key, and another file proves nothing.
    let (exit, told) = found(&sandbox, &["--exclude", "web.key"]);
    assert_eq!((exit, &*told[0].0, told.len()), (5, "CK902", 1));
    let (exit, told) = found(&sandbox, &["--exclude", "image.key"]);
    assert_eq!((exit, &*told[0].0, told.len()), (1, "CK402", 1));
}

/// The directories in which people commit.
#[test]
fn it_is_found_from_everywhere_in_the_work_tree() {
    let sandbox = repository();
    sandbox.key("app/.env", format!("COOKIE_KEY={KEY}\n"));
    sandbox.sh("mkdir -p app/deep other && git add app");
    for folder in ["app/deep", "other", "app", "."] {
        let run = sandbox.sh(&format!(
            "cd {folder} && ! cookiekit audit --staged && git -C . diff --cached --name-only"
        ));
        assert!(run.contains("COOKIE_KEY in line 1"), "{folder}: {run}");
    }
    // What it says is true there, too.
    let fix = sandbox.finds("CK411", "high", &["--staged"])["fix"].clone();
    sandbox.sh(&format!("cd other && {}", fix.as_str().unwrap()));
    assert_found(&sandbox, &[]);
    // Outside of all of them there is no stage.
    for (folder, why) in [
        ("home", "not a git repository"),
        ("home/bare.git", "this operation must be run in a work tree"),
    ] {
        if folder == "home" {
            sandbox.sh("mkdir -p /tmp/none; git init -q --bare home/bare.git");
        }
        let outside = if folder == "home" { "/" } else { folder };
        let said = sandbox.sh(&format!(
            "cd {outside} && {{ cookiekit audit --staged 2>&1; echo $?; }}"
        ));
        assert!(
            said.starts_with("cookiekit: could not read the staged files: git: "),
            "{said}"
        );
        assert!(said.contains(why) && said.ends_with("\n2\n"), "{said}");
    }
}

/// Installs the hook of the manual.
const HOOK: &str = "hook() { mkdir -p \"$1\" && printf '#!/bin/sh\\nexec cookiekit audit --staged\\n' \
     > \"$1/pre-commit\" && chmod +x \"$1/pre-commit\"; }; ";

/// Commits, and says whether there is a commit more.
fn commits(sandbox: &Sandbox, folder: &str, command: &str) -> bool {
    let count = || sandbox.sh(&format!("cd {folder} && git rev-list --count --all"));
    let before = count();
    sandbox.sh(&format!(
        "cd {folder} && {{ {command}; }} >/dev/null 2>&1 || :"
    ));
    before != count()
}

#[test]
fn the_hook_stops_a_commit_with_a_key_in_each_way_to_commit() {
    let guide = include_str!("../../src/cli/help/topics/ci.md");
    assert!(guide.contains("printf '#!/bin/sh\\nexec cookiekit audit --staged\\n'"));
    let sandbox = repository();
    sandbox.sh(&format!("{HOOK} hook .git/hooks"));
    let env = sandbox.key("app/app.env", "A=1\n");
    let text = format!("A=1\nCOOKIE_KEY={KEY}\n");
    sandbox.sh("git add app");
    assert!(commits(&sandbox, ".", "git commit -m two"));
    // All that changed, by an index of its own.
    fs::write(&env, &text).unwrap();
    for command in [
        "git commit -a -m three",
        "git commit -m three app/app.env",
        "git commit -m three -i app/app.env",
        "git add -A && git commit -m three",
        "git commit --amend --no-edit",
    ] {
        assert!(!commits(&sandbox, ".", command), "{command}");
    }
    for command in ["git commit -a -m three", "git commit -m three app.env"] {
        assert!(!commits(&sandbox, "app", command), "{command}");
    }
    // Another file alone: the key is staged, and would not be committed.
    fs::write(sandbox.path("kept"), "two\n").unwrap();
    assert!(commits(&sandbox, ".", "git commit -m three kept"));
    assert!(!commits(&sandbox, ".", "git commit -m four"));
    let (_, told) = found(&sandbox, &[]);
    assert_eq!(told, [("CK411".to_owned(), "app/app.env".to_owned())]);
    // The other way around, too.
    sandbox.sh("git reset -q");
    fs::write(sandbox.path("kept"), "three\n").unwrap();
    sandbox.sh("git add kept");
    assert!(commits(&sandbox, ".", "git commit -m five"));
    // What is printed of a commit takes it out of the stage.
    sandbox.sh("git add app");
    let said = sandbox.sh("cd app; git commit -m six 2>&1 || :");
    let fix = said.lines().find(|line| line.contains("restore")).unwrap();
    let command = fix.trim().split_once("git ").unwrap().1;
    sandbox.sh(&format!("cd app && git {command}"));
    assert_found(&sandbox, &[]);
    assert_eq!(fs::read_to_string(&env).unwrap(), text);
}

#[test]
fn the_hook_is_run_in_worktrees_submodules_and_repositories_elsewhere() {
    let text = format!("COOKIE_KEY={KEY}\n");
    // A linked work tree, also from a folder of it.
    let sandbox = repository();
    sandbox.sh(&format!(
        "{HOOK} hook .git/hooks && git worktree add -q linked 2>home/said"
    ));
    sandbox.key("linked/app/app.env", &text);
    assert!(!commits(
        &sandbox,
        "linked",
        "git add app && git commit -m a"
    ));
    assert!(!commits(&sandbox, "linked/app", "git commit -m a"));
    let fix = sandbox.sh("cd linked && ! cookiekit audit --staged --json");
    let document: Value = serde_json::from_str(&fix).unwrap();
    let finding = &document["findings"][0];
    assert_eq!(finding["id"], "CK411");
    sandbox.sh(finding["fix"].as_str().unwrap());
    assert_eq!(sandbox.sh("git -C linked diff --cached --name-only"), "");
    sandbox.sh("cd linked && rm app/app.env && echo a > b && git add b");
    assert!(commits(&sandbox, "linked", "git commit -m a"));
    // A submodule.
    let sandbox = repository();
    sandbox.sh(&format!(
        "git init -q home/inner && cd home/inner && git config user.name a && \
         git config user.email a@b && echo a > a && git add a && git commit -qm one && cd ../.. && \
         git -c protocol.file.allow=always submodule add -q \"$PWD/home/inner\" sub && \
         git commit -qm sub && cd sub && git config user.name a && git config user.email a@b && \
         {HOOK} hook \"$(git rev-parse --git-dir)/hooks\""
    ));
    sandbox.key("sub/app.env", &text);
    assert!(!commits(
        &sandbox,
        "sub",
        "git add app.env && git commit -m a"
    ));
    // The one around it is not concerned.
    assert_found(&sandbox, &[]);
    sandbox.sh("cd sub && git rm -q --cached app.env && echo b > a && git add a");
    assert!(commits(&sandbox, "sub", "git commit -m a"));
    // Dotfiles: a bare repository and a work tree that is named.
    let sandbox = Sandbox::empty();
    let named = "git --git-dir=\"$PWD/home/dots\" --work-tree=\"$PWD\"";
    sandbox.sh(&format!(
        "git init -q --bare home/dots && git --git-dir=home/dots config user.name a && \
         git --git-dir=home/dots config user.email a@b && {HOOK} hook home/dots/hooks && \
         echo a > a && {named} add a && {named} commit -qm one"
    ));
    sandbox.key(".env", &text);
    let said = sandbox.sh(&format!(
        "{named} add .env && {named} commit -m two 2>&1 || {named} rev-list --count --all"
    ));
    assert!(said.contains("CK411") && said.ends_with("\n1\n"), "{said}");
    let fix = said.lines().find(|line| line.contains("restore")).unwrap();
    let command = fix.trim().split_once("git ").unwrap().1;
    sandbox.sh(&format!("git {command}"));
    assert_eq!(
        sandbox.sh(&format!("{named} diff --cached --name-only")),
        ""
    );
    assert!(sandbox.path(".env").is_file());
}

/// A repository may be anybody's: nothing that it names is run.
#[test]
fn nothing_of_a_hostile_repository_is_run() {
    let sandbox = repository();
    let evil = sandbox.file("home/evil", "#!/bin/sh\ntouch \"$0.ran\"\n", 0o755);
    let evil = evil.display();
    sandbox.key("app.env", format!("COOKIE_KEY={KEY}\n"));
    sandbox.sh(&format!(
        "git add app.env && echo '*.env diff=evil filter=evil' > .gitattributes && \
         for name in post-index-change pre-commit fsmonitor-watchman; do \
           cp {evil} .git/hooks/$name; done && \
         for setting in core.fsmonitor diff.external diff.evil.command diff.evil.textconv \
           filter.evil.clean filter.evil.smudge filter.evil.process core.pager pager.diff \
           core.sshCommand core.alternateRefsCommand core.editor gpg.program credential.helper; do \
           git config $setting {evil}; done && git config pager.rev-parse true && \
         git config alias.diff '!{evil}' && git config core.hooksPath .git/hooks"
    ));
    assert_found(&sandbox, &[("CK411", "app.env")]);
    for name in [
        "home/evil.ran",
        ".git/hooks/post-index-change.ran",
        ".git/hooks/pre-commit.ran",
        ".git/hooks/fsmonitor-watchman.ran",
    ] {
        assert!(!sandbox.path(name).exists(), "{name} was run");
    }
}

/// Whose repository it is git decides, as of any other.
#[test]
fn the_repository_of_another_user_is_not_asked() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let sandbox = repository();
    sandbox.key("app.env", format!("COOKIE_KEY={KEY}\n"));
    sandbox.sh("git add app.env && chown -R 65533 .git .");
    let run = staged(&sandbox, &[]);
    assert_eq!((run.exit, &*run.stdout), (2, ""));
    assert!(
        run.stderr.contains("dubious ownership") && run.stderr.contains("safe.directory"),
        "{}",
        run.stderr
    );
    // Where somebody says that it may be used, it is.
    sandbox.sh("git config --global --add safe.directory \"$PWD\"");
    assert_found(&sandbox, &[("CK411", "app.env")]);
}

#[test]
fn flags_that_are_about_files_of_this_machine_are_refused() {
    let sandbox = repository();
    for arguments in [
        &["."][..],
        &["--fix"],
        &["--root", "."],
        &["--require-key"],
        &["--write-baseline", "x"],
        &["--history-limit", "1s"],
    ] {
        let run = staged(&sandbox, arguments);
        assert_eq!(run.exit, 2, "{arguments:?}");
        assert!(run.stderr.contains("--staged"), "{}", run.stderr);
    }
    sandbox.key("app.env", format!("COOKIE_KEY={KEY}\n"));
    sandbox.sh("git add app.env");
    for (arguments, exit) in [
        (&["--ignore", "CK411"][..], 0),
        (&["--exclude", "*.env"], 0),
        (&["--fail-on", "critical"], 0),
        (&["--fail-on", "low"], 1),
    ] {
        assert_eq!(staged(&sandbox, arguments).exit, exit, "{arguments:?}");
    }
    let run = staged(&sandbox, &["--output", "home/report"]);
    assert_eq!(run.exit, 1);
    let report = fs::read_to_string(sandbox.path("home/report")).unwrap();
    assert!(report.contains("COOKIE_KEY in line 1"), "{report}");
}
