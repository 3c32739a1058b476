//! The cookie of Django's messages at the command line. The cookies are made as
//! Django 5.2.19 does, at THEN.

use crate::known::{ADD_THE_KEY, JUDGED_THEN, THEN};
use crate::world::World;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const PAYLOAD: &str = r#"[["__json_message",0,20,"Saved"]]"#;
const COOKIE: &str = "W1siX19qc29uX21lc3NhZ2UiLDAsMjAsIlNhdmVkIl1d:1r31eq:EpqTnJqBt5eLv92CMX7AUeDKI9ca1QC78yw_CjTPVHM";
/// `["a"]`.
const TEXTS: &str = "WyJhIl0:1r31eq:rBguLdzaB7f100qKHvorgIuQrQpkApIRR53-yK8mAuA";
const OF_OLD: &str =
    r#"5c3d49698c8c0168012deaaca91eb11440f60eea$[["__json_message",0,20,"from3"]]"#;

const VERIFY: [&str; 5] = ["verify", "--key", "key", "--now", THEN];

#[test]
fn messages_are_verified_and_made_again() {
    let world = World::with_key(format!("{KEY}\n"));
    let line = format!("Set-Cookie: messages={COOKIE}; HttpOnly; Path=/; SameSite=Lax");
    for cookie in [
        &[COOKIE][..],
        &["--format", "django-messages", COOKIE],
        &[&line],
    ] {
        world
            .run(&[&VERIFY[..], cookie].concat())
            .gives(0, format!("{PAYLOAD}\n"), JUDGED_THEN);
    }
    let told = world.run(&["inspect", "--json", COOKIE]).ends().json();
    assert_eq!(told["format"], "django-messages", "{told:#}");
    let sign = ["sign", "--format", "django-messages", "--key", "key"];
    world
        .run(&[&sign[..], &["--now", THEN, PAYLOAD]].concat())
        .gives(0, format!("{COOKIE}\n"), "");
    for other in [
        "{}",
        r#"["a"]"#,
        r#"[["__json_message",0,20]]"#,
        r#"[["__json_message",2,20,"a"]]"#,
        r#"["__messagesnotfinished__",["__json_message",0,20,"a"]]"#,
    ] {
        world.run(&[&sign[..], &[other]].concat()).gives(
            2,
            "",
            "cookiekit: the server could not read it: django-messages: the payload is not a list of \
             messages as Django writes it\n",
        );
    }
    for other in [
        r#"[["__json_message",1,33,"a","b c"]]"#,
        r#"[["__json_message",0,20,"a"],"__messagesnotfinished__"]"#,
    ] {
        assert_eq!(world.run(&[&sign[..], &[other]].concat()).ends().code(), 0);
    }
}

#[test]
fn they_never_expire_and_are_not_sessions() {
    let world = World::with_key(KEY);
    let now = ["verify", "--key", "key", "--now", "2700000000", COOKIE];
    assert_eq!(world.run(&now).ends().code(), 0);
    let ended = world
        .run(&[&VERIFY[..], &["--format", "django-session", COOKIE]].concat())
        .ends();
    assert_eq!(ended.code(), 1, "{}", ended.err);
}

#[test]
fn what_is_forged_or_broken_is_said() {
    let world = World::with_key(KEY);
    let verify = [&VERIFY[..], &["--format", "django-messages"]].concat();
    let other = COOKIE.replace("CjTPVHM", "CjTPVHQ");
    world.run(&[&verify[..], &[&other]].concat()).gives(
        1,
        "",
        &format!(
            "cookiekit: forged or under another key (format django-messages)\nhint: {ADD_THE_KEY}\n"
        ),
    );
    for (cookie, why) in [
        (
            TEXTS,
            "the payload is not a list of messages as Django writes it",
        ),
        (
            OF_OLD,
            "it is of Django 3.1 or older: hex of HMAC-SHA1, `$` and JSON, which no version reads \
             since 4.0",
        ),
        (&COOKIE[..44], "there is no separator before a signature"),
    ] {
        world.run(&[&verify[..], &[cookie]].concat()).gives(
            1,
            "",
            &format!("cookiekit: malformed: django-messages: {why}\n"),
        );
    }
}
