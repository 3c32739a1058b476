//! key export: exactly what each consumer reads.

use crate::place::{ONE, Place, TWO};

#[test]
fn every_consumer_gets_what_it_reads() {
    let place = Place::with_key(ONE);
    let path = place.path("k").display().to_string();
    for (consumer, text) in [
        ("workbench", ONE.to_owned()),
        ("env", format!("COOKIE_KEY={ONE}\n")),
        ("r", format!("readLines(\"{path}\", warn = FALSE)\n")),
        (
            "plumber",
            format!(
                "plumber::pr_cookie(\n  pr,\n  readLines(\"{path}\", warn = FALSE),\n  \
                 name = \"plumber\"\n)\n"
            ),
        ),
        (
            "docker",
            format!(
                "services:\n  app:\n    secrets:\n      - COOKIE_KEY\n    environment:\n      \
                 COOKIEKIT_KEY: /run/secrets/COOKIE_KEY\nsecrets:\n  COOKIE_KEY:\n    \
                 file: \"{path}\"\n"
            ),
        ),
        (
            "systemd",
            format!(
                "[Service]\nLoadCredential=cookie.key:{path}\n\
                 Environment=COOKIEKIT_KEY=%d/cookie.key\n"
            ),
        ),
    ] {
        let export = ["key", "export", "--for", consumer, "--key", "k"];
        place.run(&export).exactly(0, &text, "");
    }
}

#[test]
fn kubernetes_gets_all_slots_under_their_names() {
    let place = Place::with_key(ONE);
    place.write("k.next", TWO);
    let export = [
        "key", "export", "--for", "k8s", "--key", "k", "--name", "web",
    ];
    let encoded = |text: &str| {
        use std::process::Command;
        let script = format!("printf %s {text} | base64 -w0");
        let output = Command::new("sh")
            .args(["-c", &script])
            .output()
            .expect("base64");
        String::from_utf8(output.stdout).expect("text")
    };
    let (one, two) = (encoded(ONE), encoded(TWO));
    place.run(&export).exactly(
        0,
        &format!(
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\ntype: Opaque\ndata:\n  \
             cookie.key: {one}\n  cookie.key.next: {two}\n"
        ),
        "",
    );
}

#[test]
fn what_a_consumer_could_misread_is_not_exported() {
    let place = Place::with_key("a b$c\n");
    for (consumer, code) in [("env", 2), ("workbench", 2), ("r", 0)] {
        let said = place.run(&["key", "export", "--for", consumer, "--key", "k"]);
        assert_eq!(said.code, code, "{said:?}");
        assert!(!said.stderr.contains("a b$c"));
    }
    let place = Place::with_key(ONE);
    for consumer in ["env", "docker", "k8s", "systemd"] {
        let export = [
            "key", "export", "--for", consumer, "--key", "k", "--name", "a b",
        ];
        assert_eq!(place.run(&export).code, 2, "{consumer}");
    }
}

/// A terminal, as `script` makes one.
#[test]
#[cfg(target_os = "linux")]
fn a_terminal_gets_a_secret_only_when_told() {
    let place = Place::with_key(ONE);
    let binary = env!("CARGO_BIN_EXE_cookiekit");
    let on_terminal = |arguments: &str| {
        let command = format!(
            "{binary} key export --key {} {arguments}",
            place.path("k").display()
        );
        let output = std::process::Command::new("script")
            .args(["-qec", &command, "/dev/null"])
            .stdin(std::process::Stdio::null())
            .output()
            .expect("script (Debian: bsdutils)");
        String::from_utf8(output.stdout).expect("text")
    };
    for consumer in ["env", "workbench", "k8s"] {
        let shown = on_terminal(&format!("--for {consumer}"));
        assert!(
            shown.contains("this would print a key on the terminal"),
            "{shown}"
        );
        assert!(!shown.contains(ONE));
    }
    assert!(on_terminal("--for env --reveal").contains(ONE));
    assert!(!on_terminal("--for r").contains(ONE));
}
