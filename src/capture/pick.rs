//! Which of the cookies of a capture are meant.

use std::collections::HashMap;

use super::{Capture, Found, Kind, Origin, Role};
use crate::cookie::{self, Cookie};
use crate::error::{Error, Result};
use crate::frameworks::{firsts, mains};
use crate::open::Pin;
use crate::time::Time;

impl Capture {
    /// Whether what is in it belongs to one moment, so that of two cookies of a
    /// name only one counts.
    fn is_of_one_moment(&self) -> bool {
        let mut sent = self.found.iter().filter(|it| it.role != Role::Set);
        let first = sent.next().map(|it| it.message);
        match self.kind {
            Kind::Response | Kind::Fetch => true,
            // Several requests are several moments.
            Kind::Text | Kind::Headers | Kind::Command => sent.all(|it| Some(it.message) == first),
            _ => false,
        }
    }

    /// The capture where the cookie of this name is looked for: where none in it has the
    /// name, the whole text is a value, if it may be one.
    #[must_use]
    pub fn called(mut self, wanted: Option<&str>, pin: Option<Pin>) -> Self {
        let is_missing = wanted.is_some_and(|name| {
            !name.is_empty() && self.whole.is_some() && self.named(Some(name), pin).is_err()
        });
        if is_missing && let Some(cookie) = self.whole.take() {
            self.found = vec![Found {
                cookie,
                role: Role::Bare,
                origin: Origin::default(),
                attributes: None,
                times: 1,
                message: 0,
            }];
        }
        self
    }

    /// Where the cookies of this name are, or all.
    ///
    /// # Errors
    /// When there is none.
    pub fn named(&self, name: Option<&str>, pin: Option<Pin>) -> Result<Vec<usize>> {
        let all = 0..self.found.len();
        let Some(name) = name else {
            return Ok(all.collect());
        };
        let of = |index: &usize| self.found[*index].cookie.name.as_deref();
        // A value alone has the name that it is given.
        let alone = self.found.len() == 1;
        let mut named: Vec<usize> = all
            .clone()
            .filter(|index| of(index) == Some(name) || alone && of(index).is_none())
            .collect();
        // One that is too long for one cookie has its number behind its name.
        if named.is_empty() {
            let firsts = firsts(pin.map(|it| it.format), name);
            let is_first = |name: &str| firsts.iter().any(|it| it == name);
            named.extend(all.filter(|index| of(index).is_some_and(is_first)));
        }
        // Of one header a server takes one, and browsers the last of a response;
        // what was seen over time is all shown.
        if self.is_of_one_moment() {
            let is_set = |index: &usize| self.found[*index].role == Role::Set;
            let set = named.iter().rev().find(|it| is_set(it)).copied();
            let meant = || {
                let all: Vec<_> = named.iter().map(|it| &self.found[*it].cookie).collect();
                (!all.is_empty()).then(|| named[cookie::meant(&all, pin).0])
            };
            named = set.or_else(meant).into_iter().collect();
        }
        if named.is_empty() {
            return Err(cookie::no_such());
        }
        Ok(named)
    }

    /// The cookies that came with one in the same message, and that a browser keeps with
    /// it.
    pub fn siblings(&self, index: usize) -> Vec<(String, String)> {
        let own = &self.found[index];
        let others = self.found.iter().enumerate();
        let others = others.filter(|(other, it)| *other != index && it.message == own.message);
        let mut cookie = own.cookie.clone();
        cookie.siblings = cookie::siblings(others.map(|(_, it)| &it.cookie));
        leave_removed(&self.found, &mut cookie);
        cookie.siblings
    }

    /// Whether a cookie only goes with another of its message, as a signature
    /// does.
    pub fn is_companion(&self, index: usize) -> bool {
        let found = &self.found[index];
        let mains = found.cookie.name.as_deref().map(mains).unwrap_or_default();
        mains.iter().any(|main| {
            let is_it =
                |it: &Found| it.message == found.message && it.cookie.name.as_ref() == Some(main);
            self.found.iter().any(is_it)
        })
    }

    /// The one cookie that a command is about: of the wanted name, or the only
    /// one, or the only one of a known format; and what is to be warned of.
    ///
    /// # Errors
    /// When there is none, or several to choose from.
    pub fn only(self, wanted: Option<&str>, pin: Option<Pin>) -> Result<(Cookie, Option<String>)> {
        self.called(wanted, pin).only_of(wanted, pin)
    }

    fn only_of(self, wanted: Option<&str>, pin: Option<Pin>) -> Result<(Cookie, Option<String>)> {
        if self.found.is_empty()
            && let Some(hint) = self.hint
        {
            return Err(Error::no("malformed: there is no cookie in the input").hint(hint));
        }
        if let Some(name) = wanted.filter(|name| !name.is_empty())
            && !self.is_of_one_moment()
        {
            let named = self.named(Some(name), pin)?;
            let value = |index: &usize| &self.found[*index].cookie.value;
            if named.iter().any(|it| value(it) != value(&named[0])) {
                return Err(Error::could_not(
                    "there are several cookies of that name in the input",
                )
                .hint(
                    "give one of them alone; cookiekit inspect, with the same --name, shows each",
                ));
            }
        }
        let all = self.found.clone();
        let mut cookies: Vec<Cookie> = Vec::new();
        let is_of_one_moment = self.is_of_one_moment();
        for found in self.found {
            // Of two Set-Cookie lines for a name, browsers keep the last.
            if is_of_one_moment && found.role == Role::Set {
                cookies.retain(|earlier| earlier.name != found.cookie.name);
            }
            cookies.push(found.cookie);
        }
        let is_request = all.iter().all(|it| it.role != Role::Set);
        if wanted.is_none() && is_of_one_moment && is_request {
            cookies = one_of_each_name(cookies, pin);
        }
        let mut taken = cookie::one_of(cookies, wanted, pin)?;
        leave_removed(&all, &mut taken.0);
        match wanted {
            None => Ok(as_served(&all, taken, pin)),
            Some(_) => Ok(taken),
        }
    }
}

/// Leaves out of what came with a cookie what the same answer removes from the browser:
/// that is not sent with it. Of an old answer all may be over by now, the cookie too.
fn leave_removed(all: &[Found], cookie: &mut Cookie) {
    let now = Time::now();
    let is_it = |it: &&Found| it.cookie.name == cookie.name && it.cookie.value == cookie.value;
    if all.iter().any(|it| is_it(&it) && it.removes(now)) {
        return;
    }
    cookie.siblings.retain(|(name, value)| {
        let mut same = all
            .iter()
            .filter(|it| it.cookie.name.as_ref() == Some(name) && it.cookie.value == *value);
        !same.any(|it| it.removes(now))
    });
}

/// The cookies of a request without the later ones of a name, where it is known which of
/// them the server takes: [`as_served`] says so.
fn one_of_each_name(cookies: Vec<Cookie>, pin: Option<Pin>) -> Vec<Cookie> {
    let known = cookie::recogniser(pin);
    // Of a name, from its first known cookie on: whether the others are left out.
    let mut left_out: HashMap<&str, bool> = HashMap::new();
    let mut are_kept = Vec::with_capacity(cookies.len());
    for cookie in &cookies {
        let name = cookie.name.as_deref();
        let is_left_out = name.and_then(|it| left_out.get(it)).copied();
        if let (None, Some(name)) = (is_left_out, name)
            && known(&cookie.value)
        {
            let is_alike = |it: &&Cookie| it.name == cookie.name;
            let alike: Vec<&Cookie> = cookies.iter().filter(is_alike).collect();
            let is_one_taken = alike.len() > 1 && cookie::of_two(&alike, pin).is_some();
            left_out.insert(name, is_one_taken);
        }
        are_kept.push(is_left_out != Some(true));
    }
    let kept = cookies.iter().zip(are_kept).filter(|it| it.1);
    kept.map(|it| it.0.clone()).collect()
}

/// The cookie that its server takes, of those of its name in the same request, where
/// nobody named one: else what is shown is what no server would see.
fn as_served(
    all: &[Found],
    (cookie, warning): (Cookie, Option<String>),
    pin: Option<Pin>,
) -> (Cookie, Option<String>) {
    let is_it = |it: &&Found| it.cookie.name == cookie.name && it.cookie.value == cookie.value;
    let Some(own) = all.iter().find(is_it).filter(|it| it.role != Role::Set) else {
        return (cookie, warning);
    };
    let is_alike = |it: &&Found| {
        it.message == own.message && it.role == own.role && it.cookie.name == own.cookie.name
    };
    let alike: Vec<&Cookie> = (all.iter().filter(is_alike).map(|it| &it.cookie)).collect();
    if own.cookie.name.is_none() || own.role == Role::Kept || alike.len() < 2 {
        return (cookie, warning);
    }
    let (place, warning) = cookie::meant(&alike, pin);
    let taken = alike[place];
    match cookie::of_two(&alike, pin) {
        Some(_) if taken.value != cookie.value => {
            let siblings = cookie.siblings;
            let taken = taken.clone();
            (Cookie { siblings, ..taken }, warning)
        }
        Some(_) => (cookie, warning),
        None => {
            let warning = format!(
                "{} cookies of the input have its name, and which of them the server takes is not \
                 known: the one of a known format is taken here",
                alike.len()
            );
            (cookie, Some(warning))
        }
    }
}
