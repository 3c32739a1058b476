//! What a look at a cookie comes to: which format, whether it is genuine, why
//! not, and how the run ends.

use serde_json::{Map, Value};

use super::look::Look;
use super::words::WordList;
use crate::cli::opening;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::explain::Claim;
use crate::explain::remarks::Server;
use crate::frameworks::{Anatomy, Protection, Refusal};
use crate::open::{self, NOT_YET_VALID, OF_OTHERS, UNENCRYPTED, UNPROTECTED};
use crate::output::Output;

/// The outcome of a line that removes a cookie.
pub const REMOVED: &str = "removed";
/// The outcome of a genuine cookie that its server does not take with what came with it.
pub const REFUSED: &str = "refused";

impl Look<'_> {
    /// Takes it for one of the first of the formats that it may be of.
    pub(super) fn know_the_first(&mut self) {
        let Some(known) = self.candidates.first() else {
            return;
        };
        match known.malformed() {
            Some(malformed) => self.refusal = Some(known.refusal(malformed)),
            None => self.known = Some(known.clone()),
        }
    }

    /// Whether its line removes the cookie: what it says is no value, or the browser
    /// forgets it at once. One that is refused for itself is that.
    pub fn removes(&self) -> bool {
        let is_refused = self.known.is_some() && self.refusal.is_some();
        !is_refused && self.found.removes(self.clock.now())
    }

    /// Its parts, where its format is known.
    pub fn anatomy(&self) -> Option<&Anatomy> {
        self.known.as_ref()?.parts()
    }

    /// The other formats that it may be of, where no key decided.
    pub fn others(&self) -> Vec<&'static str> {
        let others = self
            .candidates
            .iter()
            .skip(1)
            .filter(|_| !self.is_authentic());
        others.map(|it| it.format.name()).collect()
    }

    /// What no key protects is refused whether one was given or not.
    pub(super) fn refuse_what_no_key_protects(&mut self) {
        if self.is_unencrypted() && !self.unencrypted {
            self.refusal = Some(Error::no(UNENCRYPTED));
        }
    }

    /// An encrypted cookie says nothing to a server that has no key.
    pub(super) fn refuse_where_no_key_is(&mut self) {
        if let Some(known) = self.known.as_ref().filter(|_| self.unencrypted) {
            if known.format.without_key().is_none() {
                let name = known.format.name();
                self.refusal = Some(Error::no(format!("{name} has no form without a key")));
            } else if self.is_encrypted() {
                self.refusal = Some(
                    Error::no(
                        "encrypted: a server with a key made it, and one without a key cannot \
                         read it",
                    )
                    .hint("give the server the key: pr_cookie(key = …)"),
                );
            }
        }
    }

    /// Whether nobody reads this very cookie without the key.
    pub fn is_encrypted(&self) -> bool {
        let format = self.known.as_ref().map(|known| known.format);
        let hides = format.is_some_and(|it| it.facts().protection == Protection::Encrypted);
        hides && self.anatomy().is_some_and(|it| it.readable.is_none())
    }

    /// Whether only a key that was not there tells when it is over.
    pub fn hides_times(&self) -> bool {
        let known = self.known.as_ref();
        let is_read = self.anatomy().is_some_and(|it| it.readable.is_some());
        !self.is_authentic() && !is_read && known.is_some_and(|it| it.format.hides_times(it.params))
    }

    /// Whether no key protects it although its format encrypts.
    pub fn is_unencrypted(&self) -> bool {
        let known = self.known.as_ref();
        known.is_some_and(|it| open::is_unprotected(it.format, it.parts()))
    }

    /// Whether a key authenticated it, expired or not.
    pub fn is_authentic(&self) -> bool {
        self.tried.as_ref().is_some_and(|tried| tried.by.is_some())
    }

    /// Whether a key proved that it is the start of a genuine one.
    pub fn is_cut(&self) -> bool {
        self.claim.as_ref().is_some_and(Claim::is_cut)
    }

    /// A stable word for why it is not valid: none where nothing is claimed.
    pub fn reason(&self) -> Option<&'static str> {
        let expired = || {
            let tried = self.tried.as_ref()?;
            match tried.outcome {
                Err(Refusal::Expired(_)) => Some("expired"),
                Err(Refusal::Early(_)) => Some(NOT_YET_VALID),
                _ => None,
            }
        };
        let key_less = || match (self.is_unencrypted(), self.unencrypted) {
            (true, false) if self.refusal.is_some() => Some("unencrypted"),
            (false, true) if self.refusal.is_some() => Some("encrypted"),
            _ => None,
        };
        let not_taken = || {
            let server = self.not_taken()?;
            let remark = self.remarks.iter().find(|it| it.server == server)?;
            Some(remark.id)
        };
        let claimed = self.claim.as_ref().map(|claim| claim.hypothesis.id);
        let weak = self.weak.as_ref().map(|_| "weak-key");
        claimed
            .or(self.cut.as_ref().map(|cut| cut.id))
            .or_else(|| self.reason_of_format())
            .or_else(expired)
            .or_else(key_less)
            .or_else(not_taken)
            .or(weak)
    }

    /// Why its format, or a key, calls it malformed, where that has a word.
    fn reason_of_format(&self) -> Option<&'static str> {
        let known = self.known.as_ref()?;
        match self.tried.as_ref()?.outcome {
            Err(Refusal::Malformed(malformed)) => known.format.reason(malformed),
            _ => None,
        }
    }

    /// The real system, and what it makes of a genuine cookie, where it does not take it
    /// as it came.
    pub(super) fn on_the_server(&self) -> Option<(&'static str, Server)> {
        let format = self.known.as_ref()?.format;
        let of = |server: Server| self.remarks.iter().any(|it| it.server == server);
        let all = [
            Server::RefusesTogether,
            Server::DoesNotRead,
            Server::RefusesForm,
        ];
        let server = all.into_iter().find(|it| of(*it))?;
        let name = format.server().unwrap_or(format.facts().framework.name);
        Some((name, server))
    }

    /// What its server makes of one that is genuine and not over, where that takes it from
    /// being valid: it came with cookies because of which it is refused, or not read.
    pub fn not_taken(&self) -> Option<Server> {
        let is_valid = self.tried.as_ref().is_some_and(|it| it.outcome.is_ok());
        let (_, server) = self.on_the_server().filter(|_| is_valid)?;
        (server != Server::RefusesForm).then_some(server)
    }

    /// In one word what it is among several.
    pub fn outcome(&self) -> &'static str {
        match (&self.tried, &self.refusal) {
            _ if self.weak.is_some() => "weak",
            _ if self.is_cut() => "malformed",
            _ if self.not_taken().is_some() => REFUSED,
            _ if self.removes() && self.refusal.is_none() => REMOVED,
            (_, Some(_)) if self.reason() == Some("unencrypted") => UNPROTECTED,
            (Some(tried), _) => match &tried.outcome {
                Ok(_) => "valid",
                Err(refusal) => refusal.word(),
            },
            (None, Some(error)) if self.known.is_none() && error.is_foreign => OF_OTHERS,
            (None, Some(_)) if self.known.is_none() => "malformed",
            (None, Some(_)) => "refused",
            (None, None) => "unchecked",
        }
    }

    /// How a run about this cookie ends.
    pub fn exit(&self) -> Exit {
        let own = match &self.refusal {
            // With one change it is genuine, whatever could not be tried.
            Some(error) if self.claim.is_some() && error.exit == Exit::CouldNot => Exit::No,
            Some(error) => error.exit,
            None => Exit::Yes,
        };
        match self.weak.is_some() || self.not_taken().is_some() {
            true => own.worst(Exit::No),
            false => own,
        }
    }

    /// Ends a run about this cookie alone.
    ///
    /// # Errors
    /// When the result cannot be written.
    pub fn finish(&self, list: Option<WordList>, output: &mut Output) -> Result<Exit> {
        let nothing_to_show = self.known.is_none()
            && self.claim.is_none()
            && self.cut.is_none()
            && self.fits < 2
            && self.remarks.is_empty()
            && self.found.attributes.is_none();
        if let Some(error) = self.refusal.as_ref().filter(|_| nothing_to_show) {
            return opening::untaken(error, output);
        }
        let exit = self.exit();
        let mut fields: Map<String, Value> = self.document();
        if let Some(list) = list {
            fields.insert("words".into(), list.document());
        }
        let text = self
            .inspection()
            .text(output.style().columns, output.style().color_out);
        output.report(exit, &text, fields)
    }
}
