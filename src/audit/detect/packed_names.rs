//! How a file is packed, by its name.

use std::path::Path;

use crate::audit::facts::rooted;

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// zip, also of Java and of Python.
    Zip,
    /// tar, also under gzip.
    Tar,
    /// One file under gzip.
    Gzip,
    /// What R has saved, mostly under gzip.
    R,
}

/// By its name; `None` for what is not packed.
pub fn kind(name: &str) -> Option<Kind> {
    let lower = name.to_ascii_lowercase();
    let (stem, ending) = lower.rsplit_once('.')?;
    Some(match ending {
        "zip" | "jar" | "war" | "whl" => Kind::Zip,
        "tar" | "tgz" => Kind::Tar,
        "gz" if stem.ends_with(".tar") => Kind::Tar,
        "gz" => Kind::Gzip,
        "rdata" | "rda" | "rds" => Kind::R,
        _ => return None,
    })
}

/// Whether files are packed in a file of this name.
pub fn is_packed_name(name: &str) -> bool {
    kind(name).is_some()
}

/// Whether a path is one of a packed file.
pub fn is_packed(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    is_packed_name(&name.to_string_lossy()) && rooted::is_file(path)
}
