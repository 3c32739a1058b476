//! What is to be said of a cookie that is genuine: how it was taken, why the
//! real system may refuse it all the same, what its times and its key tell.

mod form;
mod server;

use crate::encoding::from_percent_exact;
use crate::frameworks::Shape;
use crate::frameworks::{Format, Input, NO_PARAMS, OURS, Opened, Refusal, Then, Times};
use crate::keys::Strength;
use crate::keys::ring::Slotted;
use crate::keys::slots::Slot;
use crate::keys::spec::Spec;
use crate::open;
use crate::time::Time;

use super::chunks::filled;
use super::remedy::Step;

pub use form::DECODED;
pub use server::Server;

/// Machines are often this much apart, in seconds, when nobody keeps their
/// clocks.
const SKEW: u64 = 300;

/// Something that the user should know of a genuine cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Stable: scripts know it by this.
    pub id: &'static str,
    /// What is so.
    pub text: String,
    /// What to do about it, if anything.
    pub advice: Option<Step>,
    /// What the real system makes of the cookie because of it.
    pub server: Server,
}

/// A genuine cookie and how it came.
pub struct Genuine<'a> {
    /// Its format.
    pub format: &'a dyn Format,
    /// The cookie as its format reads it, with those that came with it.
    pub cookie: Input<'a>,
    /// The value as it was taken, before it was decoded as a whole.
    pub taken: &'a str,
    /// The value as it stood, before anything was taken off around it.
    pub written: &'a str,
    /// What it carries, or when it expired.
    pub outcome: &'a Result<Opened, Refusal>,
    /// The key that authenticated it.
    pub by: &'a Slotted,
    /// The place whose slot that key is in.
    pub place: &'a Spec,
    /// The primary keys of every place that was given.
    pub primaries: &'a [&'a Slotted],
    /// When it is judged.
    pub now: Time,
}

impl Genuine<'_> {
    /// Everything that there is to say.
    pub fn remarks(&self) -> Vec<Remark> {
        let all = [
            self.taken_off(),
            self.spaced(),
            self.decoded(),
            self.refused_by_server(),
            self.cut_at_semicolon(),
            self.slot(),
            self.not_the_first(),
            self.nodes(),
            self.beside(),
            self.unreadable(),
            self.made_later(),
            self.clock(),
        ];
        all.into_iter().flatten().collect()
    }

    /// Whether the real system takes the value in this spelling; `None` where
    /// there is no other system than this, or nothing is known of it.
    fn server_takes(&self, value: &str) -> Option<(&'static str, bool)> {
        let server = self.format.server()?;
        if !self.format.knows_its_server() {
            return None;
        }
        Some((
            server,
            self.format
                .on_the_server(self.by.secret(), value, self.now)
                .is_some_and(|seen| !seen.difference.in_pieces),
        ))
    }

    /// That white space stands before it in a header, where the parser of its server
    /// keeps that.
    fn spaced(&self) -> Option<Remark> {
        let server = self.format.server()?;
        let keeps = self.format.facts().framework.keeps_space;
        (keeps && self.written.starts_with([' ', '\t'])).then(|| Remark {
            id: "white-space",
            text: format!(
                "taken without the white space before it; {server} keeps that, and refuses it like \
                 this"
            ),
            advice: Some(Step::say(
                "send it as browsers do, with nothing between the `=` and the value",
            )),
            server: Server::RefusesForm,
        })
    }

    fn taken_off(&self) -> Option<Remark> {
        let written = self.written.trim_matches(|c: char| c.is_ascii_whitespace());
        if written == self.taken || !written.contains(self.taken) {
            return None;
        }
        let quoted = written.starts_with(['"', '\'']);
        let (id, what) = match quoted {
            true => ("quotes", "the quotes around it"),
            false => ("separator", "what follows its end"),
        };
        let ignored = || {
            let quotes = self.format.facts().framework.quotes?;
            let takes = quotes.iter().any(|it| written.starts_with(*it));
            Some((self.format.server()?, takes)).filter(|_| quoted)
        };
        let read = self.server_takes(written).or_else(ignored);
        let taken = read.map(|it| it.1);
        let server = match read {
            Some((server, true)) if quoted => format!("; {server} ignores them"),
            Some((server, true)) => format!("; {server} does not read that"),
            Some((server, false)) => format!("; {server} refuses it like this"),
            None => String::new(),
        };
        let is_refused = quoted && taken == Some(false);
        Some(Remark {
            id,
            text: format!("taken without {what}{server}"),
            advice: is_refused.then(|| Step::say("send it without them, as the server wrote it")),
            // They may have come with the copy.
            server: match is_refused {
                true => Server::RefusesForm,
                false => Server::Takes,
            },
        })
    }

    /// Encoded, where its server writes it without that or reads its own encoding.
    fn decoded(&self) -> Option<Remark> {
        let is_its_own = self.format.facts().framework.percent.is_some();
        let decoded = open::percent_decoded(self.taken).filter(|_| !is_its_own)?;
        if decoded != self.cookie.value {
            return None;
        }
        let taken = self.server_takes(self.taken);
        let server = match taken {
            Some((server, true)) => format!(", and {server} reads it all the same"),
            Some((server, false)) => format!(": {server} refuses it like this"),
            None => String::new(),
        };
        let read = self.cookie.value;
        let is_whole = !read.contains('%') || from_percent_exact(read).is_some();
        let part = if is_whole { "as a whole" } else { "in part" };
        Some(Remark {
            id: "percent-encoded",
            text: format!("percent-encoded {part}, once more than its format{server}"),
            advice: Some(Step::say(
                "find the proxy or client that encodes the cookie a second time",
            )),
            server: match taken {
                Some((_, false)) => Server::RefusesForm,
                _ => Server::Takes,
            },
        })
    }

    fn slot(&self) -> Option<Remark> {
        let place = self.place.word();
        match self.by.slot {
            Slot::Primary => None,
            Slot::Next => Some(Remark {
                server: Server::Takes,
                id: "staged",
                text: "under the key that is staged here and not promoted yet: where it was made \
                       it is; an app that knows one key only refuses it"
                    .to_owned(),
                advice: Some(Step::run(
                    "promote the key here as well, when every node accepts it",
                    format!(
                        "cookiekit rotate promote --key {place} --to {}",
                        self.by.key.fingerprint()
                    ),
                )),
            }),
            Slot::Retired(at) => Some(Remark {
                server: Server::Takes,
                id: "retired",
                text: format!(
                    "under a key that was retired {}: an app that knows one key only refuses it",
                    at.seen_from(self.now)
                ),
                // No cookie that has expired is made again.
                advice: self.outcome.is_ok().then(|| {
                    Step::run_on_cookie(
                        "make the same cookie under today's key",
                        format!("cookiekit reissue --key {place}"),
                    )
                }),
            }),
        }
    }

    /// Of a list of keys the first makes cookies: one under another was made before the
    /// first was, or where the list begins with another key.
    fn not_the_first(&self) -> Option<Remark> {
        let facts = self.format.facts();
        let is_list = facts.key.list.starts_with("the first ");
        let is_ours = std::ptr::eq(facts.framework, OURS);
        let is_later = self.by.slot == Slot::Primary && self.by.place > 0;
        (is_list && is_later && !is_ours).then(|| Remark {
            server: Server::Takes,
            id: "not-the-first-key",
            text: format!(
                "under number {} of the keys that were given: where these are one list, {}, and it was \
                 made before the first key was, or the application has them in another order",
                self.by.place + 1,
                facts.key.list
            ),
            advice: Some(Step::say(
                "where new cookies are under an old key, put the new one first in the application's \
                 list",
            )),
        })
    }

    /// The nodes of a cluster must have the same bytes, where each logs the CRC-32
    /// of its own.
    fn nodes(&self) -> Option<Remark> {
        let log = self.format.facts().framework.logs_crc32_as?;
        // A key that the format cannot use is another system's, and so are 64 hex
        // digits, as most frameworks make their keys, beside one of another form.
        let is_of_64_digits = |it: &Slotted| {
            Shape::of(it.key.bytes().trim_ascii()) == Some(Shape::Digits(Strength::Bits256))
        };
        let may_be_nodes = |it: &&&Slotted| {
            open::unlock(self.format, it.secret(), &NO_PARAMS).is_ok()
                && (!is_of_64_digits(it) || is_of_64_digits(self.by))
        };
        let nodes: Vec<&&Slotted> = self.primaries.iter().filter(may_be_nodes).collect();
        let (first, rest) = nodes.split_first()?;
        let differ = |it: &&&&Slotted| it.key.fingerprint() != first.key.fingerprint();
        if !rest.iter().any(|it| differ(&it)) {
            return None;
        }
        let each = nodes.iter().map(|it| {
            let opens = it.key.fingerprint() == self.by.key.fingerprint();
            let mark = if opens { " (opens it)" } else { "" };
            format!("{} {:08X}{mark}", it.spec, it.key.crc32())
        });
        Some(Remark {
            server: Server::Takes,
            id: "nodes-differ",
            text: format!(
                "the keys differ: if they are of nodes of one cluster, all of them need the same \
                 bytes; CRC-32, as each node logs it (`{log}`): {}",
                each.collect::<Vec<_>>().join(", ")
            ),
            advice: Some(Step::say(
                "for one cluster: copy one key file to every node and restart them; every user \
                 signs in again",
            )),
        })
    }

    /// What came with it and is in the way.
    fn beside(&self) -> Option<Remark> {
        let beside = self.format.beside(self.cookie)?;
        let fill = |text: &str| filled(text, &beside.names);
        Some(Remark {
            server: match beside.then {
                Then::Refused => Server::RefusesTogether,
                Then::Unread => Server::DoesNotRead,
            },
            id: beside.id,
            text: fill(beside.text),
            advice: Some(Step::say(&fill(beside.advice))),
        })
    }

    fn unreadable(&self) -> Option<Remark> {
        let payload = &self.outcome.as_ref().ok()?.payload;
        let unreadable = self.format.unreadable(payload)?;
        Some(Remark {
            server: Server::Takes,
            id: unreadable.id,
            text: unreadable.text.to_owned(),
            advice: Some(Step::say(unreadable.advice)),
        })
    }

    /// That it says it was made later than now, where some of its readers mind.
    fn made_later(&self) -> Option<Remark> {
        let times = self.outcome.as_ref().ok()?.times;
        let read = (self.format, self.cookie.params);
        let text = open::made_later(read, times, self.now, 0)?;
        Some(Remark {
            server: Server::Takes,
            id: "made-later",
            text,
            advice: Some(Step::say(
                "where the clocks differ, set them by NTP: timedatectl",
            )),
        })
    }

    fn clock(&self) -> Option<Remark> {
        let late = |by: u64| by > 0 && by <= SKEW;
        let minds_not = self.format.made_later(self.cookie.params).is_none();
        match self.outcome {
            Ok(Opened {
                times:
                    Times {
                        issued: Some(issued),
                        ..
                    },
                ..
            }) if *issued > self.now && minds_not => Some(Remark {
                server: Server::Takes,
                id: "clock-skew",
                text: format!(
                    "it was made {} by this clock: one of the two clocks is wrong by that much",
                    issued.seen_from(self.now)
                ),
                advice: Some(Step::say("set the clocks by NTP: timedatectl")),
            }),
            Err(Refusal::Expired(at)) if late(self.now.0.saturating_sub(at.0)) => Some(Remark {
                server: Server::Takes,
                id: "clock-skew",
                text: format!(
                    "it expired {}: clocks that differ by that much would explain it",
                    at.seen_from(self.now)
                ),
                advice: Some(Step::say(
                    "--leeway 5m takes it here; set the clocks by NTP: timedatectl",
                )),
            }),
            Err(Refusal::Early(from)) if late(from.0.saturating_sub(self.now.0)) => Some(Remark {
                server: Server::Takes,
                id: "clock-skew",
                text: format!(
                    "it is valid {}: clocks that differ by that much would explain it",
                    from.seen_from(self.now)
                ),
                advice: Some(Step::say(
                    "--leeway 5m takes it here; set the clocks by NTP: timedatectl",
                )),
            }),
            _ => None,
        }
    }
}
