//! Making a cookie: what encrypt and sign share.

mod line;

use serde_json::{Map, Value};

use self::line::LineArguments;
use super::arguments::{ClockArguments, KeyArguments, Stdin};
use super::opening::add_rare_times;
use crate::error::{Error, Result, with_article};
use crate::exit::Exit;
use crate::fields;
use crate::frameworks::{
    Codec, Draft, Expiry, FORMATS, Format, Input, MAX_COOKIE_BYTES, Protection, Sealed, Times,
};
use crate::lines::making::Made;
use crate::open::{self, Pin};
use crate::output::Output;
use crate::set_cookie::{MAX_NAME_AND_VALUE_BYTES, WARN_LINE_BYTES, check_name};
use crate::time::{Time, parse_duration};

// What is to be made of the payload.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
pub struct CookieToMake {
    /// The cookie's name: some formats are bound to it
    #[arg(long, value_name = "NAME", required_if_eq("set_cookie", "true"))]
    pub name: Option<String>,
    /// Expire after this long
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, help_heading = "Time")]
    pub expires_in: Option<u64>,
    /// Expire at this time
    #[arg(
        long,
        value_name = "TIME",
        value_parser = Time::parse,
        conflicts_with = "expires_in",
        help_heading = "Time"
    )]
    pub expires_at: Option<Time>,
    /// When the login expires: a flag of sign alone
    #[arg(skip)]
    pub login_expires_at: Option<Time>,
    /// Make it as if it were this time
    #[arg(long, value_name = "TIME", value_parser = Time::parse, help_heading = "Time")]
    pub now: Option<Time>,
    /// Make a cookie even if browsers will drop it for its size
    #[arg(long)]
    pub allow_oversize: bool,
    #[command(flatten)]
    pub line: LineArguments,
    #[command(flatten)]
    pub keys: KeyArguments,
}

/// What makes cookies: the key was read, and everything about the cookie is known but its
/// payload.
pub struct Maker<'a> {
    to_make: &'a CookieToMake,
    format: &'static dyn Format,
    codec: Box<dyn Codec>,
    /// When they are made.
    pub now: Time,
    expires: Option<Time>,
    login_expires: Option<Time>,
    fingerprint: Option<String>,
}

const NEVER_EXPIRES: &str = "the cookie never expires: add --expires-in 8h";

impl CookieToMake {
    /// Makes the cookie and ends the run.
    pub fn make(
        &self,
        (pin, kind): (Pin, Protection),
        payload: &[u8],
        unencrypted: bool,
        stdin: &mut Stdin,
        output: &mut Output,
    ) -> Result<Exit> {
        let maker = self.maker(pin, kind, unencrypted, stdin, output)?;
        let made = maker.make(payload)?;
        if let Some(warning) = &made.warning {
            output.warn(warning);
        }
        let name = made.name.as_deref().unwrap_or(maker.name());
        let expires = maker.expires_of(pin, &made);
        if expires.is_none() && may_expire(pin) {
            output.warn(NEVER_EXPIRES);
        }
        let text = match &made.set_cookie {
            Some(lines) => format!("{lines}\n"),
            None => as_sent(name, &made.cookie, &made.companions),
        };
        let mut fields = fields! {
            "format" => pin.format.name(),
            "name" => if name.is_empty() { None } else { Some(name) },
            "cookie" => made.cookie,
            "set_cookie" => made.set_cookie,
            "bytes" => name.len() + made.cookie.len(),
            "issued" => maker.now.to_string(),
            "expires" => expires.map(|time| time.to_string()),
            "fingerprint" => maker.fingerprint,
        };
        add_companions(&mut fields, &made.companions);
        add_rare_times(&mut fields, maker.times());
        output.finish(Exit::Yes, text.as_bytes(), fields)
    }

    /// Reads the key, and says what is to be said of every cookie.
    pub fn maker<'a>(
        &'a self,
        pin: Pin,
        kind: Protection,
        unencrypted: bool,
        stdin: &mut Stdin,
        output: &mut Output,
    ) -> Result<Maker<'a>> {
        let format = pin.format;
        let name = self.name.as_deref().unwrap_or_default();
        if !name.is_empty() || self.line.set_cookie {
            check_name(name)?;
        }
        let clock = ClockArguments {
            now: self.now,
            leeway: None,
        };
        let now = clock.now();
        let expires = self.expires(now)?;
        let login_expires = self.login_expires(format, now)?;
        let (codec, fingerprint) = if unencrypted {
            let codec = format.without_key().ok_or_else(|| {
                Error::could_not(format!("{} has no form without a key", format.name())).hint(
                    format!(
                        "{0} has one: add --format {0}",
                        open::keyless().map_or("", |it| it.name())
                    ),
                )
            })?;
            output.warn("not encrypted and not signed: anyone can read it and make another");
            (codec, None)
        } else {
            let slotted = self.keys.to_make_with(stdin, Some(format.name()))?;
            let fitted = open::fit(format, &slotted, pin.params)?;
            if fitted.protection != kind {
                return Err(of_the_other_kind(format, fitted.protection));
            }
            let warnings = slotted.warnings.iter().map(String::as_str);
            for warning in warnings.chain(fitted.warning) {
                output.warn(warning);
            }
            let fingerprint = slotted.key.fingerprint();
            output.detail(&format!(
                "under the key {fingerprint} from {}",
                slotted.spec
            ));
            (fitted.codec, Some(fingerprint.to_string()))
        };
        Ok(Maker {
            to_make: self,
            format,
            codec,
            now,
            expires,
            login_expires,
            fingerprint,
        })
    }

    fn expires(&self, now: Time) -> Result<Option<Time>> {
        let expires = self.expires_in.map(|seconds| now.plus(seconds));
        let expires = expires.or(self.expires_at);
        if expires.is_some_and(|expires| expires <= now) {
            return Err(
                Error::could_not("the cookie would be expired as soon as it is made")
                    .hint("give a later --expires-at, or a longer --expires-in"),
            );
        }
        Ok(expires)
    }

    fn login_expires(&self, format: &dyn Format, now: Time) -> Result<Option<Time>> {
        match self.login_expires_at {
            Some(_) if !format.has_login_expiry() => Err(Error::could_not(format!(
                "{} cookie cannot carry the expiry of a login",
                with_article(format.name())
            ))
            .hint(format!(
                "give --expires-at alone, or --format {}",
                first_with(|it| it.has_login_expiry())
            ))),
            Some(login) if login <= now => Err(Error::could_not(
                "the login would be expired as soon as the cookie is made",
            )
            .hint("give a later --login-expires-at")),
            login => Ok(login),
        }
    }

    fn check_size(&self, name: &str, value: &str) -> Result<()> {
        let bytes = name.len() + value.len();
        if value.len() > MAX_COOKIE_BYTES {
            return Err(Error::could_not(format!(
                "the cookie's value has {} bytes, and cookiekit reads none above \
                 {MAX_COOKIE_BYTES}",
                value.len()
            )));
        }
        if bytes <= MAX_NAME_AND_VALUE_BYTES || self.allow_oversize {
            return Ok(());
        }
        Err(Error::could_not(format!(
            "the cookie has {bytes} bytes (name {} and value {}), and browsers drop one above {MAX_NAME_AND_VALUE_BYTES}",
            name.len(),
            value.len()
        ))
        .hint("store less in it; --allow-oversize makes it anyway"))
    }

    /// The Set-Cookie lines of a cookie and those that go with it, if they are
    /// asked for.
    fn lines(&self, name: &str, sealed: &Sealed) -> Result<Option<String>> {
        let companions = sealed.companions.iter();
        let companions = companions.map(|(name, value)| (name.as_str(), value.as_str()));
        let mut lines = Vec::new();
        let name = sealed.name_or(name);
        for (name, value) in std::iter::once((name, sealed.value.as_str())).chain(companions) {
            self.check_size(name, value)?;
            lines.extend(self.line.of(name, value)?);
        }
        Ok((!lines.is_empty()).then(|| lines.join("\n")))
    }
}

/// Whether a cookie of the format can have an expiry, and need not.
fn may_expire(pin: Pin) -> bool {
    let expiry = pin.format.facts().expiry;
    matches!(expiry, Expiry::Optional | Expiry::InPayload(_))
}

/// A cookie alone as its value, and one with others as a Cookie header has them.
pub fn as_sent(name: &str, value: &str, companions: &[(String, String)]) -> String {
    if companions.is_empty() {
        return format!("{value}\n");
    }
    let mut text = format!("{name}={value}");
    for (name, value) in companions {
        text += &format!("; {name}={value}");
    }
    text + "\n"
}

/// The cookies that go with one, where there are any.
pub fn add_companions(fields: &mut Map<String, Value>, companions: &[(String, String)]) {
    if companions.is_empty() {
        return;
    }
    let pair = |(name, value): &(String, String)| fields! { "name" => name, "value" => value };
    let pairs: Vec<Value> = companions.iter().map(|it| pair(it).into()).collect();
    fields.insert("companions".into(), pairs.into());
}

/// That the key, or what was chosen, makes cookies of the kind that another command is
/// for.
fn of_the_other_kind(format: &dyn Format, kind: Protection) -> Error {
    let name = with_article(format.name());
    let mut params = format.facts().params.iter();
    let is_chosen = params.any(|it| it.kind.takes("signed") && it.kind.takes("encrypted"));
    let (so, signs, encrypts) = match is_chosen {
        true => (
            "as it was chosen,",
            "--param kind=signed",
            "--param kind=encrypted",
        ),
        false => (
            "under this key",
            "a key that only signs",
            "a key that encrypts as well",
        ),
    };
    match kind {
        Protection::Signed => {
            Error::could_not(format!("{so} {name} cookie is signed and not encrypted"))
                .hint(format!("use sign, or {encrypts}"))
        }
        Protection::Encrypted | Protection::ByKey => {
            Error::could_not(format!("{so} {name} cookie is encrypted"))
                .hint(format!("use encrypt, or {signs}"))
        }
    }
}

impl Maker<'_> {
    /// Makes the cookie of a payload.
    pub fn make(&self, payload: &[u8]) -> Result<Made> {
        let name = self.name();
        let sealed = self.codec.seal(&Draft {
            name,
            payload,
            issued: self.now,
            expires: self.expires,
            login_expires: self.login_expires,
            again: None,
        })?;
        let set_cookie = self.to_make.lines(name, &sealed)?;
        let lines = set_cookie.iter().flat_map(|lines| lines.lines());
        let longest = lines.map(|line| line.len() - "Set-Cookie: ".len()).max();
        let longest = longest.filter(|bytes| *bytes >= WARN_LINE_BYTES);
        let long = longest.map(|bytes| {
            format!("the line has {bytes} bytes: from {WARN_LINE_BYTES} on some browsers drop it")
        });
        let altered = self.format.altered(payload).map(str::to_owned);
        let warnings: Vec<String> = altered.into_iter().chain(long).collect();
        Ok(Made {
            name: sealed.name,
            cookie: sealed.value,
            companions: sealed.companions,
            set_cookie,
            warning: (!warnings.is_empty()).then(|| warnings.join("; ")),
        })
    }

    /// Warns of cookies that are made of many lines and never expire.
    pub fn warn_of_lines(&self, pin: Pin, output: &mut Output) {
        match pin.format.facts().expiry {
            _ if self.expires.is_some() => {}
            Expiry::InPayload(field) => output.warn(format!(
                "a cookie whose payload has no {field} never expires: --expires-in 8h adds it"
            )),
            Expiry::Optional => {
                let made = self.make(b"{}").ok();
                if made.is_some_and(|made| self.expires_of(pin, &made).is_none()) {
                    output.warn(NEVER_EXPIRES);
                }
            }
            Expiry::Never | Expiry::Required | Expiry::ByAge(_) => {}
        }
    }

    /// When the cookie expires: the payload itself may say so, and some formats give it
    /// an expiry where none is given.
    fn expires_of(&self, pin: Pin, made: &Made) -> Option<Time> {
        if self.expires.is_some() || !may_expire(pin) {
            return self.times().expires;
        }
        let cookie = Input {
            params: pin.params,
            siblings: &made.companions,
            ..Input::new(made.name.as_deref().unwrap_or(self.name()), &made.cookie)
        };
        self.codec.open(cookie).ok()?.times.expires
    }

    fn times(&self) -> Times {
        match self.expires {
            Some(expires) => Times::of(expires, self.login_expires),
            None => Times::default(),
        }
    }

    fn name(&self) -> &str {
        self.to_make.name.as_deref().unwrap_or_default()
    }
}

/// The first format of which something is so.
fn first_with(is_so: fn(&dyn Format) -> bool) -> &'static str {
    let format = FORMATS.into_iter().find(|format| is_so(*format));
    format.expect("a format has it").name()
}
