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

/// R stops at the second line: nothing was said of it.
#[test]
fn code_for_a_key_file_that_its_program_does_not_read_is_printed_with_a_warning() {
    let place = Place::with_key(&format!("{ONE}\n\n"));
    let said = place.run(&["key", "export", "--for", "plumber", "--key", "k"]);
    assert_eq!(
        said.stderr,
        "warning: the key file has several lines, of which readLines() makes as many keys, and \
         plumber fails or takes the first alone: leave one line in it\n"
    );
}

#[test]
fn kubernetes_gets_all_slots_under_their_names() {
    let place = Place::with_key(ONE);
    place.write("k.next", TWO);
    let export = ["key", "export", "--for", "k8s", "--key", "k", "--as", "web"];
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
            "key", "export", "--for", consumer, "--key", "k", "--as", "a b",
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

/// The code of each framework that takes a list of keys: the one that makes
/// cookies, the staged one and the retired ones, in its own order.
const CODES: [(&str, &str); 18] = [
    ("flask", include_str!("../data/exports/flask.py")),
    ("flask-login", include_str!("../data/exports/flask.py")),
    (
        "itsdangerous",
        include_str!("../data/exports/itsdangerous.py"),
    ),
    ("django", include_str!("../data/exports/django.py")),
    ("jwt", include_str!("../data/exports/jwt.py")),
    ("express", include_str!("../data/exports/express.js")),
    ("koa", include_str!("../data/exports/koa.js")),
    (
        "cookie-session",
        include_str!("../data/exports/cookie-session.js"),
    ),
    (
        "jsonwebtoken",
        include_str!("../data/exports/jsonwebtoken.js"),
    ),
    ("keygrip", include_str!("../data/exports/koa.js")),
    ("gorilla", include_str!("../data/exports/gorilla.go")),
    ("starlette", include_str!("../data/exports/starlette.py")),
    ("tornado", include_str!("../data/exports/tornado.py")),
    ("bottle", include_str!("../data/exports/bottle.py")),
    ("pyramid", include_str!("../data/exports/pyramid.py")),
    (
        "pyramid-auth-tkt",
        include_str!("../data/exports/pyramid-auth-tkt.py"),
    ),
    ("quart-auth", include_str!("../data/exports/quart-auth.py")),
    ("flask-wtf", include_str!("../data/exports/flask-wtf.py")),
];

#[test]
fn code_of_a_framework_reads_the_slots_of_a_key_file() {
    let place = Place::with_key(ONE);
    let path = place.path("k").display().to_string();
    for (consumer, code) in CODES {
        let export = ["key", "export", "--for", consumer, "--key", "k"];
        place
            .run(&export)
            .exactly(0, &code.replace("@PATH@", &path), "");
    }
    // A format's name stands for its framework's first form.
    for format in ["django-session", "django-cookie"] {
        let export = ["key", "export", "--for", format, "--key", "k"];
        let code = include_str!("../data/exports/django.py");
        place
            .run(&export)
            .exactly(0, &code.replace("@PATH@", &path), "");
    }
}

/// A variable has no slots: two more variables are.
#[test]
fn code_of_a_framework_reads_a_variable_and_two_beside_it() {
    let place = Place::new();
    for (consumer, code) in [
        ("django", include_str!("../data/exports/django-variable.py")),
        (
            "express",
            include_str!("../data/exports/express-variable.js"),
        ),
        (
            "gorilla",
            include_str!("../data/exports/gorilla-variable.go"),
        ),
    ] {
        let export = ["key", "export", "--for", consumer, "--key", "env:SECRET"];
        place
            .run_with(&export, &[("SECRET", ONE)])
            .exactly(0, code, "");
    }
}

/// Anyone who may write there could stage a key, which the application would accept.
#[test]
fn no_code_reads_slots_where_others_could_put_some() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let open = place.path("open");
    std::fs::create_dir(&open).expect("a folder");
    place.write("open/k", ONE);
    std::os::unix::fs::symlink("open/k", place.path("link")).expect("a link");
    let folder = std::fs::canonicalize(&open).expect("it is there");
    let set = |mode| {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&open, permissions).expect("it is ours");
    };
    let refused = |mode: &str| {
        format!(
            "cookiekit: the slots beside {0}/k are not used, for others can write in {0} (mode \
             {mode})\nhint: keep keys in a folder of their own: mkdir -m 700 FOLDER\n",
            folder.display()
        )
    };
    // The key itself is safe in it.
    set(0o1777);
    for key in ["open/k", "link"] {
        let export = ["key", "export", "--key", key, "--for"];
        place
            .run(&[&export[..], &["flask"]].concat())
            .exactly(4, "", &refused("1777"));
        // R reads one file alone.
        place.run(&[&export[..], &["r"]].concat()).done();
    }
    set(0o777);
    let export = ["key", "export", "--for", "express", "--key", "open/k"];
    let said = place.run(&[&export[..], &["--allow-unsafe-key"]].concat());
    assert_eq!((said.code, &*said.stdout), (4, ""), "{said:?}");
    assert!(said.stderr.ends_with(&refused("0777")), "{said:?}");
}

/// Lines of an env file: the first key makes, the others open.
#[test]
fn laravel_gets_the_lines_of_all_keys_that_are_given() {
    const NEW: &str = "base64:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const OLD: &str = "base64:Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=";
    let place = Place::new();
    place.write("new", &format!("{NEW}\n"));
    place.write("old", OLD);
    let export = ["key", "export", "--for", "laravel-env", "--key", "new"];
    place
        .run(&export)
        .exactly(0, &format!("APP_KEY={NEW}\n"), "");
    place
        .run(&[&export[..], &["--key", "old"]].concat())
        .exactly(0, &format!("APP_KEY={NEW}\nAPP_PREVIOUS_KEYS={OLD}\n"), "");
    // Bytes as they are, which the file would not hold.
    place.write("raw", &"#\"$ ".repeat(8));
    let raw = [&export[..5], &["raw"]].concat();
    place.run(&raw).exactly(
        2,
        "",
        "cookiekit: the key has characters that .env and APP_PREVIOUS_KEYS cannot carry\n\
         hint: make a key of the right kind: `base64:` and 32 bytes in base64\n",
    );
}

/// Somebody who gives it counts on it.
#[test]
fn what_a_form_has_no_room_for_is_refused() {
    let place = Place::with_key(ONE);
    place.write("other", TWO);
    for consumer in ["plumber", "workbench", "r", "flask"] {
        let export = [
            "key", "export", "--for", consumer, "--key", "k", "--as", "x",
        ];
        place.run(&export).exactly(
            2,
            "",
            "cookiekit: nothing in this form has a name that can be chosen\n\
             hint: leave out --as: it is for env, docker, k8s and systemd\n",
        );
    }
    for consumer in [
        "plumber",
        "workbench",
        "r",
        "env",
        "docker",
        "k8s",
        "systemd",
    ] {
        let export = [
            "key", "export", "--for", consumer, "--key", "k", "--key", "other",
        ];
        place.run(&export).exactly(
            2,
            "",
            "cookiekit: this form holds one key, and several were given\n\
             hint: give one --key; the slots beside it come along where the form has them\n",
        );
    }
}

#[test]
fn a_key_that_the_code_would_not_read_says_nothing_of_its_slots() {
    let place = Place::with_key(ONE);
    for step in [
        &["rotate", "--key", "k"][..],
        &["rotate", "stage", "--key", "k"],
    ] {
        let said = place.run(step);
        assert_eq!(said.code, 0, "{}", said.stderr);
    }
    for consumer in ["fastify-secure-session", "paseto"] {
        let said = place.run(&["key", "export", "--for", consumer, "--key", "k"]);
        assert_eq!(said.code, 2, "{consumer}: {}", said.stderr);
        assert!(
            !said.stderr.contains("key delete"),
            "{consumer}: {}",
            said.stderr
        );
        assert!(
            !said.stderr.contains("staged"),
            "{consumer}: {}",
            said.stderr
        );
    }
}
