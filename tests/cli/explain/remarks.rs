//! What is reported about genuine cookies: their key, their times, their form, and
//! what the real system makes of them.

use serde_json::{Value, json};

use super::{HEX32, JANE, JANE_DECODED, JANE_NEWLINE, JANE_NOW, document};
use crate::known::{
    EXPIRES, FINGERPRINT, KEY, OTHER_KEY, PLUMBER, PLUMBER_WIRE, SEALED, SIGNED, THEN,
};
use crate::world::World;

fn ids(document: &Value) -> Vec<&str> {
    let remarks = document["remarks"].as_array().unwrap();
    remarks
        .iter()
        .map(|it| it["id"].as_str().unwrap())
        .collect()
}

fn text<'a>(document: &'a Value, id: &str) -> &'a str {
    let remarks = document["remarks"].as_array().unwrap();
    let found = remarks.iter().find(|it| it["id"] == id);
    found.unwrap_or_else(|| panic!("{id}: {document}"))["text"]
        .as_str()
        .unwrap()
}

#[test]
fn a_plain_genuine_cookie_needs_no_remark() {
    let world = World::with_key(KEY);
    for cookie in [PLUMBER, PLUMBER_WIRE] {
        let (code, told) = document(&world, &[], cookie);
        assert_eq!(
            (code, ids(&told).len(), &told["reason"]),
            (0, 0, &Value::Null),
            "{told}"
        );
    }
}

#[test]
fn the_slot_is_explained() {
    let world = World::with_key(OTHER_KEY);
    world.file("key.next", KEY);
    let ended = world
        .run(&["inspect", "--json", "--key", "key", PLUMBER])
        .ends();
    let told = ended.json();
    assert_eq!((ended.code(), ids(&told)), (0, vec!["staged"]));
    assert_eq!(
        told["to_do"][0]["command"],
        format!("cookiekit rotate promote --key key --to {FINGERPRINT}")
    );
    // The slot of the second place is promoted there.
    world.file("second", OTHER_KEY.replace('f', "e"));
    world.file("second.next", KEY);
    std::fs::remove_file(world.path("key.next")).unwrap();
    let arguments = [
        "inspect", "--json", "--key", "key", "--key", "second", PLUMBER,
    ];
    let told = world.run(&arguments).ends().json();
    assert_eq!(
        told["to_do"][0]["command"],
        format!("cookiekit rotate promote --key second --to {FINGERPRINT}")
    );
    let world = World::with_key(OTHER_KEY);
    world.file("key.retired-20231114T221320Z-1e75b355", KEY);
    let arguments = [
        "inspect",
        "--json",
        "--now",
        "1700007200",
        "--key",
        "key",
        PLUMBER,
    ];
    let told = world.run(&arguments).ends().json();
    let retired =
        "under a key that was retired 2 hours ago: an app that knows one key only refuses it";
    assert_eq!(text(&told, "retired"), retired);
    // The command that is printed does it.
    let script =
        format!("cookiekit reissue -q --key key '{PLUMBER}' | cookiekit decrypt --key key");
    world
        .shell(&script)
        .gives(0, "{\"user\":[\"alice\"],\"roles\":[\"a\",\"b\"]}\n", "");
}

#[test]
fn what_was_taken_off_is_told_with_what_the_server_makes_of_it() {
    let world = World::with_key(KEY);
    let (_, told) = document(&world, &[], format!("\"{PLUMBER}\""));
    assert_eq!(
        text(&told, "quotes"),
        "taken without the quotes around it; plumber ignores them"
    );
    let (_, told) = document(&world, &[], format!("Cookie: plumber='{PLUMBER}'; a=b"));
    assert!(told["cookies"][0]["remarks"][0]["id"] == "quotes", "{told}");
    let world = World::with_key(HEX32);
    let (_, told) = document(&world, &["--now", JANE_NOW], format!("'{JANE}'"));
    let quotes = "taken without the quotes around it; Workbench refuses it like this";
    assert_eq!(text(&told, "quotes"), quotes);
    let (_, told) = document(&world, &["--now", JANE_NOW], format!("{JANE};"));
    assert!(text(&told, "separator").starts_with("taken without what follows its end"));
}

#[test]
fn a_cookie_that_was_encoded_as_a_whole_is_told_so() {
    let world = World::with_key(KEY);
    let (code, told) = document(&world, &[], PLUMBER_WIRE.replace('%', "%25"));
    assert_eq!(code, 0);
    let says =
        "percent-encoded as a whole, once more than its format: plumber refuses it like this";
    assert_eq!(text(&told, "percent-encoded"), says);
}

#[test]
fn a_bare_plus_in_the_decoded_form_is_refused_by_the_server() {
    let world = World::with_key(HEX32);
    let alice = "alice|Sat, 24 Sep 2022 17:46:21 GMT|01JgA+41slSejPRKJUC2SOEBTO6GP2guMI0A9arMLkM=";
    let (code, told) = document(&world, &["--now", JANE_NOW], alice);
    assert_eq!(code, 0);
    assert!(text(&told, "plus-as-space").contains("Workbench refuses it in this form"));
    let (_, told) = document(&world, &["--now", JANE_NOW], JANE_DECODED);
    assert_eq!(ids(&told), ["decoded"]);
}

/// Rails and Rack undo the encoding of a form, in which a plus is a space.
#[test]
fn a_bare_plus_of_a_cookie_of_rails_is_refused_by_the_server() {
    for (format, server) in [("rails-gcm", "Rails"), ("rack", "Rack")] {
        let world = World::new();
        let keygen = ["keygen", "-q", "--for", format, "--out", "key"];
        world.run(&keygen).ends();
        let make = |number: usize| {
            // Text beyond ASCII has a plus in its base64 before long.
            let payload = format!("{{\"a\":\"\u{3ef}\u{fb}\u{be}{number}\"}}");
            let make = [
                "encrypt", "-q", "--format", format, "--name", "s", "--key", "key", &payload,
            ];
            world.run(&make).ends().text().trim().to_owned()
        };
        let encoded = (0..200).map(make).find(|it| it.contains("%2B")).unwrap();
        let (code, told) = document(&world, &["--name", "s"], &encoded);
        assert_eq!(code, 0, "{told}");
        assert!(!ids(&told).contains(&"plus-as-space"), "{told}");
        let escapes = [("%2B", "+"), ("%2F", "/"), ("%3D", "=")];
        let decoded = escapes
            .iter()
            .fold(encoded, |it, (from, to)| it.replace(from, to));
        for cookie in [decoded.clone(), format!("Cookie: s={decoded}")] {
            let (code, told) = document(&world, &["--name", "s"], &cookie);
            assert_eq!(code, 0, "{told}");
            let says = format!("{server} refuses it in this form");
            assert!(text(&told, "plus-as-space").contains(&says), "{told}");
            let verdict = told["verdict"].as_str().unwrap();
            let start = format!("genuine, but {says}");
            assert!(verdict.starts_with(&start), "{verdict}");
        }
    }
}

#[test]
fn nodes_whose_keys_differ_are_told_apart_by_crc32() {
    let world = World::with_key(HEX32);
    world.file("node2", format!("{HEX32}\n"));
    let more = ["--key", "node2", "--now", JANE_NOW];
    for (cookie, says) in [
        (JANE, "key 7759B50E (opens it), node2 D5187221"),
        (JANE_NEWLINE, "key 7759B50E, node2 D5187221 (opens it)"),
    ] {
        let (code, told) = document(&world, &more, cookie);
        assert_eq!(code, 0);
        let nodes = text(&told, "nodes-differ");
        assert!(nodes.contains("CRC-32") && nodes.ends_with(says), "{nodes}");
        // Two keys are not always two nodes.
        assert!(
            nodes.contains("if they are of nodes of one cluster"),
            "{nodes}"
        );
    }
    // The same bytes twice are one key.
    world.file("node2", HEX32);
    let (_, told) = document(&world, &more, JANE);
    assert_eq!(ids(&told), Vec::<&str>::new());
}

#[test]
fn an_expired_cookie_says_by_how_much_and_may_be_the_clock() {
    let world = World::with_key(KEY);
    let more = ["--name", "session", "--now", "1700097200"];
    let (code, told) = document(&world, &more, SIGNED);
    assert_eq!((code, &told["reason"]), (3, &json!("expired")));
    assert!(
        told["verdict"]
            .as_str()
            .unwrap()
            .starts_with("genuine, but expired 3 hours ago")
    );
    assert_eq!(ids(&told), Vec::<&str>::new());
    let more = ["--name", "session", "--now", "1700086490"];
    let (code, told) = document(&world, &more, SIGNED);
    assert_eq!(code, 3);
    assert!(
        text(&told, "clock-skew").starts_with("it expired 90 seconds ago"),
        "{told}"
    );
    let more = ["--name", "session", "--now", EXPIRES, "--leeway", "5m"];
    assert_eq!(document(&world, &more, SIGNED).0, 0);
}

#[test]
fn a_cookie_of_the_future_tells_of_a_clock() {
    let world = World::with_key(KEY);
    let more = ["--name", "session", "--now", "1699999700"];
    let (code, told) = document(&world, &more, SEALED);
    assert_eq!(code, 0);
    let says = "it was made in 5 minutes by this clock: one of the two clocks is wrong by that \
        much";
    assert_eq!(text(&told, "clock-skew"), says);
    let (_, told) = document(&world, &["--name", "session", "--now", THEN], SEALED);
    assert_eq!(ids(&told), Vec::<&str>::new());
}

#[test]
fn what_r_cannot_read_back_is_genuine_and_told() {
    // Made by R sodium under KEY, as plumber puts them together, of texts that
    // plumber 1.2.1's own decodeCookie() reads no session from.
    let world = World::with_key(KEY);
    for (cookie, reads) in [
        (NOT_JSON, false),
        (EMPTY, false),
        (NULL, false),
        (NAN, false),
        (PLUMBER, true),
    ] {
        let (code, told) = document(&world, &[], cookie);
        assert_eq!(code, 0);
        let expected: &[&str] = if reads { &[] } else { &["r-cannot-read"] };
        assert_eq!(ids(&told), expected, "{told}");
    }
}

const NOT_JSON: &str = "vQovdczeCX4wW1ARAMK2MO7Ys9tmsfJA_J7Iptb6WWwNiOKFIwFj3sA5trd+tGRU3";
const EMPTY: &str = "ZRVpCuAD40Od2sDxSiRZTg==_45D4ihDefVv8OF+kkE/jBlQiif21ueHI";
const NULL: &str = "1OIrAYy9Ts4TLPHXqrdHJGJEMIg=_9HkfEv5na4b301K/CLHY1OWOapV67xLr";
const NAN: &str = "6WS02VJygsslMlUEAoNcAfBc647n_mADNkpoMKGvPDfek8iIbW0Qw3hjI2yoo";
