//! Names under which a cookie may have been made.

use super::Case;
use crate::frameworks::{FORMATS, Format, NameBinding, mains};

/// Names that examples give to a session.
const COMMON: [&str; 8] = [
    "session",
    "user",
    "sid",
    "sessionid",
    "auth",
    "token",
    "__Host-session",
    "__Secure-session",
];
/// The prefixes that browsers know.
const PREFIXES: [&str; 2] = ["__Host-", "__Secure-"];
/// What Workbench appends for browsers that misread `SameSite=None`.
pub const LEGACY: &str = "-legacy";

/// The names to try: its own with and without what is put before and after names,
/// those of the other cookies, common ones, and none.
///
/// One that came without a name has no other: [`missing`] has those.
pub fn others(case: &Case) -> Vec<String> {
    match case.name {
        "" => vec![],
        _ => all(case),
    }
}

/// The names to try of a cookie that came without one.
pub fn missing(case: &Case) -> Vec<String> {
    match case.name {
        "" => all(case),
        _ => vec![],
    }
}

fn all(case: &Case) -> Vec<String> {
    let own = case.name;
    let mut names = Vec::new();
    if !own.is_empty() {
        for affix in PREFIXES {
            names.push(format!("{affix}{own}"));
            names.extend(own.strip_prefix(affix).map(str::to_owned));
        }
        names.push(format!("{own}{LEGACY}"));
        names.extend(own.strip_suffix(LEGACY).map(str::to_owned));
        names.push(own.to_ascii_lowercase());
        names.push(own.replace('-', "_"));
        names.push(own.replace('_', "-"));
    }
    let beside = case.others.iter().take(super::MAX_OTHERS);
    names.extend(beside.filter_map(|other| other.name.clone()));
    // A signature that came with it is of the name that it has itself.
    names.extend(case.siblings.iter().flat_map(|it| mains(&it.0)));
    let is_bound = |it: &&dyn Format| it.facts().name_binding == NameBinding::Bound;
    let bound = FORMATS.into_iter().filter(is_bound);
    let usual = bound.flat_map(|it| it.facts().framework.cookie_names);
    names.extend(COMMON.iter().chain(usual).map(|it| (*it).to_owned()));
    // A format may have a name of its own for a cookie without one.
    names.push(String::new());
    let mut seen = vec![own.to_owned()];
    names.retain(|name| {
        let is_new = !seen.contains(name);
        if is_new {
            seen.push(name.clone());
        }
        is_new
    });
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cookie::Cookie;

    #[test]
    fn every_name_is_tried_once_and_the_given_one_not_again() {
        let beside = [Cookie {
            name: Some("other".into()),
            value: "x".into(),
            written: "x".into(),
            siblings: vec![],
        }];
        let case = Case {
            name: "__Host-session",
            value: "v",
            pin: None,
            siblings: &[],
            others: &beside,
            keys: &[],
            nearby: &[],
            now: crate::time::Time(0),
        };
        let names = others(&case);
        for name in [
            "",
            "session",
            "other",
            "__Host-session-legacy",
            "laravel_session",
        ] {
            assert_eq!(names.iter().filter(|it| *it == name).count(), 1, "{name:?}");
        }
        assert!(!names.contains(&"__Host-session".to_owned()));
    }
}
