//! Several cookies of one name in a line: which of them is taken, and what is reported.

use super::log::{Place, Seen};
use crate::cookie::{Cookie, meant};
use crate::open::Pin;

/// The one that is taken, as of a single header, and what is to be warned of. Those of
/// two headers, as of a request and its answer, are in no one's order: the first is.
pub fn taken<'a>(
    name: &str,
    seen: &Seen<'a>,
    first: Place<'a>,
    pin: Option<Pin>,
) -> (Place<'a>, Option<String>) {
    if seen.others == 0 {
        return (first, None);
    }
    let is_one_header = seen.several.iter().skip(1).all(Place::is_next);
    let is_all = seen.several.len() as u64 == seen.others + 1;
    if is_one_header && is_all {
        let cookie = |place: &Place| Cookie::sent(Some(name), &place.value());
        let cookies: Vec<Cookie> = seen.several.iter().map(cookie).collect();
        let (index, warning) = meant(&cookies.iter().collect::<Vec<_>>(), pin);
        return (seen.several[index], warning);
    }
    let warning = format!(
        "{} cookies of the line have that name, and not in one header: the first is the one that is \
         taken here",
        seen.others + 1
    );
    (first, Some(warning))
}
