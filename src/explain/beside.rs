//! What goes with a cookie, as it may have been: for a companion of this name, the
//! names and values of what may stand in for it.

use super::Case;
use super::value::percent_decoded;

/// Another cookie whose name ends as that of the companion does.
pub fn of_another_name(case: &Case, own: &str) -> Vec<(String, String)> {
    let end = own.rsplit_once('.').map_or("", |it| it.1);
    let is_one =
        |it: &&(String, String)| it.0 != own && it.0.rsplit_once('.').is_some_and(|it| it.1 == end);
    let is_signature = !end.is_empty() && !end.bytes().all(|it| it.is_ascii_digit());
    let found = case.siblings.iter().filter(is_one);
    found.filter(|_| is_signature).cloned().collect()
}

/// Another companion of this very name: each of several cookies of one name came with its
/// own, and the first alone is read.
pub fn of_namesake(case: &Case, own: &str) -> Vec<(String, String)> {
    let all = case.siblings.iter().filter(|it| it.0 == own);
    let mut all: Vec<_> = all.cloned().collect();
    let first = all.first().map(|it| it.1.clone());
    all.retain(|it| Some(&it.1) != first.as_ref());
    all
}

/// The companion in base64 for URLs, without padding, once decoded or as it is.
pub fn in_base64url(case: &Case, own: &str) -> Vec<(String, String)> {
    let value = case.siblings.iter().find(|it| it.0 == own).map(|it| &*it.1);
    let Some(value) = value else {
        return vec![];
    };
    let decoded = percent_decoded(value);
    let all = std::iter::once(value).chain(decoded.iter().map(String::as_str));
    let url = all.map(|it| it.trim_end_matches('=').replace('+', "-").replace('/', "_"));
    let other = url.filter(|it| it != value);
    other.map(|it| (own.to_owned(), it)).collect()
}
