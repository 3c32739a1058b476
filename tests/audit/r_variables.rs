//! Keys in the files that R reads variables from, wherever they are.

use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY};

#[test]
fn passphrases_in_the_variables_of_r() {
    for line in [
        "PLUMBER_KEY=Plumber-Secret-2024!",
        "COOKIE_KEY = my dog likes cheese # 7",
        "SESSION_KEY=\"Tr0ub4dor&3-horse\"",
        "PLUMBER_KEY=${OTHER-Plumber-Secret-2024!}",
    ] {
        for name in [".Renviron", "Renviron.site"] {
            let sandbox = Sandbox::empty();
            sandbox.file(&format!("app/{name}"), format!("TZ=UTC\n{line}\n"), 0o600);
            let finding = sandbox.finds("CK411", "high", &["app"]);
            let observed = finding["observed"].as_str().unwrap();
            assert!(observed.ends_with("in line 2"), "{observed}");
        }
    }
    let sandbox = Sandbox::empty();
    let near = "PLUMBER_KEY=/etc/plumber/cookie.key\nCOOKIE_KEY=my_cookie\nSESSION_KEY=user_v2\n\
                PLUMBER_SECRET=${OTHER}\nCOOKIE_SECRET=<your key here>\n\
                # PLUMBER_KEY=Plumber-Secret-2024!\n";
    sandbox.file("app/.Renviron", near, 0o600);
    assert_eq!(sandbox.audit(&["app"]).exit, 0);
}

#[test]
fn a_key_that_is_what_a_variable_has_by_default() {
    for text in [
        "COOKIE_KEY=${COOKIE_KEY-§}\n",
        "COOKIE_KEY=${OTHER-§}\n",
        "COOKIE_KEY=\"${OTHER:-§}\"\n",
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file("app/.Renviron", text.replace('§', KEY), 0o600);
        sandbox.finds("CK411", "high", &["app"]);
        sandbox.file(
            "app/.Renviron",
            text.replace('§', KEY).replace("COOKIE_KEY", "ID"),
            0o600,
        );
        sandbox.passes("CK411", &["app"]);
    }
}

#[test]
fn files_of_any_name_that_r_is_given() {
    let mut sandbox = Sandbox::empty();
    sandbox.file("site", format!("COOKIE_KEY={KEY}\n"), 0o600);
    sandbox.file("user.txt", format!("SESSION_SECRET={OTHER_KEY}\n"), 0o600);
    let (site, user) = (sandbox.path("site"), sandbox.path("user.txt"));
    sandbox.variable("R_ENVIRON", &site.display().to_string());
    sandbox.variable("R_ENVIRON_USER", &user.display().to_string());
    let run = sandbox.audit(&["--json"]);
    for path in [site, user] {
        assert!(
            run.stdout.contains(&*path.to_string_lossy()),
            "{}",
            run.stdout
        );
    }
}

#[test]
fn variables_of_each_r_of_an_image() {
    for place in [
        "opt/R/4.3.1/lib/R/etc",
        "usr/local/lib/R/etc",
        "usr/lib64/R/etc",
        "etc/R",
    ] {
        let sandbox = Sandbox::empty();
        let site = format!("image/{place}/Renviron.site");
        sandbox.file(&site, format!("COOKIE_KEY={KEY}\n"), 0o600);
        sandbox.finds("CK411", "high", &["--root", "image"]);
    }
}

#[test]
fn a_file_that_a_build_names_as_that_of_a_key() {
    let text = "FROM r\nENV §_FILE=/etc/k\nRUN echo KEY > /etc/k\n".replace("KEY", KEY);
    let sandbox = Sandbox::empty();
    sandbox.file("app/Dockerfile", text.replace('§', "DATA"), 0o600);
    sandbox.passes("CK411", &["app"]);
    sandbox.file("app/Dockerfile", text.replace('§', "COOKIE_KEY"), 0o600);
    let finding = sandbox.finds("CK411", "high", &["app"]);
    let observed = finding["observed"].as_str().unwrap();
    assert_eq!(observed, "writes a key into /etc/k in line 3");
}

#[test]
fn a_secret_with_symbols_behind_an_option() {
    let sandbox = Sandbox::empty();
    sandbox.file(
        "app/run.sh",
        "app --session-secret p@ssW0rd!xyz%12longer\n",
        0o600,
    );
    sandbox.finds("CK411", "high", &["app"]);
    let near = "app --session-secret-file /run/p@ssW0rd!xyz%12longer\n\
                app --session-secret $SECRET --title p@ssW0rd!xyz%12longer\n";
    sandbox.file("app/run.sh", near, 0o600);
    sandbox.passes("CK411", &["app"]);
}
