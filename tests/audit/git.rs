//! The key in a git repository and in the context of a container build.

use crate::KEY;
use crate::sandbox::Sandbox;

const COMMIT: &str = "git -c user.name=a -c user.email=a@example.org commit -q -m x";

fn repository() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.sh("git init -q repo && echo text > repo/file && cd repo && git add file");
    sandbox.sh(&format!("cd repo && {COMMIT}"));
    sandbox.key("repo/a/cookie.key", KEY);
    sandbox
}

/// What is ignored of a key: itself, its slots, its lock, what a run that was killed left.
const IGNORED: &str = "/a/cookie.key\n/a/cookie.key.next\n\
    /a/cookie.key.retired-????????T??????Z-????????\n/a/.cookie.key.lock\n\
    /a/.cookie.key.????????????????.tmp\n/a/.cookie.key.*.????????????????.tmp\n";

const PATH: &[&str] = &["repo/a/cookie.key"];

#[test]
fn a_key_that_is_one_add_away() {
    let sandbox = repository();
    sandbox.mends("CK404", "medium", PATH);
    assert_eq!(sandbox.sh("cat repo/.gitignore"), IGNORED);
    assert_eq!(sandbox.audit(PATH).exit, 0);
    // Outside of a work tree there is nothing to ignore.
    sandbox.key("cookie.key", KEY);
    sandbox.passes("CK404", &["cookie.key"]);
}

#[test]
fn a_key_that_is_tracked() {
    let sandbox = repository();
    sandbox.passes("CK402", PATH);
    sandbox.sh("cd repo && git add -f a/cookie.key");
    sandbox.passes("CK404", PATH);
    sandbox.passes("CK403", PATH);
    sandbox.sh(&format!("cd repo && {COMMIT}"));
    let finding = sandbox.mends("CK402", "critical", PATH);
    assert!(
        finding["mend"]
            .as_str()
            .unwrap()
            .starts_with("rotate: the history has it")
    );
    sandbox.passes("CK404", PATH);
}

/// What is reported of a key that is staged and in no commit.
fn is_staged_alone(sandbox: &Sandbox) {
    let finding = sandbox.finds("CK402", "critical", PATH);
    assert_eq!(
        finding["observed"],
        "is staged in git, and no branch has it yet"
    );
    let mend = finding["mend"].as_str().unwrap();
    assert!(mend.contains("the key need not be rotated"), "{mend}");
    assert!(!mend.contains("history"), "{mend}");
    sandbox.passes("CK403", PATH);
}

#[test]
fn a_key_that_is_staged_and_in_no_commit() {
    let sandbox = repository();
    sandbox.sh("cd repo && git add -N a/cookie.key");
    is_staged_alone(&sandbox);
    sandbox.sh("cd repo && git add -f a/cookie.key");
    is_staged_alone(&sandbox);
    sandbox.mends("CK402", "critical", PATH);
    sandbox.passes("CK404", PATH);
    // Before the first commit there is no other.
    sandbox.sh("rm -rf repo/.git repo/.gitignore && git init -q repo && cd repo && git add a");
    is_staged_alone(&sandbox);
}

#[test]
fn a_staged_key_that_a_stash_a_merge_or_an_amended_commit_has() {
    let git = COMMIT.replace("commit -q -m x", "");
    for script in [
        format!("git add -f a && {git} stash -q && {git} stash apply -q --index"),
        format!(
            "git add -f a && {COMMIT} && git rm -q --cached a/cookie.key && {COMMIT} && git add -f a"
        ),
        format!(
            "git add -f a && {COMMIT} && git rm -q --cached a/cookie.key && \
             {git} commit -q --amend --allow-empty -m y && git add -f a"
        ),
        format!(
            "cp a/cookie.key ../kept && git checkout -q -b side && git add -f a && {COMMIT} && \
             git checkout -q - && echo b > b && git add b && {COMMIT} && \
             {git} merge -q --no-commit --no-ff side && git branch -q -D side && \
             git reflog expire --expire=now --all && chmod 600 a/cookie.key"
        ),
    ] {
        let sandbox = repository();
        sandbox.sh(&format!("cd repo && {script}"));
        let finding = sandbox.finds("CK402", "critical", PATH);
        assert_eq!(finding["observed"], "is tracked by git", "{script}");
    }
}

#[test]
fn what_is_ignored_of_a_key_is_what_a_rotation_makes() {
    let sandbox = repository();
    sandbox.sh("mv repo/a/cookie.key 'repo/a/my [k] key.key'");
    let finding = sandbox.finds("CK404", "medium", &["repo/a"]);
    sandbox.obey(&finding);
    let made = [
        "my [k] key.key.next",
        "my [k] key.key.retired-20261121T211200Z-1a2b3c4d",
        ".my [k] key.key.lock",
        ".my [k] key.key.0123456789abcdef.tmp",
        ".my [k] key.key.next.0123456789abcdef.tmp",
    ];
    let others = [
        "my [k] key.key.notes",
        "my k key.key.next",
        ".my [k] key.key.txt",
        "b.key",
    ];
    for name in made.iter().chain(&others) {
        sandbox.file(&format!("repo/a/{name}"), "x", 0o600);
    }
    let seen = sandbox.sh("cd repo && git status --short -uall -z a | tr '\\0' '\\n'");
    for name in made {
        assert!(!seen.contains(name), "{seen}");
    }
    for name in others {
        assert!(seen.contains(name), "{name} {seen}");
    }
}

#[test]
fn a_key_that_was_committed_once() {
    let sandbox = repository();
    sandbox.passes("CK403", PATH);
    sandbox.sh(&format!(
        "cd repo && git add -f a && {COMMIT} && git rm -q --cached a/cookie.key && {COMMIT}"
    ));
    sandbox.passes("CK402", PATH);
    let finding = sandbox.finds("CK403", "critical", PATH);
    assert_eq!(finding["fix"], "cookiekit rotate --key repo/a/cookie.key");
    sandbox.obey(&finding);
    assert_ne!(sandbox.sh("cat repo/a/cookie.key"), KEY);
    // The old one still opens what it has sealed, until that is over.
    assert_eq!(sandbox.sh("cat repo/a/cookie.key.retired-*"), KEY);
    let finding = sandbox.finds("CK403", "critical", PATH);
    assert!(finding["fix"].is_null());
    sandbox.sh("cookiekit rotate retire -q --older-than 0s --key repo/a/cookie.key");
    sandbox.passes("CK403", PATH);
}

/// A program that leaves a mark, and every setting, hook and attribute that
/// could make git run it.
fn hostile(sandbox: &Sandbox, repository: &str) {
    sandbox.file(
        "evil",
        format!("#!/bin/sh\ntouch {}\ncat\n", sandbox.path("ran").display()),
        0o755,
    );
    let evil = sandbox.path("evil").display().to_string();
    let mut script = format!("set -e; cd {repository}; export GIT_CONFIG_COUNT=0; config() {{ ");
    script += "git config --file \"$(git rev-parse --git-dir)/config\" \"$@\"; }; ";
    for name in [
        "core.fsmonitor",
        "core.sshCommand",
        "core.pager",
        "core.editor",
        "core.askPass",
        "core.gitProxy",
        "core.alternateRefsCommand",
        "pager.log",
        "pager.ls-files",
        "pager.config",
        "pager.cat-file",
        "sequence.editor",
        "credential.helper",
        "diff.external",
        "diff.evil.command",
        "diff.evil.textconv",
        "merge.evil.driver",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "gpg.program",
        "gpg.ssh.program",
        "gpg.x509.program",
        "gpg.ssh.defaultKeyCommand",
        "uploadpack.packObjectsHook",
        "trailer.evil.command",
        "trailer.evil.cmd",
        "interactive.diffFilter",
        "difftool.evil.cmd",
        "mergetool.evil.cmd",
        "browser.evil.cmd",
        "remote.origin.uploadpack",
        "remote.origin.receivepack",
        "hook.evil.command",
    ] {
        script += &format!("config {name} {evil}; ");
    }
    for name in [
        "alias.ls-files",
        "alias.log",
        "alias.cat-file",
        "alias.config",
        "alias.hash-object",
        "alias.check-ignore",
        "alias.rev-parse",
    ] {
        script += &format!("config {name} '!{evil}'; ");
    }
    script += &format!(
        "config log.showSignature true; config filter.evil.required true; \
         config log.diffMerges on; config log.decorate full; config format.pretty '%G?'; \
         config fetch.fsckObjects true; config gc.auto 1; config gc.autoDetach false; \
         config remote.origin.url 'ext::{evil}'; config remote.origin.promisor true; \
         config remote.origin.partialclonefilter blob:none; \
         config extensions.partialClone origin; config core.repositoryFormatVersion 1; \
         config hook.evil.event post-index-change; config protocol.allow always; \
         config protocol.ext.allow always; config core.hooksPath {hooks}; \
         mkdir -p {hooks} \"$(git rev-parse --git-dir)/hooks\" \"$(git rev-parse --git-dir)/info\"; \
         for hook in post-index-change reference-transaction pre-auto-gc post-checkout \
         fsmonitor-watchman pre-commit push-to-checkout sendemail-validate; do \
         cp {evil} {hooks}/$hook; cp {evil} \"$(git rev-parse --git-dir)/hooks/$hook\"; done; \
         echo '* filter=evil diff=evil merge=evil' > \"$(git rev-parse --git-dir)/info/attributes\"",
        hooks = sandbox.path("hooks").display(),
    );
    sandbox.sh(&script);
}

#[test]
fn nothing_in_a_repository_is_run() {
    let sandbox = repository();
    sandbox.sh(&format!(
        "cd repo && git add -f a && {COMMIT} && git rm -q --cached a/cookie.key && {COMMIT}"
    ));
    hostile(&sandbox, "repo");
    // It is hostile: git itself runs what it names.
    sandbox.sh("git -C repo status > /dev/null 2>&1 || true");
    assert!(sandbox.path("ran").exists());
    sandbox.sh("rm ran");
    for path in [PATH, &["repo"]] {
        sandbox.finds("CK404", "medium", path);
        sandbox.finds("CK403", "critical", path);
        assert!(!sandbox.path("ran").exists());
    }
    // Nor where objects are to be got from a server.
    sandbox.sh("rm -rf repo/.git/objects/??");
    sandbox.audit(&["repo"]);
    assert!(!sandbox.path("ran").exists());
}

/// One that is named to git, for it was found beside, is no better.
#[test]
fn nothing_in_a_repository_of_another_folder_is_run() {
    let sandbox = Sandbox::empty();
    sandbox.sh("git init -q --bare home/.cfg && git init -q repos/app && git -C repos/app config core.worktree ../../../home");
    sandbox.key("home/cookie.key", KEY);
    for repository in ["home/.cfg", "repos/app/.git"] {
        sandbox.sh(&format!(
            "git --git-dir=$PWD/{repository} --work-tree=$PWD/home add -f $PWD/home/cookie.key"
        ));
    }
    hostile(&sandbox, "home/.cfg");
    hostile(&sandbox, "repos/app/.git");
    sandbox.sh("rm -f ran");
    for path in ["home/cookie.key", "home"] {
        assert_eq!(sandbox.findings("CK402", &[path]).len(), 2);
        assert!(!sandbox.path("ran").exists());
    }
}

/// As git has it: somebody else's repository is not used, unless the user says
/// so, also where it was found and not stood in.
#[test]
#[ignore = "needs root: tests/run"]
fn a_repository_of_another_user_is_not_used() {
    for (repository, place) in [
        ("home/.cfg", "--bare"),
        ("git/app.git", "--bare"),
        ("git/app/.git", ""),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.sh(&format!(
            "git init -q {place} {}",
            repository.trim_end_matches("/.git")
        ));
        let git = format!("git --git-dir=$PWD/{repository} --work-tree=$PWD/home");
        sandbox.key("home/cookie.key", KEY);
        sandbox.sh(&format!("{git} add -f $PWD/home/cookie.key"));
        if repository.starts_with("git") {
            sandbox.sh(&format!(
                "git -C {repository} config core.bare false && \
                 git -C {repository} config core.worktree $PWD/home"
            ));
        }
        sandbox.finds("CK402", "critical", &["home/cookie.key"]);
        hostile(&sandbox, repository);
        sandbox.sh(&format!("chown -R 65533:65533 {repository}; rm -f ran"));
        for path in ["home/cookie.key", "home"] {
            sandbox.passes("CK402", &[path]);
            let finding = sandbox.finds("CK902", "medium", &[path]);
            let observed = finding["observed"].as_str().unwrap();
            assert!(observed.contains("dubious ownership"), "{observed}");
            assert!(!sandbox.path("ran").exists());
        }
        // The user's word counts, and still nothing of it is run.
        sandbox.sh(&format!(
            "git config --global safe.directory $PWD/{repository}"
        ));
        sandbox.finds("CK402", "critical", &["home/cookie.key"]);
        assert!(!sandbox.path("ran").exists());
    }
}

/// What git reads can be made to be without an end, or to wait: the audit ends,
/// and says what it does not know.
#[test]
fn settings_that_never_end_are_not_waited_for() {
    for script in [
        "git -C repo config include.path config",
        "mkfifo repo/.git/pipe && git -C repo config include.path pipe",
        "git -C repo config include.path /dev/zero",
        "git -C repo config core.worktree '\n'",
        "mkfifo repo/.git/config.worktree && git -C repo config extensions.worktreeConfig true",
    ] {
        let sandbox = repository();
        sandbox.sh(script);
        let start = std::time::Instant::now();
        let run = sandbox.audit(PATH);
        assert_eq!(run.exit, 5, "{script}: {} {}", run.stdout, run.stderr);
        assert!(start.elapsed().as_secs() < 25, "{script}");
    }
}

/// An index may be kept in two files, the second of which could be anything.
#[test]
fn a_second_file_of_an_index_is_not_waited_for() {
    let sandbox = repository();
    sandbox.sh(
        "cd repo && git add -f a/cookie.key && git update-index --split-index && \
         for file in .git/sharedindex.*; do rm $file && mkfifo $file; done",
    );
    let start = std::time::Instant::now();
    let run = sandbox.audit(PATH);
    assert_eq!(run.exit, 5, "{} {}", run.stdout, run.stderr);
    assert!(start.elapsed().as_secs() < 25);
}

#[test]
fn variables_do_not_lead_git_elsewhere() {
    let mut sandbox = repository();
    sandbox.variable("GIT_DIR", "/nonexistent");
    sandbox.variable("GIT_WORK_TREE", "/");
    sandbox.finds("CK404", "medium", PATH);
}

#[test]
fn without_git_it_is_said_and_does_not_pass() {
    let mut sandbox = repository();
    sandbox.variable("PATH", "/nonexistent");
    assert_eq!(sandbox.audit(PATH).exit, 5);
    sandbox.finds("CK902", "medium", PATH);
}

#[test]
fn a_key_in_the_context_of_a_build() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/conf/cookie.key", KEY);
    let path = &["app/conf/cookie.key"];
    sandbox.passes("CK405", path);
    sandbox.file("app/Dockerfile", "FROM scratch\nCOPY bin /bin\n", 0o644);
    sandbox.finds("CK405", "high", path);
    sandbox.file("app/Dockerfile", "FROM scratch\nCOPY . /app\n", 0o644);
    sandbox.mends("CK405", "critical", path);
    assert_eq!(sandbox.sh("cat app/.dockerignore"), "conf/cookie.key\n");
    assert_eq!(sandbox.audit(path).exit, 0);
}
