//! What there is to say of a cookie, as a document for programs.

use serde_json::{Map, Value, json};

use super::judgement::REMOVED;
use super::look::Look;
use crate::capture::Role;
use crate::cli::opening;
use crate::explain::Claim;
use crate::explain::remarks::Remark;
use crate::fields;
use crate::frameworks::{Input, Protection};
use crate::open::UNPROTECTED;
use crate::output::inspection::{lint_document, step_document};
use crate::set_cookie::MAX_NAME_AND_VALUE_BYTES;

/// The outcome of a cookie that is none of its format.
const MALFORMED: &str = "malformed";

impl Look<'_> {
    /// The document for programs.
    pub fn document(&self) -> Map<String, Value> {
        let mut fields = match &self.known {
            Some(known) => opening::document(known, self.tried.as_ref(), self.clock),
            None => fields! {
                "outcome" => match self.removes() && self.refusal.is_none() {
                    true => REMOVED,
                    false => MALFORMED,
                },
                "authenticated" => false,
                "format" => None::<&str>,
                "name" => self.found.cookie.name,
            },
        };
        if self.is_cut() {
            fields.insert("outcome".into(), MALFORMED.into());
        } else if self.not_taken().is_some() || matches!(self.outcome(), REMOVED | UNPROTECTED) {
            fields.insert("outcome".into(), self.outcome().into());
        }
        fields.insert("verdict".into(), self.verdict().into());
        fields.insert("reason".into(), json!(self.reason()));
        fields.insert(
            "explanation".into(),
            self.claim
                .as_ref()
                .map(|claim| self.explanation(claim))
                .into(),
        );
        fields.insert("fits".into(), json!(self.fits));
        fields.insert("fitting".into(), json!(self.fitting));
        fields.insert("tries".into(), json!(self.tries));
        let remark = |it: &Remark| {
            let advice = it
                .advice
                .as_ref()
                .map(|it| step_document(&self.again.whole(it)));
            json!({"id": it.id, "text": it.text, "advice": advice})
        };
        fields.insert("remarks".into(), self.remarks.iter().map(remark).collect());
        fields.insert(
            "lints".into(),
            self.lints.iter().map(lint_document).collect(),
        );
        fields.insert(
            "to_do".into(),
            self.steps().iter().map(step_document).collect(),
        );
        fields.insert("weak_key".into(), json!(self.weak));
        fields.insert("weak_keys_tried".into(), json!(self.guesses));
        fields.insert("origin".into(), self.origin());
        self.add_anatomy(&mut fields);
        let others = self.others();
        if !others.is_empty() {
            fields.insert("other_formats".into(), others.into());
        }
        if self.refusal.is_some() || self.weak.is_some() || self.not_taken().is_some() {
            fields.insert("error".into(), self.error().into());
            fields.insert(
                "hint".into(),
                self.steps().first().map(|it| it.text.clone()).into(),
            );
        }
        fields
    }

    /// The verdict, without who authenticated it.
    fn error(&self) -> String {
        match self
            .refusal
            .as_ref()
            .filter(|_| self.is_authentic() && self.weak.is_none() && self.not_taken().is_none())
        {
            Some(error) => error.message.clone(),
            None => self.verdict(),
        }
    }

    /// What the cookie is once it is changed as is claimed, or for the real
    /// system.
    fn then_outcome(&self, claim: &Claim) -> &'static str {
        let is_refused = !claim.is_changed() && claim.server_takes_it == Some(false);
        match self.then_refused() {
            Some(refusal) => refusal.word(),
            None if is_refused => "refused",
            None if claim.is_cut() => MALFORMED,
            None => "valid",
        }
    }

    fn origin(&self) -> Value {
        let origin = &self.found.origin;
        let role = match self.found.role {
            Role::Set => "set",
            Role::Sent => "sent",
            Role::Kept => "kept",
            Role::Bare => return Value::Null,
        };
        json!({
            "role": role,
            "scheme": origin.scheme,
            "host": origin.host,
            "path": origin.path,
            "date": origin.date().map(|it| it.to_string()),
            "times": self.found.times,
        })
    }

    fn add_anatomy(&self, fields: &mut Map<String, Value>) {
        let anatomy = self.anatomy();
        let parts = anatomy.iter().flat_map(|it| &it.parts).map(|part| {
            json!({
                "name": part.name,
                "bytes": part.bytes,
                "start": part.span.start,
                "end": part.span.end,
            })
        });
        fields.insert("parts".into(), parts.collect());
        fields.insert(
            "bytes".into(),
            json!(self.name().len() + self.value().len()),
        );
        fields.insert("max_bytes".into(), json!(MAX_NAME_AND_VALUE_BYTES));
        fields.insert(
            "key_id".into(),
            json!(anatomy.and_then(|it| it.key_id.as_ref())),
        );
        let named = self.named_key.as_ref();
        fields.insert(
            "key_id_of".into(),
            json!(named.map(|it| it.as_ref().map(ToString::to_string))),
        );
        fields.insert("encrypted".into(), json!(self.is_encrypted()));
        fields.insert("cautions".into(), self.cautions().collect());
        let payload = match self.tried.as_ref().map(|tried| &tried.outcome) {
            Some(Ok(opened)) => Some(&opened.payload),
            _ => anatomy.and_then(|it| it.readable.as_ref()),
        };
        if let (Some(payload), Some(known)) = (payload, &self.known) {
            let is_json = known.format.facts().protection == Protection::Encrypted;
            let json = serde_json::from_slice(payload).ok();
            opening::add_payload(fields, payload, json.filter(|_| is_json));
        }
    }

    /// A claim as a JSON document.
    fn explanation(&self, claim: &Claim) -> Value {
        let mut fields = fields! {
            "id" => claim.hypothesis.id,
            "verdict" => claim.verdict,
            "why" => claim.hypothesis.why,
            "format" => claim.format.name(),
            "name" => claim.name,
            "outcome" => self.then_outcome(claim),
            "expires" => claim.opened.times.expires.map(|it| it.to_string()),
            "key" => claim.key.as_ref().map(|(spec, _)| spec.to_string()),
            "fingerprint" => claim.key.as_ref().map(|(_, fingerprint)| fingerprint.to_string()),
            "server_takes_it" => claim.server_takes_it,
            "parts" => parts(claim),
            "steps" => claim.steps.iter().map(|it| step_document(&self.again.whole(it))).collect::<Vec<_>>(),
        };
        if !claim.opened.payload.is_empty() {
            let json = serde_json::from_slice(&claim.opened.payload).ok();
            let encrypts = claim.format.facts().protection == Protection::Encrypted;
            opening::add_payload(
                &mut fields,
                &claim.opened.payload,
                json.filter(|_| encrypts),
            );
        }
        Value::Object(fields)
    }
}

/// The parts of the cookie once it is changed as is claimed.
fn parts(claim: &Claim) -> Vec<Value> {
    let anatomy = claim.format.anatomy(Input::new(&claim.name, &claim.value));
    let parts = anatomy.into_iter().flat_map(|it| it.parts);
    parts
        .map(|part| json!({"name": part.name, "bytes": part.bytes}))
        .collect()
}
