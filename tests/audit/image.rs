//! CK406: keys in images.

use crate::sandbox::Sandbox;
use crate::{KEY, WORKBENCH_KEY};

const STATE: &str = "image/var/lib/rstudio-server/secure-cookie-key";

#[test]
fn a_key_in_an_image() {
    let sandbox = Sandbox::empty();
    sandbox.sh("mkdir image");
    sandbox.passes("CK406", &["--root", "image"]);
    assert_eq!(sandbox.audit(&["--root", "image"]).exit, 0);
    sandbox.key(STATE, WORKBENCH_KEY);
    sandbox.mends("CK406", "critical", &["--root", "image"]);
}

#[test]
fn a_key_that_a_layer_deletes() {
    let sandbox = Sandbox::empty();
    sandbox.key("image/var/lib/rstudio-server/.wh.secure-cookie-key", "");
    sandbox.finds("CK406", "critical", &["--root", "image"]);
}

#[test]
fn a_key_that_is_named_in_the_image() {
    let sandbox = Sandbox::empty();
    sandbox.key("image/app/cookie.key", KEY);
    sandbox.mends("CK406", "critical", &["--root", "image", "image/app"]);
}

#[test]
fn an_empty_key_file_in_an_image_is_no_key_to_be_moved() {
    let sandbox = Sandbox::empty();
    sandbox.key("image/etc/rstudio/secure-cookie-key", "");
    let finding = sandbox.finds("CK406", "critical", &["--root", "image"]);
    assert_eq!(finding["observed"], "is part of the image, and empty");
    assert!(finding["fix"].is_null(), "{finding}");
    let words = finding["mend"].as_str().unwrap();
    assert!(
        words.starts_with("build the image without the empty file"),
        "{finding}"
    );
    assert!(!words.contains("has sealed"), "{finding}");
}
