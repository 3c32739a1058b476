//! Whether what opens is by its shape a cookie of another format.

use super::Try;
use crate::explain::Case;
use crate::frameworks::{Input, NO_PARAMS, Protection, is_whole_token};
use crate::open;

/// The format whose tokens have a signature of their own.
const JWT: &str = "jwt";

/// Whether a signed value that opens is by its shape what another format encrypted: a
/// signer opens whatever is signed under its key, and of such a cookie all that it
/// would carry is the ciphertext. So it is with a JSON Web Token of another alg, whose
/// signature is like one of a text with a dot in it.
pub(super) fn is_of_another(tried: &Try, cookie: Input, case: &Case) -> bool {
    let format = tried.format;
    let is_token = || match tried.other {
        Some(_) => is_whole_token(cookie.value),
        None => is_whole_token(cookie.value) || is_whole_token(case.value),
    };
    let is_in_value = format.companions(tried.name).is_empty();
    if is_in_value && format.name() != JWT && is_token() {
        return true;
    }
    let is_unproven = || {
        let anatomy = format.anatomy(cookie);
        anatomy.is_ok_and(|it| !format.is_proven(&it))
    };
    if format.facts().protection != Protection::Signed || !is_unproven() {
        return false;
    }
    let found = open::recognise(Input {
        params: &NO_PARAMS,
        ..cookie
    });
    let is_encrypted =
        |it: &open::Reading| it.format.facts().protection.may_be(Protection::Encrypted);
    found.is_ok_and(|found| found.iter().any(is_encrypted))
}
