//! Keys in work trees whose repository is elsewhere (CK402 to CK404).

use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY};

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

/// The settings of one work tree go before those of the repository.
#[test]
fn a_work_tree_may_stand_in_the_second_file_of_settings() {
    let sandbox = deployment();
    let git = "git -C app/repo/.git";
    sandbox.sh("cd app/repo && git add ../cookie.key");
    sandbox.sh(&format!(
        "{git} config extensions.worktreeConfig true && {git} config --unset core.worktree && \
         git config --file app/repo/.git/config.worktree core.worktree ../.."
    ));
    sandbox.finds("CK402", "critical", &["app/cookie.key"]);
    // Without the switch nothing of it counts.
    sandbox.sh(&format!("{git} config extensions.worktreeConfig off"));
    sandbox.passes("CK402", &["app/cookie.key"]);
    // And where both say something, it is the one that does.
    sandbox.sh(&format!(
        "{git} config extensions.worktreeConfig yes && {git} config core.worktree /nonexistent"
    ));
    sandbox.finds("CK402", "critical", &["app/cookie.key"]);
}

/// Nothing is known of a work tree that stands in a file that git cannot read.
#[test]
fn settings_that_do_not_parse_are_not_taken_for_none() {
    for (name, path) in [
        ("config", "app/repo/.git/config"),
        ("config.worktree", "app/repo/.git/config.worktree"),
    ] {
        let sandbox = deployment();
        sandbox.sh(
            "cd app/repo && git add ../cookie.key && git config extensions.worktreeConfig true && \
             touch .git/config.worktree",
        );
        sandbox.finds("CK402", "critical", &["app/cookie.key"]);
        sandbox.sh(&format!("echo '[broken' >> {path}"));
        sandbox.passes("CK402", &["app/cookie.key"]);
        let finding = sandbox.finds("CK902", "medium", &["app/cookie.key"]);
        let observed = finding["observed"].as_str().unwrap();
        assert!(observed.contains("bad config"), "{name}: {observed}");
        assert!(finding["path"].as_str().unwrap().ends_with("app/repo/.git"));
        assert_eq!(sandbox.audit(&["app/cookie.key"]).exit, 5);
    }
    // Nor where it is no file at all, and none waits for it.
    let sandbox = deployment();
    sandbox.sh("rm app/repo/.git/config && mkfifo app/repo/.git/config");
    let finding = sandbox.finds("CK902", "medium", &["app/cookie.key"]);
    assert!(finding["observed"].as_str().unwrap().contains("its config"));
}

/// A repository beside that has its own folder for its tree is no concern.
#[test]
fn broken_settings_that_name_no_work_tree_are_of_another_folder() {
    let sandbox = Sandbox::empty();
    sandbox.sh("git init -q project && echo '[broken' >> project/.git/config");
    sandbox.key("cookie.key", KEY);
    let run = sandbox.audit(&["cookie.key"]);
    assert_eq!(run.exit, 0, "{} {}", run.stdout, run.stderr);
}

#[test]
fn settings_that_may_not_be_read_are_not_taken_for_none() {
    let sandbox = Sandbox::of_a_user();
    sandbox.sh("git init -q app/repo && git -C app/repo config core.worktree ../..");
    sandbox.sh("umask 077; echo 4fc1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d3c4b5a6978800112 > app/cookie.key");
    sandbox.sh("chmod 0 app/repo/.git/config");
    let finding = sandbox.finds("CK902", "medium", &["app/cookie.key"]);
    let observed = finding["observed"].as_str().unwrap();
    assert!(observed.contains("its config: "), "{observed}");
}

/// `/srv/git/app.git` of `/srv/app`: by its settings, or by what it was checked
/// out with, which its index knows.
#[test]
fn a_repository_may_lie_in_a_folder_beside() {
    for named in [true, false] {
        let sandbox = Sandbox::empty();
        sandbox.sh("mkdir -p srv/app/conf srv/git && git init -q --bare srv/git/app.git");
        if named {
            sandbox.sh("cd srv/git/app.git && git config core.bare false && \
                 git config core.worktree ../../app");
        }
        sandbox.key("srv/app/conf/cookie.key", KEY);
        sandbox.passes("CK402", &["srv/app"]);
        let git = "git --git-dir=$PWD/srv/git/app.git --work-tree=$PWD/srv/app";
        sandbox.sh(&format!("{git} add -f $PWD/srv/app/conf/cookie.key"));
        for path in ["srv/app/conf/cookie.key", "srv/app", "srv"] {
            sandbox.finds("CK402", "critical", &[path]);
        }
        // Of the same name elsewhere, and of the same content.
        sandbox.key("srv/conf/cookie.key", KEY);
        sandbox.key("srv/git/conf/cookie.key", KEY);
        sandbox.key("srv/other/conf/cookie.key", KEY);
        for path in ["srv/conf", "srv/git", "srv/other"] {
            sandbox.passes("CK402", &[path]);
        }
        sandbox.mends("CK402", "critical", &["srv/app/conf/cookie.key"]);
    }
}

/// Where those who keep a home have its repository.
#[test]
fn the_repository_of_a_home_is_found_in_its_known_places() {
    for place in [
        ".local/share/dotfiles.git",
        ".config/dotfiles",
        "git/dotfiles.git",
        "repos/dotfiles.git",
        ".dotfiles/.git",
        ".dotfiles",
        ".cfg",
        "dotfiles",
        "dotfiles/.git",
    ] {
        for named in [true, false] {
            let sandbox = Sandbox::empty();
            sandbox.sh(&format!("git init -q --bare home/{place}"));
            let git = format!("git --git-dir=$HOME/{place} --work-tree=$HOME");
            if named {
                let git = format!("git --git-dir=$HOME/{place}");
                sandbox.sh(&format!(
                    "{git} config core.bare false && {git} config core.worktree $HOME && \
                     {git} config status.showUntrackedFiles no"
                ));
            }
            sandbox.key("home/.config/app/cookie.key", KEY);
            sandbox.key("home/other.key", OTHER_KEY);
            let path = &["home/.config/app/cookie.key"];
            sandbox.passes("CK402", path);
            sandbox.sh(&format!("{git} add -f $HOME/.config/app/cookie.key"));
            let finding = sandbox.finds("CK402", "critical", path);
            assert!(finding["fix"].as_str().unwrap().contains(place), "{place}");
            for id in ["CK402", "CK404"] {
                sandbox.passes(id, &["home/other.key"]);
            }
            sandbox.mends("CK402", "critical", path);
            // A key that was changed since is tracked all the same.
            sandbox.sh(&format!("{git} add -f $HOME/.config/app/cookie.key"));
            sandbox.key("home/.config/app/cookie.key", OTHER_KEY);
            sandbox.finds("CK402", "critical", path);
        }
    }
}

/// Bare repositories are of nothing here, whatever their indexes name.
#[test]
fn a_folder_of_other_repositories_is_no_fault_of_a_key() {
    let sandbox = Sandbox::empty();
    sandbox.sh("mkdir -p home/git elsewhere");
    sandbox.key("home/cookie.key", KEY);
    sandbox.key("home/git/cookie.key", OTHER_KEY);
    sandbox.key("elsewhere/cookie.key", "-----BEGIN CERTIFICATE-----\n");
    for index in 0..12 {
        sandbox.sh(&format!(
            "git init -q --bare home/git/{index}.git && git init -q home/git/plain-{index}"
        ));
    }
    // One has an index of a folder elsewhere, with a file of the same name.
    let git = "git --git-dir=$PWD/home/git/3.git --work-tree=$PWD/elsewhere";
    sandbox.sh(&format!(
        "{git} add -f $PWD/elsewhere/cookie.key && {git} -c user.name=a -c user.email=a@example.org commit -q -m x"
    ));
    for path in ["home/cookie.key", "home/git/cookie.key", "home"] {
        let run = sandbox.audit(&[path]);
        assert_eq!(run.exit, 0, "{path}: {} {}", run.stdout, run.stderr);
    }
}

/// How far down a key lies makes no difference.
#[test]
fn a_key_far_below_the_tree_is_found() {
    let deep = (0..40)
        .map(|it| format!("d{it}"))
        .collect::<Vec<_>>()
        .join("/");
    for place in [".cfg", "git/dotfiles.git"] {
        let sandbox = Sandbox::empty();
        sandbox.sh(&format!("git init -q --bare home/{place}"));
        sandbox.key(&format!("home/{deep}/cookie.key"), KEY);
        let git = format!("git --git-dir=$HOME/{place} --work-tree=$HOME");
        sandbox.sh(&format!("{git} add -f $HOME/{deep}/cookie.key"));
        sandbox.finds("CK402", "critical", &[&format!("home/{deep}/cookie.key")]);
        sandbox.finds("CK402", "critical", &[&format!("home/{deep}")]);
        sandbox.passes("CK404", &[&format!("home/{deep}")]);
    }
}

/// Two repositories may keep one folder.
#[test]
fn every_repository_of_a_folder_is_asked() {
    let sandbox = Sandbox::empty();
    sandbox.sh("git init -q app && git init -q --bare app.git");
    sandbox
        .sh("git -C app.git config core.bare false && git -C app.git config core.worktree ../app");
    sandbox.key("app/cookie.key", KEY);
    sandbox.sh("echo /cookie.key > app/.git/info/exclude");
    sandbox.sh("git --git-dir=$PWD/app.git --work-tree=$PWD/app add -f $PWD/app/cookie.key");
    sandbox.finds("CK402", "critical", &["app/cookie.key"]);
}

/// The repository that a file in the tree names is one and not two.
#[test]
fn a_repository_that_both_sides_name_is_told_once() {
    let sandbox = Sandbox::empty();
    sandbox.sh("mkdir git && git init -q --separate-git-dir git/app.git app");
    sandbox.key("app/cookie.key", KEY);
    sandbox.sh("git -C app add -f cookie.key");
    sandbox.finds("CK402", "critical", &["app/cookie.key"]);
    sandbox.sh("git -C app config core.worktree $PWD/app");
    sandbox.finds("CK402", "critical", &["app/cookie.key"]);
    sandbox.key("git/cookie.key", OTHER_KEY);
    sandbox.passes("CK402", &["git/cookie.key"]);
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
