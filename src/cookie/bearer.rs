//! The token of a header `Authorization`: no cookie, and often the same that a cookie
//! carries.

use super::trim;

/// The token that such a header line carries behind the word `Bearer` (RFC 6750), with
/// curl's `>` before it or not.
pub fn bearer_of(line: &str) -> Option<&str> {
    let line = trim(line.trim_end_matches(['\r', '\n']));
    let line = line.strip_prefix("->").unwrap_or(line);
    let line = trim(line.trim_start_matches('>'));
    let (name, content) = line.split_once(':')?;
    let (scheme, token) = trim(content).split_once([' ', '\t'])?;
    let token = trim(token);
    let is_bearer =
        name.eq_ignore_ascii_case("authorization") && scheme.eq_ignore_ascii_case("bearer");
    let is_token = !token.is_empty() && token.bytes().all(|it| it.is_ascii_graphic());
    (is_bearer && is_token).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_of_a_header_is_what_stands_behind_bearer() {
        for (line, token) in [
            ("Authorization: Bearer a.b", Some("a.b")),
            ("> authorization:  bearer\ta.b \r\n", Some("a.b")),
            ("-> Authorization: Bearer a.b", Some("a.b")),
            ("Authorization: Basic dTpw", None),
            ("Authorization: Bearer", None),
            ("Authorization: Bearer a b", None),
            ("Proxy-Authorization: Bearer a.b", None),
            ("Bearer a.b", None),
        ] {
            assert_eq!(bearer_of(line), token, "{line:?}");
        }
    }
}
