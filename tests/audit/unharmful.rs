//! What is advised takes no key from those who need it, and claims nothing that is not
//! known.

use serde_json::Value;

use crate::sandbox::{STRANGER, Sandbox};
use crate::{KEY, OTHER_KEY, WORKBENCH_KEY};

const ROOT: &[&str] = &["--root", "image"];
const ETC: &str = "image/etc/rstudio/secure-cookie-key";
const STATE: &str = "image/var/lib/rstudio-server/secure-cookie-key";
const VARIABLES: &str = "image/etc/rstudio/env-vars";

fn text<'a>(finding: &'a Value, field: &str) -> &'a str {
    finding[field].as_str().unwrap_or_default()
}

/// Settings were encrypted with it, and the server makes another key without it.
#[test]
fn a_variable_that_alone_has_the_key_stays() {
    let sandbox = Sandbox::empty();
    sandbox.file(
        VARIABLES,
        format!("WORKBENCH_ENCRYPTION_KEY={KEY}\n"),
        0o644,
    );
    let alone = sandbox.finds("CK705", "high", ROOT);
    // With another key in the file it is no better, nor with an empty file.
    let mut found = vec![alone];
    for other in ["", OTHER_KEY] {
        sandbox.key(ETC, other);
        found.push(sandbox.finds("CK705", "high", ROOT));
        sandbox.sh(&format!("rm {ETC}"));
    }
    for finding in found {
        assert_eq!(finding["fix"], Value::Null, "{finding}");
        let words = text(&finding, "mend");
        assert!(words.starts_with("keep the line until"), "{words}");
    }
    sandbox.key(ETC, KEY);
    let finding = sandbox.finds("CK705", "high", ROOT);
    sandbox.obey(&finding);
    assert_eq!(sandbox.sh(&format!("cat {VARIABLES}")), "");
    assert_eq!(sandbox.sh(&format!("cat {ETC}")), KEY);
}

#[test]
fn it_is_not_claimed_which_key_encrypted_a_setting() {
    let sandbox = Sandbox::empty();
    sandbox.key(ETC, WORKBENCH_KEY);
    let value = "Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFy";
    sandbox.key(
        "image/etc/rstudio/database.conf",
        format!("password={value}\n"),
    );
    let finding = sandbox.finds("CK704", "info", ROOT);
    let observed = text(&finding, "observed");
    assert!(observed.contains("looks like a value"), "{observed}");
    assert!(
        observed.ends_with("secure-cookie-key is not known"),
        "{observed}"
    );
}

/// A new one would sign everybody out at each request that another node serves.
#[test]
fn a_server_whose_key_file_is_empty_gets_its_old_key_back_and_no_new_one() {
    for content in ["", " \n"] {
        let sandbox = Sandbox::empty();
        sandbox.key("secure-cookie-key", content);
        let finding = sandbox.finds("CK501", "critical", &["secure-cookie-key"]);
        assert_eq!(finding["fix"], Value::Null, "{finding}");
        let words = text(&finding, "mend");
        assert!(
            words.starts_with("restore it from a backup, or from another node"),
            "{words}"
        );
    }
    // What a rotation has kept beside it comes back, and an application's own key is made.
    let sandbox = Sandbox::empty();
    sandbox.key("secure-cookie-key", WORKBENCH_KEY);
    sandbox.sh("cookiekit rotate -q --key secure-cookie-key >/dev/null");
    sandbox.sh(": > secure-cookie-key");
    sandbox.mends("CK501", "critical", &["secure-cookie-key"]);
    assert_eq!(sandbox.sh("cat secure-cookie-key"), WORKBENCH_KEY);
    sandbox.key("cookie.key", "");
    sandbox.mends("CK501", "critical", &["cookie.key"]);
}

#[test]
fn an_empty_key_file_is_not_said_to_be_in_use() {
    let sandbox = Sandbox::empty();
    sandbox.key(ETC, "");
    sandbox.key(STATE, WORKBENCH_KEY);
    let finding = sandbox.finds("CK701", "high", ROOT);
    assert_eq!(finding["fix"], Value::Null, "{finding}");
    let observed = text(&finding, "observed");
    assert!(
        observed.contains("which of them is in use is not known"),
        "{observed}"
    );
}

#[test]
fn the_containers_of_a_cluster_are_not_given_keys_of_their_own() {
    let sandbox = Sandbox::empty();
    sandbox.key(STATE, WORKBENCH_KEY);
    let finding = sandbox.finds("CK406", "critical", ROOT);
    for field in ["mend", "expected"] {
        let words = text(&finding, field);
        assert!(
            words.contains("cluster") && !words.contains("its own"),
            "{words}"
        );
    }
}

#[test]
fn a_link_is_not_moved_and_nothing_moves_within_a_shared_directory() {
    let sandbox = Sandbox::empty();
    sandbox.key("own/real.key", KEY);
    sandbox.sh("mkdir shared && chmod 1777 shared && ln -s ../own/real.key shared/cookie.key");
    let finding = sandbox.finds("CK202", "medium", &["shared/cookie.key"]);
    assert_eq!(finding["fix"], Value::Null, "{finding}");
    let words = text(&finding, "mend");
    assert!(
        words.starts_with("it is a link: point the program"),
        "{words}"
    );
    // The file that it leads to is no link, and its home is elsewhere.
    sandbox.key("shared/other.key", OTHER_KEY);
    sandbox.mends("CK202", "high", &["shared/other.key"]);
    // A home that is below the directory is no better place.
    sandbox.key("third.key", KEY);
    sandbox.sh("chmod 1777 .");
    for finding in sandbox.findings("CK202", &["third.key"]) {
        assert_eq!(finding["fix"], Value::Null, "{finding}");
    }
}

/// Without a path the keys of the user who runs this are found too.
#[test]
#[ignore = "needs root: tests/run"]
fn a_service_is_not_given_the_keys_of_the_user_who_audits() {
    let sandbox = Sandbox::empty();
    let key = "home/.config/cookiekit/cookie.key";
    sandbox.key(key, KEY);
    let reader = STRANGER.to_string();
    sandbox.passes("CK111", &["--reader", &reader]);
    let findings = sandbox.findings("CK111", &["--reader", &reader, key]);
    assert_eq!(findings.len(), 1, "{findings:#?}");
}

#[test]
#[ignore = "needs root: tests/run"]
fn the_owner_of_a_key_that_root_lends_keeps_it() {
    let sandbox = Sandbox::new();
    let user = STRANGER.to_string();
    sandbox.sh(&format!("chgrp {user} cookie.key && chmod 660 cookie.key"));
    let finding = sandbox.finds("CK103", "high", &["--owner", &user, "cookie.key"]);
    let fix = text(&finding, "fix");
    assert!(
        fix.starts_with(&format!("chown {user} cookie.key && chmod 600 ")),
        "{fix}"
    );
}

#[test]
#[ignore = "needs root: tests/run"]
fn a_directory_of_a_stranger_is_not_said_to_belong_to_root_or_root() {
    let sandbox = Sandbox::empty();
    sandbox.key("a/cookie.key", KEY);
    sandbox.sh(&format!("chown {STRANGER} a"));
    let finding = sandbox.finds("CK203", "high", &["a/cookie.key"]);
    let observed = text(&finding, "observed");
    assert!(observed.ends_with(", not to root"), "{observed}");
}

#[test]
fn a_key_file_whose_first_line_is_blank_is_found() {
    for start in ["\n", " \t\r\n", "\n\n"] {
        let sandbox = Sandbox::empty();
        sandbox.key("plumber.key", format!("{start}{KEY}\n"));
        let finding = sandbox.finds("CK501", "critical", &["plumber.key"]);
        let observed = text(&finding, "observed");
        assert!(
            observed.starts_with("has an empty first line"),
            "{observed}"
        );
        assert_eq!(text(&finding, "fix"), "cookiekit rotate --key plumber.key");
        sandbox.key("plumber.key", format!("{KEY}\n\n"));
        sandbox.passes("CK501", &["plumber.key"]);
    }
    // Workbench reads every byte: there it is a part of the key.
    let sandbox = Sandbox::empty();
    sandbox.key("secure-cookie-key", format!("\n{WORKBENCH_KEY}"));
    sandbox.passes("CK501", &["secure-cookie-key"]);
}

#[test]
fn a_key_of_plumber_that_is_white_space_is_found() {
    for key in ["\"\"", "''", "\" \"", "'  '", "\"\\t\""] {
        let sandbox = Sandbox::empty();
        let code = format!("library(plumber)\npr_cookie(pr, {key}, secure = TRUE)\n");
        sandbox.file("app/plumber.R", code, 0o644);
        let finding = sandbox.finds("CK805", "high", &["app"]);
        let observed = text(&finding, "observed");
        assert_eq!(observed, "calls pr_cookie() with an empty key in line 2");
    }
    let sandbox = Sandbox::empty();
    sandbox.file(
        "app/plumber.R",
        "library(plumber)\npr_cookie(pr, key, name = \" \", secure = TRUE)\n",
        0o644,
    );
    sandbox.passes("CK805", &["app"]);
}
