//! That a genuine cookie has a form that the real system does not read.

use super::{Genuine, Remark, Server};
use crate::explain::remedy::Step;
use crate::frameworks::Percent;

/// The remark on a form that a header brings in pieces.
pub const DECODED: &str = "decoded";

impl Genuine<'_> {
    /// What we read and the real system does not.
    pub(super) fn refused_by_server(&self) -> Option<Remark> {
        // Of others it is known that they undo the encoding of a form.
        let as_form = || {
            let is_form = self.format.facts().framework.percent == Some(Percent::Form);
            let has_plus = is_form && self.taken.contains('+');
            Some((self.format.server()?, !has_plus))
        };
        let (server, takes) = self.server_takes(self.cookie.value).or_else(as_form)?;
        if takes {
            return None;
        }
        if self.reaches_it_in_pieces() {
            // Its `;` has a remark of its own.
            return (!self.taken.contains(';')).then(|| self.in_pieces(server));
        }
        Some(Remark {
            id: "plus-as-space",
            text: format!(
                "genuine, but {server} refuses it in this form: it reads the bare `+` in it as a \
                 space"
            ),
            advice: Some(Step::say(
                "send it percent-encoded, as the server wrote it (`%2B`)",
            )),
            server: Server::RefusesForm,
        })
    }

    /// Whether its signature would be right, if only a header brought all of it.
    fn reaches_it_in_pieces(&self) -> bool {
        let seen = self
            .format
            .on_the_server(self.by.secret(), self.cookie.value, self.now);
        seen.is_some_and(|seen| seen.difference.in_pieces)
    }

    fn in_pieces(&self, server: &str) -> Remark {
        let encoded = "send it percent-encoded, as the server wrote it";
        Remark {
            id: DECODED,
            text: format!(
                "genuine, but {server} refuses it in this form: of a Cookie header it reads a value up \
                 to the first space, `,`, `;` or `=` alone"
            ),
            // No cookie that has expired is made again.
            advice: Some(match self.outcome.is_ok() {
                true => Step::run_on_cookie(
                    &format!("{encoded}: this prints it so"),
                    format!("cookiekit reissue --key {}", self.place.word()),
                ),
                false => Step::say(encoded),
            }),
            server: Server::RefusesForm,
        }
    }

    /// What a server reads up to its first semicolon.
    pub(super) fn cut_at_semicolon(&self) -> Option<Remark> {
        self.taken.contains(';').then(|| Remark {
            id: "semicolon-decoded",
            text: format!(
                "genuine, but its `;` is decoded: in a header that ends the cookie, and {} reads only \
                 what stands before it",
                self.format.facts().framework.name
            ),
            advice: Some(Step::say(
                "send it percent-encoded, as the server wrote it (`%3B`)",
            )),
            server: Server::RefusesForm,
        })
    }
}
