//! Koa's and cookie-session's cookies with their NAME.sig, at the command line.
//! The cookies are the libraries' own (cookie-session 2.1.1, koa-session 7.0.2,
//! koa 3.3.0).

use crate::world::World;

const KEY: &str = "keyboard cat";
const OTHER: &str = "correct horse battery staple";
const SESSION: &str = "session=eyJ1c2VyIjoiYWxpY2UifQ==; session.sig=4Ajb5agjB1zWZGWzyCidwKr5I_k";
const KOA: &str = "koa.sess=eyJ1c2VyIjoiYWxpY2UiLCJfZXhwaXJlIjoxNzAwMDg2NDAwMDAwLCJfbWF4QWdlIjo4\
                   NjQwMDAwMH0=; koa.sess.sig=f9AQ5Rg8JBV11yo4EEOPoKnkNyM";
/// Under the other key.
const PLAIN: &str = "view=two words; view.sig=6bmO_-LKkt7lePCEUVwnceBwlGA";
const USER: &str = "{\"user\":\"alice\"}\n";

const FORGED: &str = "cookiekit: forged or under another key (format keygrip)\n\
     hint: keygrip cookies are bound to their cookie's name: give them under the name that they \
     were made for; or add the right --key\n";

fn world() -> World {
    let world = World::with_key(format!("{KEY}\n"));
    world.file("other", OTHER);
    world
}

#[test]
fn a_pair_is_verified_as_people_have_it() {
    let world = world();
    let (value, signature) = SESSION.split_once("; ").unwrap();
    let lines = format!("Set-Cookie: {value}; path=/; httponly\nSet-Cookie: {signature}; path=/");
    for written in [
        SESSION,
        &format!("Cookie: {SESSION}"),
        &format!("Cookie: {signature}; {value}"),
        &format!("Cookie: a=1; {SESSION}; b=2"),
        &lines,
    ] {
        for format in [&["--format", "keygrip"][..], &[], &["--name", "session"]] {
            let arguments = [&["verify", "--key", "key"], format, &["-"]].concat();
            world.run(&arguments).stdin(written).gives(0, USER, "");
        }
    }
    // A signature may start as what follows the padding of base64 does.
    let signed = "session=eyJpIjo4MX0=; session.sig=_BdCeVGJ-L33NovLTbR3HyWoCrM";
    let lines = format!("Set-Cookie: {}", signed.replace("; ", "\nSet-Cookie: "));
    for written in [signed, &lines] {
        let verify = ["verify", "--key", "key", "-"];
        world
            .run(&verify)
            .stdin(written)
            .gives(0, "{\"i\":81}\n", "");
    }
    // Quotes that Koa takes off, and others.
    let quoted = SESSION.replace("eyJ", "\"eyJ").replace("==", "==\"");
    let verify = ["verify", "--key", "key"];
    world.run(&verify).args(&[&quoted]).gives(0, USER, "");
    world
        .run(&verify)
        .args(&[&quoted.replace('"', "'")])
        .gives(1, "", quotes_refused());
}

fn quotes_refused() -> &'static str {
    "cookiekit: malformed: the text is not a cookie value: white space, quotes or braces stand in \
     it\nhint: pass the value alone, or everything that it was copied from\n"
}

#[test]
fn a_pair_is_made_as_the_library_makes_it() {
    let world = world();
    let sign = [
        "sign", "--format", "keygrip", "--key", "key", "--name", "session",
    ];
    world
        .run(&sign)
        .args(&["{\"user\":\"alice\"}"])
        .gives(0, format!("{SESSION}\n"), "");
    let (value, signature) = SESSION.split_once("; ").unwrap();
    let lines = format!(
        "Set-Cookie: {value}; Path=/; HttpOnly\nSet-Cookie: {signature}; Path=/; HttpOnly\n"
    );
    world
        .run(&sign)
        .args(&["--set-cookie", "{\"user\":\"alice\"}"])
        .gives(0, lines, "");
    let many = world
        .run(&sign)
        .args(&["--lines", "-q"])
        .stdin("{\"user\":\"alice\"}\n")
        .ends()
        .json();
    assert_eq!(many["cookie"], "eyJ1c2VyIjoiYWxpY2UifQ==");
    assert_eq!(
        many["companions"],
        serde_json::json!([{"name": "session.sig", "value": "4Ajb5agjB1zWZGWzyCidwKr5I_k"}])
    );
    let plain = [
        "sign", "--format", "keygrip", "--key", "other", "--name", "view",
    ];
    world
        .run(&plain)
        .args(&["--param", "kind=koa-cookie", "two words"])
        .gives(0, format!("{PLAIN}\n"), "");
    world.run(&plain).args(&["two words"]).gives(
        2,
        "",
        "cookiekit: the payload of a keygrip cookie is a JSON object\n\
         hint: a text that the application signs as it is: --param kind=koa-cookie\n",
    );
    world
        .run(&["sign", "--format", "keygrip", "--key", "key", "{}"])
        .gives(
            2,
            "",
            "cookiekit: a keygrip cookie is bound to its name, and no name was given\n\
             hint: add --name session, or the name that the application uses\n",
        );
    for value in ["a;b", "jan\u{e9}", "\"quoted\"", " a"] {
        let ended = world
            .run(&plain)
            .args(&["--param", "kind=koa-cookie", value])
            .ends();
        assert_eq!((ended.code(), &*ended.text()), (2, ""), "{value:?}");
    }
}

#[test]
fn what_is_changed_is_forged_and_one_without_the_other_is_nothing() {
    let world = world();
    let verify = ["verify", "--key", "key"];
    for forged in [
        SESSION.replace("eyJ1", "eyJ2"),
        SESSION.replace("4Ajb", "5Ajb"),
        SESSION.replace("session", "sessions"),
        // Encoded, it is another value: Koa never decodes.
        SESSION.replace("==;", "%3D%3D;"),
    ] {
        world.run(&verify).args(&[&forged]).gives(1, "", FORGED);
    }
    world
        .run(&["verify", "--key", "other", SESSION])
        .gives(1, "", FORGED);
    for alone in [
        "session=eyJ1c2VyIjoiYWxpY2UifQ==",
        "eyJ1c2VyIjoiYWxpY2UifQ==",
    ] {
        let named = ["--format", "keygrip", "--name", "session", alone];
        world.run(&verify).args(&named).gives(
            1,
            "",
            "cookiekit: malformed: keygrip: there is no NAME.sig with it, and Koa reads nothing \
             then: give both, as NAME=VALUE; NAME.sig=SIGNATURE\n",
        );
    }
    for broken in [
        "==; session.sig=4Ajb5agjB1zWZGWzyCidwKr5I_k=",
        "==; session.sig=",
    ] {
        let (value, _) = SESSION.split_once("==").unwrap();
        world
            .run(&verify)
            .args(&[&format!("{value}{broken}")])
            .gives(
                1,
                "",
                "cookiekit: malformed: keygrip: NAME.sig is not base64url of a digest, without \
             padding\n",
            );
    }
}

#[test]
fn a_session_of_koa_is_over_after_its_millisecond() {
    let world = world();
    let at =
        |now: &'static str| world.run(&["verify", "--quiet", "--key", "key", "--now", now, KOA]);
    at("1700086400").gives(0, USER, "");
    let over = at("1700086401").ends();
    assert_eq!((over.code(), &*over.text()), (3, ""));
    assert!(
        over.err.starts_with("cookiekit: genuine, but expired"),
        "{}",
        over.err
    );
    // cookie-session has no such time, and takes the members for the session's.
    let other = ["--format", "keygrip", "--param", "kind=cookie-session"];
    let ended = at("1800000000").args(&other).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    assert!(ended.text().contains("\"_expire\":1700086400000"));

    let made = world
        .run(&[
            "sign", "--format", "keygrip", "--key", "key", "--name", "koa.sess",
        ])
        .args(&["--param", "kind=koa-session", "--now", "1700000000"])
        .args(&["--expires-in", "1h", "{\"user\":\"alice\"}"])
        .ends()
        .text();
    let at = |now: &str| {
        let verify = [
            "verify",
            "--quiet",
            "--key",
            "key",
            "--now",
            now,
            made.trim(),
        ];
        world.run(&verify).ends().code()
    };
    assert_eq!([at("1700003599"), at("1700003600")], [0, 3], "{made}");
    world
        .run(&[
            "sign", "--format", "keygrip", "--key", "key", "--name", "session",
        ])
        .args(&["--expires-in", "1h", "{}"])
        .gives(
            2,
            "",
            "cookiekit: a keygrip cookie cannot carry an expiry, unless koa-session makes it\n\
             hint: of koa-session: --param kind=koa-session; else leave it out: --set-cookie \
             --max-age 8h tells the browser\n",
        );
}

#[test]
fn a_pair_is_made_again_in_its_own_form() {
    let world = world();
    let keys = [
        "--key",
        "other",
        "--key",
        "key",
        "--now",
        "1700000000",
        "-q",
    ];
    let again = |cookie: &str| {
        let ended = world.run(&["reissue"]).args(&keys).args(&[cookie]).ends();
        assert_eq!(ended.code(), 0, "{}", ended.err);
        ended.text().trim().to_owned()
    };
    for cookie in [SESSION, KOA] {
        let made = again(cookie);
        // The value is the same to the millisecond; the signature is new.
        let [old, new] = [cookie, &made].map(|it| it.split_once("; ").unwrap());
        assert_eq!(old.0, new.0);
        assert_ne!(old.1, new.1);
        let verify = [
            "verify",
            "-q",
            "--key",
            "other",
            "--now",
            "1700000000",
            &made,
        ];
        world.run(&verify).gives(0, USER, "");
    }
    // Members of koa-session that it did not write last stay where they are.
    let odd = "{\"_expire\":1800000000000,\"_maxAge\":1000,\"a\":1}";
    let made = world
        .run(&[
            "sign", "--format", "keygrip", "--key", "key", "--name", "koa.sess",
        ])
        .args(&["--param", "kind=cookie-session", odd])
        .ends()
        .text();
    let (value, _) = made.split_once("; ").unwrap();
    assert!(again(made.trim()).starts_with(value));
    // A text that happens to be JSON stays a text.
    let text = "{\"a\":1}";
    let plain = world
        .run(&[
            "sign", "--format", "keygrip", "--key", "key", "--name", "view",
        ])
        .args(&["--param", "kind=koa-cookie", text])
        .ends()
        .text();
    assert!(again(plain.trim()).starts_with(&format!("view={text}; view.sig=")));
    // Under the first key already, it stays.
    assert_eq!(again(PLAIN), PLAIN);

    let many = world
        .run(&["reissue", "--lines"])
        .args(&keys)
        .stdin(format!("{SESSION}\n"))
        .ends()
        .json();
    assert_eq!(many["companions"][0]["name"], "session.sig", "{many:#}");
}

/// A cookie-session was called text, and no format that carries JSON could be made of it.
#[test]
fn a_session_is_made_again_as_one_of_another_framework() {
    let world = world();
    for (format, payload) in [("flask", USER), ("express", "j:{\"user\":\"alice\"}\n")] {
        let run = ["reissue", "-q", "--key", "key", "--to", format, SESSION];
        let made = world.run(&run).ends();
        assert_eq!(made.code(), 0, "{format}: {}", made.err);
        let made = made.text();
        let open = [
            "verify",
            "-q",
            "--format",
            format,
            "--key",
            "key",
            made.trim(),
        ];
        world.run(&open).gives(0, payload, "");
    }
    // A text stays one.
    let run = ["reissue", "--key", "other", "--to", "flask", PLAIN];
    world.run(&run).gives(
        2,
        "",
        "cookiekit: the cookie cannot be carried to flask: it carries text, and flask carries \
         JSON\n\
         hint: nothing was made; open it with decrypt or verify, and make the new one by hand\n",
    );
}

#[test]
fn pairs_of_many_lines_and_of_logs_are_verified() {
    let world = world();
    let log = format!("10.0.0.1 - - [x] \"GET / HTTP/1.1\" 200 \"{SESSION}\"");
    let json = format!("{{\"cookie\":\"{SESSION}\"}}");
    for (name, lines) in [
        (
            &[][..],
            format!("{SESSION}\nCookie: a=1; {SESSION}\n{KOA}\n"),
        ),
        (
            &["--name", "session"],
            format!("{log}\n{json}\n{SESSION}\n"),
        ),
    ] {
        let verify = [
            "verify",
            "--lines",
            "-q",
            "--key",
            "key",
            "--now",
            "1700000000",
        ];
        let ended = world.run(&verify).args(name).stdin(lines).ends();
        let valid = ended
            .text()
            .matches("\"outcome\":\"valid\",\"format\":\"keygrip\"")
            .count();
        assert_eq!((valid, ended.code()), (3, 0), "{}", ended.text());
    }
    let forged = log.replace("4Ajb", "5Ajb");
    let verify = [
        "verify", "--lines", "-q", "--key", "key", "--name", "session",
    ];
    let ended = world.run(&verify).stdin(format!("{forged}\n")).ends();
    assert_eq!(
        (ended.code(), &ended.json()["outcome"]),
        (1, &"forged".into())
    );
}

#[test]
fn another_digest_is_asked_for() {
    let world = world();
    let sign = [
        "sign", "--format", "keygrip", "--key", "key", "--name", "session",
    ];
    let digest = ["--format", "keygrip", "--param", "digest=sha384"];
    let made = world
        .run(&sign)
        .args(&digest[2..])
        .args(&["{}"])
        .ends()
        .text();
    let verify = ["verify", "--key", "key", made.trim()];
    world.run(&verify).args(&digest).gives(0, "{}\n", "");
    world.run(&verify).gives(
        1,
        "",
        "cookiekit: malformed: keygrip: NAME.sig is of another digest than HMAC-SHA1's: name it \
         with --format keygrip --param digest=sha256, sha384 or sha512\n",
    );
    world
        .run(&["verify", "--key", "key", SESSION])
        .args(&digest)
        .gives(
            1,
            "",
            "cookiekit: malformed: keygrip: NAME.sig is not base64url of a digest, without \
             padding\nhint: it has the shape of one with digest=sha1: --param digest=sha1\n",
        );
    world
        .run(&["verify", "--key", "key", SESSION, "--format", "keygrip"])
        .args(&["--param", "digest=md5"])
        .gives(
            2,
            "",
            "cookiekit: the parameter digest of keygrip does not take that value\n\
             hint: it takes one of sha1, sha256, sha384, sha512\n",
        );
}

#[test]
fn what_is_wrong_with_a_pair_is_found_and_nothing_is_claimed_of_koa() {
    let world = world();
    let told = |cookie: &str| {
        let ended = world
            .run(&["inspect", "--json", "--key", "key", cookie])
            .ends();
        ended.json()
    };
    let genuine = told(SESSION);
    assert_eq!(
        (&genuine["outcome"], &genuine["format"]),
        (&"valid".into(), &"keygrip".into())
    );
    for (cookie, reason) in [
        (SESSION.replace("==;", "%3D%3D;"), "percent-encoded"),
        (SESSION.replace("==;", ";"), "padding"),
        (SESSION.replace("session", "__Host-session"), "name"),
    ] {
        let told = told(&cookie);
        assert_eq!(told["outcome"], "forged", "{cookie}");
        assert!(
            told["reason"].as_str().unwrap().contains(reason),
            "{told:#}"
        );
    }
    let shown = world
        .run(&["inspect", "--key", "key", SESSION])
        .ends()
        .text();
    assert!(
        !shown.contains("refuses") && !shown.contains("`+`"),
        "{shown}"
    );
}

#[test]
fn the_code_for_the_application_fetches_the_key_and_holds_none() {
    let world = world();
    let path = world.path("key").display().to_string();
    for (consumer, code) in [
        ("koa", "\napp.keys = keys\n"),
        (
            "cookie-session",
            "\napp.use(require('cookie-session')({ keys: keys }))\n",
        ),
        ("express", "\napp.use(require('cookie-parser')(keys))\n"),
    ] {
        let ended = world
            .run(&["key", "export", "--for", consumer, "--key", "key"])
            .ends();
        let text = ended.text();
        assert!(text.ends_with(code), "{text}");
        let keys = format!("\nconst keys = keysAt(\"{path}\")\n");
        assert!(text.contains(&keys) && !text.contains(KEY), "{text}");
    }
    let ended = world
        .run(&["key", "export", "--for", "koa", "--key", "env:APP_KEYS"])
        .env("APP_KEYS", KEY)
        .ends();
    assert!(
        ended
            .text()
            .contains("\nconst keys = keysIn(\"APP_KEYS\")\n")
    );
}

/// The first of the list signs: a cookie under a later one is old, or the list of its
/// application has another order.
#[test]
fn a_cookie_under_a_later_key_of_the_list_is_told_so() {
    let world = World::with_key(crate::known::KEY);
    world.file("old", crate::known::OTHER_KEY);
    for (format, name, payload) in [
        ("keygrip", "session", "{\"a\":1}"),
        ("express", "connect.sid", "alice"),
        ("remix", "__session", "{\"a\":1}"),
    ] {
        let sign = [
            "sign", "-q", "--format", format, "--key", "old", "--name", name, payload,
        ];
        let made = world.run(&sign).ends().text();
        let made = made.trim_end();
        let cookie = match made.starts_with(&format!("{name}=")) {
            true => made.to_owned(),
            false => format!("{name}={made}"),
        };
        for (keys, is_told) in [
            (&["--key", "key", "--key", "old"][..], true),
            (&["--key", "old", "--key", "key"], false),
            (&["--key", "old"], false),
        ] {
            let inspect = [&["inspect", "--json"][..], keys].concat();
            let ended = world.run(&inspect).stdin(&cookie).ends();
            assert_eq!(ended.code(), 0, "{format}: {}", ended.err);
            let remarks = ended.json()["remarks"].clone();
            let remark = remarks.as_array().unwrap().iter();
            let remark = remark.clone().find(|it| it["id"] == "not-the-first-key");
            assert_eq!(remark.is_some(), is_told, "{format} {keys:?}: {remarks}");
            let text = remark.map_or("", |it| it["text"].as_str().unwrap());
            assert_eq!(
                text.starts_with("under number 2 of the keys"),
                is_told,
                "{text}"
            );
        }
    }
}

/// Koa takes the first of two cookies of a name, and the first of two signatures (seen with
/// cookies 0.9.1): each pair may be genuine.
#[test]
fn of_two_pairs_of_one_name_the_first_is_taken_and_both_are_genuine() {
    let world = world();
    let made = |value: &str| {
        let sign = [
            "sign", "-q", "--format", "keygrip", "--key", "key", "--name", "user",
        ];
        let kind = ["--param", "kind=koa-cookie", value];
        let ended = world.run(&[&sign[..], &kind].concat()).ends();
        assert_eq!(ended.code(), 0, "{}", ended.err);
        let line = ended.text().trim_end().to_owned();
        line.split_once("; ")
            .map(|(one, two)| (one.to_owned(), two.to_owned()))
            .unwrap()
    };
    let (alice, bob) = (made("alice"), made("bob"));
    let header = format!("Cookie: {}; {}; {}; {}\n", alice.0, alice.1, bob.0, bob.1);
    let verify = ["verify", "--key", "key", "--name", "user"];
    let ended = world.run(&verify).stdin(&header).ends();
    assert_eq!(
        (ended.code(), &*ended.text()),
        (0, "alice\n"),
        "{}",
        ended.err
    );
    let taken = "the server (Koa and cookie-session) takes the first, and so it is the one";
    assert!(ended.err.contains(taken), "{}", ended.err);
    let inspect = ["inspect", "--json", "--key", "key"];
    let seen = |header: &str| world.run(&inspect).stdin(header).ends().json();
    let advice = |cookie: &serde_json::Value| {
        let remarks = cookie["remarks"].as_array().unwrap();
        let twice = remarks.iter().find(|it| it["id"] == "name-twice").unwrap();
        assert!(twice["text"].as_str().unwrap().contains("takes the first"));
        twice["advice"]["text"].as_str().unwrap().to_owned()
    };
    let all = seen(&header);
    let neutral = "delete the one that is not meant: ";
    assert_eq!(all["cookies"][0]["outcome"], "valid", "{all:#}");
    assert_eq!(
        all["cookies"][1]["reason"], "signature-of-namesake",
        "{all:#}"
    );
    for cookie in all["cookies"].as_array().unwrap() {
        assert!(advice(cookie).starts_with(neutral), "{cookie:#}");
    }
    // Of one that is looked at alone, nothing is known of the other.
    let alone = [&inspect[..], &["--name", "user"]].concat();
    let one = world.run(&alone).stdin(&header).ends().json();
    assert_eq!(one["payload"], "alice", "{one:#}");
    assert!(advice(&one).starts_with(neutral), "{one:#}");
    // The signatures in the other order: what the server takes is not what it is for.
    let swapped = format!("Cookie: {}; {}; {}; {}\n", alice.0, bob.0, bob.1, alice.1);
    let all = seen(&swapped);
    assert_eq!(
        all["cookies"][0]["reason"], "signature-of-namesake",
        "{all:#}"
    );
    let ended = world.run(&verify).stdin(&swapped).ends();
    assert_eq!(ended.code(), 1, "{}", ended.err);
    // Near miss: the second is forged.
    let forged = header.replace("user=bob", "user=eve");
    let all = seen(&forged);
    assert!(
        advice(&all["cookies"][0]).starts_with("delete the other: "),
        "{all:#}"
    );
    assert!(
        advice(&all["cookies"][1]).starts_with("delete this one: "),
        "{all:#}"
    );
}

#[test]
fn a_pair_stands_on_two_lines_without_the_name_of_a_header() {
    let world = world();
    let lines = SESSION.replace("; ", "\n");
    for text in [lines.clone(), lines.replace('\n', ";\n\n") + "\n"] {
        world
            .run(&["verify", "--key", "key"])
            .stdin(&text)
            .gives(0, USER, "");
        let ended = world.run(&["inspect", "--key", "key"]).stdin(&text).ends();
        assert_eq!(ended.code(), 0, "{}{}", ended.text(), ended.err);
    }
}
