//! Several cookies of one name that came together: which of them is meant.
//!
//! A browser sends two where they were set with another Path or Domain. The server
//! takes one of them, and which it is is known of most frameworks.

use super::{Cookie, no_such};
use crate::error::Result;
use crate::frameworks::{Framework, OfTwo, firsts};
use crate::open::{self, Pin};

/// Where the one stands that is taken, and what is to be warned of.
pub fn meant(all: &[&Cookie], pin: Option<Pin>) -> (usize, Option<String>) {
    // The same value under the same name is the same cookie.
    let is_one = all.windows(2).all(|it| it[0].value == it[1].value);
    if is_one {
        return (0, None);
    }
    let count = all.len();
    let (place, taken) = match of_two(all, pin) {
        Some((framework, OfTwo::First)) => (
            0,
            format!("the server ({framework}) takes the first, and so it"),
        ),
        Some((framework, OfTwo::Last)) => (
            count - 1,
            format!("the server ({framework}) takes the last, and so it"),
        ),
        None => (
            0,
            "which of them the server takes is not known, and the first".to_owned(),
        ),
    };
    let warning = format!(
        "{count} cookies of the input have that name: {taken} is the one that is taken here; \
         cookiekit inspect, without --name, shows each"
    );
    (place, Some(warning))
}

/// Which the framework takes that all of them may be of: where two formats that one
/// of them may be of take different ones, nothing is known.
pub fn of_two(all: &[&Cookie], pin: Option<Pin>) -> Option<(&'static str, OfTwo)> {
    let of_shape = |cookie: &&Cookie| {
        let found = open::recognise(cookie.input()).unwrap_or_default();
        found.iter().map(|it| it.format).collect::<Vec<_>>()
    };
    let formats = match pin {
        Some(pin) => vec![pin.format],
        None => all.iter().flat_map(of_shape).collect(),
    };
    let told = |it: &'static Framework| it.of_two.map(|of_two| (it.name, of_two));
    let mut told = formats.iter().filter_map(|it| told(it.facts().framework));
    let first = told.next()?;
    told.all(|it| it.1 == first.1).then_some(first)
}

/// The cookie of this name, and what is to be warned of; `siblings` came in the same input.
///
/// # Errors
/// When there is none.
pub fn by_name(
    mut found: Vec<Cookie>,
    name: &str,
    siblings: &[(String, String)],
    pin: Option<Pin>,
) -> Result<(Cookie, Option<String>)> {
    // A value alone has the name that it is given.
    let alone = found.len() == 1;
    let fits = |cookie: &Cookie| match &cookie.name {
        Some(found) => found == name,
        None => alone,
    };
    let mut places: Vec<usize> = (0..found.len()).filter(|it| fits(&found[*it])).collect();
    // One that is too long for one cookie has its number behind its name.
    if places.is_empty() {
        let names = firsts(pin.map(|it| it.format), name);
        let is_first = |it: &usize| {
            found[*it]
                .name
                .as_ref()
                .is_some_and(|it| names.contains(it))
        };
        places.extend((0..found.len()).find(is_first));
    }
    if places.is_empty() {
        return Err(no_such());
    }
    // What goes with them may tell of which format they are.
    if places.len() > 1 {
        for place in &places {
            found[*place].siblings = siblings.to_vec();
        }
    }
    let all: Vec<&Cookie> = places.iter().map(|it| &found[*it]).collect();
    let (place, warning) = meant(&all, pin);
    Ok((found.swap_remove(places[place]), warning))
}

#[cfg(test)]
mod tests {
    use super::super::take;
    use super::*;
    use crate::frameworks::find;

    const ONE: &str = "eyJ1c2VyIjoiYWxpY2UifQ.ZVPxAA.gqXovrTYGpIsF_SpcN_EMwyZuWk";
    const TWO: &str = "eyJtYWRlIjoib2xkIn0.ZVPw-g.5ssTM9idh3oU0pDgBT2qVYlP_2M";

    #[test]
    fn of_two_of_a_name_the_one_is_taken_that_its_framework_takes() {
        let header = format!("Cookie: a=1; s={ONE}; s={TWO}; s={ONE}x");
        for (format, place) in [
            (Some("flask"), 0),
            (Some("starlette"), 2),
            (Some("jwt"), 0),
            (None, 0),
        ] {
            let pin = format.map(|it| Pin::new(find(it).unwrap()));
            let taken = take(&header, Some("s"), pin).unwrap().0.value;
            let all = [ONE.to_owned(), TWO.to_owned(), format!("{ONE}x")];
            assert_eq!(taken, all[place], "{format:?}");
        }
    }

    #[test]
    fn of_what_no_shape_tells_nothing_is_known_and_the_same_twice_is_one() {
        let cookie = |value: &str| take(&format!("s={value}"), None, None).unwrap().0;
        let (one, two) = (cookie(ONE), cookie(TWO));
        assert_eq!(meant(&[&one, &one], None), (0, None));
        let (place, warning) = meant(&[&one, &two], None);
        assert_eq!(place, 0);
        assert!(warning.unwrap().contains("(Flask) takes the first"));
        let (other, another) = (cookie("x"), cookie("y"));
        let (place, warning) = meant(&[&other, &another], None);
        assert_eq!(place, 0);
        assert!(warning.unwrap().contains("is not known"));
    }
}
