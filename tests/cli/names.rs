//! `--name`, where there are several cookies: it picks exactly one.

use crate::known::{KEY, PLUMBER_WIRE, SEALED, SEALED_PAYLOAD, SIGNED, THEN};
use crate::world::{Ended, Run, World};

const NO_SUCH: &str = "cookiekit: there is no cookie of that name in the input\n\
                       hint: leave --name out to see which there are\n";

fn decrypt(world: &World, more: &[&str], input: &str) -> Run {
    let arguments = ["decrypt", "-q", "--key", "key", "--now", THEN];
    world.run(&[&arguments, more].concat()).stdin(input)
}

fn opens(world: &World, more: &[&str], input: &str) -> Ended {
    decrypt(world, more, input).gives(0, format!("{SEALED_PAYLOAD}\n"), "")
}

#[test]
fn a_pair_without_a_name_has_no_name() {
    let world = World::with_key(KEY);
    let session = ["--name", "session"];
    opens(&world, &session, &format!("Cookie: foo; session={SEALED}"));
    opens(&world, &session, &format!("Cookie: session={SEALED}; foo"));
    opens(&world, &session, &format!("foo; session={SEALED}; bar"));
    for input in [
        format!("Cookie: {SEALED}; other=x"),
        format!("Cookie: other=x; {SEALED}"),
        format!("Set-Cookie: {SEALED}\r\nSet-Cookie: other=x"),
    ] {
        decrypt(&world, &session, &input).gives(1, "", NO_SUCH);
    }
    // A value alone has the name that it is given.
    opens(&world, &session, SEALED);
    opens(&world, &session, &format!("Cookie: {SEALED}"));
}

#[test]
fn a_name_is_picked_to_the_letter() {
    let world = World::with_key(KEY);
    for name in ["Session", "session2", "sessio", "__Host-session"] {
        let input = format!("Cookie: {name}={SEALED}; a=b");
        decrypt(&world, &["--name", "session"], &input).gives(1, "", NO_SUCH);
    }
}

#[test]
fn of_two_set_cookie_lines_for_a_name_the_last_is_kept() {
    let world = World::with_key(KEY);
    let removal = "Set-Cookie: session=; Max-Age=0";
    let lines = |lines: &[&str]| format!("HTTP/1.1 200 OK\r\n{}\r\n\r\n", lines.join("\r\n"));
    let set = format!("Set-Cookie: session={SEALED}; HttpOnly");
    for more in [&[][..], &["--name", "session"]] {
        opens(&world, more, &lines(&[removal, &set]));
        opens(&world, more, &lines(&[removal, "Set-Cookie: a=b", &set]));
        decrypt(&world, more, &lines(&[&set, removal])).gives(
            1,
            "",
            "cookiekit: malformed: the cookie's value is empty\n\
             hint: an empty value is how a server removes a cookie\n",
        );
    }
    // What a browser sends has the first before it, as servers take it.
    let sent = format!("Cookie: session={SEALED}; session=x");
    opens(&world, &["--name", "session"], &sent);
}

#[test]
fn a_value_under_two_names_is_one_cookie() {
    let world = World::with_key(KEY);
    let twins = format!(
        "Set-Cookie: session={SEALED}; SameSite=None; Secure\r\nSet-Cookie: session-legacy={SEALED}"
    );
    opens(&world, &[], &twins);
    opens(&world, &["--name", "session"], &twins);
    let other = format!("Cookie: session={SEALED}; p={PLUMBER_WIRE}");
    decrypt(&world, &[], &other).gives(
        2,
        "",
        "cookiekit: there are several cookies in the input\n\
         hint: pick one with --name: session, p\n",
    );
}

#[test]
fn at_most_eight_names_are_told_and_each_once() {
    let world = World::with_key(KEY);
    let told = |names: &str| {
        format!(
            "cookiekit: there are several cookies in the input\nhint: pick one with --name: {names}\n"
        )
    };
    let many: Vec<String> = (1..1000).map(|number| format!("n{number}=x")).collect();
    let input = format!("Cookie: {}", many.join("; "));
    decrypt(&world, &[], &input).gives(2, "", &told("n1, n2, n3, n4, n5, n6, n7, n8"));
    let input = format!("Cookie: {}b=x", "a=x; ".repeat(1000));
    decrypt(&world, &[], &input).gives(2, "", &told("a, b"));
}

#[test]
fn the_empty_name_is_for_a_cookie_made_without_one() {
    let world = World::with_key(KEY);
    let make = ["encrypt", "-q", "--key", "key", SEALED_PAYLOAD];
    let value = world.run(&make).ends().text();
    let value = value.trim_end();
    let named = format!("session={value}");
    opens(&world, &["--name", ""], &named);
    assert_eq!(decrypt(&world, &[], &named).ends().code(), 1);
    let verify = ["verify", "--key", "key", "--now", THEN, "--name", ""];
    assert_eq!(world.run(&verify).stdin(SIGNED).ends().code(), 1);
}
