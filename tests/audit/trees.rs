//! Keys in work trees whose repository is elsewhere (CK402 to CK404).

use crate::KEY;
use crate::sandbox::Sandbox;

const COMMIT: &str = "git -c user.name=a -c user.email=a@example.org commit -q -m x";

/// A repository in a folder of its own work tree.
fn deployment() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.sh("git init -q app/repo && git -C app/repo config core.worktree ../..");
    sandbox.file("app/main.R", "1\n", 0o644);
    sandbox.sh(&format!("cd app/repo && git add -A .. && {COMMIT}"));
    sandbox.key("app/cookie.key", KEY);
    sandbox
}

#[test]
fn a_repository_may_name_the_folder_above_for_its_work_tree() {
    let sandbox = deployment();
    sandbox.passes("CK402", &["app/cookie.key"]);
    sandbox.finds("CK404", "medium", &["app/cookie.key"]);
    sandbox.sh("cd app/repo && git add ../cookie.key");
    for path in ["app/cookie.key", "app"] {
        sandbox.finds("CK402", "critical", &[path]);
        sandbox.passes("CK404", &[path]);
    }
    sandbox.mends("CK402", "critical", &["app/cookie.key"]);
    sandbox.passes("CK404", &["app/cookie.key"]);
    assert_eq!(sandbox.sh("cat app/cookie.key"), KEY);
}

#[test]
fn the_history_of_such_a_repository_is_searched() {
    let sandbox = deployment();
    sandbox.sh(&format!(
        "cd app/repo && git add ../cookie.key && {COMMIT} && git rm -q --cached ../cookie.key && {COMMIT}"
    ));
    sandbox.passes("CK402", &["app/cookie.key"]);
    sandbox.finds("CK403", "critical", &["app/cookie.key"]);
}

/// Its own folder is no work tree then.
#[test]
fn the_folder_around_a_repository_that_is_meant_for_another_is_none() {
    let sandbox = deployment();
    sandbox.sh("mkdir other && mv app/repo other/repo && git -C other/repo/.git config core.worktree /nonexistent");
    sandbox.key("other/repo/cookie.key", KEY);
    for id in ["CK402", "CK404"] {
        sandbox.passes(id, &["other/repo/cookie.key"]);
    }
}

/// As those do it who keep a home in a repository.
#[test]
fn a_bare_repository_may_keep_the_files_around_it() {
    let sandbox = Sandbox::empty();
    let git = "git --git-dir=$PWD/place/.dotfiles --work-tree=$PWD/place";
    sandbox.sh("mkdir place && git init -q --bare place/.dotfiles");
    sandbox.key("place/cookie.key", KEY);
    sandbox.key("place/other.key", KEY);
    // An empty one keeps nothing.
    sandbox.passes("CK402", &["place/cookie.key"]);
    sandbox.sh(&format!("{git} add -f $PWD/place/cookie.key"));
    sandbox.finds("CK402", "critical", &["place/cookie.key"]);
    // What is not in it is not meant to be.
    for id in ["CK402", "CK404"] {
        sandbox.passes(id, &["place/other.key"]);
    }
    sandbox.mends("CK402", "critical", &["place/cookie.key"]);
}

/// yadm keeps its repository further down, and says so in its settings.
#[test]
fn a_repository_of_a_home_is_found_where_its_program_keeps_it() {
    let sandbox = Sandbox::empty();
    sandbox.sh(
        "mkdir -p place/.local/share/yadm && git init -q --bare place/.local/share/yadm/repo.git",
    );
    let git = "git -C place/.local/share/yadm/repo.git";
    sandbox.sh(&format!(
        "{git} config core.bare false && {git} config core.worktree \"$PWD/place\" && \
         {git} config status.showUntrackedFiles no"
    ));
    sandbox.key("place/cookie.key", KEY);
    sandbox.passes("CK404", &["place/cookie.key"]);
    sandbox.sh(&format!(
        "{git} --work-tree=\"$PWD/place\" add -f \"$PWD/place/cookie.key\""
    ));
    sandbox.finds("CK402", "critical", &["place/cookie.key"]);
}

/// Linked work trees and submodules have a file for `.git`.
#[test]
fn a_file_for_the_repository_leads_to_it() {
    let sandbox = Sandbox::empty();
    sandbox.sh("git init -q repo && echo text > repo/file && cd repo && git add file");
    sandbox.sh(&format!(
        "cd repo && {COMMIT} && git worktree add -q ../linked 2>/dev/null"
    ));
    sandbox.key("linked/cookie.key", KEY);
    sandbox.finds("CK404", "medium", &["linked/cookie.key"]);
    sandbox.sh("cd linked && git add cookie.key");
    sandbox.finds("CK402", "critical", &["linked/cookie.key"]);
}

/// In an image git would follow links on this machine: it is not asked.
#[test]
fn a_repository_behind_a_link_of_an_image_is_not_asked() {
    let sandbox = Sandbox::empty();
    let host = tempfile::tempdir().unwrap();
    sandbox.sh(&format!("git init -q {}", host.path().display()));
    sandbox.key("image/app/cookie.key", KEY);
    sandbox.sh(&format!(
        "ln -s {}/.git image/app/.git",
        host.path().display()
    ));
    let run = sandbox.audit(&["--root", "image", "image/app/cookie.key"]);
    let told = run.stdout + &run.stderr;
    assert!(
        !told.contains("CK404") && !told.contains("CK402 "),
        "{told}"
    );
}

/// Nor is one whose files name other places, which are those of the host.
#[test]
fn a_repository_of_an_image_that_names_other_places_is_not_asked() {
    let host = tempfile::tempdir().unwrap();
    let path = host.path().display();
    for (what, script) in [
        (
            "a file for .git",
            format!("rm -r image/app/.git && echo gitdir: {path}/.git > image/app/.git"),
        ),
        (
            "commondir",
            format!("echo {path}/.git > image/app/.git/commondir"),
        ),
        (
            "alternates",
            format!("echo {path}/.git/objects > image/app/.git/objects/info/alternates"),
        ),
        (
            "an include",
            format!("git -C image/app config include.path {path}/config"),
        ),
        (
            "a work tree",
            format!("git -C image/app config core.worktree {path}"),
        ),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.sh(&format!("git init -q {path}; git init -q image/app"));
        sandbox.key("image/app/cookie.key", KEY);
        sandbox.sh(&script);
        let run = sandbox.audit(&["--root", "image", "image/app/cookie.key"]);
        let told = run.stdout + &run.stderr;
        assert!(
            !told.contains("CK404") && told.contains("CK902"),
            "{what}: {told}"
        );
    }
}
