//! What is claimed of a change that makes the cookie valid.

use super::value::{QUOTES, is_kept};
use super::{Search, Try, needs_line_end, secret};
use crate::explain::{Change, Claim, Hypothesis, Remedy, remedy};
use crate::frameworks::{Difference, Format, KEY_NUL, NO_PARAMS, NameBinding, Opened, Secret};
use crate::keys::Key;
use crate::keys::spec::Spec;
use crate::open;

/// How the verdict on a changed value begins, which its real system may take without that.
const NOT_VALID: &str = "not valid as it is; ";

/// The fewest bytes before a NUL that are worth keeping: fewer are guessed.
const MIN_KEPT: usize = 32;

impl Search<'_> {
    /// Adds a claim, unless one that was more likely makes the same cookie.
    pub(super) fn claim(
        &mut self,
        hypothesis: &'static Hypothesis,
        tried: &Try,
        opened: Opened,
        key: &Key,
        spec: &Spec,
        difference: Option<&Difference>,
    ) {
        // One signature has several names where two frameworks, or a name and a
        // parameter, come to the same: under one key it carries the same then.
        let is_same = |claim: &Claim| {
            let same_name = claim.name == tried.name || !is_bound(tried.format);
            let same_format = claim.format.token() == tried.format.token();
            let same_key = claim.key.as_ref().map(|it| it.1) == Some(key.fingerprint());
            // Under its own name there is no more in it than its text.
            let is_named = matches!(claim.hypothesis.change, Change::Name(_) | Change::AnyName);
            let is_less = is_named && tried.chosen.is_some() && same_format && same_key;
            let may_be = same_format && same_name || same_key;
            let same_payload = claim.opened.payload == opened.payload;
            claim.other == tried.other && (is_less || may_be && same_payload)
        };
        if self.claims.iter().any(is_same) {
            return;
        }
        let server_takes_it = match hypothesis.change {
            Change::Decoded if !tried.format.knows_its_server() => {
                Some(opened.times.refusal(self.case.now, 0).is_none())
            }
            // Quotes that a server is known to ignore are ignored here as well.
            Change::Along(_)
                if hypothesis.id == QUOTES && is_kept(tried.format, self.case.value) =>
            {
                Some(false)
            }
            Change::Decoded
            | Change::OnServer(_)
            | Change::OnServerUnder(_)
            | Change::KeyOnServer(_)
            | Change::Value(_)
            | Change::Along(_)
                if tried.format.knows_its_server() =>
            {
                let (value, now) = (self.case.value, self.case.now);
                let seen = tried.format.on_the_server(
                    secret(self.case, hypothesis, key, spec),
                    value,
                    now,
                );
                Some(seen.is_some_and(|seen| seen.takes))
            }
            _ => None,
        };
        let words = remedy::Words {
            spec,
            name: tried.name,
            is_default: self.case.params().is_empty(),
            format: tried.format,
            was: self.case.name,
            difference,
            params: tried.chosen.map_or(&[], |it| &it.texts),
            left: tried.left,
            missing: tried.missing,
            ends_line: needs_line_end(hypothesis, tried.format, key),
            taken: remedy::takes(server_takes_it == Some(true), &opened.times, self.case.now),
        };
        let mut verdict = words.fill(hypothesis.say);
        if let Some(rest) = verdict.strip_prefix(NOT_VALID)
            && server_takes_it == Some(true)
        {
            verdict = words.fill("genuine for {server}, but refused here as it is; ") + rest;
        }
        verdict.push_str(tried.line_end.map_or("", |it| it.say));
        let is_nul = matches!(hypothesis.change, Change::OnServer(quirk) if quirk.id == KEY_NUL.id);
        let head = difference.and_then(|it| it.key_bytes).filter(|bytes| {
            is_nul && *bytes >= MIN_KEPT && is_a_key(tried.format, &key.bytes()[..*bytes])
        });
        self.claims.push(Claim {
            verdict,
            steps: match (head, tried.line_end, hypothesis.remedy) {
                (Some(bytes), ..) => words.mending(&format!("head -c {bytes}")),
                (_, Some(too), Remedy::Filter(filter)) => words.mending(&too.around(filter)),
                _ => words.steps(&hypothesis.remedy),
            },
            hypothesis,
            format: tried.format,
            name: tried.name.to_owned(),
            value: tried.value.to_owned(),
            params: tried
                .chosen
                .map_or_else(|| self.case.params().clone(), |it| it.params.clone()),
            opened,
            key: Some((spec.clone(), key.fingerprint())),
            server_takes_it,
            other: tried.other,
        });
    }
}

/// Whether the bytes before a NUL are a key that the server takes for good.
fn is_a_key(format: &dyn Format, bytes: &[u8]) -> bool {
    open::unlock(format, Secret::value(bytes), &NO_PARAMS).is_ok()
}

/// Whether a cookie of this format is bound to its name.
pub(super) fn is_bound(format: &dyn Format) -> bool {
    format.facts().name_binding == NameBinding::Bound
}
