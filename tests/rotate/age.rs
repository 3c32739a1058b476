//! How old `rotate status` takes a key for, whatever was done to its file.

use cookiekit::time::Time;

use crate::place::{ONE, Place, Said, TWO, fingerprint};

const STATUS: [&str; 4] = ["rotate", "status", "--key", "k"];
const POLICY: [&str; 2] = ["--max-key-age", "90d"];

fn dated(place: &Place, name: &str, date: &str) {
    let touched = std::process::Command::new("touch")
        .args(["-m", "-d", date])
        .arg(place.path(name))
        .status();
    assert!(touched.expect("touch").success());
}

fn due(place: &Place) -> Said {
    place.run(&[&STATUS[..], &POLICY].concat())
}

#[test]
fn a_key_that_was_copied_with_its_old_time_is_as_old_as_that() {
    let place = Place::with_key(ONE);
    dated(&place, "k", "2020-02-03T04:05:06Z");
    let told = place.run(&STATUS);
    let text = told.done();
    let since = "of 2020-02-03T04:05:06Z (";
    assert!(text.contains(since), "{text}");
    assert!(
        text.contains("days ago, by its modification; born 2"),
        "{text}"
    );
    let said = due(&place);
    assert_eq!(said.code, 1);
    let start = "cookiekit: rotation is overdue: the key dates from 2020-02-03T04:05:06Z, ";
    assert!(said.stderr.starts_with(start), "{}", said.stderr);
    assert!(
        said.stderr.contains(", by its modification; born 2"),
        "{}",
        said.stderr
    );

    let json = place.run(&[&STATUS[..], &["--json"]].concat()).json();
    assert_eq!(json["since"], "2020-02-03T04:05:06Z");
    assert_eq!(json["modified"], "2020-02-03T04:05:06Z");
    assert_eq!(json["age_source"], "modification");
    let born = Time::parse(json["born"].as_str().expect("a date")).expect("a date");
    assert!(Time::now().0.abs_diff(born.0) < 600, "{json}");
}

#[test]
fn a_key_whose_file_is_older_than_its_last_change_is_as_old_as_the_file() {
    let place = Place::with_key(ONE);
    dated(&place, "k", "60 seconds");
    let text = place.run(&STATUS).done().to_owned();
    assert!(
        text.contains("(now, by its birth time; modified 2")
            || text.contains(" ago, by its birth time; modified 2"),
        "{text}"
    );
    assert_eq!(due(&place).code, 0);
}

/// What archives, images and a wrong clock write is shown, and not believed.
#[test]
fn a_date_that_can_be_none_of_a_key_is_not_its_age() {
    for (date, told) in [
        ("1970-01-01T00:00:00Z", "which cannot be the date of a key)"),
        ("1970-01-01T00:00:01Z", "which cannot be the date of a key)"),
        ("1980-01-01T00:00:00Z", "which cannot be the date of a key)"),
        ("1985-10-26T08:15:00Z", "which cannot be the date of a key)"),
        ("1960-01-01T00:00:00Z", "which cannot be the date of a key)"),
        ("2199-01-01T00:00:00Z", "which is in the future)"),
    ] {
        let place = Place::with_key(ONE);
        dated(&place, "k", date);
        let text = place.run(&STATUS).done().to_owned();
        assert!(text.contains("by its birth time; modified "), "{text}");
        assert!(text.contains(told), "{text}");
        assert_eq!(due(&place).code, 0, "{date}");
    }
    // The near miss: the first date that may be one.
    let place = Place::with_key(ONE);
    dated(&place, "k", "2000-01-01T00:00:00Z");
    assert_eq!(due(&place).code, 1);
}

#[test]
fn where_no_date_is_believed_the_age_is_not_known() {
    let place = Place::with_key(ONE);
    dated(&place, "k", "1970-01-01T00:00:00Z");
    let then = ["--now", "2020-01-01T00:00:00Z"];
    let text = place.run(&[&STATUS[..], &then].concat()).done().to_owned();
    assert!(text.contains("  age unknown (born 2"), "{text}");
    assert!(
        text.contains(
            "which is in the future; modified 1970-01-01T00:00:00Z, which cannot be the date of a \
             key)"
        ),
        "{text}"
    );
    let said = place.run(&[&STATUS[..], &POLICY, &then].concat());
    assert_eq!(said.code, 2);
    assert_eq!(
        said.stderr,
        "cookiekit: the age of the key k is unknown\n\
         hint: rotate it, and the new one will have a date: cookiekit rotate --key k\n"
    );
    let json = place
        .run(&[&STATUS[..], &then, &["--json"]].concat())
        .json();
    assert!(
        json["since"].is_null() && json["age_seconds"].is_null(),
        "{json}"
    );
}

/// A copy of the whole folder has new dates, but its slots keep their names.
#[test]
fn the_name_of_the_last_retired_slot_tells_since_when_the_key_is_used() {
    let place = Place::with_key(ONE);
    let retired = format!("k.retired-20210101T000000Z-{}", &fingerprint(TWO)[..8]);
    place.write(&retired, TWO);
    let text = place.run(&STATUS).done().to_owned();
    assert!(text.contains("of 2021-01-01T00:00:00Z ("), "{text}");
    assert!(
        text.contains("days ago, by its last rotation; born 2"),
        "{text}"
    );
    assert_eq!(due(&place).code, 1);
}
