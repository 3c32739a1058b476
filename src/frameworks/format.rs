//! What a format is: what is to be known of it, and what it does.

#[cfg(test)]
use super::Draft;
use super::guess::try_to_open;
#[cfg(test)]
use super::vectors::Vector;
use super::{
    Anatomy, Beside, Chunks, Codec, Difference, Framework, Guesser, Input, KeySpec, Malformed,
    Opened, Param, Params, Portable, Secret, UnfitKey, Unlocked, Unreadable,
};
use crate::time::Time;

/// One kind of cookie.
pub trait Format: Sync {
    /// What it is.
    fn facts(&self) -> &'static Facts;

    /// The word for it on the command line: `plumber`.
    fn name(&self) -> &'static str {
        self.facts().name
    }

    /// What a cookie carries, with what the application chose.
    fn payload(&self, _params: &Params) -> Payload {
        self.facts().payload
    }

    /// Whether a value is more like one of this format than of any other, also
    /// when something is wrong with it.
    fn resembles(&self, value: &str) -> bool;

    /// Whether a value that it cannot read must all the same be one of its own
    /// that was broken, so that what is wrong with it can be said.
    fn is_likely(&self, value: &str) -> bool {
        self.resembles(value)
    }

    /// Whether the parts of a value that it can read prove it to be one of its
    /// own, and not of another system that writes the same.
    fn is_proven(&self, _anatomy: &Anatomy) -> bool {
        true
    }

    /// Whether one that is not proven so may be its own under its own name: made by its
    /// framework's code, of what that could not read again.
    fn may_be_odd(&self, _anatomy: &Anatomy) -> bool {
        false
    }

    /// The format whose cookies its own are, byte for byte: only the name or the
    /// user tells the two apart, and one of them is tried.
    fn same_bytes_as(&self) -> &'static str {
        self.name()
    }

    /// The format of the tokens that it keeps its cookies in: who reads any of those
    /// reads its own as well.
    fn token(&self) -> &'static str {
        self.name()
    }

    /// The parts of a cookie, read without a key and so without any proof. They
    /// follow each other and cover the value except for one mark between each two.
    ///
    /// # Errors
    /// When it is not of this format.
    fn anatomy(&self, cookie: Input) -> Result<Anatomy, Malformed>;

    /// Whether only a key tells when a cookie is over: that stands in what is
    /// encrypted.
    fn hides_times(&self, _params: &Params) -> bool {
        false
    }

    /// What this very cookie hides, where its value tells that and the key does not.
    fn protection_of(&self, _cookie: Input) -> Option<Protection> {
        None
    }

    /// Makes what opens and seals under this key: all that depends on the key
    /// alone is computed here, once.
    ///
    /// # Errors
    /// When the key is not one that this format can use.
    fn unlock(&self, secret: Secret, params: &Params) -> Result<Unlocked, UnfitKey>;

    /// The format's form without any key, if it has one.
    fn without_key(&self) -> Option<Box<dyn Codec>> {
        None
    }

    /// What tries texts as the key of one cookie, many of them.
    fn guesser<'a>(&'a self, cookie: Input<'a>) -> Guesser<'a> {
        Box::new(move |text| try_to_open(self, text, cookie))
    }

    /// Whether a cookie of this value names the key of a map that it is under, by its id
    /// alone.
    fn names_key_of_map(&self, _value: &str) -> bool {
        false
    }

    /// The id by which a cookie names this key, for a format whose cookies do.
    fn key_id(&self, _secret: Secret) -> Option<String> {
        None
    }

    /// The real system that reads and makes it, where that is not us.
    fn server(&self) -> Option<&'static str> {
        let server = self.facts().framework.server;
        (!server.is_empty()).then_some(server)
    }

    /// How the real system reads a value that is signed or sealed with this key
    /// for it, where it reads more than we accept, and whether it takes it at
    /// this time. It says why a cookie fails, and never makes one valid.
    fn on_the_server(&self, _secret: Secret, _value: &str, _now: Time) -> Option<OnServer> {
        None
    }

    /// Whether [`Format::on_the_server`] says how the real system reads any value.
    /// Where it does not, nothing is claimed of what that takes.
    fn knows_its_server(&self) -> bool {
        false
    }

    /// Who refuses a genuine cookie that says it was made later than now, and who takes
    /// it, where its readers differ in that; and by how many seconds the clocks may be
    /// apart for them.
    fn made_later(&self, _params: &Params) -> Option<(&'static str, u64)> {
        None
    }

    /// The cookies that came with a genuine one and keep the real system from it.
    fn beside(&self, _cookie: Input) -> Option<Beside> {
        None
    }

    /// Why the real system cannot read what a genuine cookie carries.
    fn unreadable(&self, _payload: &[u8]) -> Option<Unreadable> {
        None
    }

    /// What the real system reads otherwise than it stands in a payload, as a sentence.
    fn altered(&self, payload: &[u8]) -> Option<&'static str> {
        let facts = self.facts();
        let altered = facts.framework.altered;
        altered.filter(|_| facts.payload == Payload::Json)?(payload)
    }

    /// What a payload is to the cookies of other frameworks.
    ///
    /// # Errors
    /// What in it only this one can read.
    fn portable(&self, payload: &[u8], params: &Params) -> Result<Portable, &'static str> {
        Ok(Portable::of(self.payload(params), payload))
    }

    /// The payload of its own cookie that carries what another one did; `None`
    /// where it cannot.
    fn carrying(&self, portable: &Portable, params: &Params) -> Option<Vec<u8>> {
        portable.as_payload(self.payload(params))
    }

    /// How many times as long as with others it takes to try a key of this text:
    /// where it is derived slowly on purpose, only few changes of it are tried.
    fn slowness(&self, _secret: Secret, _params: &Params) -> usize {
        1
    }

    /// What applications often choose of its parameters, where that is no word of a
    /// list: each parameter by name, with values. `inspect` tries them, and claims
    /// the one that opens the cookie.
    fn often_chosen(&self) -> &'static [(&'static str, &'static [&'static str])] {
        &[]
    }

    /// Whether a value is cut before its end where a careless reader splits it
    /// at a `=`: base64 with padding stands in it before a nonce of 24 bytes.
    fn is_cut_at_padding(&self) -> bool {
        false
    }

    /// Whether a key tells more of what is wrong with a value than its shape, so
    /// that another key may yet open it.
    fn is_told_by_key(&self, _malformed: Malformed) -> bool {
        false
    }

    /// A stable word for why a cookie is malformed, where scripts are to know it.
    fn reason(&self, _malformed: Malformed) -> Option<&'static str> {
        None
    }

    /// Whether a cookie of this name may be one of its own. A value that tells little
    /// is none under the name that another framework alone gives its own.
    fn may_be_called(&self, _name: &str) -> bool {
        true
    }

    /// Whether a value may hold white space, quotes and braces: its framework signs
    /// any text, and writes it in quotes where a header needs them.
    fn carries_any_text(&self, _params: &Params) -> bool {
        false
    }

    /// The value that this one stands for, where the framework itself writes it so:
    /// in double quotes, with escapes for what no header can carry.
    fn off_the_wire(&self, _value: &str) -> Option<String> {
        None
    }

    /// Whether its reader takes percent-encoding off a value. Where it does not, a
    /// value that was encoded is another value.
    ///
    /// It is taken off as a whole, before the format sees the value, and only where
    /// [`Format::anatomy`] refuses what is encoded and reads what is not. A format
    /// whose marks stand for themselves when they are encoded (`~`, `.`, `-`) would
    /// read both: it takes the encoding off itself, with
    /// [`from_percent_exact`](crate::encoding::from_percent_exact), and says no here.
    fn undoes_percent(&self) -> bool {
        true
    }

    /// How a value that is too long for one cookie is spread over several.
    fn chunks(&self) -> Option<&'static Chunks> {
        None
    }

    /// The names of the cookies that one of this name may go with: `session` for
    /// `session.sig`.
    fn mains(&self, name: &str) -> Vec<String> {
        self.chunks().map_or_else(Vec::new, |it| it.mains(name))
    }

    /// The names of the cookies that may go with one of this name: `session.sig`
    /// for `session`.
    fn companions(&self, name: &str) -> Vec<String> {
        self.chunks().map_or_else(Vec::new, |it| it.others(name))
    }

    /// Whether a cookie may say when its login ends, besides when it expires.
    fn has_login_expiry(&self) -> bool {
        false
    }

    /// Payloads that it takes, of this text or of nothing.
    #[cfg(test)]
    fn examples(&self, text: &str) -> Vec<Vec<u8>> {
        match self.facts().payload {
            Payload::Json => vec![b"{}".to_vec(), format!("{{\"user\":[\"{text}\"]}}").into()],
            Payload::Text => vec![text.into()],
            Payload::Bytes => vec![b"{}".to_vec(), vec![0, 255, b'|'], text.into()],
        }
    }

    /// What a cookie carries that was made of a draft, except for an expiry.
    #[cfg(test)]
    fn carried(&self, draft: &Draft) -> Vec<u8> {
        draft.payload.to_vec()
    }

    /// What was to be said of a payload that it carries with what it adds itself.
    #[cfg(test)]
    fn inner(&self, payload: Vec<u8>) -> Vec<u8> {
        payload
    }

    /// Cookies that the real system made: by `vectors::of_library`. At least one
    /// of them opens, one is forged and one malformed, and one expired where a cookie
    /// must have an end.
    #[cfg(test)]
    fn vectors(&self) -> Vec<Vector>;
}

/// By its name.
impl std::fmt::Debug for dyn Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// What is to be known of a format.
pub struct Facts {
    /// The word for it on the command line: `plumber`.
    pub name: &'static str,
    /// What it is, for `inspect` and the help.
    pub about: &'static str,
    /// Whose it is.
    pub framework: &'static Framework,
    /// What a reader without the key can and cannot do.
    pub protection: Protection,
    /// What a cookie carries where the application chose nothing.
    pub payload: Payload,
    /// Whether a time of expiry is part of the cookie.
    pub expiry: Expiry,
    /// Whether the cookie's name is authenticated with it.
    pub name_binding: NameBinding,
    /// What a key of it is, and what a new one is like.
    pub key: KeySpec,
    /// What it leaves to the application.
    pub params: &'static [Param],
    /// What it does not protect, one sentence each.
    pub cautions: &'static [&'static str],
}

/// What a format protects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// Nobody reads or changes it without the key.
    Encrypted,
    /// Everybody reads it; nobody changes it without the key.
    Signed,
    /// The key decides which of the two.
    ByKey,
}

impl Protection {
    /// Whether cookies of this protection may be of that kind.
    pub fn may_be(self, kind: Protection) -> bool {
        self == kind || self == Protection::ByKey
    }
}

/// What a cookie of a format carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload {
    /// JSON, of whatever kind the framework's language writes.
    Json,
    /// Text, of any letters: what a header cannot carry is encoded.
    Text,
    /// Whatever the application put into it.
    Bytes,
}

/// Whether a format carries a time of expiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// It has no place for one.
    Never,
    /// It may have one.
    Optional,
    /// It must have one.
    Required,
    /// It may have one, as a field of this name of its payload.
    InPayload(&'static str),
    /// It says when it was made, and anyone who reads it takes it for so many
    /// seconds: by default this many, or forever.
    ByAge(Option<u64>),
}

/// Whether a cookie can be passed off under another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameBinding {
    /// It opens under its own name only.
    Bound,
    /// It opens under any name.
    Unbound,
}

/// A genuine cookie as the real system reads it.
#[derive(Debug)]
pub struct OnServer {
    /// In what its reading differs from ours.
    pub difference: Difference,
    /// What the cookie carries in that reading, and until when.
    pub opened: Opened,
    /// Whether it then takes the cookie.
    pub takes: bool,
}
