//! Whether what was in plain text is really gone: looked for in the bytes.

use std::io::Read;

use memchr::memmem::Finder;
use zeroize::Zeroizing;

use crate::tokens::place::Found;

/// Shorter ones stand in any file by chance: `1234` in a time, say.
const TELLING_BYTES: usize = 8;
/// How much is looked at at once.
const PIECE_BYTES: usize = 1024 * 1024;

/// How many of the secrets stand in the file. One that cannot be read counts as
/// having none: SQLite has just written it.
pub(super) fn found(found: &Found, secrets: &[Zeroizing<String>]) -> usize {
    let telling = secrets.iter().filter(|it| it.len() >= TELLING_BYTES);
    let mut finders: Vec<Finder> = telling.map(|it| Finder::new(it.as_bytes())).collect();
    let all = finders.len();
    let overlap = secrets.iter().map(|it| it.len()).max().unwrap_or_default();
    let Ok(mut file) = found.content() else {
        return 0;
    };
    let mut piece = Zeroizing::new(vec![0; PIECE_BYTES + overlap]);
    let mut kept = 0;
    while let Ok(read @ 1..) = file.read(&mut piece[kept..]) {
        let length = kept + read;
        finders.retain(|finder| finder.find(&piece[..length]).is_none());
        let start = length.saturating_sub(overlap);
        piece.copy_within(start..length, 0);
        kept = length - start;
    }
    all - finders.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::place::{OpenToOthers, look};

    #[test]
    fn a_secret_is_found_wherever_it_stands() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        let looked = || look(&path, OpenToOthers::Allow).unwrap().unwrap();
        let secrets = ["CANARYSECRET", "another one", "1234"].map(|it| it.to_owned().into());
        let mut bytes = vec![0; 3 * PIECE_BYTES];
        bytes[..4].copy_from_slice(b"1234");
        for place in [
            0,
            PIECE_BYTES - 5,
            2 * PIECE_BYTES - 1,
            3 * PIECE_BYTES - 12,
        ] {
            let mut bytes = bytes.clone();
            bytes[place..place + 12].copy_from_slice(b"CANARYSECRET");
            std::fs::write(&path, &bytes).unwrap();
            assert_eq!(found(&looked(), &secrets), 1, "{place}");
        }
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(found(&looked(), &secrets), 0);
    }
}
