//! A key that was made on Windows, where R reads it: from its file by `readLines`,
//! and from the credential store by the call that `keyring::key_get` makes.

use std::path::Path;

use crate::scene::{Folder, windows};

const SESSION: &str = "{\"user\":\"bob\"}";

/// Its cookies of Windows, opened on Linux with the key that R has.
fn is_the_key_of(folder: &Folder, spec: &str, key: &[u8]) {
    folder.file("of r", key, 0o600);
    for format in ["plumber", "sealed"] {
        let seal = ["encrypt", "-q", "--format", format, "--key", spec, SESSION];
        let cookie = folder.windows(&seal).done();
        let open = ["decrypt", "-q", "--format", format, "--key", "of r"];
        let opened = folder.linux(&open, cookie.as_bytes()).done();
        assert_eq!(opened, format!("{SESSION}\n"));
    }
}

#[test]
#[ignore = "needs wine, R: tests/windows/run"]
fn a_key_made_on_windows_is_one_line_to_r() {
    let folder = Folder::new();
    folder.windows(&["keygen", "-q", "--out", "k"]).done();
    // A line end that is none of its own is a part of the line to R.
    let script = "key <- readLines('k'); stopifnot(length(key) == 1L); cat(key)";
    let read = folder.run(Path::new("Rscript"), &["--vanilla", "-e", script], b"");
    let read = read.done();
    assert_eq!(read.len(), 64, "{} bytes", read.len());
    is_the_key_of(&folder, "k", read.as_bytes());
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_key_in_the_keyring_is_what_r_asks_the_credential_store_for() {
    let folder = Folder::new();
    let asked = |target: &str| {
        let program = windows().with_file_name("credential");
        folder.run(&program, &[target], b"")
    };
    for user in ["", "bob"] {
        let service = format!("cookiekit-test-{}", std::process::id());
        let (place, target) = match user {
            "" => (service.clone(), format!(":{service}:")),
            user => (format!("{service}/{user}"), format!(":{service}:{user}")),
        };
        assert_eq!(asked(&target).code, Some(3));
        let keygen = ["keygen", "-q", "--keyring", &place];
        folder.windows(&keygen).done();
        let key = asked(&target).done();
        assert_eq!(key.len(), 64, "{} bytes", key.len());
        assert!(key.bytes().all(|it| it.is_ascii_hexdigit()));
        let spec = format!("keyring:{place}");
        is_the_key_of(&folder, &spec, key.as_bytes());

        // What is there is kept.
        let again = folder.windows(&keygen);
        assert_eq!((again.code, &*again.out), (Some(2), ""), "{}", again.err);
        assert_eq!(asked(&target).done(), key);
        folder
            .windows(&["key", "delete", "-q", "--yes", "--key", &spec])
            .done();
        assert_eq!(asked(&target).code, Some(3));
    }
}
