//! Names that Windows takes for something else than a file.

use std::path::{Component, Path, Prefix};

/// What a path means that cannot be the name of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reserved {
    /// A console, a port, `NUL`, a disk itself.
    Device,
    /// A pipe, here or on another machine.
    Pipe,
    /// `FILE:STREAM`: hidden content of a file.
    Stream,
    /// It ends with a space or a full stop, which Windows drops.
    Dropped,
}

/// Names of devices, in every folder and whatever their ending.
const DEVICES: [&str; 6] = ["AUX", "CON", "CONIN$", "CONOUT$", "NUL", "PRN"];
/// The ports, each with one digit behind it.
const PORTS: [&str; 2] = ["COM", "LPT"];

/// What a path means, where that is no file or folder. Nothing is opened.
pub fn is_reserved(path: &Path) -> Option<Reserved> {
    let mut components = path.components();
    if let Some(Component::Prefix(prefix)) = components.next() {
        match prefix.kind() {
            Prefix::DeviceNS(name) if name.eq_ignore_ascii_case("pipe") => {
                return Some(Reserved::Pipe);
            }
            Prefix::DeviceNS(_) => return Some(Reserved::Device),
            Prefix::UNC(_, share) | Prefix::VerbatimUNC(_, share)
                if share.eq_ignore_ascii_case("pipe") =>
            {
                return Some(Reserved::Pipe);
            }
            Prefix::Verbatim(name) if name.eq_ignore_ascii_case("pipe") => {
                return Some(Reserved::Pipe);
            }
            _ => {}
        }
    }
    let name = path.file_name()?.to_string_lossy().to_uppercase();
    let stem = name.split(['.', ':']).next().unwrap_or_default();
    let stem = stem.trim_end_matches(' ');
    let is_port = |port: &str| {
        let digit = stem.strip_prefix(port).unwrap_or_default();
        let mut digits = digit.chars();
        // The superscripts count too.
        let is_digit = |c: char| c.is_ascii_digit() || "¹²³".contains(c);
        digits.next().is_some_and(is_digit) && digits.next().is_none()
    };
    if DEVICES.contains(&stem) || PORTS.into_iter().any(is_port) {
        return Some(Reserved::Device);
    }
    if name.contains(':') {
        return Some(Reserved::Stream);
    }
    name.ends_with(['.', ' ']).then_some(Reserved::Dropped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_name_of_a_file_is_known_without_opening_it() {
        for (path, reserved) in [
            ("NUL", Reserved::Device),
            ("nul.key", Reserved::Device),
            (r"C:\keys\con", Reserved::Device),
            ("AUX .txt", Reserved::Device),
            ("com1", Reserved::Device),
            ("LPT²", Reserved::Device),
            ("conout$", Reserved::Device),
            (r"\\.\PhysicalDrive0", Reserved::Device),
            (r"\\.\pipe\key", Reserved::Pipe),
            (r"\\server\pipe\key", Reserved::Pipe),
            (r"\\?\pipe\key", Reserved::Pipe),
            ("key:stream", Reserved::Stream),
            (r"C:\keys\key:stream:$DATA", Reserved::Stream),
            ("key.", Reserved::Dropped),
            ("key ", Reserved::Dropped),
        ] {
            assert_eq!(is_reserved(Path::new(path)), Some(reserved), "{path}");
        }
        for path in [
            r"C:\keys\k",
            "C:key",
            "C:/keys/k",
            r"\\server\share\key",
            r"\\?\C:\keys\k",
            "console",
            "com10",
            "com",
            "nullify.key",
            ".key",
            "..",
            "",
        ] {
            assert_eq!(is_reserved(Path::new(path)), None, "{path}");
        }
    }
}
