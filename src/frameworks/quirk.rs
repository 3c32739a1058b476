//! What a real system reads and we refuse, and what it cannot read of what is
//! genuine: how that is reported.

/// Something that a real system reads in another way than we do. It is reported for
/// a cookie only where [`Format::on_the_server`](super::Format::on_the_server)
/// proves it.
#[derive(Debug)]
pub struct Quirk {
    /// Stable: scripts know it by this.
    pub id: &'static str,
    /// What is so; `{signed}`, `{bytes}`, `{server}` and `{takes}` are filled in.
    pub say: &'static str,
    /// Why it happens.
    pub why: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

/// A cookie has several spellings for a server, and one for us.
pub static SPELLING: Quirk = Quirk {
    id: "server-spelling",
    say: "genuine for {server}, but in a spelling that is refused here",
    why: "the server reads more than one spelling of a cookie; here it has one, so that a changed \
          cookie is never taken for the same",
    remedy: "pass the cookie on as the server wrote it",
};

/// The server reads its key up to a NUL.
pub static KEY_NUL: Quirk = Quirk {
    id: "key-nul",
    say: "not valid under the whole key; valid under its first {bytes}, up to a NUL",
    why: "the server stops reading its key at a NUL: what follows protects nothing",
    remedy: "make a key of hex digits: cookiekit keygen --for {format} --out PATH",
};

/// In what the reading of a real system differs from ours.
#[derive(Debug, Default)]
pub struct Difference {
    /// Which quirk it is; none where it has no name.
    pub quirk: Option<&'static Quirk>,
    /// How many bytes of the key it reads, where these are not all.
    pub key_bytes: Option<usize>,
    /// The value that was signed, where it reads another.
    pub signed: Option<Vec<u8>>,
    /// Whether a `Cookie` header brings it in pieces, so that the server reads the first.
    pub in_pieces: bool,
}

impl Difference {
    /// This quirk, and no more.
    pub fn of(quirk: &'static Quirk) -> Self {
        Difference {
            quirk: Some(quirk),
            ..Difference::default()
        }
    }

    /// Whether it is this quirk.
    pub fn is(&self, quirk: &Quirk) -> bool {
        self.quirk.is_some_and(|it| it.id == quirk.id)
    }
}

/// Cookies that came with one, because of which the real system does not read it.
pub struct Beside {
    /// Stable: scripts know it by this.
    pub id: &'static str,
    /// What they are called.
    pub names: Vec<String>,
    /// What is so; `{names}` is filled in.
    pub text: &'static str,
    /// What to do about it; `{names}` is filled in.
    pub advice: &'static str,
    /// What the real system makes of the cookie because of them.
    pub then: Then,
}

/// What a real system makes of a genuine cookie because of what came with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// It reads them together, and takes neither.
    Refused,
    /// It reads another, and this one not at all.
    Unread,
}

/// What to do about a cookie that is in the way.
pub const DELETE: &str = "have the server delete {names}: an empty value, Max-Age=0, and the Path and \
                          Domain that it was set with";

/// A payload that is genuine, and that the real system cannot read.
pub struct Unreadable {
    /// Stable: scripts know it by this.
    pub id: &'static str,
    /// What is so.
    pub text: &'static str,
    /// What to do about it.
    pub advice: &'static str,
}
