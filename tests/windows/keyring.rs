//! A key in the credential store with its slots, as rotations leave them.

use std::collections::BTreeSet;

use crate::scene::Folder;

/// A service of one test, removed with every entry that it got.
struct Service {
    folder: Folder,
    name: String,
}

impl Service {
    fn new(test: &str) -> Service {
        let service = Service {
            folder: Folder::new(),
            name: format!("cookiekit-test-{test}-{}", std::process::id()),
        };
        service.run(&["keygen", "-q", "--keyring", &service.name]);
        service
    }

    fn spec(&self) -> String {
        format!("keyring:{}", self.name)
    }

    fn run(&self, arguments: &[&str]) -> String {
        self.folder.windows(arguments).done()
    }

    /// The key of `--key SPEC` added.
    fn ask(&self, arguments: &[&str]) -> String {
        let spec = self.spec();
        self.run(&[arguments, &["--key", &spec]].concat())
    }

    /// Its entries, as the list of all names them.
    fn entries(&self) -> Vec<String> {
        let spec = self.spec();
        let all = self.run(&["key", "list", "-q"]);
        let own = all.lines().filter(|line| line.starts_with(&spec));
        own.map(str::to_owned).collect()
    }

    fn fingerprints(&self) -> BTreeSet<String> {
        let slots: serde_json::Value =
            serde_json::from_str(&self.ask(&["key", "list", "--json"])).unwrap();
        let slots = slots["slots"].as_array().unwrap();
        let of_slot = |slot: &serde_json::Value| slot["fingerprint"].as_str().unwrap().to_owned();
        slots.iter().map(of_slot).collect()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        for entry in self.entries() {
            self.run(&["key", "delete", "-q", "--yes", "--key", &entry]);
        }
    }
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_rotation_in_the_credential_store_keeps_what_was_and_goes_back() {
    let service = Service::new("rotate");
    let cookie = service.ask(&["encrypt", "-q", "{\"a\":1}"]);
    let opens = |service: &Service| {
        let decrypt = ["decrypt", "-q", "--key", &service.spec()];
        service.folder.windows_with(&decrypt, cookie.as_bytes())
    };
    service.ask(&["rotate", "-q"]);
    assert_eq!(opens(&service).done(), "{\"a\":1}\n");
    let [primary, retired] = &service.entries()[..] else {
        panic!("{:?}", service.entries());
    };
    assert_eq!(*primary, service.spec());
    assert!(
        retired.starts_with(&format!("{primary}/#retired-")),
        "{retired}"
    );

    // To the store it is the same name, and so it is to its slots.
    let upper = format!("keyring:{}", service.name.to_uppercase());
    let slots = service.run(&["key", "list", "-q", "--key", &upper]);
    assert_eq!(slots.lines().count(), 2, "{slots}");

    service.ask(&["rotate", "stage", "-q"]);
    let status = service
        .folder
        .windows(&["rotate", "status", "--key", &upper]);
    assert_eq!(status.code, Some(1), "{status:?}");
    assert!(status.err.contains("rotate promote"), "{}", status.err);
    service.ask(&["rotate", "promote", "-q"]);
    service.ask(&["rotate", "rollback", "-q"]);
    assert_eq!(opens(&service).done(), "{\"a\":1}\n");
    assert_eq!(service.fingerprints().len(), 3);

    service.ask(&["rotate", "retire", "-q", "--older-than", "0s"]);
    assert_eq!(service.entries(), [service.spec()]);
    let gone = opens(&service);
    assert_eq!(gone.code, Some(1), "{gone:?}");
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn of_many_at_once_in_the_credential_store_each_has_its_turn() {
    const RIVALS: usize = 8;
    let service = Service::new("race");
    let first = service.fingerprints();
    std::thread::scope(|scope| {
        for _ in 0..RIVALS {
            scope.spawn(|| service.ask(&["rotate", "-q", "--lock-timeout", "50s"]));
        }
    });
    let keys = service.fingerprints();
    assert_eq!(keys.len(), RIVALS + 1);
    assert!(keys.is_superset(&first));
}
