//! Rack's sessions at the command line. They are its own: rack-session 2.1.2, and
//! Rack 2.2.22.

use crate::world::{Ended, World};

const SECRET: &str = "qA1L38rU3A2dc5SNt8gL0SOtLAOSTIvnDLnJp8ZPbr4k1EtVKknpEGdFjcZHr2Wp";
/// Of a middleware without a name of its own, and of one that was given one.
const PLAIN: &str = "AivM4BYVk4ALjj16luiFhAa1Xgq14JOidUywUmsrtQbQ+R6q0AVqjw0AHbpVczJt2NHNuZ\
    pbMrLV7WZ9bONf0zvMVDEHizrHW1CeAEyqWa1T7Bz01HaK2mdDHaSCVnqD0gfdQZIY77TB\
    Vp5GESGfroexWi4fqlK681ST9wiLffqqeMcloXYcm8e0bBYp/MySxttWE2mGF3QP4yBz8C\
    xClulC8b73MU5MKRiGF77R+uhV7gkT9UBkh+UcIoAW";
const NAMED: &str = "Ag7ZakNtJqVMZth8Cm89x0/rX4xmvIBbBJojX4d7d7uz5pnCJE0cpkRfdVdQMgswgygOCW\
    4x44sPwV+VVTdUWjx4h6bF8WiaAfWsCr1Ea3i6zM6QGz4Mjz5J1vYWyrH+czKC223FZYrV\
    A+oBo0AUMCamqBEdZZHJp//wzuM66X8ISFgrgIF+nMsKcAg8e/YSbuY80da18k104jpg8v\
    tSqjXlVzCXjyD0aK/Jd82hxuWD2GgE+e18b+KBxAPa";
const PLAIN_SESSION: &str = "{\"session_id\":\"5270e0ec8fec20b025f038d64558a60dd7d183dd74bae895157c54963a3ec946\",\"user\":\"alice\",\"n\":42}\n";
const NAMED_SESSION: &str = "{\"session_id\":\"e7cfd3bc784e2453ee14b453d87fdf8d4e23e7081229077677ac6bcba78c73da\",\"user\":\"alice\",\"n\":42}\n";
/// Version 1, for the name `_sess`.
const ONE: &str = "AT0unlekKe8Y4xsXtGPI8-nt5uXXFaYyDfmNjdNRKzuFbjCt5elWqYpIJUq-7Zk4Mb8YsX\
    cAKsTtSvz418p6uDIyh9HY2yhW2nsSD9G-26vwYERXapnImUM-7nX71Ojhbq1RGwmqe9jj\
    FGzVdDCZHmi79BsQtVPKDGStYTdvgcytnm3_f0bcIVZKQhEQNziJgpMnYgT6mAzhpsNFPa\
    WvAR8CleXpZhnXsyMwSJdN5JX_";

const HMAC_SECRET: &str = "keyboard cat";
const HMAC: &str = "eyJzZXNzaW9uX2lkIjoiOGY4Mjg0ZGE5MzJlNDQ4ZmM3MTk3NjNhNTFlMGZjOWRjNDY0Yz\
    Q3NGEzZWYzYTQ3ZjY3NTE3OGUxOGEyNThiZCIsInVzZXIiOiJhbGljZSIsIm4iOjQyfQ==\
    --654b29d0f0f0b9f5f49325c3c43c7f236665c0b4";
const HMAC_SESSION: &str = "{\"session_id\":\"8f8284da932e448fc719763a51e0fc9dc464c474a3ef3a47f675178e18a258bd\",\"user\":\"alice\",\"n\":42}\n";
const MARSHAL: &str = "BAh7CEkiD3Nlc3Npb25faWQGOgZFVG86HVJhY2s6OlNlc3Npb246OlNlc3Npb25JZAY6D0\
    BwdWJsaWNfaWRJIkVjNTg4MWMwZmY4NDFiMGZmZDVjMWZhZTI4YmNmZGRmNjU4ZDQ2YTMw\
    MjVmYzVlODU3ZGM5Y2JkNDE4NzYyYWFiBjsARkkiCXVzZXIGOwBUSSIKYWxpY2UGOwBUSS\
    IGbgY7AFRpLw==--5aea280fc9e416b835d39245d84f4a8f62663d11";
const MARSHAL_SESSION: &str = "{\"session_id\":\"c5881c0ff841b0ffd5c1fae28bcfddf658d46a3025fc5e857dc9cbd418762aab\",\"user\":\"alice\",\"n\":42}\n";
const ZIPPED: &str = "eJwNzDEKwzAMBdC7aM4gWXUU5TLlI8tgCAnEdCq9ezO+5X1p5pzjOt+j0U5FxThNO3Ovpq\
    juplXRHR65lsohItkA9WhwCbBqV0M4l3WjhT4z72fCMSIfnrS/yu8PDjsdKg==--7d49ed\
    16564c49ac97652904268e8eb596f00a4b";
const ZIPPED_SESSION: &str = "{\"session_id\":\"23170e73f00f573a5997353af9a9ce6250c111edaa39cda91ca033f37ac90268\",\"user\":\"alice\",\"n\":42}\n";

fn world() -> World {
    let world = World::new();
    world.file("secret", format!("{SECRET}\n"));
    world.file("other", SECRET.replace('q', "p"));
    world.file("hmac", HMAC_SECRET);
    world.file("short", "0123456789abcdef0123456789abcdef");
    world
}

fn gives(ended: &Ended, code: i32, out: &str, err: &str) {
    assert_eq!(
        (ended.code(), &*ended.text(), &*ended.err),
        (code, out, err)
    );
}

fn run(world: &World, command: &[&str], cookie: &str) -> Ended {
    let named = format!("rack.session={cookie}");
    world.run(command).args(&["-q", &named]).ends()
}

#[test]
fn sessions_of_rack_are_opened_with_and_without_a_purpose() {
    let world = world();
    let purpose = ["--format", "rack", "--param", "purpose=rack.session"];
    let decrypt = ["decrypt", "--key", "secret"];
    for format in [&[][..], &["--format", "rack"]] {
        let ended = run(&world, &[&decrypt, format].concat(), PLAIN);
        gives(&ended, 0, PLAIN_SESSION, "");
    }
    gives(
        &run(&world, &[&decrypt, &purpose[..]].concat(), NAMED),
        0,
        NAMED_SESSION,
        "",
    );
    let forged = "cookiekit: forged or under another key (format rack)\n\
         hint: add the key that made it: --key SPEC (can be repeated)\n";
    let or_purpose = forged.trim_end().to_owned()
        + "; or, where the application chose its own purpose, name it: --format rack --param \
           purpose=TEXT\n";
    gives(&run(&world, &decrypt, NAMED), 1, "", &or_purpose);
    gives(
        &run(&world, &[&decrypt, &purpose[..]].concat(), PLAIN),
        1,
        "",
        forged,
    );
    gives(
        &run(&world, &["decrypt", "--key", "other"], PLAIN),
        1,
        "",
        &or_purpose,
    );
    let one = ["--format", "rack", "--param", "purpose=_sess"];
    let ended = run(&world, &[&decrypt, &one[..]].concat(), ONE);
    assert_eq!(ended.code(), 0, "{}", ended.err);
    assert!(ended.text().starts_with("{\"t\":true"), "{}", ended.text());
    let two = [&decrypt[..], &one, &["--param", "kind=v2"]].concat();
    gives(
        &run(&world, &two, ONE),
        1,
        "",
        "cookiekit: malformed: rack: it is of another version than was named: --param kind\n",
    );
    let told = run(&world, &["inspect", "--json", "--key", "secret"], PLAIN).json();
    assert_eq!(
        (&told["format"], &told["outcome"]),
        (&"rack".into(), &"valid".into())
    );
}

/// Version 1 signs with what stands behind the first 32 bytes of the secret.
#[test]
fn a_short_secret_is_for_version_2_alone() {
    let world = world();
    let with = |kind: &str| {
        let kind = format!("kind={kind}");
        let encrypt = [
            "encrypt", "--key", "short", "--format", "rack", "--param", &kind,
        ];
        world.run(&encrypt).stdin("{\"session_id\":\"x\"}").ends()
    };
    let ended = with("v1");
    assert_eq!(ended.code(), 2);
    assert!(
        ended
            .err
            .contains("shorter than 64 bytes, which version 1 needs"),
        "{}",
        ended.err
    );
    let ended = with("v2");
    assert_eq!(ended.code(), 0, "{}", ended.err);
    assert!(ended.err.contains("mode: :v2"), "{}", ended.err);
    world.file("tiny", "0123456789");
    let ended = run(
        &world,
        &["decrypt", "--format", "rack", "--key", "tiny"],
        PLAIN,
    );
    assert!(
        ended
            .err
            .contains("shorter than 32 bytes, which Rack refuses"),
        "{}",
        ended.err
    );
}

#[test]
fn signed_sessions_are_verified_whoever_wrote_them() {
    let world = world();
    let verify = ["verify", "--key", "hmac"];
    gives(&run(&world, &verify, HMAC), 0, HMAC_SESSION, "");
    gives(&run(&world, &verify, ZIPPED), 0, ZIPPED_SESSION, "");
    let marshal = ["--format", "rack-hmac", "--param", "coder=Marshal"];
    let told = run(&world, &[&verify[..], &marshal].concat(), MARSHAL);
    gives(&told, 0, MARSHAL_SESSION, "");
    let bytes = run(&world, &verify, MARSHAL);
    assert!(bytes.out.starts_with(b"\x04\x08{"), "{:?}", bytes.out);
    gives(
        &run(&world, &[&verify[..], &marshal].concat(), HMAC),
        1,
        "",
        "cookiekit: malformed: rack-hmac: it is genuine, and its session is not of the coder that \
         was named: another --param coder\n",
    );
    gives(
        &run(&world, &["verify", "--key", "secret"], HMAC),
        1,
        "",
        "cookiekit: forged or under another key (format rack-hmac); nor does a key open it as \
         rails-signed\n\
         hint: add the key that made it: --key SPEC (can be repeated)\n",
    );
    // What is in zlib stays so under a new key, as its reader wants it.
    let reissue = ["reissue", "--key", "secret", "--key", "hmac"];
    let again = run(&world, &reissue, ZIPPED).text();
    assert!(again.contains("eJ"), "{again}");
    let named = again.trim();
    let opened = world
        .run(&["verify", "-q", "--key", "secret", named])
        .ends();
    gives(&opened, 0, ZIPPED_SESSION, "");
}

#[test]
fn what_is_made_opens_again_and_a_session_without_an_id_is_told() {
    let world = world();
    for (make, open, format, more) in [
        ("encrypt", "decrypt", "rack", "kind=v1"),
        ("encrypt", "decrypt", "rack", "kind=v2"),
        ("encrypt", "decrypt", "rack", "serializer=marshal"),
        ("sign", "verify", "rack-hmac", "coder=JSON"),
        ("sign", "verify", "rack-hmac", "coder=ZipJSON"),
        ("sign", "verify", "rack-hmac", "coder=Marshal"),
    ] {
        let common = ["-q", "--key", "secret", "--format", format, "--param", more];
        let session = "{\"session_id\":\"x\",\"user\":\"alice\"}";
        let made = world
            .run(&[&[make], &common[..]].concat())
            .stdin(session)
            .ends();
        assert_eq!(made.code(), 0, "{}", made.err);
        let cookie = made.text();
        assert!(!cookie.contains(['+', '/', '=']), "{cookie}");
        let opened = world
            .run(&[&[open], &common[..], &[cookie.trim()]].concat())
            .ends();
        gives(&opened, 0, &format!("{session}\n"), "");
    }
    let encrypt = ["encrypt", "-q", "--key", "secret", "--format", "rack"];
    let made = world
        .run(&encrypt)
        .stdin("{\"user\":\"alice\"}")
        .ends()
        .text();
    let told = world
        .run(&["inspect", "--json", "--key", "secret", made.trim()])
        .ends()
        .json();
    assert_eq!(told["outcome"], "valid");
    assert!(told.to_string().contains("rack-no-session-id"), "{told:#}");
}

#[test]
fn many_are_opened() {
    let world = world();
    let lines = format!("rack.session={PLAIN}\nrack.session={PLAIN}x\nrack.session={NAMED}\n");
    let ended = world
        .run(&["decrypt", "--lines", "-q", "--key", "secret"])
        .stdin(lines)
        .ends();
    let outcomes: Vec<String> = ended
        .text()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|record| record["outcome"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(outcomes, ["valid", "malformed", "forged"]);
}

/// A kilobyte of zlib holds a megabyte.
#[test]
fn a_bomb_in_zlib_is_refused() {
    let world = world();
    let bomb = format!("{{\"session_id\":\"{}\"}}", "x".repeat(1024 * 1024));
    let sign = [
        "sign",
        "-q",
        "--key",
        "hmac",
        "--format",
        "rack-hmac",
        "--param",
        "coder=ZipJSON",
    ];
    let made = world.run(&sign).stdin(bomb).ends();
    if made.code() == 0 {
        let verify = ["verify", "-q", "--key", "hmac", "--format", "rack-hmac"];
        let ended = world.run(&verify).args(&[made.text().trim()]).ends();
        assert_eq!(ended.code(), 1);
        assert!(ended.err.contains("1 MiB"), "{}", ended.err);
    }
}
