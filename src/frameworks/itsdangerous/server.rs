//! What a server makes of a value that is refused here, and what tells that one was
//! broken on its way.

use super::settings::Settings;
use super::signed::{Check, UnderKey};
use super::words::Words;
use crate::crypto::mac::MacKey;
use crate::frameworks::{Codec, Difference, Format, Input, OnServer, SPELLING};
use crate::time::Time;

/// Whether a value has what proves one of this format, whatever became of its
/// signature.
pub fn is_broken(format: &dyn Format, settings: &Settings, value: &str) -> bool {
    let value = value.trim_matches(['"', ' ', '\t']);
    let sep = settings.sep;
    let Some((start, _)) = value.rsplit_once(sep) else {
        return false;
    };
    // In the place of the signature stands one that has its shape.
    let signature = "A".repeat((8 * settings.digest.bytes()).div_ceil(6));
    let whole = format!("{start}{sep}{signature}");
    format
        .anatomy(Input::bare(&whole))
        .is_ok_and(|anatomy| format.is_proven(&anatomy))
}

/// How a server reads a value, from which its parser took quotes and white space:
/// base64 and JSON as Python does.
pub fn on_the_server(
    settings: &Settings,
    key: MacKey,
    (words, check): (&'static Words, Check),
    value: &str,
    now: Time,
) -> Option<OnServer> {
    let settings = Settings {
        is_lenient: true,
        ..*settings
    };
    let codec = UnderKey::new(key, &settings, words, check);
    let opened = codec.open(Input::bare(value)).ok()?;
    let takes = opened.times.refusal(now, 0).is_none();
    Some(OnServer {
        difference: Difference::of(&SPELLING),
        opened,
        takes,
    })
}
