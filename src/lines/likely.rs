//! The cookie that is likely meant, where a line is one of a log and no name
//! was asked for.

use crate::open::is_recognised;

/// The fewest letters of a value that is distinguished from anything else in a line.
pub const MIN_VALUE: usize = 32;
/// The most values of a line that are looked at.
const MAX_VALUES: usize = 64;

/// The name of the first cookie in a line of a log whose value is one of a
/// format.
pub fn name_in(line: &str) -> Option<&str> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let ends_value = |c: char| c.is_whitespace() || ";\"',}]".contains(c);
    let places = line.match_indices('=').take(MAX_VALUES);
    places.into_iter().find_map(|(at, _)| {
        let before = line[..at].trim_end_matches(is_of_name).len();
        let (name, after) = (&line[before..at], &line[at + 1..]);
        let value = &after[..after.find(ends_value).unwrap_or(after.len())];
        let is_one = !name.is_empty() && value.len() >= MIN_VALUE && is_recognised(value);
        is_one.then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_before_a_value_of_a_format_is_likely() {
        let value = "1KRCb+zh6E/si5RNQh2+RM5XDm4qa5hiu8Pc7LFuTScl5haeCpFbfPbQmoWVjWFXcp/jlw==_\
                     T2uLEcrNE0UjQAjouWexhsQLBnW6ounP";
        for (line, name) in [
            (
                format!("GET /?a=b \"x=1; plumber={value}; y=2\""),
                Some("plumber"),
            ),
            (format!("cookie: my.app_id={value}"), Some("my.app_id")),
            (
                "GET /?query=01234567890123456789012345678901234567890".to_owned(),
                None,
            ),
            (format!("={value}"), None),
            (String::new(), None),
        ] {
            assert_eq!(name_in(&line), name, "{line}");
        }
    }
}
