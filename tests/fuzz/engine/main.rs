//! One program for every target, under libFuzzer: `tests/fuzz/run` builds it, and
//! tells it the target in `COOKIEKIT_FUZZ_TARGET`.

#![no_main]
#![allow(missing_docs)]

#[path = "../targets/mod.rs"]
mod targets;

use std::sync::OnceLock;

use targets::Target;

static TARGET: OnceLock<&Target> = OnceLock::new();

/// Finds the target, and writes its seeds where libFuzzer reads them next.
fn start() {
    let name = std::env::var("COOKIEKIT_FUZZ_TARGET").expect("tests/fuzz/run names the target");
    let target = targets::find(&name).expect("the target is in the table");
    if let Ok(folder) = std::env::var("COOKIEKIT_FUZZ_SEEDS") {
        for (number, seed) in (target.seeds)().iter().enumerate() {
            let path = format!("{folder}/seed-{number}");
            std::fs::write(path, seed).expect("the corpus is ours to write");
        }
    }
    TARGET.get_or_init(|| target);
}

libfuzzer_sys::fuzz_target!(init: start(), |data: &[u8]| {
    let target = TARGET.get().expect("libFuzzer starts before it runs");
    (target.run)(data);
});
