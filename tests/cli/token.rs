//! `cookiekit token`: users, and the life of a token.

use serde_json::json;

use crate::database::{JUDGED, NOW, PASSWORD, UNKNOWN, VALID, WRONG, is_token};
use crate::world::World;

#[test]
fn the_first_user_makes_the_database_for_its_owner_alone() {
    let world = World::new();
    let script = "umask 000; printf 'correct horse\\n' | \
        cookiekit token user add --db db alice --display-name 'Alice A' --password-stdin";
    let notes = "note: made the database db\nnote: added the user alice\n";
    world.shell(script).gives(0, "", notes);
    assert_eq!(world.names(), ["db"]);
    assert_eq!(world.mode("db"), 0o600);
    let journal: String = world.value("db", "PRAGMA journal_mode");
    assert_eq!(journal, "wal");
    assert_eq!(world.value::<u32>("db", "PRAGMA user_version"), 1);
    let application: u32 = world.value("db", "PRAGMA application_id");
    assert_eq!(&application.to_be_bytes(), b"ckit");

    // The log and its index, which a reader leaves open, are made alike.
    let script = "umask 000; echo x | cookiekit token check --db db";
    world.shell(script).gives(1, "", UNKNOWN);
    assert_eq!(world.names(), ["db", "db-shm", "db-wal"]);
    for name in world.names() {
        assert_eq!(world.mode(&name), 0o600, "{name}");
    }
}

#[test]
fn a_user_is_there_once() {
    let world = World::with_alice();
    let again = world.token(&["user", "add", "alice"], &["--password-stdin"]);
    again.stdin("another one").gives(
        2,
        "",
        "cookiekit: the user alice already exists\nhint: choose another name, or set a new \
         password: cookiekit token user passwd --db FILE USER\n",
    );
    world.issued("alice", &[]);
}

#[test]
fn names_that_are_none_are_refused() {
    let world = World::new();
    let long = "u".repeat(257);
    for name in ["", " alice", "alice ", "a\nb", "a\tb", "\u{1b}[2J", &long] {
        let add = world.token(&["user", "add", "--password-stdin"], &["--", name]);
        add.stdin(PASSWORD).gives(
            2,
            "",
            "cookiekit: not a valid user name\nhint: it has 1 to 256 bytes, without control \
             characters and without white space at its ends\n",
        );
    }
    assert!(world.names().is_empty(), "no database was made");
    world.add_user("Zoë & 名前 'x'", "", PASSWORD);
    world.issued("Zoë & 名前 'x'", &[]);
}

/// Web applications pass on the name that a client gives; an argument that
/// looks like a key is refused everywhere else.
#[test]
fn a_name_may_look_like_a_key_where_it_is_said_to_be_a_name() {
    let world = World::with_alice();
    let name = format!("--user={}", "0123456789abcdef".repeat(4));
    let issue = ["issue", "--expires-in", "1m", "--password-stdin"];
    let asked = |argument: &str| {
        let run = world.token(&[&issue[..], &[argument]].concat(), &[]);
        run.stdin("wrong").ends()
    };
    asked(&name).is(1, "", WRONG);
    let key = name.replace("--user", "--key");
    assert_eq!(asked(&key).code(), 2);
    let list = world.token(&["user", "list"], &["-q", "--now", NOW]);
    list.gives(0, "alice  Alice A  0 tokens\n", "");
}

#[test]
fn users_are_listed() {
    let world = World::new();
    world.add_user("bob", "", PASSWORD);
    world.add_user("alice", "Alice A", PASSWORD);
    world.issued("bob", &[]);
    let list = |more: &[&str]| world.token(&["user", "list"], &[&["--now", NOW], more].concat());
    list(&[]).gives(0, "alice  Alice A  0 tokens\nbob             1 token\n", "");
    let user = |user: &str, name: &str, tokens: u32| {
        json!({
            "user": user,
            "name": name,
            "added": "2023-11-14T22:13:20Z",
            "tokens": tokens,
            "has_password": true,
            "locked_until": null,
        })
    };
    let users = [user("alice", "Alice A", 0), user("bob", "", 1)];
    let expected = json!({ "exit": 0, "word": "yes", "users": users, "warnings": [] });
    assert_eq!(list(&["--json"]).ends().json(), expected);
}

#[test]
fn a_removed_user_has_no_token_and_no_password() {
    let world = World::with_alice();
    let token = world.issued("alice", &[]);
    let remove = ["user", "remove", "alice"];
    world.token(&remove, &[]).gives(
        2,
        "",
        "cookiekit: cannot ask whether to remove the user: there is no terminal\n\
         hint: add --yes to remove it without asking\n",
    );
    assert_eq!(world.checked(&token).code(), 0);
    let note = "note: removed the user alice and 1 token\n";
    world.token(&remove, &["--yes"]).gives(0, "", note);
    assert_eq!(world.checked(&token).code(), 1);
    world.login("alice", PASSWORD, &[]).gives(1, "", WRONG);
    world.token(&remove, &["--yes"]).gives(
        2,
        "",
        "cookiekit: there is no such user\n\
         hint: list them: cookiekit token user list --db FILE\n",
    );
}

#[test]
fn a_new_password_revokes_the_tokens_unless_they_are_to_be_kept() {
    let world = World::with_alice();
    let passwd = |more: &[&str], password: &str| {
        let passwd = ["user", "passwd", "alice", "--password-stdin"];
        world.token(&passwd, more).stdin(password)
    };
    let token = world.issued("alice", &[]);
    let note = "note: set a new password for alice, and revoked 0 tokens\n";
    passwd(&["--keep-tokens"], "battery staple").gives(0, "", note);
    assert_eq!(world.checked(&token).code(), 0);
    let note = "note: set a new password for alice, and revoked 1 token\n";
    passwd(&[], "staple battery").gives(0, "", note);
    assert_eq!(world.checked(&token).code(), 1);
    world.login("alice", PASSWORD, &[]).gives(1, "", WRONG);
    world
        .login("alice", "battery staple", &[])
        .gives(1, "", WRONG);
    let again = world.login("alice", "staple battery", &["-q"]).ends();
    assert!(is_token(again.text().trim_end()));
    let nobody = world.token(&["user", "passwd", "bob"], &["--password-stdin"]);
    nobody.stdin("whatever it is").gives(
        2,
        "",
        "cookiekit: there is no such user\nhint: list them: cookiekit token user list --db FILE\n",
    );
}

#[test]
fn what_is_kept_of_a_token_and_a_password_is_no_use_to_a_reader() {
    let world = World::with_alice();
    let token = world.issued("alice", &[]);
    let password: String = world.value("db", "SELECT password FROM cookiekit_users");
    assert!(
        password.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{password}"
    );
    let digest: Vec<u8> = world.value("db", "SELECT digest FROM cookiekit_tokens");
    assert_eq!(digest, cookiekit::crypto::sha256(&[token.as_bytes()]));
    for secret in [&*token, PASSWORD] {
        assert_eq!(world.holding(secret), [""; 0], "{secret}");
    }
    // The search would find it.
    world.file("leak", format!("x{token}y{PASSWORD}z"));
    for secret in [&*token, PASSWORD] {
        assert_eq!(world.holding(secret), ["leak"]);
    }
}

#[test]
fn a_token_is_checked_as_clients_send_it() {
    let world = World::with_alice();
    let token = world.issued("alice", &[]);
    for text in [
        token.clone(),
        format!("{token}\n"),
        format!("token: {token}"),
        format!("Token:{token}\r\n"),
        format!("Authorization: Bearer {token}\n"),
        format!("GET / HTTP/1.1\r\nHost: localhost\r\ntoken: {token}\r\n\r\n"),
    ] {
        let check = world.token(&["check"], &["--now", "1700000010"]);
        let judged = JUDGED.replace("13:20", "13:30");
        check.stdin(&text).gives(0, "alice\t590\n", &judged);
    }
}

#[test]
fn a_token_is_valid_until_its_second_and_expired_from_then_on() {
    let world = World::with_alice();
    let token = world.issued("alice", &[]);
    let check = |now: &str, more: &[&str]| {
        let more = [&["--now", now], more].concat();
        world.token(&["check"], &more).stdin(&token)
    };
    check("1700000599", &["-q"]).gives(0, "alice\t1\n", "");
    let judged = "note: judged at 2023-11-14T22:23:20Z (--now)\n";
    let expired = "cookiekit: the token expired now (at 2023-11-14T22:23:20Z)\n\
        hint: ask for a new one: cookiekit token issue --db FILE --user USER --expires-in DURATION\n";
    check("1700000600", &[]).gives(3, "", &format!("{judged}{expired}"));
    check("1700000600", &["--leeway", "10s"]).gives(
        0,
        "alice\t10\n",
        &format!("{judged}note: accepted for 10 s after its expiry (--leeway)\n"),
    );
    check("1700000610", &["-q", "--leeway", "10s"]).gives(
        3,
        "",
        &expired.replace("expired now", "expired 10 seconds ago"),
    );
    // Real time has long passed it.
    let real = world.token(&["check"], &["-q"]).stdin(&token).ends();
    assert_eq!(real.code(), 3);
}

#[test]
fn an_unknown_token_and_what_is_none_are_a_no() {
    let world = World::with_alice();
    let token = world.issued("alice", &[]);
    let mut other = token.clone();
    other.replace_range(..1, if token.starts_with('a') { "b" } else { "a" });
    for unknown in [&*other, "x", &token[..23], &format!("{token}0")] {
        world
            .token(&["check"], &[])
            .stdin(unknown)
            .gives(1, "", UNKNOWN);
    }
    let long = "x".repeat(20_000);
    let malformed = "cookiekit: malformed: the input is not a token\nhint: pass it bare, or as a \
        header: `token: TOKEN`, `Authorization: Bearer TOKEN`\n";
    for none in ["", "\n", "a b", "token:", "token: a b", "a\nb\n", &long] {
        world
            .token(&["check"], &[])
            .stdin(none)
            .gives(1, "", malformed);
    }
    let binary = world.token(&["check"], &[]).stdin(b"\xff\x00\xfe");
    binary.gives(1, "", malformed);
}

#[test]
fn the_documents_say_all_that_is_known() {
    let world = World::with_alice();
    let issued = world.login("alice", PASSWORD, &["--json"]).ends();
    assert_eq!(issued.err, "");
    let issued = issued.json();
    let token = issued["token"].as_str().unwrap();
    assert!(is_token(token));
    let id = &base16ct::lower::encode_string(&cookiekit::crypto::sha256(&[token.as_bytes()]))[..16];
    let expected = json!({
        "exit": 0,
        "word": "yes",
        "outcome": "issued",
        "user": "alice",
        "token": token,
        "id": id,
        "issued": "2023-11-14T22:13:20Z",
        "expires": "2023-11-14T22:23:20Z",
        "warnings": [],
    });
    assert_eq!(issued, expected);

    let check = |token: &str, now: &str| {
        let check = world.token(&["check"], &["--json", "--now", now]);
        check.stdin(token).ends().json()
    };
    let mut expected = json!({
        "exit": 0,
        "word": "yes",
        "outcome": "valid",
        "user": "alice",
        "name": "Alice A",
        "issued": "2023-11-14T22:13:20Z",
        "expires": "2023-11-14T22:23:20Z",
        "seconds_left": 590,
        "now": "2023-11-14T22:13:30Z",
        "leeway_seconds": 0,
        "warnings": [],
    });
    assert_eq!(check(token, "1700000010"), expected);
    for (field, value) in [
        ("exit", json!(3)),
        ("word", json!("expired")),
        (
            "error",
            json!("the token expired 1 second ago (at 2023-11-14T22:23:20Z)"),
        ),
        (
            "hint",
            json!(
                "ask for a new one: cookiekit token issue --db FILE --user USER --expires-in DURATION"
            ),
        ),
        ("outcome", json!("expired")),
        ("seconds_left", json!(0)),
        ("now", json!("2023-11-14T22:23:21Z")),
    ] {
        expected[field] = value;
    }
    assert_eq!(check(token, "1700000601"), expected);
    let unknown = check("x", NOW);
    assert_eq!(unknown["outcome"], "unknown");
    assert_eq!(unknown["user"], json!(null));
    assert_eq!(check("a b", NOW)["outcome"], "malformed");

    let wrong = world.login("alice", "no", &["--json"]).ends();
    assert_eq!(wrong.json()["outcome"], "wrong");
    let purged = world.token(&["purge"], &["--json"]).ends().json();
    assert_eq!(purged["purged"], 1);
    let revoked = world.token(&["revoke", "--all"], &["--json"]).ends();
    assert_eq!(revoked.json()["revoked"], 0);
    let removed = ["user", "remove", "alice", "--yes"];
    let removed = world.token(&removed, &["--json"]).ends().json();
    assert_eq!(
        (&removed["removed"], &removed["revoked"]),
        (&json!("alice"), &json!(0))
    );
}

#[test]
fn a_new_token_takes_the_place_of_the_older_ones_unless_they_are_kept() {
    let world = World::with_alice();
    world.add_user("bob", "", PASSWORD);
    let of_bob = world.issued("bob", &[]);
    let first = world.issued("alice", &[]);
    let second = world.issued("alice", &["--keep"]);
    assert_ne!(first, second);
    for token in [&first, &second, &of_bob] {
        assert_eq!(world.checked(token).code(), 0);
    }
    let third = world.issued("alice", &[]);
    for (token, code) in [(&first, 1), (&second, 1), (&third, 0), (&of_bob, 0)] {
        assert_eq!(world.checked(token).code(), code);
    }
}

#[test]
fn a_lifetime_is_asked_for_and_has_bounds() {
    let world = World::with_alice();
    let lasting = |flag: &str, lifetime: &str| {
        let issue = [
            "issue",
            "--user",
            "alice",
            "--password-stdin",
            flag,
            lifetime,
        ];
        world.token(&issue, &[]).stdin(PASSWORD)
    };
    let issue = |lifetime: &str| lasting("--expires-in", lifetime);
    issue("0s").gives(
        2,
        "",
        "cookiekit: the token would be expired as soon as it is issued\n\
         hint: give a longer --expires-in, for example 10m\n",
    );
    issue("16000000000000w").gives(
        2,
        "",
        "cookiekit: --expires-in is too long\n\
         hint: give a shorter --expires-in, for example 10m\n",
    );
    issue("10").gives(
        2,
        "",
        "cookiekit: --expires-in: not a duration\nhint: give a number and a unit: 90s, 15m, 8h, 30d\n",
    );
    assert_eq!(
        world.value::<u32>("db", "SELECT count(*) FROM cookiekit_tokens"),
        0
    );
    // As it was called at first.
    assert_eq!(lasting("--ttl", "10m").ends().code(), 0);
}

#[test]
fn tokens_are_revoked_by_themselves_by_id_by_user_and_all() {
    let world = World::with_alice();
    world.add_user("bob", "", PASSWORD);
    let revoke = |more: &[&str], stdin: &str| world.token(&["revoke"], more).stdin(stdin);
    let unknown = "cookiekit: the token is unknown or already revoked\n";

    let token = world.issued("alice", &[]);
    let header = format!("token: {token}\n");
    revoke(&[], &header).gives(0, "", "note: revoked 1 token\n");
    assert_eq!(world.checked(&token).code(), 1);
    revoke(&[], &token).gives(1, "", unknown);

    let token = world.issued("alice", &[]);
    let listed = world.token(&["list"], &["--json"]).ends().json();
    let id = listed["tokens"][0]["id"].as_str().unwrap();
    revoke(&["--id", "0123456789abcdef"], "").gives(1, "", unknown);
    assert_eq!(world.checked(&token).code(), 0);
    revoke(&["--id", &id.to_uppercase()], "").gives(0, "", "note: revoked 1 token\n");
    assert_eq!(world.checked(&token).code(), 1);

    let (alices, bobs) = (world.issued("alice", &[]), world.issued("bob", &[]));
    world.issued("alice", &["--keep"]);
    revoke(&["--user", "alice"], "").gives(0, "", "note: revoked 2 tokens\n");
    assert_eq!(world.checked(&alices).code(), 1);
    assert_eq!(world.checked(&bobs).code(), 0);
    revoke(&["--user", "alice"], "").gives(0, "", "note: revoked 0 tokens\n");
    revoke(&["--user", "carol"], "").gives(
        2,
        "",
        "cookiekit: there is no such user\nhint: list them: cookiekit token user list --db FILE\n",
    );

    world.issued("alice", &[]);
    revoke(&["--all"], "").gives(0, "", "note: revoked 2 tokens\n");
    assert_eq!(world.checked(&bobs).code(), 1);
    revoke(&[], "a b").gives(
        1,
        "",
        "cookiekit: malformed: the input is not a token\n\
         hint: pass it bare, or name others: --user USER, --id ID, --all\n",
    );
    revoke(&["--id", "xyz"], "").gives(
        2,
        "",
        "cookiekit: --id: not an id of a token\n\
         hint: it has 16 hex digits: see cookiekit token list --db FILE\n",
    );
}

#[test]
fn tokens_are_listed_without_being_told() {
    let world = World::with_alice();
    world.add_user("bob", "", PASSWORD);
    let (first, second) = (world.issued("alice", &[]), world.issued("bob", &[]));
    let list = |more: &[&str]| {
        let more = [&["--now", "1700000300"], more].concat();
        world.token(&["list"], &more).ends()
    };
    let id = |token: &str| {
        let digest = cookiekit::crypto::sha256(&[token.as_bytes()]);
        base16ct::lower::encode_string(&digest)[..16].to_owned()
    };
    let expires = "expires in 5 minutes (at 2023-11-14T22:23:20Z)";
    let (alices, bobs) = (
        format!("{}  alice  {expires}\n", id(&first)),
        format!("{}  bob    {expires}\n", id(&second)),
    );
    list(&[]).is(0, format!("{alices}{bobs}"), "");
    list(&["--user", "bob"]).is(0, bobs.replace("bob    ", "bob  "), "");
    let documents = list(&["--json"]).json();
    let expected = json!({
        "id": id(&first),
        "user": "alice",
        "issued": "2023-11-14T22:13:20Z",
        "expires": "2023-11-14T22:23:20Z",
        "state": "valid",
    });
    assert_eq!(documents["tokens"][0], expected);
    assert!(!documents.to_string().contains(&first));
    let later = world.token(&["list"], &["--now", "1700000700"]).ends();
    assert!(later.text().contains("expired 100 seconds ago"));
    world.token(&["revoke", "--all"], &["-q"]).gives(0, "", "");
    list(&[]).is(0, "", "note: there are no tokens\n");
}

#[test]
fn a_purge_deletes_what_has_expired_and_nothing_else() {
    let world = World::with_alice();
    let (old, young) = (
        world.issued("alice", &[]),
        world.issued("alice", &["--keep"]),
    );
    world.execute(
        "db",
        "UPDATE cookiekit_tokens SET expires = expires - 300
         WHERE digest = (SELECT digest FROM cookiekit_tokens LIMIT 1)",
    );
    let purge = |now: &str, more: &[&str]| {
        let more = [&["--now", now], more].concat();
        world.token(&["purge"], &more)
    };
    purge("1700000299", &[]).gives(0, "", "note: deleted 0 expired tokens\n");
    purge("1700000309", &["--older-than", "10s"]).gives(0, "", "note: deleted 0 expired tokens\n");
    purge("1700000310", &["--older-than", "10s"]).gives(0, "", "note: deleted 1 expired token\n");
    let mut codes = [old, young].map(|token| world.checked(&token).code());
    codes.sort_unstable();
    assert_eq!(codes, [0, 1]);
}

#[test]
fn a_name_is_locked_after_five_wrong_passwords_for_longer_each_time() {
    let world = World::with_alice();
    let try_at = |now: &str, password: &str| {
        let issue = [
            "issue",
            "--user",
            "alice",
            "--expires-in",
            "10m",
            "--now",
            now,
        ];
        let run = world.token(&issue, &["-q", "--password-stdin"]);
        run.stdin(password)
    };
    let locked = |seconds: &str| {
        format!(
            "cookiekit: locked after too many wrong passwords: try again in {seconds}\n\
             hint: a new password ends it: cookiekit token user passwd --db FILE USER\n"
        )
    };
    for _ in 0..4 {
        try_at(NOW, "wrong").gives(1, "", WRONG);
    }
    // A right one in between begins again.
    assert_eq!(try_at(NOW, PASSWORD).ends().code(), 0);
    for _ in 0..5 {
        try_at(NOW, "wrong").gives(1, "", WRONG);
    }
    try_at(NOW, PASSWORD).gives(1, "", &locked("30 seconds"));
    try_at("1700000029", PASSWORD).gives(1, "", &locked("1 second"));
    try_at("1700000030", "wrong").gives(1, "", WRONG);
    try_at("1700000031", PASSWORD).gives(1, "", &locked("59 seconds"));
    let list = world.token(&["user", "list"], &["--now", "1700000031"]);
    list.gives(0, "alice  Alice A  locked until 2023-11-14T22:14:50Z\n", "");
    let issue = [
        "issue",
        "--user",
        "alice",
        "--expires-in",
        "10m",
        "--now",
        "1700000031",
    ];
    let document = world.token(&issue, &["--json", "--password-stdin"]);
    let document = document.stdin(PASSWORD).ends().json();
    let expected = json!({
        "exit": 1,
        "word": "no",
        "error": "locked after too many wrong passwords: try again in 59 seconds",
        "hint": "a new password ends it: cookiekit token user passwd --db FILE USER",
        "outcome": "locked",
        "locked_until": "2023-11-14T22:14:50Z",
        "retry_after_seconds": 59,
        "warnings": [],
    });
    assert_eq!(document, expected);
    let passwd = ["user", "passwd", "alice", "-q", "--password-stdin"];
    world
        .token(&passwd, &[])
        .stdin("battery staple")
        .gives(0, "", "");
    assert_eq!(try_at("1700000031", "battery staple").ends().code(), 0);
}

#[test]
fn a_name_that_no_user_has_is_locked_alike() {
    let world = World::with_alice();
    for user in ["nobody", "alice"] {
        for _ in 0..5 {
            world.login(user, "wrong", &[]).gives(1, "", WRONG);
        }
        world.login(user, "wrong", &[]).gives(
            1,
            "",
            "cookiekit: locked after too many wrong passwords: try again in 30 seconds\n\
             hint: a new password ends it: cookiekit token user passwd --db FILE USER\n",
        );
    }
    // A name typed into the wrong field is not kept as it is.
    world
        .login("my-password-in-the-wrong-field", "x", &[])
        .gives(1, "", WRONG);
    assert_eq!(world.holding("my-password-in-the-wrong-field"), [""; 0]);
    // A user of that name begins with nothing.
    world.add_user("nobody", "", PASSWORD);
    assert_eq!(world.login("nobody", PASSWORD, &[]).ends().code(), 0);
}

/// The time that the processor spends, which does not depend on what else the
/// machine does. Without the comparison for unknown users it would be a tenth.
/// `tests/bench/login.sh` has the time of the clock.
#[test]
fn an_unknown_user_takes_as_long_as_a_wrong_password() {
    let world = World::with_alice();
    let spent = |user: &str| -> f64 {
        let script = format!(
            "TIMEFORMAT=%U; time (for i in 1 2 3 4; do echo wrong | cookiekit token issue \
             --db db --user {user} --expires-in 1m --password-stdin 2>&3; done) 3>/dev/null"
        );
        let ended = world.shell(&script).ends();
        ended.err.trim().parse().unwrap()
    };
    let (unknown, known) = (spent("nobody"), spent("alice"));
    assert!(known > 0.02, "a comparison takes its time: {known}");
    let ratio = unknown / known;
    assert!((0.5..2.0).contains(&ratio), "{unknown} / {known}");
}

#[test]
fn a_weak_hash_is_made_anew_at_a_login() {
    let world = World::with_alice();
    let weak =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    world.execute(
        "db",
        &format!("UPDATE cookiekit_users SET password = '{weak}'"),
    );
    let password = || world.value::<String>("db", "SELECT password FROM cookiekit_users");
    world.login("alice", "wrong", &[]).gives(1, "", WRONG);
    assert_eq!(password(), weak);
    assert_eq!(world.login("alice", "password", &[]).ends().err, VALID);
    let renewed = password();
    assert!(
        renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{renewed}"
    );
    assert_eq!(world.login("alice", "password", &[]).ends().err, VALID);
    assert_eq!(password(), renewed, "it is made again once");
}

#[test]
fn a_password_comes_from_standard_input_or_a_descriptor_and_is_never_an_argument() {
    let world = World::with_alice();
    for line in [PASSWORD, "correct horse\n", "correct horse\r\n"] {
        assert_eq!(world.login("alice", line, &[]).ends().code(), 0, "{line:?}");
    }
    for other in ["correct horse\n\n", " correct horse", "correct horse\nx"] {
        assert_eq!(world.login("alice", other, &[]).ends().code(), 1);
    }
    world.file("password", format!("{PASSWORD}\n"));
    let issue = "cookiekit token issue -q --db db --user alice --expires-in 10m";
    let by_fd = world
        .shell(&format!("{issue} --password-fd 3 3< password"))
        .ends();
    assert!(is_token(by_fd.text().trim_end()), "{}", by_fd.err);
    world.shell(&format!("{issue} --password-fd 9")).gives(
        2,
        "",
        "cookiekit: file descriptor 9 is not open for a password\n\
         hint: open it on the command line: --password-fd 9 9< password\n",
    );
    world.shell(issue).gives(
        2,
        "",
        "cookiekit: cannot ask for the password: there is no terminal\n\
         hint: give it with --password-stdin or --password-fd N\n",
    );
    world
        .shell(&format!("{issue} --password-stdin --password-fd 3"))
        .gives(
            2,
            "",
            "cookiekit: --password-stdin and --password-fd cannot be combined\n\
         hint: see: cookiekit token issue --help\n",
        );
    let as_argument = world
        .shell(&format!("{issue} --password CANARYPASSWORD"))
        .ends();
    assert_eq!(as_argument.code(), 2);
    assert!(!as_argument.err.contains("CANARY"), "{}", as_argument.err);
    for (command, token) in [("check", "CANARYTOKEN"), ("revoke", "CANARYTOKEN")] {
        let ended = world.token(&[command], &[token]).ends();
        assert_eq!(ended.code(), 2);
        assert!(!ended.err.contains("CANARY"), "{}", ended.err);
    }
}

#[test]
fn a_new_password_has_bounds_and_a_short_one_is_warned_of() {
    let world = World::new();
    let add = |user: &str, password: &str| {
        let add = ["user", "add", user, "--password-stdin"];
        world.token(&add, &[]).stdin(password)
    };
    let made = "note: made the database db\n";
    add("a", "").gives(2, "", "cookiekit: the password is empty\n");
    add("a", "\n").gives(2, "", "cookiekit: the password is empty\n");
    let most = "x".repeat(1024);
    add("a", &format!("{most}x")).gives(
        2,
        "",
        "cookiekit: the password has more than 1024 bytes\n",
    );
    let added = format!("{made}note: added the user a\n");
    add("a", &format!("{most}\n")).gives(0, "", &added);
    let short = "warning: the password has fewer than 8 characters\nnote: added the user b\n";
    add("b", "1234567").gives(0, "", short);
    add("c", "schlüsse").gives(0, "", "note: added the user c\n");
    // At a login what is too long is only wrong.
    world
        .login("a", &format!("{most}x"), &[])
        .gives(1, "", WRONG);
    world.login("a", "", &[]).gives(1, "", WRONG);
    assert_eq!(world.login("a", &most, &[]).ends().err, VALID);
}

#[test]
fn a_token_for_a_file_that_others_can_read_is_warned_of() {
    let world = World::with_alice();
    let script = |umask: &str| {
        format!(
            "umask {umask}; rm -f t; echo '{PASSWORD}' | cookiekit token issue --db db \
             --user alice --expires-in 10m --now {NOW} --password-stdin > t"
        )
    };
    let warning = "warning: standard output is a file that others can read (mode 0644)\n";
    world
        .shell(&script("022"))
        .gives(0, "", &format!("{warning}{VALID}"));
    world.shell(&script("077")).gives(0, "", VALID);
}

#[test]
fn a_result_that_cannot_be_written_is_uncertain() {
    let world = World::with_alice();
    let script = format!(
        "echo '{PASSWORD}' | cookiekit token issue --db db --user alice --expires-in 10m --now {NOW} \
         --password-stdin > /dev/full"
    );
    world.shell(&script).gives(
        5,
        "",
        &format!(
            "{VALID}cookiekit: it was done, but could not write the result: no space left on \
             device\nhint: do not do it again before you have looked: cookiekit token list --db \
             FILE\n"
        ),
    );
}

/// The number would be that of a file that cookiekit has open itself.
#[test]
fn a_descriptor_that_nobody_gave_holds_no_password() {
    let world = World::with_alice();
    for number in 3..10 {
        let issue = format!(
            "cookiekit token issue --db db --user alice --expires-in 1m --password-fd {number} \
             {number}<&-"
        );
        let ended = world.shell(&issue).ends();
        let refusal = format!(
            "cookiekit: file descriptor {number} is not open for a password\n\
             hint: open it on the command line: --password-fd {number} {number}< password\n"
        );
        ended.is(2, "", &refusal);
    }
    // None was counted as a wrong one.
    world.issued("alice", &[]);
}

/// An exit of 2 says that nothing was changed.
#[test]
fn a_user_without_a_password_makes_no_database() {
    let world = World::new();
    let add = ["token", "user", "add", "--db", "new", "alice"];
    world.run(&add).gives(
        2,
        "",
        "cookiekit: cannot ask for the password: there is no terminal\n\
         hint: give it with --password-stdin or --password-fd N\n",
    );
    assert!(!world.path("new").exists());
}
