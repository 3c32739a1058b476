//! What there is to say of a cookie, for people.

use super::look::Look;
use super::words::none_opens;
use crate::capture::Role;
use crate::encoding::visible;
use crate::explain::{Claim, Step};
use crate::frameworks::{Anatomy, Refusal, Times, TwoTimes};
use crate::open;
use crate::output::anatomy::Part;
use crate::output::human;
use crate::output::inspection::Inspection;
use crate::set_cookie::MAX_NAME_AND_VALUE_BYTES;
use crate::time::Time;

/// RFC 6265, section 8.5.
const ANOTHER_PORT: &str = "cookies do not keep ports apart: where two servers run on one host, each \
                            overwrites the other's cookie of the same name, so it may be the other \
                            one's key; give the two cookies other names, or the servers other hosts";

/// How many changes are shown that each make another cookie of one.
const MAX_CHANGES: usize = 4;

impl Look<'_> {
    /// The text for people.
    pub fn inspection(&self) -> Inspection<'_> {
        Inspection {
            verdict: self.verdict(),
            tone: self.tone(),
            parts: self.parts(),
            rows: self.rows(),
            lints: &self.lints,
            steps: self.steps(),
        }
    }

    /// Its parts, as it is or once it is changed as is claimed.
    fn drawn(&self) -> Option<&Anatomy> {
        self.mended.as_ref().or(self.anatomy())
    }

    /// What it says of its times, as far as that can be known.
    fn said_times(&self) -> Times {
        match (&self.mended, self.anatomy()) {
            (Some(mended), _) => mended.times,
            (None, Some(anatomy)) => open::times_of(Some(anatomy), self.tried.as_ref()),
            (None, None) => Times::default(),
        }
    }

    fn parts(&self) -> Vec<Part> {
        let Some(anatomy) = self.drawn() else {
            return vec![];
        };
        let time = |time: Option<Time>| time.map_or("never".to_owned(), |it| it.to_string());
        let note = |name: &str| match name {
            "issued" => time(anatomy.times.issued),
            "expires" => time(anatomy.times.expires),
            "session expires" => time(anatomy.times.said().0),
            "login expires" => time(anatomy.times.said().1),
            "key id" => anatomy.key_id.clone().unwrap_or_default(),
            _ => String::new(),
        };
        let part = |part: &crate::frameworks::Part| Part {
            name: part.name,
            bytes: part.bytes,
            note: note(part.name),
        };
        anatomy.parts.iter().map(part).collect()
    }

    fn rows(&self) -> Vec<(&'static str, String)> {
        let mut rows = Vec::new();
        if let Some(known) = &self.known {
            let form = match self.is_unencrypted() {
                true => ", in its form without a key",
                false => "",
            };
            rows.push(("format", format!("{}{form}", known.format.facts().about)));
        } else if let Some(claim) = self.claim.as_ref().filter(|it| it.is_of_this()) {
            let form = match self.mended {
                Some(_) => ", with this change",
                None => "",
            };
            rows.push(("format", format!("{}{form}", claim.format.facts().about)));
        }
        let others = self.others();
        if !others.is_empty() && self.known.is_some() {
            rows.push(("", format!("or: {}", others.join(", "))));
        }
        let name = self.name();
        if !name.is_empty() && self.known.is_some() {
            rows.push(("name", human::visible_bytes(name.as_bytes())));
        }
        rows.extend(self.place().map(|place| ("from", place)));
        rows.push(("size", self.size()));
        rows.extend(self.times());
        rows.extend(self.key_id().map(|id| ("key id", id)));
        if self.weak.is_none() && self.guesses > 0 {
            rows.push(("weak keys", none_opens(self.guesses)));
        }
        rows.extend(self.payload());
        let changes = self.fitting.iter().take(MAX_CHANGES);
        if self.claim.is_none() && self.fits > 1 && self.fitting.is_empty() {
            let fits = format!(
                "{} changes fit, and each makes another valid cookie of it: none is claimed. With \
                 one key, or without the other cookies, there may be one",
                self.fits
            );
            rows.push(("note", fits));
        }
        for (index, change) in changes.enumerate() {
            let label = if index == 0 { "changes" } else { "" };
            rows.push((label, format!("valid {change}")));
        }
        for (index, remark) in self.remarks.iter().enumerate() {
            rows.push((if index == 0 { "note" } else { "" }, remark.text.clone()));
        }
        if let Some(claim) = &self.claim {
            rows.push(("why", claim.hypothesis.why.to_owned()));
            rows.extend(server_takes(claim).map(|text| ("", text)));
        }
        for (index, caution) in self.cautions().enumerate() {
            rows.push((if index == 0 { "beware" } else { "" }, caution.to_owned()));
        }
        rows
    }

    /// The id of the key that it says it is under, and which one that is.
    fn key_id(&self) -> Option<String> {
        let id = self.anatomy()?.key_id.as_ref()?;
        let whose = match &self.named_key {
            None => "cookiekit key fingerprint shows a key's".to_owned(),
            Some(Some(spec)) => {
                format!("that of the key in {spec}: the cookie was changed, or its name")
            }
            Some(None) => {
                "of none of the keys given: it is not staged here, or made elsewhere".to_owned()
            }
        };
        Some(format!("{id} ({whose})"))
    }

    /// Its name, empty when it has none.
    pub fn name(&self) -> &str {
        match &self.known {
            Some(known) => &known.name,
            None => self.found.cookie.name.as_deref().unwrap_or_default(),
        }
    }

    /// Where it came from, as far as the capture tells.
    pub fn place(&self) -> Option<String> {
        let origin = &self.found.origin;
        let host = origin.host.as_deref()?;
        let scheme = match &origin.scheme {
            Some(scheme) => format!("{scheme}://"),
            None => String::new(),
        };
        let path = origin.path.as_deref().unwrap_or_default();
        let way = match self.found.role {
            Role::Set => "set by ",
            Role::Sent => "sent to ",
            Role::Kept => "kept for ",
            Role::Bare => "",
        };
        let times = match self.found.times {
            1 => String::new(),
            times => format!(" ({times} times)"),
        };
        Some(format!(
            "{way}{}{times}",
            visible(&format!("{scheme}{host}{path}"))
        ))
    }

    /// Name and value against what browsers keep.
    fn size(&self) -> String {
        let (name, value) = (self.name().len(), self.value().len());
        let bytes = name + value;
        let left = match MAX_NAME_AND_VALUE_BYTES.checked_sub(bytes) {
            Some(left) => format!("{left} left"),
            None => "too large: browsers drop it".to_owned(),
        };
        format!("{bytes} of {MAX_NAME_AND_VALUE_BYTES} bytes (name {name}, value {value}), {left}")
    }

    /// Its value, as its format reads it where it has one.
    pub fn value(&self) -> &str {
        match &self.known {
            Some(known) => &known.value,
            None => &self.found.cookie.value,
        }
    }

    fn times(&self) -> Vec<(&'static str, String)> {
        if self.drawn().is_none() {
            return vec![];
        }
        let times = self.said_times();
        let now = self.clock.now();
        let when = |time: Time| format!("{} ({time})", time.seen_from(now));
        let mut rows = Vec::new();
        if let Some(issued) = times.issued {
            rows.push(("issued", when(issued)));
        }
        if let Some(from) = times.not_before {
            rows.push(("valid from", when(from)));
        }
        rows.push(match times.expires {
            Some(expires) => ("expires", when(expires)),
            None if self.hides_times() => ("expires", "only the key tells".to_owned()),
            None => ("expires", "never".to_owned()),
        });
        if let Some(TwoTimes { session, login }) = times.two {
            rows.push(("session", format!("expires {}", when(session))));
            rows.push(("login", format!("expires {}", when(login))));
        }
        if self.clock.now.is_some() {
            rows.push(("judged at", format!("{now} (--now)")));
        }
        let is_judged = times.expires.or(times.not_before).is_some();
        if let Some(leeway) = self.clock.leeway.filter(|_| is_judged) {
            rows.push(("leeway", crate::error::counted(leeway as usize, "second")));
        }
        rows
    }

    /// What the cookie carries: where a key proved it, or where anyone can
    /// read it, and then it is marked as unproved.
    fn payload(&self) -> Option<(&'static str, String)> {
        if let Some(Ok(opened)) = self.tried.as_ref().map(|tried| &tried.outcome) {
            return Some(("payload", human::visible_bytes(&opened.payload)));
        }
        if let Some(claim) = self
            .claim
            .as_ref()
            .filter(|it| !it.opened.payload.is_empty())
        {
            let text = human::visible_bytes(&claim.opened.payload);
            let how = match claim.is_changed() {
                true => "with this change".to_owned(),
                false => {
                    let verb = match claim.server_takes_it {
                        Some(true) => "takes",
                        _ => "reads",
                    };
                    format!("as {} {verb} it", claim.format.server().unwrap_or("it"))
                }
            };
            return Some(("payload", format!("{text} ({how})")));
        }
        let readable = self.anatomy()?.readable.as_ref()?;
        let text = human::visible_bytes(readable);
        Some(match self.is_authentic() {
            true => ("payload", text),
            false => ("says", format!("{text} (not authenticated)")),
        })
    }

    /// What the format does not protect, and what is odd about this cookie.
    pub fn cautions(&self) -> impl Iterator<Item = &'static str> {
        let cautions = self.known.iter().flat_map(|it| it.format.facts().cautions);
        let notes = self.anatomy().into_iter().flat_map(|it| &it.notes);
        cautions.chain(notes).copied()
    }

    /// Whether it was made under none of the keys that were tried.
    fn is_forged(&self) -> bool {
        let outcome = self.tried.as_ref().map(|tried| &tried.outcome);
        matches!(outcome, Some(Err(Refusal::Forged)))
    }

    /// Where the application may have chosen what the cookie does not show: how to look
    /// again with that.
    fn with_own_choice(&self) -> Option<Step> {
        let known = self.known.as_ref()?;
        let is_fit = self.tried.as_ref()?.unfit.is_empty();
        let (format, params) = (known.format, known.params);
        let names = open::unseen(format, params);
        if names.is_empty() || !is_fit {
            return None;
        }
        let keys = self.places.iter().map(|it| format!(" --key {}", it.word()));
        let keys: String = keys.collect();
        let chosen = names.iter().map(|it| format!("{it}=TEXT")).collect();
        let text = format!(
            "or, where the application chose its own {}, name it in the place of TEXT",
            names.join(" and ")
        );
        Some(Step {
            with: Some((format.name(), chosen)),
            ..Step::run_on_cookie(&text, format!("cookiekit inspect{keys}"))
        })
    }

    /// What to do.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.weak.is_some() {
            steps.push(Step::run(
                "make a new key; every session under the old one ends",
                "cookiekit keygen --out PATH".to_owned(),
            ));
        }
        if let Some(claim) = &self.claim {
            steps.extend(claim.steps.iter().cloned());
        } else if let Some(cut) = &self.cut {
            steps.push(Step::say(cut.advice));
        } else if self.reason() == Some("unencrypted") {
            steps.push(Step::say(
                "give that server the key: pr_cookie(key = …); it warns that its `key` is NULL \
                 when it starts",
            ));
            steps.push(Step::run_on_cookie(
                "to read it anyway",
                "cookiekit decrypt --unencrypted".to_owned(),
            ));
        } else if let Some(hint) = self.refusal.as_ref().and_then(|error| error.hint.as_ref()) {
            steps.push(Step::say(hint));
            if self.is_forged() {
                steps.extend(self.with_own_choice());
                steps.push(Step::say(ANOTHER_PORT));
            }
        } else if self.refusal.is_none()
            && self.tried.is_none()
            && self.weak.is_none()
            && !self.unencrypted
            && !self.removes()
        {
            steps.push(Step::say("give the key to have it checked: --key SPEC"));
        }
        steps.extend(self.remarks.iter().filter_map(|it| it.advice.clone()));
        steps.iter().map(|step| self.again.whole(step)).collect()
    }
}

fn server_takes(claim: &Claim) -> Option<String> {
    let server = claim.format.server()?;
    claim.server_takes_it.map(|takes| match takes {
        true => format!("{server} itself takes it as it is"),
        false if claim.is_spelling() && claim.opened.times.expires.is_some() => {
            format!("{server} reads it, and refuses it because it is over")
        }
        false => format!("{server} refuses it as well"),
    })
}
