//! Which texts of a history are read first: there is not the time for all.

use std::path::Path;

/// What a text of a history is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// Settings, scripts, notes: all are read.
    Settings,
    /// The source of a program, called like settings.
    LikeSettings,
    /// Any other source, and documents.
    Source,
    /// Archives and compressed files.
    Packed,
}

/// What a text is for, by its path and its name.
pub fn rank(path: &Path, name: &str) -> Rank {
    const WORDS: [&str; 12] = [
        "api",
        "auth",
        "conf",
        "cookie",
        "credential",
        "deploy",
        "env",
        "initializer",
        "key",
        "secret",
        "session",
        "setting",
    ];
    // Most of a history are these.
    const SOURCES: [&str; 38] = [
        "cjs", "coffee", "cr", "cs", "cts", "dart", "erb", "ex", "exs", "fs", "go", "gradle",
        "groovy", "htm", "html", "ipynb", "java", "js", "jsx", "kt", "kts", "mjs", "mts", "php",
        "phtml", "pl", "pm", "py", "pyw", "rake", "rb", "rs", "scala", "svelte", "swift", "ts",
        "tsx", "vue",
    ];
    const DOCUMENTS: [&str; 11] = [
        "adoc", "diff", "markdown", "md", "mdx", "patch", "rst", "sql", "txt", "xhtml", "xml",
    ];
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let ending = ending.map(str::to_ascii_lowercase).unwrap_or_default();
    if DOCUMENTS.contains(&&*ending) {
        return Rank::Source;
    }
    if !SOURCES.contains(&&*ending) {
        return Rank::Settings;
    }
    let path = path.to_string_lossy().to_ascii_lowercase();
    match WORDS.iter().any(|word| path.contains(word)) {
        true => Rank::LikeSettings,
        false => Rank::Source,
    }
}
