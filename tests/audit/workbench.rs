//! 7xx: Workbench, in an unpacked image, so that every place can be filled.

use crate::sandbox::Sandbox;
use crate::{KEY, WORKBENCH_KEY};

const ROOT: &[&str] = &["--root", "image"];
const ETC: &str = "image/etc/rstudio/secure-cookie-key";
const STATE: &str = "image/var/lib/rstudio-server/secure-cookie-key";

/// An image with a server's user, who is whoever runs the tests.
fn image() -> Sandbox {
    let sandbox = Sandbox::empty();
    let uid = sandbox.sh("id -u");
    let line = format!(
        "rstudio-server:x:{}:999::/nonexistent:/bin/false\n",
        uid.trim()
    );
    sandbox.file("image/etc/passwd", line, 0o644);
    sandbox.file("image/etc/rstudio/rserver.conf", "www-port=8787\n", 0o644);
    sandbox
}

#[test]
fn two_places_with_different_keys() {
    let sandbox = image();
    sandbox.key(ETC, WORKBENCH_KEY);
    sandbox.passes("CK701", ROOT);
    sandbox.key(STATE, WORKBENCH_KEY);
    sandbox.finds("CK701", "low", ROOT);
    sandbox.passes("CK508", ROOT);
    sandbox.key(STATE, &crate::OTHER_KEY[..32]);
    let finding = sandbox.mends("CK701", "high", ROOT);
    assert!(finding["path"].as_str().unwrap().ends_with(STATE));
}

#[test]
fn the_place_that_the_settings_name_comes_first() {
    let sandbox = image();
    sandbox.key(ETC, WORKBENCH_KEY);
    sandbox.key("image/opt/key", &crate::OTHER_KEY[..32]);
    let conf = "secure-cookie-key-file=/opt/key\n";
    sandbox.file("image/etc/rstudio/rserver.conf", conf, 0o644);
    let finding = sandbox.mends("CK701", "high", ROOT);
    assert!(finding["path"].as_str().unwrap().ends_with(ETC));
}

#[test]
fn the_mode_of_the_key() {
    let sandbox = image();
    sandbox.key(ETC, WORKBENCH_KEY);
    sandbox.passes("CK702", ROOT);
    sandbox.mode(ETC, 0o640);
    sandbox.mends("CK702", "high", ROOT);
}

#[test]
fn one_node_alone_is_not_compared() {
    let sandbox = Sandbox::new();
    for same in [&["cookie.key"][..], &["cookie.key", "cookie.key"]] {
        let run = sandbox.audit(&[&["--compare"], same].concat());
        assert_eq!((run.exit, &*run.stdout), (2, ""));
        assert_eq!(
            run.stderr,
            "cookiekit: --compare: there is nothing to compare cookie.key with\n\
             hint: name the copy of every node, two or more\n"
        );
    }
}

#[test]
fn nodes_that_differ() {
    let sandbox = Sandbox::empty();
    let compare = ["--compare", "a/secure-cookie-key", "b/secure-cookie-key"];
    sandbox.key("a/secure-cookie-key", WORKBENCH_KEY);
    sandbox.key("b/secure-cookie-key", WORKBENCH_KEY);
    sandbox.passes("CK703", &compare);
    assert_eq!(sandbox.audit(&compare).exit, 0);
    sandbox.key("b/secure-cookie-key", format!("{WORKBENCH_KEY}\n"));
    let finding = sandbox.mends("CK703", "critical", &compare);
    let observed = finding["observed"].as_str().unwrap();
    assert!(
        observed.starts_with("is the same but for white space at an end: 33 bytes"),
        "{observed}"
    );
    assert_eq!(sandbox.audit(&compare).exit, 0);
}

#[test]
fn encrypted_settings_matter_when_a_rotation_is_staged() {
    let sandbox = image();
    sandbox.key(ETC, WORKBENCH_KEY);
    sandbox.key("image/etc/rstudio/database.conf", "password=in-clear\n");
    sandbox.passes("CK704", ROOT);
    let encrypted = "Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFy";
    sandbox.key(
        "image/etc/rstudio/database.conf",
        format!("password={encrypted}\n"),
    );
    sandbox.finds("CK704", "info", ROOT);
    sandbox.key(&format!("{ETC}.next"), &KEY[..32]);
    sandbox.finds("CK704", "high", ROOT);
}

#[test]
fn a_variable_that_overrides_the_key() {
    let sandbox = image();
    let file = "image/etc/rstudio/env-vars";
    sandbox.file(file, "# WORKBENCH_ENCRYPTION_KEY=x\nTZ=UTC\n", 0o644);
    sandbox.passes("CK705", ROOT);
    sandbox.file(
        file,
        format!("WORKBENCH_ENCRYPTION_KEY={KEY}\nTZ=UTC\n"),
        0o644,
    );
    sandbox.mends("CK705", "high", ROOT);
    assert_eq!(sandbox.sh(&format!("cat {file}")), "TZ=UTC\n");
}

#[test]
fn keys_beside_the_one_for_cookies() {
    let sandbox = image();
    sandbox.key("image/etc/rstudio/launcher.pem", "-----BEGIN");
    sandbox.file("image/etc/rstudio/launcher.pub", "-----BEGIN", 0o644);
    sandbox.passes("CK706", ROOT);
    sandbox.mode("image/etc/rstudio/launcher.pem", 0o644);
    sandbox.mends("CK706", "medium", ROOT);
    sandbox.sh("cd image/etc/rstudio && openssl genrsa -out launcher.pem 2048 2>&1 && rm launcher.pub && chmod 600 launcher.pem");
    sandbox.mends("CK706", "medium", ROOT);
}

#[test]
fn a_key_in_the_temporary_directory() {
    let sandbox = image();
    sandbox.key("image/tmp/rstudio-server/other", WORKBENCH_KEY);
    sandbox.passes("CK707", ROOT);
    sandbox.key("image/tmp/rstudio-server/secure-cookie-key", WORKBENCH_KEY);
    sandbox.mends("CK707", "high", ROOT);
}

#[test]
fn cookies_that_are_not_to_be_marked_for_tls() {
    let sandbox = image();
    let conf = "image/etc/rstudio/rserver.conf";
    let set = |text: &str| sandbox.file(conf, text, 0o644);
    for near in [
        "www-port=8787\n",
        "# auth-cookies-force-secure=0\n",
        "auth-cookies-force-secure=1\n",
        "auth-cookies-force-secure=0\nssl-enabled=1\n",
    ] {
        set(near);
        sandbox.passes("CK708", ROOT);
    }
    set("www-port=8787\nauth-cookies-force-secure = 0\nssl-enabled=0\n");
    sandbox.mends("CK708", "low", ROOT);
    let mended = "www-port=8787\nauth-cookies-force-secure = 1\nssl-enabled=0\n";
    assert_eq!(sandbox.sh(&format!("cat {conf}")), mended);
}
