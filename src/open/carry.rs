//! Making a cookie of another format of one that was opened: the session continues in
//! another framework, or under other parameters.

use super::{Pin, fit, read_by};
use crate::error::{Error, Result};
use crate::frameworks::{Codec, Draft, Expiry, Format, Input, Opened, Payload, Sealed, Times};
use crate::keys::ring::Slotted;
use crate::time::Time;

/// What makes the other cookies.
pub struct Carrier {
    /// Their format.
    pub pin: Pin,
    /// What the user should know of their key.
    pub warning: Option<&'static str>,
    codec: Box<dyn Codec>,
}

impl Carrier {
    /// Cookies of this format under this key.
    ///
    /// # Errors
    /// When the key does not fit.
    pub fn new(pin: Pin, slotted: &Slotted) -> Result<Self> {
        let unlocked = fit(pin.format, slotted, pin.params)?;
        Ok(Carrier {
            pin,
            warning: unlocked.warning,
            codec: unlocked.codec,
        })
    }

    /// The cookie with the payload, the times and the name of another; and what is to
    /// be warned of: that it is taken for another time, or read otherwise.
    ///
    /// # Errors
    /// What cannot be carried; nothing is made then.
    pub fn carry(
        &self,
        from: &dyn Format,
        cookie: Input,
        (payload, times): (&[u8], Times),
        now: Time,
    ) -> Result<(Sealed, Vec<String>)> {
        let altered = from.altered(payload);
        let payload = self.payload(from, cookie, payload)?;
        let (expires, login_expires) = self.ends(from, times)?;
        let name = name_of(from, cookie.name);
        let draft = Draft {
            name,
            payload: &payload,
            issued: times.issued.unwrap_or(now),
            expires,
            login_expires,
            again: None,
        };
        let mut sealed = self.codec.seal(&draft)?;
        if name != cookie.name {
            sealed.name.get_or_insert_with(|| name.to_owned());
        }
        let made = Input {
            siblings: &sealed.companions,
            params: self.pin.params,
            ..Input::new(sealed.name_or(cookie.name), &sealed.value)
        };
        let reading = read_by(self.pin.format, made);
        let opened = self.codec.open(made.with_value(&reading.value));
        let opened = opened.map_err(|_| {
            self.cannot("a cookie of it would be one that its own reader refuses".to_owned())
        })?;
        let end = self.other_end(from, times, &opened)?;
        // What both servers read so is lost already.
        let lost = self.pin.format.altered(&payload);
        let lost = lost.filter(|it| altered != Some(it)).map(str::to_owned);
        Ok((sealed, end.into_iter().chain(lost).collect()))
    }

    fn payload(&self, from: &dyn Format, cookie: Input, payload: &[u8]) -> Result<Vec<u8>> {
        let to = self.pin.format;
        let is_kin = from.same_bytes_as() == to.same_bytes_as()
            || std::ptr::eq(from.facts().framework, to.facts().framework);
        let is_same = is_kin && from.payload(cookie.params) == to.payload(self.pin.params);
        if is_same {
            return Ok(payload.to_vec());
        }
        let portable = from.portable(payload, cookie.params).map_err(|what| {
            self.cannot(format!(
                "{what}, which only {} reads",
                from.facts().framework.name
            ))
        })?;
        to.carrying(&portable, self.pin.params).ok_or_else(|| {
            let kind = match to.payload(self.pin.params) {
                Payload::Json => "JSON",
                Payload::Text => "text",
                Payload::Bytes => "bytes",
            };
            self.cannot(format!(
                "it carries {}, and {} carries {kind}",
                portable.what(),
                to.name()
            ))
        })
    }

    /// When the new one ends, and its login.
    fn ends(&self, from: &dyn Format, times: Times) -> Result<(Option<Time>, Option<Time>)> {
        let facts = self.pin.format.facts();
        match facts.expiry {
            Expiry::Required if times.expires.is_none() => Err(self.cannot(format!(
                "{} has no expiry, and {} must have one",
                from.name(),
                facts.name
            ))),
            Expiry::Never | Expiry::ByAge(_) => Ok((None, None)),
            Expiry::Optional | Expiry::Required | Expiry::InPayload(_) => {
                match self.pin.format.has_login_expiry() {
                    true => Ok(times.said()),
                    false => Ok((times.expires, None)),
                }
            }
        }
    }

    /// That the new one is taken for another time than the one that it is made of. One
    /// that would be taken for longer is refused, unless the readers of both look at the
    /// age: each has its own limit.
    fn other_end(&self, from: &dyn Format, times: Times, made: &Opened) -> Result<Option<String>> {
        let is_age = |format: &dyn Format| matches!(format.facts().expiry, Expiry::ByAge(_));
        let end = |times: Times| times.expires.map_or(u64::MAX, |it| it.0);
        let (before, after) = (end(times), end(made.times));
        if after <= before && before - after <= ROUNDED {
            return Ok(None);
        }
        let name = self.pin.format.name();
        let until = |times: Times| match times.expires {
            Some(until) => format!("until {until}"),
            None => "forever".to_owned(),
        };
        let new_until = until(made.times);
        if let Some(expires) = times.expires.filter(|_| after > before)
            && !(is_age(from) && is_age(self.pin.format))
        {
            return Err(self.cannot(format!(
                "it expires at {expires}, and as {name} it would be taken {new_until}"
            )));
        }
        let mut params = self.pin.format.facts().params.iter().map(|it| it.name);
        let age = params.find(|it| AGES.contains(it));
        let unless = age.map(|age| format!(", unless its {age} is another"));
        Ok(Some(format!(
            "{} takes the cookie {}, and {name} takes the new one {new_until}{}",
            from.name(),
            until(times),
            unless.unwrap_or_default()
        )))
    }

    fn cannot(&self, why: String) -> Error {
        let name = self.pin.format.name();
        Error::could_not(format!("the cookie cannot be carried to {name}: {why}"))
            .hint("nothing was made; open it with decrypt or verify, and make the new one by hand")
    }
}

/// By how many seconds an end may come earlier that a format writes in whole seconds.
const ROUNDED: u64 = 1;

/// What formats call how old a cookie may be.
const AGES: [&str; 5] = ["max-age", "max-age-days", "ttl", "timeout", "expiry"];

/// The name of a cookie: that of its chunks, where the first of them has its number
/// behind it.
fn name_of<'a>(from: &dyn Format, name: &'a str) -> &'a str {
    match from.chunks().map(|it| it.numbered(name)) {
        Some((base, Some(0))) => base,
        _ => name,
    }
}
