//! The ways that there are on a real file system.

use super::*;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

fn names(trail: &Trail, below: &Path) -> Vec<String> {
    let below = fs::canonicalize(below).unwrap();
    let inside = trail.directories.iter().filter_map(|directory| {
        let rest = directory.path.strip_prefix(&below).ok()?;
        Some(rest.display().to_string())
    });
    inside.collect()
}

#[test]
fn every_directory_from_the_root_down_is_on_the_way() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a/b/key");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "secret").unwrap();
    let trail = Trail::walk(&path).unwrap();
    assert_eq!(trail.directories[0].path, Path::new("/"));
    assert_eq!(names(&trail, directory.path()), ["", "a", "a/b"]);
    assert_eq!(trail.subject.size, 6);
    assert!(!trail.ends_in_link && trail.hops.is_empty());
    assert_eq!(trail.real, fs::canonicalize(&path).unwrap());
}

#[test]
fn links_are_taken_by_hand_and_both_sides_are_seen() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    fs::create_dir_all(at("real/deep")).unwrap();
    fs::create_dir_all(at("links")).unwrap();
    fs::write(at("real/deep/key"), "secret").unwrap();
    symlink("../real", at("links/dir")).unwrap();
    symlink(at("links/dir/deep/key"), at("links/key")).unwrap();
    let trail = Trail::walk(&at("links/key")).unwrap();
    assert!(trail.ends_in_link);
    assert_eq!(trail.hops.len(), 2);
    assert_eq!(trail.hops[1].target, Path::new("../real"));
    assert_eq!(
        names(&trail, directory.path()),
        ["", "links", "real", "real/deep"]
    );
    assert_eq!(trail.real, fs::canonicalize(at("real/deep/key")).unwrap());
    let through = Trail::walk(&at("links/dir/deep/key")).unwrap();
    assert!(!through.ends_in_link);
}

#[test]
fn loops_and_files_as_directories_end_in_an_error() {
    let directory = tempfile::tempdir().unwrap();
    symlink("loop", directory.path().join("loop")).unwrap();
    let looped = Trail::walk(&directory.path().join("loop")).unwrap_err();
    assert_eq!(looped.raw_os_error(), Some(Errno::LOOP.raw_os_error()));
    fs::write(directory.path().join("file"), "").unwrap();
    let below = Trail::walk(&directory.path().join("file/key")).unwrap_err();
    assert_eq!(below.kind(), io::ErrorKind::NotADirectory);
}

#[test]
fn the_facts_of_a_directory_are_its_own() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("d")).unwrap();
    let mode = fs::Permissions::from_mode(0o1777);
    fs::set_permissions(directory.path().join("d"), mode).unwrap();
    fs::write(directory.path().join("d/key"), "secret").unwrap();
    let trail = Trail::walk(&directory.path().join("d/key")).unwrap();
    assert_eq!(trail.directories.last().unwrap().mode, 0o1777);
    let itself = Trail::walk(&directory.path().join("d")).unwrap();
    assert_eq!(itself.subject.kind, Kind::Directory);
    assert_ne!(itself.directories.last().unwrap().mode, 0o1777);
}

#[test]
fn pipes_do_not_make_it_wait() {
    let directory = tempfile::tempdir().unwrap();
    let fifo = directory.path().join("fifo");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    assert!(made.unwrap().success());
    assert_eq!(Trail::walk(&fifo).unwrap().subject.kind, Kind::Fifo);
}
