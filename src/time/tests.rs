use super::*;

const T: Time = Time(1_700_000_000);

#[test]
fn a_duration_is_written_as_it_is_read() {
    for (seconds, text) in [
        (0, "0s"),
        (1, "1s"),
        (90, "90s"),
        (5400, "90m"),
        (7200, "2h"),
        (30 * DAY, "30d"),
        (30 * DAY + 1, "2592001s"),
    ] {
        assert_eq!(duration(seconds), text);
        assert_eq!(parse_duration(text).unwrap(), seconds);
    }
}

#[test]
fn an_http_date_has_one_form() {
    let text = "Tue, 14 Nov 2023 22:13:20 GMT";
    assert_eq!(text.len(), HTTP_DATE_BYTES);
    assert_eq!(T.http_date().as_deref(), Some(text));
    assert_eq!(Time::from_http_date(text), Some(T));
    for other in [
        "Wed, 14 Nov 2023 22:13:20 GMT",
        "Tue, 14 Nov 2023 22:13:20 GMT junk",
        "Tue, 14 Nov 2023 25:13:20 GMT",
        "Tue,  14 Nov 2023 22:13:20 GMT",
        "tue, 14 nov 2023 22:13:20 gmt",
        "Tue, 14 Nov 2023 22:13:20 +0000",
        "Tue, 14 Nov 2023 22:13:20",
        "14 Nov 2023 22:13:20 GMT",
        "Tuesday, 14-Nov-23 22:13:20 GMT",
        "Tue Nov 14 22:13:20 2023",
        "",
    ] {
        assert_eq!(Time::from_http_date(other), None, "{other}");
    }
    assert_eq!(
        Time::from_http_date("Thu, 01 Jan 1970 00:00:00 GMT"),
        Some(Time(0))
    );
}

#[test]
fn a_time_is_taken_as_people_write_it() {
    for text in [
        "1700000000",
        "2023-11-14T22:13:20Z",
        "2023-11-14T23:13:20+01:00",
        "Tue, 14 Nov 2023 22:13:20 GMT",
    ] {
        assert_eq!(Time::parse(text).unwrap(), T, "{text}");
    }
    for text in [
        "",
        "tomorrow",
        "-1",
        "1969-12-31T23:59:59Z",
        "1969-12-31",
        "2023-11",
        "2023-11-31",
        "2023-11-14T22",
        "2023-11-14 ",
        "99999999999999999999",
    ] {
        assert!(Time::parse(text).is_err(), "{text}");
    }
    let midnight = Time::parse("2023-11-14T00:00:00Z").unwrap();
    assert_eq!(Time::parse("2023-11-14").unwrap(), midnight);
}

#[test]
fn a_compact_time_has_one_form() {
    assert_eq!(Time::from_compact("20231114T221320Z"), Some(T));
    assert_eq!(T.compact().as_deref(), Some("20231114T221320Z"));
    assert_eq!(Time(u64::MAX).compact(), None);
    for other in [
        "2023-11-14T22:13:20Z",
        "20231314T221320Z",
        "20231114T2213Z",
        "",
    ] {
        assert_eq!(Time::from_compact(other), None, "{other}");
    }
}

#[test]
fn a_time_beyond_the_calendar_is_still_shown() {
    for (seconds, text) in [
        (253_402_300_799, "9999-12-31T23:59:59Z"),
        (253_402_300_800, "+010000-01-01T00:00:00Z"),
        (253_407_484_800, "+010000-03-01T00:00:00Z"),
        (253_407_398_400, "+010000-02-29T00:00:00Z"),
        (u64::MAX, "+584554051223-11-09T07:00:15Z"),
    ] {
        assert_eq!(Time(seconds).to_string(), text);
    }
    assert_eq!(Time(u64::MAX).http_date(), None);
    assert_eq!(T.to_string(), "2023-11-14T22:13:20Z");
}

#[test]
fn the_date_of_a_cookie_is_read_as_browsers_do() {
    for (text, time) in [
        ("Tue, 14 Nov 2023 22:13:20 GMT", Some(T.0)),
        ("Tue, 14-Nov-23 22:13:20 GMT", Some(T.0)),
        // R's format(), and Workbench's.
        (" Wed,  1 Nov 2023 07:28:00 GMT", Some(1_698_823_680)),
        ("Wed, 1 Nov 2023 7:28:0 GMT", Some(1_698_823_680)),
        ("Nov 14 22:13:20 2023", Some(T.0)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
        ("Mon, 01 Jan 1900 00:00:00 GMT", Some(0)),
        ("Tue, 31 Feb 2023 22:13:20 GMT", None),
        ("Tue, 14 Nov 2023", None),
        ("Tue, 14 Nov 2023 25:13:20 GMT", None),
        ("22:13:20 Nov 2023", None),
        ("tomorrow", None),
        ("", None),
    ] {
        assert_eq!(Time::from_cookie_date(text), time.map(Time), "{text}");
    }
}

#[test]
fn a_duration_is_numbers_with_units() {
    for (text, seconds) in [
        ("90s", 90),
        ("15m", 900),
        ("8h", 28_800),
        ("30d", 2_592_000),
        ("2w", 1_209_600),
        ("1h30m", 5400),
        ("0s", 0),
    ] {
        assert_eq!(parse_duration(text).unwrap(), seconds, "{text}");
    }
    for text in [
        "",
        "8",
        "h",
        "8 h",
        "-8h",
        "8y",
        "1h30",
        "99999999999999999999s",
        "999999999999999999w",
        "8é",
    ] {
        assert!(parse_duration(text).is_err(), "{text}");
    }
}

#[test]
fn words_name_the_unit_that_says_enough() {
    assert_eq!(T.plus(28_800).seen_from(T), "in 8 hours");
    assert_eq!(T.seen_from(T.plus(90)), "90 seconds ago");
    assert_eq!(T.seen_from(T.plus(1)), "1 second ago");
    assert_eq!(T.seen_from(T), "now");
    assert_eq!(T.plus(40 * DAY).seen_from(T), "in 40 days");
}
