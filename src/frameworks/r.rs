//! R code, for the frameworks that are written in it.

use super::Place;

/// The expression by which R gets a key from its place.
pub fn expression(place: &Place) -> String {
    match place {
        Place::Keyring { service, user: "" } => format!("keyring::key_get({})", string(service)),
        Place::Keyring { service, user } => {
            format!("keyring::key_get({}, {})", string(service), string(user))
        }
        Place::File(path) => format!("readLines({}, warn = FALSE)", string(path)),
        Place::Variable(name) => format!("Sys.getenv({})", string(name)),
    }
}

/// R's string syntax has C's escapes.
fn string(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|character| match character {
            '"' | '\\' => format!("\\{character}"),
            other if other.is_control() => format!("\\u{:04x}", u32::from(other)),
            other => other.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_quoted_as_r_wants_it() {
        assert_eq!(string("a\"b\\c\n"), r#""a\"b\\c\u000a""#);
    }

    #[test]
    fn r_gets_the_key_from_where_it_is() {
        let service = "plumber_api";
        let entry = |user| Place::Keyring { service, user };
        for (place, code) in [
            (entry(""), r#"keyring::key_get("plumber_api")"#),
            (entry("bob"), r#"keyring::key_get("plumber_api", "bob")"#),
            (Place::File("/k"), r#"readLines("/k", warn = FALSE)"#),
            (Place::Variable("K"), r#"Sys.getenv("K")"#),
        ] {
            assert_eq!(expression(&place), code);
        }
    }
}
