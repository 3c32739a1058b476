//! The fuzz targets: what is done with hostile bytes, and what must hold of the
//! answer. Each says whether it took the bytes for what it reads, so that a target
//! whose own seeds are not taken is found out.
//!
//! They run under the fuzz engine (`tests/fuzz/run`), and with their seeds and all
//! that was ever found in every `cargo test`.

mod captures;
mod content;
mod formats;
mod ground;
mod made;
mod malleable;
mod seeds;

/// One target.
pub struct Target {
    /// Its name, and that of the folder of its regressions.
    pub name: &'static str,
    /// Runs it; whether the bytes were what it reads.
    pub run: fn(&[u8]) -> bool,
    /// What to start from.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

const fn target(name: &'static str, run: fn(&[u8]) -> bool, seeds: fn() -> Vec<Vec<u8>>) -> Target {
    Target { name, run, seeds }
}

/// All of them; `tests/fuzz/run` reads their names here, one a line.
#[rustfmt::skip]
pub static TARGETS: &[Target] = &[
    target("format", formats::format, seeds::every_format),
    target("recognition", formats::recognition, seeds::cookies),
    target("key_text", formats::key_text, seeds::keys),
    target("malleable", malleable::changed, malleable::edits),
    target("second_spelling", malleable::spelled, malleable::spellings),
    target("pickle", formats::pickle, formats::pickles),
    target("marshal", formats::marshal, formats::marshals),
    target("cookie_header", captures::cookie_header, seeds::headers),
    target("set_cookie_line", captures::set_cookie_line, seeds::set_cookies),
    target("set_cookie_made", captures::set_cookie_made, seeds::set_cookies),
    target("capture", captures::any, seeds::captures),
    target("curl", captures::curl, seeds::curls),
    target("har", captures::har, seeds::hars),
    target("jar", captures::jar, seeds::jars),
    target("devtools", captures::devtools, seeds::devtools),
    target("r_code", content::r_code, content::r_codes),
    target("written", content::written, content::texts),
    target("git_objects", content::git_objects, content::objects),
    target("git_log", content::git_log, content::logs),
    target("git_index", content::git_index, content::indexes),
    target("build_file", content::build_file, content::build_files),
    target("sqlite_import", content::sqlite_import, content::databases),
    target("dotenv", ground::dotenv, ground::env_files),
    target("acl", ground::acl, ground::acls),
    target("spec", ground::spec, ground::specs),
    target("percent", ground::percent, ground::percents),
    target("base64", ground::base64, ground::base64s),
    target("hex", ground::hex, ground::hexes),
    target("http_date", ground::http_date, ground::http_dates),
    target("time", ground::time, ground::times),
    target("duration", ground::duration, ground::durations),
    target("visible", ground::visible, ground::visibles),
];

/// The target of this name.
#[allow(dead_code, reason = "the engine alone asks for one")]
pub fn find(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|it| it.name == name)
}

/// The text that the bytes are: of no other is anything asked.
fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}
