//! iron's seals at the command line, of hapi, iron-session and h3. They are the
//! libraries' own: @hapi/iron 7.0.1, iron-session 8.0.4 and 9.0.1, h3 1.15.11 and 2.0.8.

use crate::world::{Ended, World};

const A: &str = "complex_password_at_least_32_characters_long";
const B: &str = "another-password-of-at-least-32-chars!!";

/// Under B, until 1700086400 and 60 seconds more.
const IRON: &str = "Fe26.2**322f711b9b056ceba2da76a232ae6417bf4868906aa974a052d78293ef8d661a*\
    VfqWhfA2oQz0S7tKgY50Uw*li5Zrl31W9VuXltHjudC4dx9H0H-qZpLD8KfT-9dt1c*1700086400000*\
    9d5794e22ca357f668bd208b20c14189ee201666ef73cc4174b03f42234fbeaa*\
    tTfb2-r5fDba3RsSdBJv4dgQutsmzovsV6pzd6yep2A";
/// Under the entry k2 of a map.
const OF_MAP: &str = "Fe26.2*k2*c46d0d0925a034affbd9f18d025c6e8f8d7bf5271f5c174281d3c1f3c1cf4858*\
    O9gwqR4alDU2ZKtU3EiDPQ*2Fd3c33MhuTpm7UihYYE6b3AET6WHwdB4f6n4P2oKiw**\
    91009a6dd63fb2e2fdb34ca80623c03fb9d9733daee294381896b1c0453a5712*\
    lL2BvXRrDeZjIZa5F3NYtCFmrJ_VYlD3d7F3PZ9Wj48";
/// Under 32 bytes.
const OF_BYTES: &str = "Fe26.2***mWLqnPgxyxx7kivxy4yWIQ*\
    Fw_HUeQZlM6FY5lXHrOlfdiFKLpF-LU1yjWuc6Wui6Q***rhamb-u1Bd6HT4pUYd8ILZlUmz1lSS6Tz5D4TYMvUME";
const BYTES: &str = "f74300ffebd86c96cbafb595a98ee4765a1af611044424aa932007516074c845";
/// Under B, until 1701209600 and 60 seconds more.
const SESSION: &str = "Fe26.2*1*a39677a4cae3f9e8f35068f5f2537b5e51257020c1cb3b48746f1a2b13cb64f0*\
    LmKalHqQZF48JAown3XXkw*P85sTnQmnEJXWJkpxuRgFgS8VME6x_1H-KfqKcbi5v4*1701209600000*\
    303de17ece95d7acc863e9d79e6cabb187be17b4fbf4cb0345ebf605222fccaa*\
    2Qi3kUCcFpoVZMnw0xHnYvJHUi16ZmRn1Oner5ec-CY~2";
/// Under A, of h3 1 and h3 2.
const H3_1: &str = "Fe26.2**a4ac02bb3188c35a05ed1438fedeacb1221d7d18c7074a8f541da45e9873244c*\
    P0RSCsTuA-BugHBsGlwJ6w*LoAcWk5qo_6SB_PYvA9KUFpnDrsPqcfbpyldDpVHw0jUaww2ldGi1rhoEcbkbV83J2TkSxTi\
    VR_-iKh0Sd-3K8iaLK9O5gsqDyCPXZvtxCd-3OegVp1yI_qi0SAv_L3G**\
    5f5dbab4a8d50b3d0e2c623c70b721c189e769602a86a8123479c70a9aa7fb38*\
    PBl0uTgdAwjvwwc_rSDd4nRIWe9eE88gPL0xjC0RFhw";
const H3_1_SESSION: &str = "{\"id\":\"00000000-0000-4000-8000-571262921999\",\
    \"createdAt\":1700000000000,\"data\":{\"user\":\"alice\"}}\n";
const H3_2: &str = "Fe26.2**d9a8bf2bf7c7fc01f97f453b37339a54bdce3922a73eb6b003055932981dc127*\
    cEHDwFKbFCh_ubS7BRxkPQ*KylxEoRhZiIHDloFn-_QUXrByPDrWpK0JY_DI5Ivs8rVEpfraUzUqva_LG0-nMsU8uEcJOj6\
    YgX7GTee7PtCZ-MtUkq6qO2zs8GwYjfL8UJBPcBENtkJM4DvZP2JG0P2**\
    2d733a5d8fafe4087e460398c762dcfbd471e6a0c6a7273144c5422e950ab804*\
    eedyWj5KuolrAwAHa1LFpuU86W6_cR7yznLHx7G1Yo4";

const THEN: &str = "1700000000";
const FORGED: &str =
    "(format iron)\nhint: add the key that made it: --key SPEC (can be repeated)\n";

fn world() -> World {
    let world = World::new();
    world.file("a", format!("{A}\n"));
    world.file("b", B);
    world.file(
        "map",
        format!("{{\"k1\":\"{A}\",\"k2\":{{\"secret\":\"{B}\"}}}}"),
    );
    world.file("numbers", format!("{{\"1\":\"{B}\",\"2\":\"{A}\"}}"));
    world.file("bytes", BYTES);
    world.file("of-bytes", format!("{{\"default\":\"hex:{BYTES}\"}}"));
    world.file(
        "pair",
        format!("{{\"encryption\":\"{A}\",\"integrity\":\"{B}\"}}"),
    );
    world.file("short", "thirty-one characters, not more");
    world
}

fn gives(ended: &Ended, code: i32, out: &str, err: &str) {
    let found = (ended.code(), &*ended.text(), &*ended.err);
    assert_eq!(found, (code, out, err));
}

fn open(world: &World, now: &str, more: &[&str], cookie: &str) -> Ended {
    let decrypt = ["decrypt", "-q", "--now", now];
    world
        .run(&[&decrypt, more, &["--", cookie]].concat())
        .ends()
}

#[test]
fn a_seal_is_opened_with_its_password_and_over_at_the_end_of_the_skew() {
    let world = world();
    for format in [&[][..], &["--format", "iron"]] {
        let with = [&["--key", "b"], format].concat();
        gives(
            &open(&world, THEN, &with, IRON),
            0,
            "{\"user\":\"alice\"}\n",
            "",
        );
        let last = open(&world, "1700086459", &with, IRON);
        gives(&last, 0, "{\"user\":\"alice\"}\n", "");
    }
    let iron = ["--key", "b", "--format", "iron"];
    let over = open(&world, "1700086460", &iron, IRON);
    assert_eq!((over.code(), &*over.text()), (3, ""), "{}", over.err);
    let strict = [&iron[..], &["--param", "skew=0"]].concat();
    assert_eq!(open(&world, "1700086400", &strict, IRON).code(), 3);
    let other = open(&world, THEN, &["--key", "a", "--format", "iron"], IRON);
    gives(
        &other,
        1,
        "",
        &format!("cookiekit: forged or under another key {FORGED}"),
    );
    let changed = IRON.replace("li5Z", "li6Z");
    let forged = open(&world, THEN, &iron, &changed);
    gives(
        &forged,
        1,
        "",
        &format!("cookiekit: forged or under another key {FORGED}"),
    );
    let cut = open(&world, THEN, &iron, &IRON[..IRON.len() - 1]);
    let mac = "cookiekit: malformed: iron: the mac is not 32 bytes of canonical base64url without \
               padding (iron-webcrypto 2 accepts other spellings)\n";
    gives(&cut, 1, "", mac);
}

#[test]
fn the_id_chooses_from_a_map_and_bytes_are_the_key_itself() {
    let world = world();
    let told = "{\"user\":\"alice\",\"n\":42}\n";
    let iron = |key| ["--key", key, "--format", "iron"];
    gives(&open(&world, THEN, &iron("map"), OF_MAP), 0, told, "");
    // Of one password the id is not looked at.
    gives(&open(&world, THEN, &iron("b"), OF_MAP), 0, told, "");
    let none = open(&world, THEN, &iron("numbers"), OF_MAP);
    gives(
        &none,
        1,
        "",
        &format!("cookiekit: forged or under another key {FORGED}"),
    );
    let hex = [&iron("bytes")[..], &["--param", "key-encoding=hex"]].concat();
    gives(&open(&world, THEN, &hex, OF_BYTES), 0, told, "");
    gives(
        &open(&world, THEN, &iron("of-bytes"), OF_BYTES),
        0,
        told,
        "",
    );
    for (key, why) in [
        ("pair", "a pair of passwords outside a map"),
        ("short", "shorter than 32 characters, which iron refuses"),
    ] {
        let ended = open(&world, THEN, &iron(key), IRON);
        assert_eq!((ended.code(), &*ended.text()), (2, ""), "{}", ended.err);
        assert!(ended.err.contains(why), "{}", ended.err);
    }
    let many = [&iron("b")[..], &["--param", "iterations=1000001"]].concat();
    let ended = open(&world, THEN, &many, IRON);
    assert!(
        ended.err.contains("each cookie costs as many"),
        "{}",
        ended.err
    );
}

#[test]
fn a_session_of_iron_session_has_its_mark_and_the_number_of_its_password() {
    let world = world();
    for format in [&[][..], &["--format", "iron-session"]] {
        for key in ["b", "numbers"] {
            let with = [&["--key", key], format].concat();
            gives(
                &open(&world, THEN, &with, SESSION),
                0,
                "{\"user\":\"alice\"}\n",
                "",
            );
        }
    }
    let session = ["--key", "b", "--format", "iron-session"];
    let unmarked = SESSION.replace("~2", "");
    for cookie in [&unmarked, &format!("{unmarked}~1"), &format!("{SESSION}~2")] {
        let ended = open(&world, THEN, &session, cookie);
        let reason = "cookiekit: malformed: iron-session: there is no one mark `~2` at its end \
                      (iron-session 9 takes any and none; 8 reads another content then)\n";
        gives(&ended, 1, "", reason);
    }
    assert_eq!(open(&world, "1701209660", &session, SESSION).code(), 3);
    // A new one lives for a fortnight, and is sealed by the highest number.
    let encrypt = [
        "encrypt",
        "-q",
        "--format",
        "iron-session",
        "--key",
        "numbers",
    ];
    let made = world
        .run(&[&encrypt[..], &["--now", THEN, "{}"]].concat())
        .ends();
    assert_eq!(made.code(), 0, "{}", made.err);
    let made = made.text();
    assert!(
        made.starts_with("Fe26.2*2*") && made.ends_with("~2\n"),
        "{made}"
    );
    let with = ["--key", "numbers", "--format", "iron-session"];
    gives(
        &open(&world, "1701209599", &with, made.trim()),
        0,
        "{}\n",
        "",
    );
    assert_eq!(open(&world, "1701209600", &with, made.trim()).code(), 3);
}

#[test]
fn sessions_of_h3_are_read_in_both_rounds_and_by_both_clocks() {
    let world = world();
    let h3 = ["--key", "a", "--format", "h3"];
    gives(&open(&world, THEN, &h3, H3_1), 0, H3_1_SESSION, "");
    assert_eq!(open(&world, THEN, &h3, H3_2).code(), 0);
    let one = [&h3[..], &["--param", "iterations=1"]].concat();
    gives(&open(&world, THEN, &one, H3_1), 0, H3_1_SESSION, "");
    assert_eq!(open(&world, THEN, &one, H3_2).code(), 1);
    let aged = [&h3[..], &["--param", "max-age=100"]].concat();
    assert_eq!(open(&world, "1700000100", &aged, H3_2).code(), 0);
    assert_eq!(open(&world, "1700000101", &aged, H3_2).code(), 3);
    // Without a name or a format it is recognised by what is in it.
    for (cookie, format) in [(H3_1, "h3"), (H3_2, "h3"), (IRON, "iron")] {
        let inspect = [
            "inspect", "--json", "--now", THEN, "--key", "a", "--key", "b", cookie,
        ];
        let told = world.run(&inspect).ends().json();
        assert_eq!(told["outcome"], "valid", "{told:#}");
        assert_eq!(told["format"], format, "{told:#}");
    }
    let other = open(&world, THEN, &["--key", "b", "--format", "h3"], IRON);
    assert!(other.err.contains("no session of h3"), "{}", other.err);
}

#[test]
fn data_is_made_a_session_of_h3_and_a_long_one_is_in_chunks() {
    let world = world();
    let encrypt = [
        "encrypt", "-q", "--format", "h3", "--key", "a", "--now", THEN,
    ];
    let long = format!("{{\"x\":\"{}\"}}", "x".repeat(3500));
    for (data, chunks) in [("{\"user\":\"alice\"}", 0), (&long, 2)] {
        let more = ["--name", "h3", "--expires-in", "1h", "--json", data];
        let made = world.run(&[&encrypt[..], &more].concat()).ends();
        assert_eq!(made.code(), 0, "{}", made.err);
        let made = made.json();
        let mut header = format!("h3={}", made["cookie"].as_str().unwrap());
        let companions = made["companions"].as_array().cloned().unwrap_or_default();
        assert_eq!(companions.len(), chunks, "{made:#}");
        for it in companions {
            let [name, value] = ["name", "value"].map(|part| it[part].as_str().unwrap());
            header.push_str(&format!("; {name}={value}"));
        }
        let opened = open(&world, THEN, &["--key", "a"], &header);
        assert_eq!(opened.code(), 0, "{}", opened.err);
        let session = opened.json();
        assert_eq!(
            session["data"],
            serde_json::from_str::<serde_json::Value>(data).unwrap()
        );
        assert_eq!(session["createdAt"], 1_700_000_000_000_u64);
        assert_eq!(
            open(&world, "1700003600", &["--key", "a"], &header).code(),
            3
        );
        if chunks == 2 {
            let cut = header.rsplit_once("; ").unwrap().0;
            let ended = open(&world, THEN, &["--key", "a", "--format", "h3"], cut);
            assert!(ended.err.contains("one is missing"), "{}", ended.err);
        }
    }
}

/// iron-session 9 splits a seal where its application says so, over four cookies at
/// most.
#[test]
fn a_long_seal_of_iron_session_is_split_where_that_is_asked_for() {
    let world = world();
    let session = |length: usize| format!("{{\"x\":\"{}\"}}", "x".repeat(length));
    let encrypt = [
        "encrypt",
        "-q",
        "--format",
        "iron-session",
        "--key",
        "b",
        "--name",
        "session",
    ];
    let made = |more: &[&str], length| {
        let session = session(length);
        let more = [more, &["--", &session]].concat();
        world.run(&[&encrypt[..], &more].concat()).ends()
    };
    let chunk = ["--param", "chunk=true"];
    let whole = made(&[], 6000);
    assert_eq!(whole.code(), 2);
    assert!(
        whole.err.contains("browsers drop one above 4096"),
        "{}",
        whole.err
    );
    let short = made(&chunk, 10);
    assert!(short.text().starts_with("Fe26.2*1*"), "{}", short.text());
    let split = made(&chunk, 6000);
    assert_eq!(split.code(), 0, "{}", split.err);
    let header = split.text();
    assert!(header.starts_with("session.0=Fe26.2*1*"), "{header}");
    assert_eq!(header.matches("; session.").count(), 2, "{header}");
    let opened = world
        .run(&["decrypt", "-q", "--key", "b", header.trim_end()])
        .ends();
    assert_eq!(opened.text().trim_end(), session(6000), "{}", opened.err);
    let long = made(&chunk, 12_000);
    assert_eq!(
        (long.code(), &*long.err),
        (
            2,
            "cookiekit: the session needs 5 cookies, and iron-session makes and reads 4 of them\n\
             hint: keep an id in the session, and the rest in a database\n"
        )
    );
}
