//! What a cookie carries, freed of its framework's own forms, so that a cookie of
//! another framework can carry it.

use super::Payload;

/// What a payload is to other frameworks.
#[derive(Debug, PartialEq, Eq)]
pub enum Portable {
    /// JSON.
    Json(Vec<u8>),
    /// Text.
    Text(Vec<u8>),
    /// Bytes of whatever kind.
    Bytes(Vec<u8>),
}

impl Portable {
    /// A payload that has no forms of its own.
    pub fn of(kind: Payload, payload: &[u8]) -> Self {
        let payload = payload.to_vec();
        match kind {
            Payload::Json => Portable::Json(payload),
            Payload::Text => Portable::Text(payload),
            Payload::Bytes => Portable::Bytes(payload),
        }
    }

    /// A text, which is JSON where it is an object or a list of that.
    pub fn of_text(text: &[u8]) -> Self {
        let is_compound = matches!(text.first(), Some(b'{' | b'['));
        match is_compound && is_json(text) {
            true => Portable::Json(text.to_vec()),
            false => Portable::Text(text.to_vec()),
        }
    }

    /// A payload of this kind; `None` where it is of another. Bytes are whatever
    /// they can be read as.
    pub fn as_payload(&self, kind: Payload) -> Option<Vec<u8>> {
        let (bytes, is_one) = match (self, kind) {
            (Portable::Json(json), Payload::Json) => (json, is_json(json)),
            (Portable::Text(text), Payload::Text) => (text, true),
            (Portable::Bytes(bytes), Payload::Json) => (bytes, is_json(bytes)),
            (Portable::Bytes(bytes), Payload::Text) => (bytes, std::str::from_utf8(bytes).is_ok()),
            (Portable::Json(any) | Portable::Text(any) | Portable::Bytes(any), Payload::Bytes) => {
                (any, true)
            }
            (Portable::Json(any), Payload::Text) | (Portable::Text(any), Payload::Json) => {
                (any, false)
            }
        };
        is_one.then(|| bytes.clone())
    }

    /// What it is, in a sentence.
    pub fn what(&self) -> &'static str {
        match self {
            Portable::Json(json) if !is_json(json) => "JSON that only Python reads, with NaN",
            Portable::Json(_) => "JSON",
            Portable::Text(_) => "text",
            Portable::Bytes(_) => "bytes",
        }
    }
}

/// Whether bytes are JSON, of whatever depth, in UTF-8.
pub fn is_json(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok()
        && serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}
