//! A cookie is taken as people have it.

use crate::known::{
    KEY, PLUMBER, PLUMBER_PAYLOAD, PLUMBER_WIRE, SEALED, SEALED_PAYLOAD, SIGNED, THEN,
};
use crate::world::{Run, World};

fn decrypt(world: &World, more: &[&str]) -> Run {
    let arguments = ["decrypt", "-q", "--key", "key", "--now", THEN];
    world.run(&[&arguments, more].concat())
}

/// The texts around one cookie that name it `session`.
fn named(value: &str) -> Vec<String> {
    vec![
        format!("session={value}"),
        format!("session=\"{value}\""),
        format!("session={value}; Path=/; HttpOnly"),
        format!("Cookie: session={value}"),
        format!("cookie: theme=dark; session={value}; lang=de\r\n"),
        format!("theme=dark; session={value}"),
        format!("Set-Cookie: session={value}; Path=/; HttpOnly\r\n"),
        format!(
            "Set-Cookie: session={value}; Path=/; Expires= Wed, 21 Oct 2026 07:28:00 GMT; Max-Age= 5\r"
        ),
        format!("< set-cookie: session={value}; SameSite=Lax\r\n"),
        format!("> Cookie: session={value}"),
        format!(
            "HTTP/1.1 200 OK\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\nContent-Type: text/html\r\n\
             Set-Cookie: session={value}; HttpOnly\r\n\r\n<html>a=b; c=d</html>\n"
        ),
    ]
}

#[test]
fn a_bare_value_opens_as_it_is_encoded_and_quoted() {
    let world = World::with_key(KEY);
    let payload = format!("{PLUMBER_PAYLOAD}\n");
    for value in [PLUMBER, PLUMBER_WIRE] {
        for text in [
            value.to_owned(),
            format!("{value}\n"),
            format!("  {value}\r\n"),
            format!("\"{value}\""),
            format!("'{value}'"),
            format!("{value};"),
        ] {
            decrypt(&world, &[&text]).gives(0, &payload, "");
            decrypt(&world, &[]).stdin(&text).gives(0, &payload, "");
            decrypt(&world, &["-"]).stdin(&text).gives(0, &payload, "");
        }
    }
}

#[test]
fn a_name_that_comes_with_the_cookie_is_the_name_it_is_bound_to() {
    let world = World::with_key(KEY);
    for text in named(SEALED) {
        decrypt(&world, &[])
            .stdin(&text)
            .gives(0, format!("{SEALED_PAYLOAD}\n"), "");
    }
    for text in named(SIGNED) {
        let arguments = ["verify", "-q", "--key", "key", "--now", THEN];
        world.run(&arguments).stdin(&text).gives(0, "alice\n", "");
    }
    for text in named(PLUMBER_WIRE) {
        decrypt(&world, &[])
            .stdin(&text)
            .gives(0, format!("{PLUMBER_PAYLOAD}\n"), "");
    }
}

#[test]
fn one_of_several_is_picked_by_its_name() {
    let world = World::with_key(KEY);
    let header = format!("Cookie: a={PLUMBER}; session={SEALED}; b=x");
    decrypt(&world, &[&header]).gives(
        2,
        "",
        "cookiekit: there are several cookies in the input\n\
         hint: pick one with --name: a, session, b\n",
    );
    decrypt(&world, &["--name", "session", &header]).gives(0, format!("{SEALED_PAYLOAD}\n"), "");
    decrypt(&world, &["--name", "a", &header]).gives(0, format!("{PLUMBER_PAYLOAD}\n"), "");
    decrypt(&world, &["--name", "c", &header]).gives(
        1,
        "",
        "cookiekit: there is no cookie of that name in the input\n\
         hint: leave --name out to see which there are\n",
    );
}

#[test]
fn every_set_cookie_line_of_a_response_counts() {
    let world = World::with_key(KEY);
    let response = format!(
        "HTTP/2 200\r\nset-cookie: theme=dark; Path=/\r\nset-cookie: session={SEALED}; Secure\r\n\r\n"
    );
    decrypt(&world, &[])
        .stdin(&response)
        .gives(0, format!("{SEALED_PAYLOAD}\n"), "");
}

#[test]
fn a_body_may_be_large_and_binary_and_is_not_looked_at() {
    let world = World::with_key(KEY);
    let head = format!("HTTP/1.1 200 OK\r\nSet-Cookie: session={SEALED}\r\n\r\n");
    for body in [
        vec![b'x'; 1024 * 1024],
        vec![0xff; 100],
        format!("Set-Cookie: session={PLUMBER}").into_bytes(),
    ] {
        let response = [head.as_bytes(), &body].concat();
        decrypt(&world, &[])
            .stdin(response)
            .gives(0, format!("{SEALED_PAYLOAD}\n"), "");
    }
    let redirected = format!("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n{head}<html>");
    decrypt(&world, &[])
        .stdin(redirected)
        .gives(0, format!("{SEALED_PAYLOAD}\n"), "");
}

#[test]
fn a_cookie_that_the_server_removes_is_empty() {
    let world = World::with_key(KEY);
    let removal = "Set-Cookie: plumber=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
    decrypt(&world, &[removal]).gives(
        1,
        "",
        "cookiekit: malformed: the cookie's value is empty\n\
         hint: an empty value is how a server removes a cookie\n",
    );
}

#[test]
fn a_response_without_a_cookie_has_none() {
    let world = World::with_key(KEY);
    for body in ["", "<p>secret=1; a=b</p>"] {
        let response = format!("HTTP/1.1 200 OK\r\nDate: x\r\n\r\n{body}");
        decrypt(&world, &[]).stdin(response).gives(
            1,
            "",
            "cookiekit: malformed: there is no cookie in the input\n",
        );
    }
}
