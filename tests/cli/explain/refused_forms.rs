//! Forms of a genuine cookie that its server reads in pieces, or takes although they are
//! refused here.

use super::{HEX32, JANE, JANE_DECODED, JANE_NEWLINE, JANE_NOW, document};
use crate::known::{KEY, PLUMBER_WIRE};
use crate::world::World;

const REFUSED: &str = "genuine, but Workbench refuses it in this form: ";

#[test]
fn the_decoded_form_is_said_to_be_refused_and_is_made_again_encoded() {
    let world = World::with_key(HEX32);
    for input in [
        JANE_DECODED.to_owned(),
        format!("Cookie: user-id={JANE_DECODED}"),
    ] {
        let ended = world
            .run(&["inspect", "--key", "key", "--now", JANE_NOW])
            .stdin(&input)
            .ends();
        assert_eq!(ended.code(), 0, "{}", ended.text());
        assert!(
            !ended.text().contains("genuine and valid"),
            "{}",
            ended.text()
        );
    }
    let (code, told) = document(&world, &["--now", JANE_NOW], JANE_DECODED);
    assert_eq!(code, 0);
    assert!(
        told["verdict"].as_str().unwrap().starts_with(REFUSED),
        "{told:#}"
    );
    let step = told["to_do"][0]["command"].as_str().unwrap();
    assert!(step.starts_with("cookiekit reissue --key key"), "{step}");
    let ended = world.run(&["reissue", "--key", "key", "--now", JANE_NOW, JANE_DECODED]);
    assert_eq!(ended.ends().text().trim_end(), JANE);
}

#[test]
fn one_that_is_decoded_in_part_is_to_be_encoded() {
    let world = World::with_key(HEX32);
    for input in [
        JANE.replace("%2C", ","),
        JANE.replace("%20", " "),
        JANE.replace("%3D", "="),
    ] {
        let (code, told) = document(&world, &["--now", JANE_NOW], &input);
        assert_eq!(code, 1, "{input}");
        assert_eq!(told["reason"], "percent-decoded", "{input}: {told:#}");
        assert_eq!(told["explanation"]["server_takes_it"], false, "{input}");
    }
}

#[test]
fn base64_that_was_rewritten_is_found_on_the_wire_too() {
    // Its signature has a `/`.
    let world = World::with_key(format!("{HEX32}\n"));
    let url = JANE_NEWLINE.replace("%2F", "_");
    let (_, told) = document(&world, &["--now", JANE_NOW], &url);
    assert_eq!(told["reason"], "base64url", "{told:#}");
    let world = World::with_key(KEY);
    for (from, to, reason) in [("%2F", "_", "base64url"), ("%2B", "%20", "plus-as-space")] {
        let input = PLUMBER_WIRE.replace(from, to);
        let (_, told) = document(&world, &["--format", "plumber"], &input);
        assert_eq!(told["reason"], reason, "{input}: {told:#}");
    }
}

#[test]
fn what_the_server_takes_as_it_is_is_not_headed_as_invalid() {
    let world = World::with_key(HEX32);
    let (_, told) = document(&world, &["--now", JANE_NOW], JANE.replace("%20", "+"));
    assert_eq!(
        told["verdict"],
        "genuine for Workbench, but refused here as it is; valid if its pluses are spaces"
    );
    // And what is over there is not said to be refused without a reason.
    let late = ["--now", "2100-01-01T00:00:00Z"];
    let run = ["inspect", "--key", "key"];
    let ended = world
        .run(&[&run[..], &late].concat())
        .stdin(JANE.replace("%2C", "%2c"))
        .ends();
    assert!(
        ended
            .text()
            .contains("Workbench reads it, and refuses it because it is over"),
        "{}",
        ended.text()
    );
    assert!(!ended.text().contains("but then"), "{}", ended.text());
}
