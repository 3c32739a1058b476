//! The debugger of cookies: cookies that the real systems made, with one thing
//! wrong, and what is reported about them.

mod captures;
mod causes;
mod common;
mod cut;
mod hypotheses;
mod line_ends;
mod lints;
mod members;
mod nothing;
mod refused_forms;
mod remarks;
mod spelt;
mod tokens;
mod unseen;
mod view;
mod weak;
mod wrapped;

use crate::world::World;

/// The key of Workbench's vectors, and a second before they expire.
const HEX32: &str = "0123456789abcdef0123456789abcdef";
pub const JANE_NOW: &str = "2022-09-24T17:46:20Z";
/// Workbench's cookie of `janedoe` under HEX32.
pub const JANE: &str = "janedoe|Sat%2C%2024%20Sep%202022%2017%3A46%3A21%20GMT|9i70BByljSMnNsO3c9mEpR1qYclhtCMH5nvzJPFuJHA%3D";
/// The same under HEX32 with a newline.
pub const JANE_NEWLINE: &str = "janedoe|Sat%2C%2024%20Sep%202022%2017%3A46%3A21%20GMT|uuqWmM0ikDqK6ei%2F6zQ5Jf0jfDVLXvG8qwGlZHPjVuE%3D";
/// In the form of the documentation.
const JANE_DECODED: &str =
    "janedoe|Sat, 24 Sep 2022 17:46:21 GMT|9i70BByljSMnNsO3c9mEpR1qYclhtCMH5nvzJPFuJHA=";

/// A cookie of tests/data by the name of its case, in the field of that name.
pub fn vector(json: &str, case: &str, field: &str) -> String {
    let file: serde_json::Value = serde_json::from_str(json).unwrap();
    let cases = file["cases"].as_array().unwrap();
    let found = cases.iter().find(|it| it["name"] == case).unwrap();
    found[field].as_str().unwrap().to_owned()
}

pub const PLUMBER_JSON: &str = include_str!("../data/plumber.json");
const WORKBENCH_JSON: &str = include_str!("../data/workbench.json");

/// The document of `inspect --key key` about what is on standard input.
fn document(world: &World, more: &[&str], input: impl AsRef<[u8]>) -> (i32, serde_json::Value) {
    let arguments = ["inspect", "--json", "--key", "key"];
    let ended = world.run(&[&arguments, more].concat()).stdin(input).ends();
    assert_eq!(ended.err, "", "{}", ended.text());
    (ended.code(), ended.json())
}
