//! `dotenv:PATH#NAME`: a key that stands in an env file.

use crate::world::World;

const KEY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn world_with(text: &str) -> World {
    let world = World::new();
    world.file(".env", text);
    world.set_mode(".env", 0o600);
    world
}

#[test]
fn a_variable_of_an_env_file_is_the_key_that_its_programs_have() {
    let world = world_with(&format!("A=1\nexport SESSION_KEY=\"{KEY}\" # of the app\n"));
    let place = "dotenv:.env#SESSION_KEY";
    let cookie = world
        .run(&["encrypt", "--key", place, "--expires-in", "8h", "{\"a\":1}"])
        .ends();
    assert_eq!(cookie.code(), 0, "{}", cookie.err);
    world.file("key", KEY);
    world.set_mode("key", 0o600);
    world
        .run(&["decrypt", "--key", "key"])
        .stdin(cookie.text())
        .gives(0, "{\"a\":1}\n", "");
    let shown = world.run(&["key", "fingerprint", "--key", place]).ends();
    let own = world.run(&["key", "fingerprint", "--key", "key"]).ends();
    let id = |text: &str| text.split_whitespace().next().map(str::to_owned);
    assert_eq!(id(&shown.text()), id(&own.text()));
}

#[test]
fn what_programs_read_differently_is_no_key() {
    let world = world_with("K=abc$DEF\nE=\nL=a#b\n");
    let of = |name: &str| {
        world.run(&[
            "key",
            "fingerprint",
            "--key",
            &format!("dotenv:.env#{name}"),
        ])
    };
    of("K").gives(
        2,
        "",
        "cookiekit: the variable K in .env: it has a `$`, which some programs expand\n\
         hint: give the key as its own program reads it: --key env:NAME, or cmd:COMMAND\n",
    );
    of("E").gives(4, "", "cookiekit: the variable E in .env is empty\n");
    of("X").gives(
        4,
        "",
        "cookiekit: there is no variable X in .env\n\
         hint: the line must be NAME=VALUE; export before it is ignored\n",
    );
    world
        .run(&["key", "fingerprint", "--key", "dotenv:.env"])
        .gives(
            2,
            "",
            "cookiekit: dotenv: needs an env file and the name of a variable in it\n\
             hint: for example: --key dotenv:.env#SECRET_KEY\n",
        );
}

/// It is judged as a key file is.
#[test]
fn an_env_file_that_others_read_is_refused() {
    let world = world_with(&format!("K={KEY}\n"));
    world.set_mode(".env", 0o644);
    world
        .run(&["key", "fingerprint", "--key", "dotenv:.env#K"])
        .gives(
            4,
            "",
            "cookiekit: .env can be read by others (mode 0644)\n\
             hint: fix it with: chmod 600 .env (`--allow-unsafe-key` continues with a warning)\n",
        );
    let allowed = [
        "key",
        "fingerprint",
        "--allow-unsafe-key",
        "--key",
        "dotenv:.env#K",
    ];
    let ended = world.run(&allowed).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    let warning = "warning: dotenv:.env#K: using an unsafe key: .env can be read by others";
    assert!(ended.err.starts_with(warning), "{}", ended.err);
}

/// No command writes into somebody's env file.
#[test]
fn a_key_is_never_put_into_an_env_file() {
    let text = format!("K={KEY}\n");
    let world = world_with(&text);
    for arguments in [
        &["rotate", "--key", "dotenv:.env#K"][..],
        &["key", "delete", "--yes", "--key", "dotenv:.env#K"],
        &[
            "key",
            "copy",
            "--key",
            "dotenv:.env#K",
            "--to",
            "dotenv:.env#L",
        ],
    ] {
        let ended = world.run(arguments).ends();
        assert_eq!(ended.code(), 2, "{arguments:?}: {}", ended.err);
        assert_eq!(std::fs::read_to_string(world.path(".env")).unwrap(), text);
    }
}

/// Programs differ in what is left of it.
#[test]
fn a_dollar_that_names_nothing_is_no_key_outside_of_single_quotes() {
    for value in [
        format!("{KEY}$"),
        format!("\"{KEY}$-\""),
        format!("{KEY}$1"),
    ] {
        let world = world_with(&format!("K={value}\n"));
        world
            .run(&["key", "fingerprint", "--key", "dotenv:.env#K"])
            .gives(
                2,
                "",
                "cookiekit: the variable K in .env: it has a `$`, which some programs expand\n\
                 hint: give the key as its own program reads it: --key env:NAME, or cmd:COMMAND\n",
            );
    }
    let world = world_with(&format!("K='{KEY}$'\n"));
    let shown = world
        .run(&["key", "fingerprint", "--key", "dotenv:.env#K"])
        .ends();
    assert_eq!(shown.code(), 0, "{}", shown.err);
}

/// dotenvy takes it, and what is behind it, for a part of the value.
#[test]
fn a_hash_at_the_closing_quote_starts_no_comment_for_all_programs() {
    let world = world_with(&format!("K=\"{KEY}\"#note\n"));
    let shown = ["key", "fingerprint", "--key", "dotenv:.env#K"];
    world.run(&shown).gives(
        2,
        "",
        "cookiekit: the variable K in .env: text follows its quotes\n\
         hint: give the key as its own program reads it: --key env:NAME, or cmd:COMMAND\n",
    );
    let world = world_with(&format!("K=\"{KEY}\" #note\n"));
    let ended = world.run(&shown).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
}

/// Python's reader drops it, and others keep it.
#[test]
fn a_vertical_tab_at_the_end_of_a_bare_value_is_no_part_of_a_key() {
    let world = world_with(&format!("K={KEY}\u{b}\n"));
    world
        .run(&["key", "fingerprint", "--key", "dotenv:.env#K"])
        .gives(
            2,
            "",
            "cookiekit: the variable K in .env: it has white space and no quotes around it\n\
             hint: give the key as its own program reads it: --key env:NAME, or cmd:COMMAND\n",
        );
}

/// dotenvy takes the second line, for it drops white space of any kind before a name.
#[test]
fn a_second_line_that_only_some_programs_read_makes_a_variable_unclear() {
    for line in ["\u{b}K=other", "K: other", "'K'=other", "A=x\rK=other", "K"] {
        let world = world_with(&format!("K={KEY}\n{line}\n"));
        world
            .run(&["key", "fingerprint", "--key", "dotenv:.env#K"])
            .gives(
                2,
                "",
                "cookiekit: the variable K in .env: a line of it is written in a way that only \
                 some programs read\n\
                 hint: give the key as its own program reads it: --key env:NAME, or cmd:COMMAND\n",
            );
    }
}

/// Inside the quotes of another variable it is a part of that one's value.
#[test]
fn a_line_inside_the_value_of_another_variable_is_no_key() {
    let world = world_with(&format!("A=\"first\nK={KEY}\n\"\nL={KEY}\n"));
    world
        .run(&["key", "fingerprint", "--key", "dotenv:.env#K"])
        .gives(
            2,
            "",
            "cookiekit: the variable K in .env: a quote or a backslash above it may take its \
             line along\n\
             hint: give the key as its own program reads it: --key env:NAME, or cmd:COMMAND\n",
        );
    let below = world
        .run(&["key", "fingerprint", "--key", "dotenv:.env#L"])
        .ends();
    assert_eq!(below.code(), 0, "{}", below.err);
}

/// `docker run --env-file`, systemd and django-environ (0.14) read it so.
#[test]
fn a_comment_that_a_server_reads_as_a_part_of_its_key_is_found() {
    for (line, whole) in [
        (
            format!("K={KEY} # of the app"),
            format!("{KEY} # of the app"),
        ),
        (format!("K='{KEY}' # x"), format!("'{KEY}' # x")),
    ] {
        let world = world_with(&format!("{line}\nB=1\n"));
        world.file("server", &whole);
        let sign = ["sign", "--format", "flask", "--key", "server", "{\"a\":1}"];
        let cookie = world.run(&sign).ends().text();
        let place = "dotenv:.env#K";
        let inspect = ["inspect", "--json", "--key", place];
        let told = world.run(&inspect).stdin(&cookie).ends().json();
        assert_eq!(told["reason"], "env-file-whole-line", "{line}: {told}");
        assert_eq!(told["authenticated"], false, "{line}: {told}");
        // And where the server reads it as most do, nothing is reported.
        world.file("key", KEY);
        let sign = ["sign", "--format", "flask", "--key", "key", "{\"a\":1}"];
        let cookie = world.run(&sign).ends().text();
        let ended = world.run(&["verify", "--key", place]).stdin(&cookie).ends();
        assert_eq!((ended.code(), &*ended.err), (0, ""), "{line}");
    }
}

/// The code of `key export` reads NAME_NEXT and NAME_RETIRED beside NAME.
#[test]
fn the_variables_of_a_rotation_are_looked_at() {
    let old = "41".repeat(32);
    for name in ["K_NEXT", "K_RETIRED"] {
        let world = world_with(&format!("K={KEY}\n{name}={old}\n"));
        world.file("old", &old);
        let sign = ["sign", "--format", "flask", "--key", "old", "{\"a\":1}"];
        let cookie = world.run(&sign).ends().text();
        for scheme in ["dotenv:.env#", "env:"] {
            let place = format!("{scheme}K");
            let inspect = ["inspect", "--json", "--key", &place];
            let run = world.run(&inspect).stdin(&cookie);
            let ended = run.env("K", KEY).env(name, &old).ends();
            let told = ended.json();
            assert_eq!(ended.code(), 1, "{told}");
            assert_eq!(told["reason"], "rotation-variable", "{told}");
            assert_eq!(told["authenticated"], false, "{told}");
            let verdict = format!(
                "not valid under the keys given; valid under {scheme}{name}, the variable of a rotation"
            );
            assert_eq!(told["verdict"], verdict.as_str());
            // As its hint says.
            let other = format!("{scheme}{name}");
            let inspect = ["inspect", "--json", "--key", &place, "--key", &other];
            let run = world.run(&inspect).stdin(&cookie);
            let ended = run.env("K", KEY).env(name, &old).ends();
            assert_eq!(
                (ended.code(), &ended.json()["outcome"]),
                (0, &"valid".into())
            );
            // Another variable of such a name is of no rotation of this one.
            let inspect = ["inspect", "--json", "--key", &place];
            let run = world.run(&inspect).stdin(&cookie);
            if scheme == "env:" {
                let ended = run.env("K", KEY).env("OTHER_RETIRED", &old).ends();
                assert_eq!(ended.json()["outcome"], "forged");
            }
        }
    }
}

/// R keeps what other programs take for a comment, and only R reads its file: tests/interop
/// asks R itself.
#[test]
fn the_file_of_r_is_read_as_r_reads_it() {
    let world = World::new();
    let put = |name: &str, text: &str| {
        world.file(name, text);
        world.set_mode(name, 0o600);
    };
    let line = format!("PLUMBER_KEY='{KEY}' # of the api\n");
    for name in [".Renviron", "Renviron.site", "prod.Renviron"] {
        put(name, &line);
        let place = format!("dotenv:{name}#PLUMBER_KEY");
        world
            .run(&["key", "show", "--reveal", "--key", &place])
            .gives(0, format!("{KEY} # of the api"), "");
    }
    put(".Renviron", "A=${HOME}x\nexport B=b\nC=\"\"\n");
    let of = |name: &str| {
        let place = format!("dotenv:.Renviron#{name}");
        world.run(&["key", "fingerprint", "--key", &place])
    };
    of("A").gives(
        2,
        "",
        "cookiekit: the variable A in .Renviron: it has a `${`, which R fills from another variable\n\
         hint: have R read it: --key 'cmd:R_ENVIRON_USER=.Renviron Rscript -e '\\''cat(Sys.getenv(\"A\"))'\\'''\n",
    );
    of("B").gives(
        4,
        "",
        "cookiekit: there is no variable B in .Renviron\n\
         hint: for R the line must be NAME=VALUE, without export\n",
    );
    let empty = of("C").ends();
    assert_eq!(empty.code(), 4, "{}", empty.err);
    // Code of R has the variable, and needs no file.
    put(".Renviron", &format!("PLUMBER_KEY={KEY}\n"));
    let place = "dotenv:.Renviron#PLUMBER_KEY";
    let code = world
        .run(&["key", "export", "--for", "plumber", "--key", place])
        .ends();
    assert_eq!(code.code(), 0, "{}", code.err);
    assert!(
        code.text().contains("Sys.getenv(\"PLUMBER_KEY\")"),
        "{}",
        code.text()
    );
}

/// A file that was given whole: what is wrong is found in the value that every command
/// names.
#[test]
fn of_a_whole_file_the_value_is_named() {
    let world = World::new();
    let cookie = {
        let world = World::with_key(KEY);
        let made = world.run(&["sign", "-q", "--format", "express", "--key", "key", "alice"]);
        made.ends().text().trim_end().to_owned()
    };
    for text in [
        format!("SECRET_KEY={KEY}\n"),
        format!("SECRET_KEY=\"{KEY}\"\nPORT=80\n"),
        format!("# the key\nexport SECRET_KEY={KEY}\n"),
        format!("SECRET_KEY={KEY}\nSESSION_SECRET=another\n"),
    ] {
        world.file(".env", &text);
        world.set_mode(".env", 0o600);
        let inspect = world.run(&["inspect", "--json", "--key", ".env", "-"]);
        let told = inspect.stdin(&cookie).ends().json();
        assert_eq!(
            told["verdict"],
            "not valid under all of the file; valid under dotenv:.env#SECRET_KEY, one of its values",
            "{text}: {told}"
        );
        let verify = world.run(&["verify", "--key", ".env", "-"]);
        let err = verify.stdin(&cookie).ends().err;
        // The shells of Windows have quotes of their own.
        let quotes = ['\'', '"'].map(|it| format!("--key {it}dotenv:.env#SECRET_KEY{it}"));
        let is_named = quotes.iter().any(|it| err.contains(it));
        let either = is_named || err.contains("(NAME: SECRET_KEY, SESSION_SECRET)");
        assert!(either, "{err}");
        let verify = world.run(&["verify", "-q", "--key", "dotenv:.env#SECRET_KEY", "-"]);
        assert_eq!(verify.stdin(&cookie).ends().text(), "alice\n");
    }
    // Under none of them it is not explained so.
    world.file(".env", "SECRET_KEY=another\nPORT=80\n");
    let inspect = world.run(&["inspect", "--json", "--key", ".env", "-"]);
    let told = inspect.stdin(&cookie).ends().json();
    assert_ne!(told["outcome"], "valid", "{told}");
    assert_ne!(told["reason"], "env-file-value", "{told}");
}
