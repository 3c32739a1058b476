use super::*;

const BOX: &str = "i8mEAeSNrKa0bg8kj7ZRrWwK5XcJ8FOZo/+dv4rK_1URBh3w86fmsFy5R7MiHZ2odOYdl/f14";
const PADDED: &str = "y0ZCSVi7gFreXUq+cAjbFbNxn80=_vM/pWc0c07oxDBQvBogqUZpmkJdknLpS";
const WORKBENCH: &str =
    "janedoe|Sat, 24 Sep 2022 17:46:21 GMT|9i70BByljSMnNsO3c9mEpR1qYclhtCMH5nvzJPFuJHA=";

fn taken(input: &str) -> (Option<String>, String) {
    let (cookie, _) = take(input, None, None).unwrap();
    (cookie.name, cookie.value)
}

#[test]
fn a_cookie_is_taken_as_people_have_it() {
    for value in [BOX, PADDED, WORKBENCH] {
        for bare in [
            value.to_owned(),
            format!("{value}\n"),
            format!("\"{value}\""),
            format!("'{value}'"),
            format!("{value};"),
        ] {
            assert_eq!(taken(&bare), (None, value.to_owned()), "{bare}");
        }
        for named in [
            format!("s={value}"),
            format!("s={value}; Path=/; HttpOnly"),
            format!("Cookie: s={value}"),
            format!("cookie: a=1; s={value}; b=2\r\n"),
            format!("a=1; s={value}"),
            format!(
                "Set-Cookie: s={value}; Path=/; Expires= Wed, 21 Oct 2026 07:28:00 GMT; Max-Age= 5\r"
            ),
            format!("< set-cookie: s={value}; HttpOnly\r\n"),
            format!("HTTP/1.1 200 OK\r\nDate: x\r\nSet-Cookie: s={value}\r\n"),
            format!("> Cookie: s={value}"),
        ] {
            assert_eq!(
                taken(&named),
                (Some("s".into()), value.to_owned()),
                "{named}"
            );
        }
    }
}

#[test]
fn a_value_with_padding_inside_is_no_name_when_a_letter_that_its_decoder_skips_is_in_it() {
    for stray in "!#$%&'*^`|~.".chars() {
        for (value, place) in [(PADDED, 9), (PADDED, 26), ("c2VhbGVkIQ==_YWJj", 5)] {
            let mut text = value.to_owned();
            text.insert(place, stray);
            if stray != '.' || value == PADDED {
                assert_eq!(taken(&text), (None, text.clone()));
            }
        }
    }
    // Near misses: names that have a dot, and what no name of a framework has.
    for (name, value) in [
        ("koa.sess.sig", "_vM-pWc0c07oxDBQvBogqUZpmkJ"),
        (
            "koa.sess.sig",
            "_vM-pWc0c07oxDBQvBogqUZpmkJdknLpS-vM-pWc0c0",
        ),
        ("my.app", "_short"),
        ("a*b", "value"),
        ("~user", "-abc"),
    ] {
        let named = (Some(name.to_owned()), value.to_owned());
        assert_eq!(taken(&format!("{name}={value}")), named);
    }
}

#[test]
fn several_cookies_are_picked_from_by_name() {
    let header = format!("Cookie: a={BOX}; b={PADDED}; c=x");
    let error = take(&header, None, None).unwrap_err();
    assert_eq!(error.hint.as_deref(), Some("pick one with --name: a, b, c"));
    assert_eq!(take(&header, Some("b"), None).unwrap().0.value, PADDED);
    assert_eq!(take(&header, Some("c"), None).unwrap().0.value, "x");
    assert!(take(&header, Some("d"), None).is_err());
}

#[test]
fn what_only_looks_like_a_name_is_not_repeated() {
    for (input, hint) in [
        (
            format!("{PADDED}; {BOX}"),
            "give one of them alone, or all, one a line: --lines",
        ),
        (format!("Cookie: {PADDED}x; a=b"), "pick one with --name: a"),
        ("secret text=1; a=b".to_owned(), "pick one with --name: a"),
        ("c2VjcmV0==_x; a=b".to_owned(), "pick one with --name: a"),
    ] {
        let error = take(&input, None, None).unwrap_err();
        assert_eq!(error.hint.as_deref(), Some(hint), "{input}");
    }
}

#[test]
fn a_name_picks_its_own_cookie_and_no_nameless_one() {
    let picked = |input: &str| take(input, Some("s"), None).unwrap().0.value;
    assert_eq!(picked(&format!("Cookie: foo; s={BOX}")), BOX);
    assert_eq!(picked(&format!("Cookie: s={BOX}; s=x")), BOX);
    assert_eq!(
        picked(&format!("Set-Cookie: s=; Max-Age=0\nSet-Cookie: s={BOX}")),
        BOX
    );
    let twins = format!("Set-Cookie: s={BOX}; Secure\nSet-Cookie: s-legacy={BOX}");
    assert_eq!(taken(&twins).1, BOX);
}

#[test]
fn names_to_choose_from_are_few() {
    let header = format!("Cookie: {}", "a=1; ".repeat(3000));
    let hint = take(&header, None, None).unwrap_err().hint;
    assert_eq!(hint.as_deref(), Some("pick one with --name: a"));
    let many: Vec<String> = (0..100).map(|index| format!("n{index}=1")).collect();
    let hint = take(&many.join("; "), None, None)
        .unwrap_err()
        .hint
        .unwrap();
    assert_eq!(hint.matches(", ").count(), MAX_NAMES - 1);
}

#[test]
fn a_response_without_a_cookie_has_none() {
    for input in ["HTTP/1.1 200 OK", "HTTP/1.1 200 OK\r\nX: a=b; c=d\r\n"] {
        assert!(take(input, None, None).unwrap_err().hint.is_none());
    }
}

#[test]
fn a_name_that_is_given_names_a_bare_value_and_the_empty_one_unbinds() {
    let (named, _) = take(BOX, Some("s"), None).unwrap();
    assert_eq!(named.name.as_deref(), Some("s"));
    let (unbound, _) = take(&format!("s={BOX}"), Some(""), None).unwrap();
    assert_eq!(unbound.name, None);
    assert_eq!(unbound.value, BOX);
}

#[test]
fn padding_inside_a_broken_value_does_not_make_the_start_a_name() {
    for broken in [
        "y0ZCSVi7gFreXUq+c80=_vMpWc0c07",
        "y0ZCSVi7gF==_vMpW",
        "y0ZCg==",
    ] {
        assert_eq!(taken(broken), (None, broken.to_owned()));
    }
    // A signature in base64url may start so.
    let signature = taken("koa.sess.sig=_9DxYJtVYkbkvzYAimJBXG7_Tzk");
    assert_eq!(signature.0.as_deref(), Some("koa.sess.sig"));
    let padded = "alice|1700086400|hpu8XerrOsYXTqv9p5RQ_nBZaHLxLR33mkUGTIFKu_w=";
    assert_eq!(taken(padded), (None, padded.to_owned()));
}

#[test]
fn nothing_is_no_cookie() {
    for nothing in ["", "\n", " \r\n ", ";", "Cookie:", "Cookie: ;"] {
        assert!(take(nothing, None, None).is_err(), "{nothing:?}");
    }
    assert_eq!(
        taken("plumber=; Path=/"),
        (Some("plumber".into()), String::new())
    );
}
