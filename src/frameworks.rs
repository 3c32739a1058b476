//! The frameworks whose cookies are read and made: the registry, and the types
//! that each of them fills.
//!
//! A format is pure: it reads no file, no environment and no clock, it prints
//! nothing, and of keys it sees the bytes. Everything that is only true of one
//! framework stands in its own file below this one. To add one, write
//! `frameworks/NAME.rs` and name its formats in [`FORMATS`], as the head of
//! `src/lib.rs` says; flag values, help, man pages, completions and the contract
//! tests follow the registry. Much is shared: `must_expire` is the error of a
//! format that has to, `node` and `python` write code for an [`Export`], and
//! [`Secret::line`] and [`Secret::decoded`] drop a file's line end: they do it, and
//! [`KeySpec::line_end`] only describes it.
//!
//! Opening stops at the first class of error in this order: malformed,
//! forged, expired. Expiry is judged only of what is authentic.

mod adonis;
mod aiohttp_session;
mod alike;
mod authjs;
pub(crate) mod bottle;
mod chunks;
mod codec;
mod configuration;
mod cookie;
mod cookiekit;
mod django;
mod dotted;
mod doubles;
mod export;
mod express;
mod fastify;
mod fernet;
mod flask;
mod flask_login;
mod format;
mod framework;
mod gorilla;
mod guess;
mod hono;
mod iron;
mod itsdangerous;
mod jwt;
mod keygrip;
mod laravel;
mod litestar;
mod members;
mod node;
mod numbered;
mod pair;
mod params;
mod paseto;
mod plumber;
mod plumber2;
mod portable;
mod pyramid;
mod python;
mod quirk;
mod r;
mod rack;
mod rails;
mod remix;
pub(crate) mod ruby;
pub mod runbook;
mod secret;
mod shape;
mod sodium;
mod starlette;
mod times;
mod tornado;
mod truncated;
mod uuid;
mod vault;
#[cfg(test)]
pub(crate) mod vectors;
mod workbench;
mod yaml;

pub use alike::named_alike;
pub use chunks::{Chunks, Head};
pub use codec::{Codec, UnfitKey, Unlocked};
pub use configuration::{Configuration, Encrypted};
pub use cookie::{Anatomy, Draft, Input, Malformed, Opened, Part, Refusal, Sealed};
pub use export::{Export, Exported, Place};
pub use format::{Expiry, Facts, Format, NameBinding, OnServer, Payload, Protection};
pub use framework::{Framework, KnownKey, LintFix, NamesTell, OfTwo, Percent};
pub use guess::{Guess, Guesser};
pub use jwt::is_whole_token;
pub use params::{Kind, NO_PARAMS, OWN_NAME, Param, Params};
pub use portable::Portable;
use portable::is_json;
pub use quirk::{Beside, DELETE, Difference, KEY_NUL, Quirk, SPELLING, Then, Unreadable};
pub use r::{
    expression_of as r_expression, reads as r_reads, unbox as r_unbox,
    unlike_one_line as r_unlike_one_line,
};
pub use secret::{Generate, KEY_ENCODING, KeySpec, LineEnd, Origin, Secret};
pub use shape::Shape;
pub use times::{Times, TwoTimes};
pub use vault::{Closed, Vault, vault};

use times::must_expire;

/// Every format, in the order in which they are tried on an unknown cookie:
/// the least ambiguous shape first. Among the first three that can read a value
/// must be the one that made it, and a format that can read what others make tells
/// those apart in [`Format::is_proven`].
pub static FORMATS: [&dyn Format; 43] = [
    &cookiekit::Sealed,
    &cookiekit::Signed,
    &jwt::Jwt,
    &fernet::Fernet,
    &aiohttp_session::AiohttpSession,
    &litestar::Litestar,
    &authjs::Authjs,
    &paseto::Paseto,
    &rails::RailsGcm,
    &rails::RailsCbc,
    &rails::RailsSigned,
    &rack::RackHmac,
    &laravel::Laravel,
    &tornado::Tornado,
    &bottle::Bottle,
    &pyramid::AuthTkt,
    &pyramid::Pyramid,
    &gorilla::Gorilla,
    &flask::Flask,
    &starlette::Starlette,
    &flask_login::FlaskLogin,
    &itsdangerous::FLASK_WTF,
    &itsdangerous::STREAMLIT,
    &itsdangerous::QUART_AUTH,
    &itsdangerous::FLASK_SESSION,
    &itsdangerous::Itsdangerous,
    &django::DjangoMessages,
    &django::DjangoSession,
    &django::DjangoCookie,
    &keygrip::Keygrip,
    &adonis::Adonis,
    &iron::IronSession,
    &iron::H3,
    &iron::Iron,
    &express::Express,
    &hono::Hono,
    &remix::Remix,
    &fastify::SecureSession,
    &fastify::FastifyCookie,
    &workbench::Workbench,
    &rack::Rack,
    &plumber::Plumber,
    &plumber2::Plumber2,
];

/// The most bytes a cookie value may have to be looked at. Browsers keep
/// 4096; the rest is for headers that carry several.
pub const MAX_COOKIE_BYTES: usize = 16 * 1024;

/// The most bytes of a payload once it is decompressed, or put together: a few may
/// become gigabytes.
pub const MAX_UNPACKED_BYTES: usize = 1024 * 1024;
pub use python::json::MAX_DEPTH as MAX_JSON_DEPTH;

/// The format of this name.
pub fn find(name: &str) -> Option<&'static dyn Format> {
    FORMATS.into_iter().find(|format| format.name() == name)
}

/// The format that is meant where only its key matters, and a library is named in the
/// words of `key export`: `django`, `koa`, `next-auth`. The one of sessions, else the first
/// of the framework.
pub fn of_consumer(name: &str) -> Option<&'static dyn Format> {
    let exports = |it: &&dyn Format| {
        let exports = it.facts().framework.exports;
        exports.iter().any(|form| form.name == name)
    };
    let formats = || FORMATS.into_iter().filter(exports);
    let of_sessions = formats().find(|it| it.name().ends_with("-session"));
    of_sessions.or_else(|| formats().next())
}

/// Every framework, in the order of their formats.
pub fn all() -> impl Iterator<Item = &'static Framework> {
    let of = |index: usize| FORMATS[index].facts().framework;
    let is_first = move |index: &usize| !(0..*index).any(|it| std::ptr::eq(of(it), of(*index)));
    (0..FORMATS.len()).filter(is_first).map(of)
}

/// The service that examples give a key in the keyring.
pub const EXAMPLE_SERVICE: &str = plumber::SERVICE;

/// The format that `sign` makes unless it is given another.
pub static SIGNED: &dyn Format = &workbench::Workbench;

/// Who makes what this program makes for itself.
pub static OURS: &Framework = &cookiekit::FRAMEWORK;

/// The framework that a cookie's name tells.
pub fn of_cookie_name(name: &str) -> Option<&'static Framework> {
    let tells = |it: &&Framework| it.names_tell != NamesTell::Nothing;
    all()
        .filter(tells)
        .find(|it| it.cookie_names.contains(&name))
}

/// The names of the cookies that one of this name may go with, in any format.
pub fn mains(name: &str) -> Vec<String> {
    FORMATS.iter().flat_map(|it| it.mains(name)).collect()
}

/// The names of the cookies that one of this name may go with, in this format or
/// in any.
pub fn companions(format: Option<&dyn Format>, name: &str) -> Vec<String> {
    match format {
        Some(format) => format.companions(name),
        None => FORMATS.iter().flat_map(|it| it.companions(name)).collect(),
    }
}

/// The names of the first chunk of a cookie of this name that is too long, in this
/// format or in any.
pub fn firsts(format: Option<&'static dyn Format>, name: &str) -> Vec<String> {
    let formats = FORMATS.into_iter();
    let formats = formats.filter(|it| format.is_none_or(|format| format.name() == it.name()));
    let mut names = Vec::new();
    for chunks in formats.filter_map(Format::chunks) {
        names.extend(chunks.first(name).filter(|it| !names.contains(it)));
    }
    names
}

/// The format whose key this is, by the name of its file or by its shape.
pub fn of_key(file_name: Option<&str>, shape: Option<Shape>) -> Option<&'static dyn Format> {
    let named = |it: &Framework| file_name.is_some_and(|name| it.has_key_file(name));
    let shaped = |it: &Framework| shape.is_some_and(|shape| it.key_shapes.contains(&shape));
    let mut formats = FORMATS.into_iter();
    formats.find(|format| {
        let framework = format.facts().framework;
        named(framework) || shaped(framework)
    })
}

/// The id by which a cookie names this key; `None` for a key whose cookies do
/// not.
pub fn key_id(secret: Secret) -> Option<String> {
    FORMATS.iter().find_map(|format| format.key_id(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_its_own_name() {
        for (index, format) in FORMATS.iter().enumerate() {
            let first = FORMATS
                .iter()
                .position(|other| other.name() == format.name());
            assert_eq!(first, Some(index), "{}", format.name());
            assert!(find(format.name()).is_some());
        }
    }
}
