//! 2xx: the directories above the key.

use crate::sandbox::Sandbox;

#[test]
fn a_directory_that_others_can_write_is_told_wherever_it_is_on_the_way() {
    let sandbox = Sandbox::empty();
    sandbox.key("a/b/cookie.key", crate::KEY);
    sandbox.mode("a", 0o755);
    sandbox.passes("CK201", &["a/b/cookie.key"]);
    for mode in [0o757, 0o702] {
        sandbox.mode("a", mode);
        let finding = sandbox.mends("CK201", "high", &["a/b/cookie.key"]);
        assert_eq!(finding["path"], "a");
    }
}

#[test]
fn a_directory_on_the_way_of_a_link_counts_too() {
    let sandbox = Sandbox::empty();
    sandbox.key("safe/cookie.key", crate::KEY);
    sandbox.sh("mkdir loose && ln -s ../safe loose/way && chmod 707 loose");
    let finding = sandbox.mends("CK201", "high", &["loose/way/cookie.key"]);
    assert_eq!(finding["path"], "loose");
}

#[test]
fn a_shared_directory_is_worse_when_it_holds_the_key_itself() {
    let sandbox = Sandbox::empty();
    sandbox.key("shared/own/cookie.key", crate::KEY);
    sandbox.mode("shared", 0o1777);
    sandbox.finds("CK202", "medium", &["shared/own/cookie.key"]);
    sandbox.passes("CK201", &["shared/own/cookie.key"]);
    let key = sandbox.key("shared/cookie.key", crate::OTHER_KEY);
    let finding = sandbox.finds("CK202", "high", &["shared/cookie.key"]);
    sandbox.obey(&finding);
    assert!(!key.exists());
    sandbox.passes("CK202", &["home/.config/cookiekit/cookie.key"]);
    // Sticky without being writable by others is no sharing.
    sandbox.mode("shared", 0o1755);
    sandbox.passes("CK202", &["shared/own/cookie.key"]);
}

#[test]
fn one_directory_above_many_keys_is_one_finding() {
    let sandbox = Sandbox::empty();
    for name in ["a.key", "b.key", "c.key"] {
        let random = sandbox.sh("cookiekit keygen --stdout");
        sandbox.key(&format!("loose/{name}"), random);
    }
    sandbox.mode("loose", 0o777);
    sandbox.finds("CK201", "high", &["loose"]);
}

#[test]
#[ignore = "needs root: tests/run"]
fn a_link_of_somebody_else_in_a_shared_directory_is_told() {
    // The system lets nobody follow another's link there but its owner.
    let sandbox = Sandbox::of_a_user();
    sandbox.sh(&format!(
        "umask 077 && mkdir safe && printf {} > safe/cookie.key",
        crate::KEY
    ));
    sandbox.sh("mkdir shared && ln -s ../safe shared/way && chmod 1777 shared");
    sandbox.passes("CK204", &["shared/way/cookie.key"]);
    let arguments = ["--owner", "1000", "shared/way/cookie.key"];
    let finding = sandbox.finds("CK204", "high", &arguments);
    assert_eq!(finding["path"], "shared/way");
    assert_eq!(finding["observed"], "is a link of 65533 to ../safe");
    // Where only its owner can change names a link is as safe as the directory.
    sandbox.mode("shared", 0o1755);
    sandbox.passes("CK204", &arguments);
    // The command goes to where the link leads.
    let fix = finding["fix"].as_str().unwrap();
    assert!(fix.ends_with("/safe/cookie.key"), "{fix}");
    sandbox.obey(&finding);
}

/// Below a home directory of mode 0700 nobody can list anything.
#[test]
fn a_directory_of_keys_that_others_can_list() {
    let sandbox = Sandbox::below(&std::env::temp_dir());
    sandbox.mode("", 0o755);
    sandbox.key("keys/cookie.key", crate::KEY);
    sandbox.sh("cookiekit rotate -q --key keys/cookie.key");
    sandbox.mode("keys", 0o711);
    sandbox.passes("CK205", &["keys"]);
    sandbox.mode("keys", 0o755);
    sandbox.mends("CK205", "low", &["keys"]);
    // Names beside other files tell nothing.
    sandbox.mode("keys", 0o755);
    sandbox.key("keys/plumber.R", "");
    sandbox.passes("CK205", &["keys"]);
    sandbox.sh("rm keys/plumber.R");
    sandbox.finds("CK205", "low", &["keys"]);
    // What cannot be reached cannot be listed.
    sandbox.mode("", 0o700);
    sandbox.passes("CK205", &["keys"]);
}

#[test]
fn a_key_that_plumber_serves() {
    for (source, file) in [
        ("#* @assets ./static /public\nlist()\n", "app/plumber.R"),
        ("#' @assets static\nlist()\n", "app/api.R"),
        ("pr() |> pr_static(\"/files\", \"./static\")\n", "app/run.R"),
        ("x <- PlumberStatic$new('../static')\n", "app/R/files.R"),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.key("app/static/css/cookie.key", crate::KEY);
        sandbox.key("app/private/web.key", crate::OTHER_KEY);
        sandbox.key(file, source.replace("static", "statistics"));
        sandbox.passes("CK208", &["app"]);
        sandbox.key(file, source);
        let finding = sandbox.finds("CK208", "critical", &["app"]);
        assert_eq!(finding["path"], "app/static/css/cookie.key");
        let observed = finding["observed"].as_str().unwrap();
        assert!(observed.ends_with("in line 1"), "{observed}");
        sandbox.mends("CK208", "critical", &["app"]);
        let moved = "home/.config/cookiekit/cookie.key";
        assert_eq!(sandbox.sh(&format!("cat {moved}")), crate::KEY);
        sandbox.passes("CK208", &[moved]);
    }
}

#[test]
fn a_key_that_is_named_alone_is_looked_for_in_the_app_above_it() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/static/cookie.key", crate::KEY);
    sandbox.passes("CK208", &["app/static/cookie.key"]);
    sandbox.key("app/plumber.R", "#* @assets ./static\nlist()\n");
    sandbox.mends("CK208", "critical", &["app"]);
}

#[test]
fn a_key_that_shiny_serves() {
    for (file, source, near) in [
        (
            "app/app.R",
            "shinyApp(ui, server)\n",
            "x <- 1 # shinyApp()\n",
        ),
        ("app/ui.R", "fluidPage()\n", ""),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.key("app/www/cookie.key", crate::KEY);
        sandbox.key("app/data/web.key", crate::OTHER_KEY);
        if near.is_empty() {
            sandbox.passes("CK208", &["app"]);
        } else {
            sandbox.key(file, near);
            sandbox.passes("CK208", &["app"]);
        }
        sandbox.key(file, source);
        let finding = sandbox.mends("CK208", "critical", &["app"]);
        assert_eq!(finding["path"], "app/www/cookie.key");
    }
}
