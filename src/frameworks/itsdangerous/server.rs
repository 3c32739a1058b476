//! What a server makes of a value that is refused here, and what tells that one was
//! broken on its way.

use super::settings::{Content, Settings};
use super::signed::{Check, Signed, UnderKey};
use super::words::Words;
use crate::crypto::mac::MacKey;
use crate::frameworks::{Codec, Difference, Format, Input, OnServer, SPELLING};
use crate::time::Time;

/// How base64 of a JSON object starts, and of one that Python compressed.
const OBJECTS: [&str; 2] = ["eyJ", ".eJ"];

/// Whether a value has what proves one of this format, whatever became of its
/// signature, and of what its time and its payload are written with.
pub fn is_broken(
    format: &dyn Format,
    settings: &Settings,
    words: &'static Words,
    value: &str,
) -> bool {
    let value = value.trim_matches(['"', ' ', '\t']);
    let sep = settings.sep;
    let Some((start, _)) = value.rsplit_once(sep) else {
        return false;
    };
    // In the place of the signature stands one that has its shape.
    let signature = "A".repeat((8 * settings.digest.bytes()).div_ceil(6));
    let whole = format!("{start}{sep}{signature}");
    let settings = Settings {
        is_lenient: true,
        ..*settings
    };
    let Ok(text) = Signed::read(&whole, &settings, words) else {
        return false;
    };
    // What is padded is another class's.
    if settings.content == Content::UrlSafe && text.content.ends_with('=') {
        return false;
    }
    // A token of several parts starts so as well.
    let is_one_part = !text.content.trim_start_matches('.').contains('.');
    let starts_as_object = OBJECTS.iter().any(|it| text.content.starts_with(it)) && is_one_part;
    let readable = match settings.content.read(text.content, true, words) {
        Ok(readable) => Some(readable),
        // Any object stands for one that is cut, or too large to be read.
        Err(_) => starts_as_object.then(|| b"{}".to_vec()),
    };
    format.is_proven(&text.anatomy(&settings, words, readable))
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
