//! Lints of Set-Cookie lines, each with why and a fix where it was made.

use serde_json::Value;

use super::{JANE, JANE_DECODED, JANE_NOW, vector};
use crate::known::{PLUMBER_WIRE, SEALED, THEN, UNENCRYPTED};
use crate::world::World;

fn lints(line: &str) -> Vec<Value> {
    let world = World::new();
    let response = format!(
        "> GET /api/login HTTP/1.1\n> Host: app.example.com\n>\n* SSL\n< HTTP/1.1 200 OK\n\
         < Date: Tue, 14 Nov 2023 22:13:20 GMT\n< Set-Cookie: {line}\n<\n"
    );
    let ended = world
        .run(&["inspect", "--json", "--now", THEN])
        .stdin(response)
        .ends();
    ended.json()["lints"].as_array().unwrap().clone()
}

fn ids(lints: &[Value]) -> Vec<&str> {
    lints.iter().map(|it| it["id"].as_str().unwrap()).collect()
}

fn fix<'a>(lints: &'a [Value], id: &str) -> &'a str {
    let found = lints.iter().find(|it| it["id"] == id);
    found.unwrap_or_else(|| panic!("{id}: {lints:?}"))["fix"]
        .as_str()
        .unwrap()
}

#[test]
fn plumbers_own_line_is_told_the_arguments_of_pr_cookie() {
    // As plumber 1.2.1 writes it with expiration = 3600.
    let line = format!(
        "plumber={PLUMBER_WIRE}; HttpOnly; Expires= Tue, 14 Nov 2023 23:13:20 GMT; Max-Age= 3600"
    );
    let found = lints(&line);
    let expected = [
        "not-secure",
        "no-same-site",
        "path-missing",
        "valid-for-ever",
        "plumber-spacing",
    ];
    assert_eq!(ids(&found), expected);
    assert_eq!(
        fix(&found, "not-secure"),
        "pr_cookie(secure = TRUE), and HTTPS before the API"
    );
    assert_eq!(
        fix(&found, "no-same-site"),
        "pr_cookie(same_site = \"Lax\")"
    );
    assert_eq!(fix(&found, "path-missing"), "pr_cookie(path = \"/\")");
    assert_eq!(found[2]["observed"], "/api");
    assert!(fix(&found, "plumber-spacing").starts_with("pr_cookie(expiration = FALSE)"));
    assert!(
        found
            .iter()
            .all(|it| it["why"].as_str().unwrap().len() > 20)
    );
    // The day of a month's first week has a space in it.
    let line = line.replace("Tue, 14 Nov 2023 23", "Wed,  1 Nov 2023 23");
    assert!(ids(&lints(&line)).contains(&"date-form"));
    // Settings that fix it.
    let line = format!("plumber={PLUMBER_WIRE}; Path=/; HttpOnly; Secure; SameSite=Lax");
    assert_eq!(ids(&lints(&line)), Vec::<&str>::new());
}

#[test]
fn workbench_is_told_the_line_of_rserver_conf() {
    let world = World::new();
    let response = format!(
        "HTTP/1.1 200 OK\r\nDate: Sat, 24 Sep 2022 16:46:21 GMT\r\n\
         set-cookie: user-id={JANE}; expires=Sat, 24 Sep 2022 17:6:21 GMT; path=/\r\n\r\n"
    );
    let arguments = ["inspect", "--json", "--now", JANE_NOW];
    let document = world.run(&arguments).stdin(response).ends().json();
    let found = document["lints"].as_array().unwrap();
    let expected = [
        "not-http-only",
        "not-secure",
        "no-same-site",
        "session-outlives",
        "date-form",
    ];
    assert_eq!(ids(found), expected);
    let secure = "/etc/rstudio/rserver.conf: auth-cookies-force-secure=1 (or ssl-enabled=1)";
    assert_eq!(fix(found, "not-secure"), secure);
    assert_eq!(
        fix(found, "no-same-site"),
        "/etc/rstudio/rserver.conf: www-same-site=lax"
    );
    assert!(fix(found, "session-outlives").contains("auth-stay-signed-in-days"));
    assert_eq!(found[3]["observed"], "by 2400 seconds");
}

#[test]
fn ours_are_told_the_flags() {
    let line = format!("session={SEALED}; Path=/; Max-Age=90000; SameSite=None");
    let found = lints(&line);
    let expected = [
        "same-site-none-not-secure",
        "not-http-only",
        "not-secure",
        "outlives-session",
    ];
    assert_eq!(ids(&found), expected);
    assert_eq!(fix(&found, "not-secure"), "add --secure");
    assert_eq!(fix(&found, "not-http-only"), "leave --no-http-only out");
}

/// Each rule, by a line with that fault: real cookies of plumber and Workbench.
fn faults() -> Vec<(&'static str, String)> {
    let long = vector(
        include_str!("../../data/plumber-more.json"),
        "3900 bytes of JSON",
        "wire",
    );
    let clean = format!("plumber={PLUMBER_WIRE}; Path=/; HttpOnly; Secure; SameSite=Lax");
    let with = |more: &str| format!("{clean}; {more}");
    let without = |what: &str| clean.replace(what, "");
    let workbench = format!("user-id={JANE}; Path=/; HttpOnly; Secure; SameSite=Lax");
    let twin = format!("user-id={JANE}; Path=/; HttpOnly; Secure; SameSite=None");
    let other = twin.replace("user-id", "user-id-legacy");
    let other = other.replace("; SameSite=None", "");
    vec![
        (
            "same-site-none-not-secure",
            without(" Secure;").replace("Lax", "None"),
        ),
        (
            "prefix-not-secure",
            without(" Secure;").replace("plumber=", "__Secure-plumber="),
        ),
        (
            "host-prefix",
            clean
                .replace("plumber=", "__Host-plumber=")
                .replace("Path=/", "Path=/api"),
        ),
        ("too-large", clean.replace(PLUMBER_WIRE, &long)),
        (
            "attribute-too-long",
            clean.replace("Path=/", &format!("Path=/{}", "y".repeat(1025))),
        ),
        ("domain-of-others", with("Domain=other.com")),
        ("domain-of-all", with("Domain=com")),
        (
            "partitioned-not-secure",
            clean.replace("Secure", "Partitioned"),
        ),
        (
            "duplicate",
            format!("{clean}\n< Set-Cookie: {clean}; Max-Age=5"),
        ),
        ("not-http-only", without(" HttpOnly;")),
        ("not-secure", without(" Secure;")),
        ("no-same-site", without("; SameSite=Lax")),
        ("same-site-unknown", clean.replace("Lax", "Lux")),
        ("same-site-none", clean.replace("Lax", "None")),
        ("domain-wide", with("Domain=example.com")),
        ("path-missing", without(" Path=/;")),
        ("path-elsewhere", clean.replace("Path=/", "Path=/app")),
        ("valid-for-ever", with("Max-Age=3600")),
        ("lifetime-capped", with("Max-Age=99999999")),
        (
            "expires-differs",
            with("Max-Age=5; Expires=Tue, 14 Nov 2023 23:13:20 GMT"),
        ),
        ("expires-unreadable", with("Expires=tomorrow")),
        ("max-age-unreadable", with("Max-Age=5s")),
        ("plumber-spacing", with("Max-Age= 5")),
        ("date-form", with("Expires=Wed,  1 Nov 2028 07:28:00 GMT")),
        ("unknown-attribute", with("HttpOnly")),
        ("odd-characters", workbench.replace(JANE, JANE_DECODED)),
        ("line-too-long", clean.replace(PLUMBER_WIRE, &long[..4050])),
        ("legacy-twin", format!("{twin}\n< Set-Cookie: {other}")),
        (
            "outlives-session",
            format!("session={SEALED}; Path=/; Max-Age=90000"),
        ),
        (
            "session-outlives",
            format!("session={SEALED}; Path=/; Max-Age=60"),
        ),
    ]
}

#[test]
fn each_lint_is_told_of_a_real_cookie_with_its_why_and_fix() {
    let world = World::new();
    let mut seen = Vec::new();
    let mut look = |id: &str, scheme: &str, line: &str| {
        let tls = if scheme == "https" { "* SSL\n" } else { "" };
        let response = format!(
            "> GET /api/login HTTP/1.1\n> Host: app.example.com\n>\n{tls}< HTTP/1.1 200 OK\n\
             < Date: Tue, 14 Nov 2023 22:13:20 GMT\n< Set-Cookie: {line}\n<\n"
        );
        let run = world.run(&["inspect", "--json", "--now", THEN]);
        let document = run.stdin(response).ends().json();
        let cookies = match document["cookies"].as_array() {
            Some(several) => several.clone(),
            None => vec![document],
        };
        let lints = cookies
            .iter()
            .flat_map(|it| it["lints"].as_array().unwrap());
        let found = lints.into_iter().find(|it| it["id"] == id);
        let lint = found.unwrap_or_else(|| panic!("{id}: {line}: {cookies:?}"));
        for field in ["level", "message", "why", "fix"] {
            assert!(lint[field].as_str().unwrap().len() > 2, "{lint}");
        }
        seen.push(id.to_owned());
    };
    for (id, line) in faults() {
        look(id, "https", &line);
    }
    look(
        "secure-over-http",
        "http",
        &format!("plumber={PLUMBER_WIRE}; Path=/; HttpOnly; Secure; SameSite=Lax"),
    );
    // These are of all cookies of a host: see the captures.
    seen.extend(["all-too-large", "too-many"].map(str::to_owned));
    let missing: Vec<_> = cookiekit::set_cookie::rules()
        .map(|rule| rule.id)
        .filter(|id| !seen.iter().any(|it| it == id))
        .collect();
    assert_eq!(missing, Vec::<&str>::new(), "no test for these");
}

#[test]
fn a_cookie_of_another_kind_is_linted_as_well() {
    let found = lints("__Host-id=1; Path=/app; Secure; HttpOnly; SameSite=Lax; Domain=example.com");
    assert_eq!(
        ids(&found),
        ["host-prefix", "domain-wide", "path-elsewhere"]
    );
    let found = lints("id=1; Path=/; Secure; HttpOnly; SameSite=Lax; Domain=other.com");
    assert_eq!(ids(&found), ["domain-of-others"]);
    assert_eq!(found[0]["observed"], "other.com for app.example.com");
}

#[test]
fn a_line_pasted_without_its_head_is_linted() {
    let world = World::new();
    for line in [
        format!("Set-Cookie: plumber={UNENCRYPTED}; HttpOnly"),
        format!("plumber={UNENCRYPTED}; HttpOnly"),
    ] {
        let document = world.run(&["inspect", "--json", &line]).ends().json();
        let found = document["lints"].as_array().unwrap();
        assert_eq!(
            ids(found),
            ["not-secure", "no-same-site", "path-missing"],
            "{line}"
        );
    }
}

#[test]
fn a_line_that_takes_a_cookie_away_is_not_blamed_for_it() {
    let removal = "plumber=; Path=/; HttpOnly; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
    assert_eq!(ids(&lints(removal)), Vec::<&str>::new());
}

#[test]
fn the_text_has_why_and_fix_below_each() {
    let world = World::new();
    let line = format!("Set-Cookie: plumber={PLUMBER_WIRE}; HttpOnly; SameSite=Lax; Path=/");
    let text = world.run(&["inspect", "--now", THEN, &line]).ends().text();
    let lint = "lint        weak: not-secure: it is sent over plain HTTP as well: Secure is\n            missing\n            \
                why: anyone who listens on the way has the session\n            \
                fix: pr_cookie(secure = TRUE), and HTTPS before the API\n";
    assert!(text.contains(lint), "{text}");
}
