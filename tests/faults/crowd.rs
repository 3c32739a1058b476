//! Many at once on one key.

use std::collections::BTreeSet;
use std::thread;

use crate::scene::{OLD, Scene, fingerprint};

const RIVALS: usize = 40;

fn all_at_once(scene: &Scene, arguments: &[&str]) -> Vec<crate::scene::Ended> {
    thread::scope(|scope| {
        let rivals: Vec<_> = (0..RIVALS)
            .map(|_| scope.spawn(|| scene.run(&[], arguments)))
            .collect();
        let ended = rivals.into_iter().map(|it| it.join().expect("it ran"));
        ended.collect()
    })
}

#[test]
#[ignore = "starts 80 processes: tests/run"]
fn of_forty_rotations_at_once_none_loses_a_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let scene = Scene {
        folder: folder.path().to_owned(),
    };
    scene.fill(&[("k", OLD)]);
    let arguments = ["rotate", "--key", "k", "--lock-timeout", "2m"];
    let mut ever = BTreeSet::from([fingerprint(OLD)]);
    for ended in all_at_once(&scene, &arguments) {
        assert_eq!(ended.code, Some(0), "{ended:?}");
        ever.insert(ended.stdout.trim().to_owned());
    }
    assert_eq!(ever.len(), RIVALS + 1);
    let files = scene.files();
    let slots = files.iter().filter(|(name, _)| name.starts_with('k'));
    let there: BTreeSet<String> = slots.map(|(_, text)| fingerprint(text)).collect();
    assert_eq!(ever, there);
    assert_eq!(files.len(), RIVALS + 2, "{:?}", files.keys());
}

#[test]
#[ignore = "starts 80 processes: tests/run"]
fn of_forty_keygens_at_once_one_wins() {
    let folder = tempfile::tempdir().expect("a folder");
    let scene = Scene {
        folder: folder.path().to_owned(),
    };
    let ended = all_at_once(&scene, &["keygen", "--out", "k"]);
    let won: Vec<_> = ended.iter().filter(|it| it.code == Some(0)).collect();
    assert_eq!(won.len(), 1);
    assert!(ended.iter().all(|it| matches!(it.code, Some(0 | 2))));
    let files = scene.files();
    assert_eq!(files.keys().collect::<Vec<_>>(), ["k"]);
    assert_eq!(won[0].stdout.trim(), fingerprint(&files["k"]));
}
