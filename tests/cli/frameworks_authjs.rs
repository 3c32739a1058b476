//! The tokens of Auth.js and NextAuth at the command line. They are the libraries'
//! own: @auth/core 0.41.3 and next-auth 4.24.15.

use crate::world::{Ended, World};

const SECRET: &str = "72AhYeIYUl1Lp8cvac9mFNvkyF7gUM++LhXQ5zsJIJ4J";
const FIVE: &str = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIiwia2lkIjoicjRSSXRvVFJDT3p4MVFIYXhpaTZUZmJyVkRKS1FNMWtUcy03Z3RtcjEzemV5dTFMMV9XYlg0a1dyOEJVa1oyUkZYY0ZGSDBWbHpieFJ0ZnB6bFB5dUEifQ..OSTiDBcx6fb3QMeUrW3jRQ.oJTnLgSNoVJTjkg7dm7LdQBtQfD2cJrt3hmVKwkCzqwBvCC39kdXtm2QvjLZQGxZIr9kkASkLCgY-wrfYhHc6rQd1kRBkmbIfS30CttVtGGJHflJLKRGVPCxxAhtUBrEciiGlAFtTu5AtpZuEOMOjoTFdRRUdm72ftmHIfrjMP5hCvUi8J5hqnd6yOcqHYoBBmmwPBxA-CmjoGZAOyPHhA.5Tj8_cheBYJ02V9IHDmOH5ZMJmxfvxg6pssCwa_fQDE";
const FIVE_CLAIMS: &str = "{\"name\":\"Zo\u{eb} M\u{fc}ller\",\"email\":\"alice@example.com\",\"picture\":null,\"sub\":\"42\",\"iat\":1700000000,\"exp\":1702592000,\"jti\":\"98a9d902-4b0b-4ae2-a06e-97c007b39ef1\"}\n";
const FOUR: &str = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..FxoRXXMQkOu0Q08b.Pb8H1yXdwW2ysknNLJ27KFeICTbhVL31OGFPboqQ1yot_NHlY-7YkiIQObdO422E1FlZqcGjCczLosfwVjSvWNZPI54OH_0XRyoPAt9rioo5UqEGCqokbVgJxfHM9adh58opkm9Ba03Uv566406LzSM2BcZi9CiHmXH_mFmGepj6fy1N4QzgUNrvlvp4dACcvnl7qLGz0dR9dFcy.8pco1_J2jxwU4QKdwV6TFQ";
const SECURE: &str = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIiwia2lkIjoiUXlLTFl6bVVjX1RoYVFvOTJ2bVVzMG1zWGRONGVPb1FBeG1pN1NxVlpOVHFSOGhySmJWdkFzY21ybjgzemladFFLNmZjdmtEZk8tdGxLSXJITFpEelEifQ..JV3HdPDXU08Tx8FARP6e4Q.j0ZDmjip47vHUIL7l6zZO2WoiTJwmjkZKJZVkuob48LM-NRRpNlQokcgcKCIPQQnLVN6LZO3vYyn-1UGudxCS4s4M9JD4q0usIIW-7cy3VGMRCp4apzrPEJcAejv4pwXB62PRCbVs76PFobE4HttApZPFGUJCSYGRAjXzDHJ58GZm7G_gHcHBeW3CZG5gwNVXPewpZBuQf1UN-tX9m6yoQ.s4uTKawKQLi7lyhM0r3KRdi3LDvLUsLBxMI2ya4sn5o";
const NAME: &str = "authjs.session-token";
const THEN: &str = "1700000000";

fn world() -> World {
    let world = World::new();
    world.file("secret", format!("{SECRET}\n"));
    world.file("other", "keyboard cat");
    world
}

fn gives(ended: &Ended, code: i32, out: &str, err: &str) {
    let found = (ended.code(), &*ended.text(), &*ended.err);
    assert_eq!(found, (code, out, err));
}

fn is_forged(ended: &Ended) {
    assert_eq!((ended.code(), &*ended.text()), (1, ""));
    let told = "cookiekit: forged or under another key (format authjs)\nhint: ";
    assert!(ended.err.starts_with(told), "{}", ended.err);
}

fn decrypt(world: &World, now: &str, more: &[&str], cookie: &str) -> Ended {
    let decrypt = ["decrypt", "-q", "--key", "secret", "--now", now];
    world
        .run(&[&decrypt[..], more, &["--", cookie]].concat())
        .ends()
}

#[test]
fn tokens_of_both_versions_are_opened_under_their_names() {
    let world = world();
    let five = format!("{NAME}={FIVE}");
    gives(&decrypt(&world, THEN, &[], &five), 0, FIVE_CLAIMS, "");
    gives(
        &decrypt(&world, "1702592014", &[], &five),
        0,
        FIVE_CLAIMS,
        "",
    );
    assert_eq!(decrypt(&world, "1702592015", &[], &five).code(), 3);
    let four = format!("next-auth.session-token={FOUR}");
    assert_eq!(decrypt(&world, THEN, &[], &four).code(), 0);
    assert_eq!(decrypt(&world, "1702592015", &[], &four).code(), 3);
    let secure = format!("__Secure-{NAME}={SECURE}");
    assert_eq!(decrypt(&world, THEN, &[], &secure).code(), 0);
    // Another name, another version, another secret.
    is_forged(&decrypt(
        &world,
        THEN,
        &[],
        &format!("__Secure-{NAME}={FIVE}"),
    ));
    for (version, cookie) in [("4", FIVE), ("5", FOUR)] {
        let version = format!("version={version}");
        let more = ["--format", "authjs", "--param", &version, "--name", NAME];
        is_forged(&decrypt(&world, THEN, &more, cookie));
    }
    is_forged(
        &world
            .run(&["decrypt", "-q", "--key", "other", &five])
            .ends(),
    );
    let salt = [
        "--format",
        "authjs",
        "--param",
        "salt=authjs.session-token",
        "--name",
        "x",
    ];
    gives(&decrypt(&world, THEN, &salt, FIVE), 0, FIVE_CLAIMS, "");
}

#[test]
fn a_token_has_one_spelling() {
    let world = world();
    let more = ["--format", "authjs", "--name", NAME];
    gives(
        &decrypt(&world, THEN, &more, &format!("{FIVE}=")),
        1,
        "",
        "cookiekit: malformed: authjs: the tag is not canonical base64url without padding (Auth.js \
         accepts other spellings)\n",
    );
    let none = FIVE.replace("eyJhbGciOiJkaXIi", "eyJhbGciOiJub25l");
    assert_eq!(decrypt(&world, THEN, &more, &none).code(), 1);
}

#[test]
fn claims_are_given_their_times_and_a_token_is_made_for_its_name() {
    let world = world();
    let encrypt = [
        "encrypt", "-q", "--format", "authjs", "--key", "secret", "--now", THEN,
    ];
    for (name, start) in [
        (
            NAME,
            "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIiwia2lkIjoi",
        ),
        (
            "next-auth.session-token",
            "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..",
        ),
    ] {
        let more = ["--name", name, "{\"sub\":\"42\"}"];
        let made = world.run(&[&encrypt[..], &more].concat()).ends();
        assert_eq!(made.code(), 0, "{}", made.err);
        let made = made.text();
        let value = made.trim().rsplit_once('=').map_or(made.trim(), |it| it.1);
        assert!(value.starts_with(start), "{made}");
        let cookie = format!("{name}={value}");
        let claims = decrypt(&world, THEN, &[], &cookie).json();
        assert_eq!(claims["iat"], 1_700_000_000);
        assert_eq!(claims["exp"], 1_702_592_000);
        assert_eq!(claims["jti"].as_str().unwrap().len(), 36);
        assert_eq!(decrypt(&world, "1702592015", &[], &cookie).code(), 3);
        // In an hour it is refused, 15 seconds after what stands in it.
        let more = ["--name", name, "--expires-in", "1h", "{}"];
        let made = world.run(&[&encrypt[..], &more].concat()).ends().text();
        let value = made.trim().rsplit_once('=').map_or(made.trim(), |it| it.1);
        let cookie = format!("{name}={value}");
        let claims = decrypt(&world, "1700003599", &[], &cookie).json();
        assert_eq!(claims["exp"], 1_700_003_585);
        assert_eq!(decrypt(&world, "1700003600", &[], &cookie).code(), 3);
    }
}

#[test]
fn chunks_are_joined_by_their_names() {
    let world = world();
    let (first, second) = FIVE.split_at(300);
    let header = format!("{NAME}.0={first}; {NAME}.1={second}; theme=dark");
    gives(&decrypt(&world, THEN, &[], &header), 0, FIVE_CLAIMS, "");
    gives(
        &decrypt(&world, THEN, &["--name", NAME], &header),
        0,
        FIVE_CLAIMS,
        "",
    );
    let cookie = format!("Cookie: {NAME}.1={second}; {NAME}.0={first}");
    gives(&decrypt(&world, THEN, &[], &cookie), 0, FIVE_CLAIMS, "");
    let swapped = format!("{NAME}.0={second}; {NAME}.1={first}");
    let more = ["--format", "authjs", "--name", NAME];
    assert_eq!(decrypt(&world, THEN, &more, &swapped).code(), 1);
}

/// A token that is too long for one cookie, for each version as its library splits it.
#[test]
fn a_long_token_is_made_in_the_chunks_of_its_library() {
    let world = world();
    let claims = format!("{{\"text\":\"{}\"}}", "x".repeat(6000));
    let encrypt = [
        "encrypt",
        "-q",
        "--format",
        "authjs",
        "--key",
        "secret",
        "--now",
        THEN,
        "--expires-in",
        "1h",
    ];
    for (name, length) in [(NAME, 3936), ("next-auth.session-token", 3933)] {
        let named = [&encrypt[..], &["--name", name]].concat();
        let made = world
            .run(&[&named[..], &["--json", &claims]].concat())
            .ends();
        assert_eq!(made.code(), 0, "{}", made.err);
        let made = made.json();
        assert_eq!(made["name"], format!("{name}.0"));
        assert_eq!(made["cookie"].as_str().unwrap().len(), length);
        let companions = made["companions"].as_array().unwrap();
        let names: Vec<_> = companions.iter().map(|it| &it["name"]).collect();
        assert_eq!(names, [&format!("{name}.1"), &format!("{name}.2")]);
        let header = world
            .run(&[&named[..], &[claims.as_str()]].concat())
            .ends()
            .text();
        assert!(header.starts_with(&format!("{name}.0=eyJ")), "{header}");
        let cookie = format!("Cookie: theme=dark; {header}");
        for more in [
            &[][..],
            &["--name", name],
            &["--name", &format!("{name}.0")],
        ] {
            let opened = decrypt(&world, THEN, more, cookie.trim_end());
            assert_eq!(opened.code(), 0, "{more:?}: {}", opened.err);
            assert_eq!(opened.json()["text"].as_str().unwrap().len(), 6000);
        }
        // One is missing, and under another key it is made again under the same names.
        let cut = cookie.rsplit_once("; ").unwrap().0;
        assert_eq!(
            decrypt(&world, THEN, &["--format", "authjs"], cut).code(),
            1
        );
        let reissue = [
            "reissue", "-q", "--key", "other", "--key", "secret", "--now", THEN, "--",
        ];
        let again = world
            .run(&[&reissue[..], &[cookie.trim_end()]].concat())
            .ends();
        assert_eq!(again.code(), 0, "{}", again.err);
        assert!(
            again.text().starts_with(&format!("{name}.0=eyJ")),
            "{}",
            again.text()
        );
        let other = ["decrypt", "-q", "--key", "other", "--now", THEN, "--"];
        let opened = world
            .run(&[&other[..], &[again.text().trim_end()]].concat())
            .ends();
        assert_eq!(opened.code(), 0, "{}", opened.err);
        let lines = world
            .run(&[&named[..], &["--set-cookie", &claims]].concat())
            .ends();
        let lines = lines.text();
        let starts: Vec<_> = lines
            .lines()
            .map(|it| it.split('=').next().unwrap())
            .collect();
        let expected: Vec<_> = (0..3)
            .map(|it| format!("Set-Cookie: {name}.{it}"))
            .collect();
        assert_eq!(starts, expected);
        let record = world
            .run(&[&named[..], &["--lines"]].concat())
            .stdin(&claims)
            .ends()
            .text();
        assert!(
            record.contains(&format!("\"name\":\"{name}.0\"")),
            "{record}"
        );
        let short = world.run(&[&named[..], &["{}"]].concat()).ends();
        assert!(short.text().starts_with("eyJ"), "{}", short.text());
    }
}

/// A token without a kid opens under the secret that made it and under no other; Auth.js
/// tries it under the first of several alone, which is reported.
#[test]
fn a_token_that_names_no_key_is_under_its_own_alone() {
    let world = world();
    const HEADS: [(&str, &str); 2] = [
        (
            "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIn0",
            "IyzIzAkZFHhkbev7VEeGiYsnjsZRDFCxoxy-1zgVZxI",
        ),
        // The kid is the number 5.
        (
            "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIiwia2lkIjo1fQ",
            "xU7G_-Xm7L7jO9K50APXHt56Mxrmwk7mC8V-mmrYD_A",
        ),
    ];
    let [none, number] = HEADS.map(|(head, tag)| {
        format!(
            "{NAME}={head}..MDEyMzQ1Njc4OWFiY2RlZg.EPgljmWqrh3nPgbLBo2oYT_aYP8zvpcJiSIZUND8Y5qH_w73UMu7R6wMMBQAecQ2BguZN5O5ALFiDKv52TN2hw.{tag}"
        )
    });
    let claims = "{\"sub\":\"42\",\"iat\":1700000000,\"exp\":1702592000,\"jti\":\"x\"}\n";
    gives(&decrypt(&world, THEN, &[], &none), 0, claims, "");
    let other = [
        "decrypt", "-q", "--key", "other", "--now", THEN, "--", &none,
    ];
    is_forged(&world.run(&other).ends());
    let inspect = [
        "inspect", "--json", "-q", "--key", "secret", "--now", THEN, "--",
    ];
    let document = world.run(&[&inspect[..], &[&none]].concat()).ends().json();
    assert_eq!(document["outcome"], "valid", "{document:#}");
    let text = document.to_string();
    assert!(
        text.contains("under the first of its secrets alone"),
        "{text}"
    );
    let told = "cookiekit: malformed: authjs: the kid of the header is not a string, so it names \
        no key of Auth.js\n";
    let ended = decrypt(&world, THEN, &["--format", "authjs"], &number);
    assert_eq!((ended.code(), &*ended.text()), (1, ""));
    assert!(ended.err.starts_with(told), "{}", ended.err);
}

/// As jose answers in each of the two libraries: the one has a salt in its key, and the
/// other another cipher.
#[test]
fn a_token_of_one_version_under_the_name_of_the_other_is_valid_and_who_refuses_it_is_said() {
    let world = world();
    let decrypt = |cookie: &str, more: &[&str]| {
        let decrypt = ["decrypt", "--key", "secret", "--now", THEN];
        world
            .run(&[&decrypt[..], more, &["--", cookie]].concat())
            .ends()
    };
    let four = format!("{NAME}={FOUR}");
    let ended = decrypt(&four, &[]);
    assert_eq!(ended.code(), 0, "{}", ended.err);
    let says = "NextAuth 4 made it, under a key without a salt: Auth.js 5, which gives its cookie that \
                name, refuses it (carry it over: cookiekit reissue --to authjs)\n";
    assert!(ended.err.contains(says), "{}", ended.err);
    // What is printed does it.
    let over = [
        "reissue", "-q", "--key", "secret", "--to", "authjs", "--now", THEN, "--", &four,
    ];
    let over = world.run(&over).ends();
    assert_eq!(over.code(), 0, "{}", over.err);
    let ended = decrypt(
        over.text().trim(),
        &["--format", "authjs", "--param", "version=5"],
    );
    assert_eq!(ended.code(), 0, "{} {}", over.text(), ended.err);
    // Under its own name, and for a reader that was named, nobody does.
    let own = format!("next-auth.session-token={FOUR}");
    let pinned = ["--format", "authjs", "--param", "version=4"];
    for ended in [decrypt(&own, &[]), decrypt(&four, &pinned)] {
        assert_eq!(ended.code(), 0, "{}", ended.err);
        assert!(!ended.err.contains("refuses it"), "{}", ended.err);
    }
}

/// What is left of one whose start is missing ends as a signed cookie of others does.
#[test]
fn a_token_without_its_start_is_no_signed_text() {
    let world = World::new();
    world.file("key", SECRET);
    for cut in 1..8 {
        for input in [FIVE[cut..].to_owned(), format!("{NAME}={}", &FIVE[cut..])] {
            for command in ["decrypt", "inspect"] {
                let run = world.run(&[command, "--key", "key", "--now", THEN, "-"]);
                let ended = run.stdin(&input).ends();
                let said = ended.text() + &ended.err;
                assert_eq!(ended.code(), 1, "{said}");
                assert!(said.contains("malformed: authjs: "), "{said}");
            }
        }
    }
}
