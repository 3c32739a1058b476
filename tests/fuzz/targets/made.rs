//! A key of each format and a cookie that was made with it.

use std::sync::LazyLock;

use cookiekit::frameworks::{
    Codec, Draft, Expiry, FORMATS, Input, NO_PARAMS, NameBinding, Sealed, Secret,
};
use cookiekit::open::read_by;
use cookiekit::time::Time;

pub const NOW: Time = Time(1_700_000_000);

/// A key, and what opens under it.
type Keyed = (Vec<u8>, Box<dyn Codec>);

/// One of each format.
pub static CODECS: LazyLock<Vec<Keyed>> = LazyLock::new(|| {
    let codecs = FORMATS.iter().map(|format| {
        let key = format
            .facts()
            .key
            .generate
            .text()
            .expect("random bytes")
            .to_vec();
        let codec = format.unlock(Secret::value(&key), &NO_PARAMS);
        let codec = codec.unwrap_or_else(|unfit| panic!("{}: {unfit:?}", format.name()));
        (key, codec.codec)
    });
    codecs.collect()
});

/// A cookie, its name, and what it carries.
type Made = (Sealed, &'static str, Vec<u8>);

/// One of each format.
pub static MADE: LazyLock<Vec<Made>> = LazyLock::new(|| {
    let made = FORMATS
        .iter()
        .zip(CODECS.iter())
        .map(|(format, (_, codec))| {
            let name = match format.facts().name_binding {
                NameBinding::Bound => "session",
                NameBinding::Unbound => "",
            };
            // What it takes, where that is JSON of one kind alone or of any.
            const PAYLOADS: [&[u8]; 6] = [
                b"{\"user\":[\"jan\"]}",
                b"\"jan\"",
                b"jan",
                b"J0pXq3m6bYw1nV8sKc5tRz2uHf7dLg4eAo9iTjQxPEk",
                b"[[\"__json_message\",0,20,\"jan\"]]",
                b"3f1c2b4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d",
            ];
            let seal = |payload| {
                codec.seal(&Draft {
                    name,
                    payload,
                    issued: NOW,
                    expires: match format.facts().expiry {
                        Expiry::Never | Expiry::ByAge(_) => None,
                        Expiry::Optional | Expiry::Required | Expiry::InPayload(_) => {
                            Some(NOW.plus(60))
                        }
                    },
                    login_expires: None,
                    again: None,
                })
            };
            let sealed = PAYLOADS.into_iter().find_map(|it| seal(it).ok());
            let mut sealed = sealed.unwrap_or_else(|| panic!("{}: none made", format.name()));
            // As the format takes it: some are written otherwise on the wire.
            sealed.value = read_by(*format, input(&sealed, name, &sealed.value))
                .value
                .into_owned();
            let opened = codec.open(input(&sealed, name, &sealed.value));
            let opened = opened.unwrap_or_else(|refusal| panic!("{}: {refusal:?}", format.name()));
            (sealed, name, opened.payload)
        });
    made.collect()
});

/// The cookie with another value, beside those that go with it.
pub fn input<'a>(sealed: &'a Sealed, name: &'a str, value: &'a str) -> Input<'a> {
    Input {
        siblings: &sealed.companions,
        ..Input::new(sealed.name_or(name), value)
    }
}
