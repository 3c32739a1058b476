//! The way to a key: anyone who can put another key in its place chooses the key,
//! so a key is not read where one would not be made.

use std::fs;

use crate::known::{FINGERPRINT, KEY, SEALED, SEALED_PAYLOAD, SIGNED, THEN};
use crate::world::{Ended, World};

const GO_ON: &str = "(`--allow-unsafe-key` continues with a warning)";

/// A key at `a/b/k`, each folder with mode 0755.
fn world() -> World {
    let world = World::new();
    fs::create_dir_all(world.path("a/b")).unwrap();
    for folder in ["a", "a/b"] {
        world.set_mode(folder, 0o755);
    }
    world.file("a/b/k", KEY);
    world
}

fn fingerprint(world: &World, key: &str) -> Ended {
    world.run(&["key", "fingerprint", "--key", key]).ends()
}

#[track_caller]
fn is_read(world: &World, key: &str) {
    told(fingerprint(world, key), "");
}

/// The fingerprint of the key was printed, and this on standard error.
#[track_caller]
fn told(ended: Ended, err: &str) {
    assert_eq!(
        (ended.code(), ended.err.as_str()),
        (0, err),
        "{}",
        ended.what
    );
    assert!(ended.text().starts_with(FINGERPRINT), "{}", ended.text());
}

/// Refused with this, for the folder `folder`, and what the hint says.
#[track_caller]
fn refused(world: &World, key: &str, observed: &str, hint: &str) {
    let err = format!("cookiekit: {key} {observed}\nhint: {hint} {GO_ON}\n");
    fingerprint(world, key).is(4, "", &err);
}

fn at(world: &World, name: &str) -> String {
    world.path(name).display().to_string()
}

fn sh(world: &World, script: &str) {
    let ended = world.shell(script).ends();
    assert_eq!(ended.code(), 0, "{script}: {}", ended.err);
}

#[test]
fn a_folder_on_the_way_that_everybody_can_write_is_refused_and_the_hint_closes_it() {
    for (folder, mode) in [("a/b", 0o777), ("a", 0o777), ("a", 0o703), ("a/b", 0o772)] {
        let world = world();
        world.set_mode(folder, mode);
        let path = at(&world, folder);
        let fix = format!("chmod o-w {path}");
        let observed = format!("is below {path}, which everybody can write (mode {mode:04o})");
        refused(&world, "a/b/k", &observed, &format!("fix it with: {fix}"));
        let warning = format!("warning: a/b/k: using an unsafe key: a/b/k {observed}\n");
        let go_on = ["key", "fingerprint", "--key", "a/b/k", "--allow-unsafe-key"];
        told(world.run(&go_on).ends(), &warning);
        sh(&world, &fix);
        is_read(&world, "a/b/k");
    }
}

#[test]
fn every_command_that_takes_a_key_refuses_it() {
    let world = world();
    world.file("good", KEY);
    world.set_mode("a/b", 0o777);
    for arguments in [
        &["decrypt", "--name", "session", "--now", THEN, SEALED][..],
        &["verify", "--name", "session", "--now", THEN, SIGNED],
        &["encrypt", "{}"],
        &["sign", "--format", "signed", "--expires-in", "1h", "x"],
        &["key", "show"],
        &["key", "export", "--for", "k8s"],
        &["key", "copy", "--to", "copy"],
        &["rotate", "status"],
        &[
            "token",
            "issue",
            "--stateless",
            "--user",
            "a",
            "--expires-in",
            "1m",
        ],
    ] {
        for spec in ["a/b/k", "file:a/b/k"] {
            let ended = world.run(arguments).args(&["--key", spec]).ends();
            assert_eq!(ended.code(), 4, "{} {}", ended.what, ended.err);
            assert!(
                ended.err.contains("which everybody can write"),
                "{}",
                ended.err
            );
            assert!(ended.out.is_empty(), "{}", ended.what);
        }
    }
    let by_variable = ["decrypt", "--name", "session", "--now", THEN, SEALED];
    let ended = world.run(&by_variable).env("COOKIEKIT_KEY", "a/b/k").ends();
    assert_eq!(ended.code(), 4, "{}", ended.err);
    let listed = world.run(&["key", "list", "--key", "a/b/k"]).ends();
    assert_eq!(listed.code(), 4, "{}", listed.err);
    let rotated = world.run(&["rotate", "--key", "a/b/k"]).ends();
    assert!(matches!(rotated.code(), 2 | 4), "{}", rotated.err);
    let staged = world
        .run(&["rotate", "stage", "--key", "good", "--from", "a/b/k"])
        .ends();
    assert_eq!(staged.code(), 4, "{}", staged.err);
    assert_eq!(world.names(), ["a", "good"]);
    assert_eq!(fs::read_dir(world.path("a/b")).unwrap().count(), 1);
}

/// Who made the descriptor or runs the command has judged the way.
#[test]
fn what_is_no_path_has_no_way() {
    let world = world();
    world.set_mode("a/b", 0o777);
    for script in [
        "cookiekit key fingerprint --key - < a/b/k",
        "cookiekit key fingerprint --key /dev/stdin < a/b/k",
        "cookiekit key fingerprint --key file:/dev/stdin < a/b/k",
        "cookiekit key fingerprint --key fd:3 3< a/b/k",
        "cookiekit key fingerprint --key /dev/fd/3 3< a/b/k",
        "cookiekit key fingerprint --key file:/proc/self/fd/3 3< a/b/k",
        "cookiekit key fingerprint --key <(cat a/b/k)",
        "cookiekit key fingerprint --key 'cmd:cat a/b/k'",
        "K=$(cat a/b/k) cookiekit key fingerprint --key env:K",
    ] {
        told(world.shell(script).ends(), "");
    }
}

#[test]
fn a_folder_of_ones_own_in_one_that_all_share_is_fine() {
    let world = world();
    world.set_mode("a", 0o1777);
    world.set_mode("a/b", 0o700);
    is_read(&world, "a/b/k");
    // So is a file of one's own in it, and a link.
    world.file("a/k", KEY);
    is_read(&world, "a/k");
    std::os::unix::fs::symlink("b/k", world.path("a/link")).unwrap();
    is_read(&world, "a/link");
    // What the link leads through counts.
    world.set_mode("a/b", 0o777);
    let observed = format!(
        "is below {}, which everybody can write (mode 0777)",
        at(&world, "a/b")
    );
    let fix = format!("fix it with: chmod o-w {}", at(&world, "a/b"));
    refused(&world, "a/link", &observed, &fix);
}

#[test]
fn writers_judge_the_whole_way_alike() {
    let world = world();
    world.set_mode("a", 0o777);
    let path = at(&world, "a");
    let err = format!(
        "cookiekit: others could replace a key below {path}, which everybody can write (mode 0777)\n\
         hint: close it with: chmod o-w {path}, or choose another directory\n"
    );
    world
        .run(&["keygen", "--out", "a/b/new"])
        .gives(2, "", &err);
    world.run(&["rotate", "--key", "a/b/k"]).gives(2, "", &err);
    assert_eq!(fs::read_dir(world.path("a/b")).unwrap().count(), 1);
}

#[test]
#[ignore = "needs setfacl: tests/run"]
fn a_list_that_lets_somebody_write_a_folder_is_refused_and_one_that_lets_read_is_not() {
    let world = world();
    sh(
        &world,
        "setfacl -m u:54321:rx a && setfacl -m g:54321:r a/b",
    );
    is_read(&world, "a/b/k");
    for (entry, whom) in [("u:54321:rwx", "user 54321"), ("g:54321:wx", "group 54321")] {
        sh(&world, &format!("setfacl -b a && setfacl -m {entry} a"));
        let path = at(&world, "a");
        let fix = format!("setfacl -m m::rx {path}");
        let observed = format!("is below {path}, which {whom} can write (access control list)");
        refused(&world, "a/b/k", &observed, &format!("fix it with: {fix}"));
        sh(&world, &fix);
        is_read(&world, "a/b/k");
    }
}

#[test]
#[ignore = "needs root: tests/run"]
fn root_reads_in_the_folders_of_the_keys_owner_and_in_nobody_elses() {
    let world = world();
    // A service has its key in its folder: root reads it on its behalf.
    sh(&world, "chown -R 54321:54321 a");
    is_read(&world, "a/b/k");
    // Root's own key there is read as well, and who may replace it is named.
    sh(&world, "chown 0:0 a/b/k");
    let warning = format!(
        "warning: a/b/k: using an unsafe key: a/b/k is below {}, which belongs to user 54321, not \
         to root\n",
        at(&world, "a/b")
    );
    told(fingerprint(&world, "a/b/k"), &warning);
    // The issue: a folder of another user that everybody writes.
    sh(&world, "chmod 777 a/b");
    let path = at(&world, "a/b");
    let observed = format!("is below {path}, which everybody can write (mode 0777)");
    refused(
        &world,
        "a/b/k",
        &observed,
        &format!("fix it with: chmod o-w {path}"),
    );
    sh(&world, "chmod 755 a/b && chown 0:0 a/b");
    let observed = format!(
        "is below {}, which belongs to user 54321, not to root",
        at(&world, "a")
    );
    let own = "keep the key in a folder of your own: mkdir -m 700 FOLDER";
    refused(&world, "a/b/k", &observed, own);
}

#[test]
#[ignore = "needs root: tests/run"]
fn what_a_stranger_put_into_a_shared_folder_is_refused() {
    let world = world();
    world.set_mode("a", 0o1777);
    sh(&world, "cp a/b/k a/k && chmod 600 a/k && chown 54321 a/k");
    let shared = format!("{}, which everybody shares", at(&world, "a"));
    let own = "keep the key in a folder of your own: mkdir -m 700 FOLDER";
    refused(
        &world,
        "a/k",
        &format!("belongs to user 54321 and is in {shared}"),
        own,
    );
    sh(&world, "ln -s b/k a/link && chown -h 54321 a/link");
    let link = format!(
        "leads through {}, a link of user 54321 in {shared}",
        at(&world, "a/link")
    );
    refused(&world, "a/link", &link, own);
}

#[test]
#[ignore = "needs root: tests/run"]
fn a_group_that_has_others_in_it_is_refused_and_a_private_one_is_not() {
    let world = world();
    world.set_mode("a", 0o775);
    is_read(&world, "a/b/k");
    // A user's own group has the user's number where no file names it.
    sh(&world, "chown -R 54321:54321 a && chmod 775 a/b");
    is_read(&world, "a/b/k");
    sh(&world, "chown 54321:54322 a");
    let path = at(&world, "a");
    let observed = format!("is below {path}, which group 54322 can write (mode 0775)");
    refused(
        &world,
        "a/b/k",
        &observed,
        &format!("fix it with: chmod g-w {path}"),
    );
}

/// The user's own home, and a folder below a shared one.
#[test]
#[ignore = "needs root: tests/run"]
fn a_user_reads_in_the_own_home_and_not_in_the_folder_of_another() {
    let world = world();
    sh(
        &world,
        "chmod 755 . && cp $(command -v cookiekit) . && chmod 755 cookiekit && \
         mkdir -p home/mine && cp a/b/k home/mine/k && chown -R 54321:54321 home && \
         chmod 700 home && chmod 775 home/mine && cp a/b/k a/k && chown 54321 a/k a/b/k && chown 54322 a",
    );
    let user = "setpriv --reuid 54321 --regid 54321 --clear-groups ./cookiekit";
    let read = |key: &str| {
        world
            .shell(&format!("{user} key fingerprint --key {key}"))
            .ends()
    };
    told(read("home/mine/k"), "");
    let foreign = format!(
        "cookiekit: a/b/k is below {}, which belongs to user 54322, not to user 54321 or root\n\
         hint: keep the key in a folder of your own: mkdir -m 700 FOLDER {GO_ON}\n",
        at(&world, "a")
    );
    read("a/b/k").is(4, "", &foreign);
    sh(&world, "chown 0 a && chmod 777 a");
    let open = format!(
        "cookiekit: a/b/k is below {}, which everybody can write (mode 0777)\n\
         hint: keep the key in a folder of your own: mkdir -m 700 FOLDER {GO_ON}\n",
        at(&world, "a")
    );
    read("a/b/k").is(4, "", &open);
}

/// In a user namespace the owner of `/` is nobody that has a number inside.
#[test]
#[ignore = "needs root: tests/run"]
fn folders_of_those_outside_of_a_namespace_are_taken_as_they_are() {
    let world = world();
    sh(
        &world,
        "chmod 755 . && cp $(command -v cookiekit) . && chmod 755 cookiekit && \
         chown -R 54321:54321 a",
    );
    let script = "setpriv --reuid 54321 --regid 54321 --clear-groups unshare --user --map-root-user \
                  ./cookiekit key fingerprint --key a/b/k";
    told(world.shell(script).ends(), "");
}

#[test]
fn a_key_beside_it_in_an_open_folder_is_not_looked_at() {
    let world = world();
    world.file("a/b/other.key", KEY);
    world.file("a/b/k", crate::known::OTHER_KEY);
    let inspect = [
        "inspect", "--key", "a/b/k", "--name", "session", "--now", THEN, SEALED,
    ];
    let found = world.run(&inspect).ends();
    assert!(found.text().contains("other.key"), "{}", found.text());
    world.set_mode("a/b", 0o777);
    let closed = world.run(&inspect).ends();
    assert!(!closed.text().contains("other.key"), "{}", closed.text());
    assert!(!closed.text().contains(SEALED_PAYLOAD), "{}", closed.text());
}
