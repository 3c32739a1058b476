//! 7xx: Workbench, in an unpacked image, so that every place can be filled.

use crate::sandbox::Sandbox;
use crate::{KEY, WORKBENCH_KEY};

const ROOT: &[&str] = &["--root", "image"];
const ETC: &str = "image/etc/rstudio/secure-cookie-key";
const STATE: &str = "image/var/lib/rstudio-server/secure-cookie-key";

/// An image with a server's user, who is the user that runs the tests.
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
    // Which of two is right is for people to decide: each of the commands follows one answer.
    for (answer, node) in [("where it is this one: ", 33), ("where it is that of ", 32)] {
        let finding = sandbox.finds("CK703", "critical", &compare);
        let observed = finding["observed"].as_str().unwrap();
        assert!(
            observed.starts_with("is the same except for white space at an end: 33 bytes"),
            "{observed}"
        );
        assert_eq!(finding["fix"], serde_json::Value::Null);
        let mend = finding["mend"].as_str().unwrap();
        let command = mend.split_once(answer).expect(mend).1;
        let command = command.split("; ").next().unwrap();
        let command = command.trim_start_matches("a/secure-cookie-key: ");
        sandbox.sh(command);
        sandbox.passes("CK703", &compare);
        assert_eq!(sandbox.sh("cat b/secure-cookie-key").len(), node);
        sandbox.key("a/secure-cookie-key", WORKBENCH_KEY);
        sandbox.key("b/secure-cookie-key", format!("{WORKBENCH_KEY}\n"));
    }
}

/// What its program reads as one key is one, whatever its bytes are.
#[test]
fn nodes_whose_keys_differ_in_form_alone() {
    let sandbox = Sandbox::empty();
    let compare = ["--compare", "a/cookie.key", "b/cookie.key"];
    sandbox.key("a/cookie.key", KEY);
    for (other, what) in [
        (
            format!("{KEY}\n"),
            "is the same except for white space at an end: 65 bytes",
        ),
        (
            KEY.to_ascii_uppercase(),
            "is the same except for capitals: 64 bytes",
        ),
    ] {
        sandbox.key("b/cookie.key", other);
        let finding = sandbox.finds("CK703", "low", &compare);
        assert!(finding["observed"].as_str().unwrap().starts_with(what));
        let mend = finding["mend"].as_str().unwrap();
        assert!(
            mend.starts_with("leave it where ") && mend.contains("R plumber"),
            "{mend}"
        );
        assert_eq!(finding["fix"], serde_json::Value::Null);
    }
    // Another key, and keys of a server that reads every byte.
    sandbox.key("b/cookie.key", crate::OTHER_KEY);
    sandbox.finds("CK703", "critical", &compare);
    let compare = ["--compare", "a/secure-cookie-key", "b/secure-cookie-key"];
    sandbox.key("a/secure-cookie-key", KEY);
    sandbox.key("b/secure-cookie-key", format!("{KEY}\n"));
    sandbox.finds("CK703", "critical", &compare);
    // A passphrase that is written in capitals is another one.
    let compare = ["--compare", "a/phrase.key", "b/phrase.key"];
    sandbox.key("a/phrase.key", "purple Monkey dishwasher lamp");
    sandbox.key("b/phrase.key", "purple monkey dishwasher lamp");
    sandbox.finds("CK703", "critical", &compare);
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
    // The server takes it from its file then.
    sandbox.key(ETC, KEY);
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

#[test]
fn cookies_that_browsers_drop_without_tls() {
    let sandbox = image();
    let conf = "image/etc/rstudio/rserver.conf";
    let set = |text: &str| sandbox.file(conf, text, 0o644);
    for near in [
        "www-same-site=lax\n",
        "# www-same-site=none\n",
        "www-same-site=none\nssl-enabled=1\n",
        "www-same-site=none\nauth-cookies-force-secure=1\n",
    ] {
        set(near);
        sandbox.passes("CK708", ROOT);
    }
    set("www-port=8787\nwww-same-site=none\n");
    sandbox.mends("CK708", "low", ROOT);
    let mended = "www-port=8787\nwww-same-site=none\nauth-cookies-force-secure=1\n";
    assert_eq!(sandbox.sh(&format!("cat {conf}")), mended);
}

/// A key of Workbench is read as it is, under whatever name: a passphrase is
/// none to it.
#[test]
fn a_key_of_another_name_is_workbenchs() {
    let sandbox = image();
    let phrase = "a passphrase of more than 32 characters, as it is";
    // Under a name of its own.
    sandbox.key("app/cookie.key", phrase);
    sandbox.finds("CK503", "high", &["app"]);
    sandbox.sh("rm app/cookie.key");
    for name in ["alice_secure-cookie-key", "prod-secure-cookie-key"] {
        sandbox.key(&format!("app/{name}"), phrase);
        sandbox.passes("CK503", &["app"]);
        sandbox.sh("rm app/*");
    }
    // By the settings, and by a unit.
    sandbox.key("image/srv/keys/wb.key", phrase);
    sandbox.file(
        "image/etc/rstudio/rserver.conf",
        "secure-cookie-key-file=/srv/keys/wb.key\n",
        0o644,
    );
    sandbox.passes("CK503", ROOT);
    sandbox.passes("CK702", ROOT);
    sandbox.mode("image/srv/keys/wb.key", 0o644);
    sandbox.mends("CK702", "high", ROOT);
    sandbox.file("image/etc/rstudio/rserver.conf", "www-port=8787\n", 0o644);
    let unit = "image/etc/systemd/system/rstudio-server.service";
    sandbox.file(
        unit,
        "[Service]\nExecStart=/usr/lib/rstudio-server/bin/rserver --secure-cookie-key-file=/srv/keys/wb.key\n",
        0o644,
    );
    sandbox.mode("image/srv/keys/wb.key", 0o640);
    sandbox.mends("CK702", "high", ROOT);
}

#[test]
fn keys_of_several_names_in_the_temporary_directory() {
    let sandbox = image();
    sandbox.key(
        "image/tmp/rstudio-server/alice_secure-cookie-key",
        WORKBENCH_KEY,
    );
    sandbox.mends("CK707", "high", ROOT);
}

#[test]
#[cfg(feature = "token")]
fn the_key_in_the_database_of_a_cluster() {
    let sandbox = image();
    let path = sandbox.path("image/var/lib/rstudio-server/rstudio.sqlite");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let database = rusqlite::Connection::open(&path).unwrap();
    database
        .execute_batch("CREATE TABLE cluster (id INTEGER, secure_cookie_key TEXT)")
        .unwrap();
    sandbox.mode("image/var/lib/rstudio-server/rstudio.sqlite", 0o600);
    sandbox.passes("CK709", ROOT);
    database
        .execute("INSERT INTO cluster VALUES (1, ?1)", [WORKBENCH_KEY])
        .unwrap();
    let finding = sandbox.finds("CK709", "medium", ROOT);
    assert_eq!(
        finding["observed"],
        "has the key of cookies in its table cluster"
    );
    assert!(
        !finding.to_string().contains(&WORKBENCH_KEY[..8]),
        "{finding}"
    );
}

/// The node that is named first may be the odd one.
#[test]
fn what_most_nodes_have_is_what_one_is_compared_with() {
    let sandbox = Sandbox::empty();
    let nodes = [
        "a/secure-cookie-key",
        "b/secure-cookie-key",
        "c/secure-cookie-key",
    ];
    sandbox.key(nodes[0], &crate::OTHER_KEY[..32]);
    sandbox.key(nodes[1], WORKBENCH_KEY);
    sandbox.key(nodes[2], WORKBENCH_KEY);
    let compare = [&["--compare"], &nodes[..]].concat();
    let finding = sandbox.mends("CK703", "critical", &compare);
    assert_eq!(finding["path"], nodes[0]);
    assert_eq!(sandbox.sh("cat a/secure-cookie-key"), WORKBENCH_KEY);
}
