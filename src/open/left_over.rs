//! What is left over once a cookie was made again: the chunks of a longer one, or a
//! signature beside it, which its new reader would join to the new one.

use crate::frameworks::{Format, Input, Sealed};

/// The cookies that came with one of this format, and itself, that the new one does
/// not take the place of.
pub fn left_over(format: &dyn Format, cookie: Input, made: &Sealed) -> Vec<String> {
    let came = format.companions(cookie.name);
    let came = came.into_iter().filter(|it| cookie.sibling(it).is_some());
    let own = (!cookie.name.is_empty()).then(|| cookie.name.to_owned());
    let new = made.name_or(cookie.name);
    let is_new = |name: &str| name == new || made.companions.iter().any(|it| it.0 == name);
    own.into_iter()
        .chain(came)
        .filter(|it| !is_new(it))
        .collect()
}

/// The line that has a browser delete a cookie; Path and Domain have to be those that
/// it was set with.
pub fn removal(name: &str) -> String {
    let is_secure = ["__secure-", "__host-"].iter().any(|prefix| {
        let start = name.get(..prefix.len());
        start.is_some_and(|it| it.eq_ignore_ascii_case(prefix))
    });
    let secure = if is_secure { "; Secure" } else { "" };
    format!("Set-Cookie: {name}=; Path=/; Max-Age=0{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frameworks::find;

    #[test]
    fn what_the_new_one_does_not_replace_is_left_over() {
        let pairs = |all: &[&str]| -> Vec<(String, String)> {
            all.iter()
                .map(|it| ((*it).to_owned(), "x".to_owned()))
                .collect()
        };
        let of = |name, beside: &[&str], made: Option<&str>, chunks: &[&str]| {
            let (siblings, companions) = (pairs(beside), pairs(chunks));
            let cookie = Input {
                siblings: &siblings,
                ..Input::new(name, "x")
            };
            let made = Sealed {
                name: made.map(str::to_owned),
                value: "y".to_owned(),
                companions,
            };
            left_over(find("authjs").unwrap(), cookie, &made).join(" ")
        };
        let three = ["s.1", "s.2", "t.1"];
        assert_eq!(of("s.0", &three, Some("s.0"), &["s.1", "s.2"]), "");
        assert_eq!(of("s.0", &three, Some("s.0"), &["s.1"]), "s.2");
        assert_eq!(of("s.0", &three, None, &[]), "s.1 s.2");
        assert_eq!(of("s", &[], Some("s.0"), &["s.1"]), "s");
        assert_eq!(of("", &[], None, &[]), "");
    }

    #[test]
    fn a_cookie_with_a_prefix_is_deleted_as_it_was_set() {
        assert_eq!(removal("s"), "Set-Cookie: s=; Path=/; Max-Age=0");
        for name in ["__Secure-s.1", "__HOST-s"] {
            assert!(removal(name).ends_with("; Max-Age=0; Secure"), "{name}");
        }
    }
}
