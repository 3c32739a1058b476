//! The verdict on a cookie: the first line, and how good that is.

use super::look::Look;
use crate::explain::remarks::Server;
use crate::frameworks::Refusal;
use crate::open::UNENCRYPTED;
use crate::output::inspection::Tone;

impl Look<'_> {
    /// The first line.
    pub fn verdict(&self) -> String {
        if let Some(weak) = &self.weak {
            return format!("opens with the key {weak}: anyone can forge it");
        }
        if let Some(claim) = &self.claim {
            let verdict = match &self.keyless {
                Some(error) => claim.verdict_instead_of(&error.message),
                None => claim.verdict.clone(),
            };
            let says_itself = claim.hypothesis.say.contains("{takes}");
            let refusal = self.then_refused().filter(|_| !says_itself);
            return match refusal.and_then(|it| it.timing(self.clock.now())) {
                Some(timing) if claim.is_changed() => format!("{verdict}, but then {timing}"),
                Some(timing) => format!("{verdict}, and {timing}"),
                None => verdict,
            };
        }
        if let Some(cut) = &self.cut {
            return format!("{}: {}", cut.word, cut.say);
        }
        if !self.fitting.is_empty() {
            return format!(
                "not valid as it is; {} changes make it valid, and each makes another cookie of it: \
                 none is claimed",
                self.fits
            );
        }
        if self.reason() == Some("unencrypted") {
            return UNENCRYPTED.to_owned();
        }
        let by = match self.tried.as_ref().and_then(|tried| tried.by.as_ref()) {
            Some(slotted) => format!(
                ": authenticated by {} from {} ({})",
                slotted.slot,
                slotted.spec,
                slotted.key.fingerprint()
            ),
            None => String::new(),
        };
        match (&self.refusal, &self.tried) {
            (Some(error), _) => format!("{}{by}", error.message),
            (None, tried) if self.removes() && self.not_taken().is_none() => match tried {
                Some(_) => format!(
                    "this line removes the cookie from the browser; its value is genuine{by}"
                ),
                None if self.known.is_some() => {
                    "this line removes the cookie from the browser: what is in it was not checked"
                        .to_owned()
                }
                None => "this line removes the cookie: there is nothing in it to check".to_owned(),
            },
            (None, Some(_)) => match self.on_the_server() {
                Some((server, Server::RefusesTogether)) => {
                    format!("genuine, but {server} refuses it with what came with it{by}")
                }
                Some((server, Server::DoesNotRead)) => {
                    format!("genuine, but {server} takes another and not this one{by}")
                }
                Some((server, _)) => format!("genuine, but {server} refuses it in this form{by}"),
                None => format!("genuine and valid{by}"),
            },
            (None, None) if self.is_unencrypted() && self.unencrypted => {
                "readable without a key, as the server reads it: anyone can make such a cookie"
                    .to_owned()
            }
            (None, None) => "not checked: no key was given".to_owned(),
        }
    }

    /// Why it is not valid, where the change that is claimed makes it genuine
    /// only.
    pub fn then_refused(&self) -> Option<Refusal> {
        let times = &self.claim.as_ref()?.opened.times;
        times.refusal(self.clock.now(), self.clock.leeway())
    }

    /// How good that is.
    pub fn tone(&self) -> Tone {
        if self.weak.is_some() {
            return Tone::Bad;
        }
        match (&self.refusal, &self.tried) {
            (None, Some(_)) if self.on_the_server().is_some() => Tone::Late,
            (None, Some(_)) if self.removes() => Tone::Open,
            (None, Some(_)) => Tone::Good,
            (None, None) => Tone::Open,
            (Some(_), _) if self.is_authentic() => Tone::Late,
            (Some(_), _) => Tone::Bad,
        }
    }
}
