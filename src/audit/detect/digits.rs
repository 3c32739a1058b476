//! Files of hex digits and nothing else, of which it is not known what they are.

use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::audit::detect::classify::is_hex_key;
use crate::crypto;
use crate::encoding::BYTE_ORDER_MARK;

/// A file that is as many hex digits as a key has and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digits {
    /// Where it is.
    pub path: PathBuf,
    /// What the digits are known by: a digest, for they may be a key.
    pub mark: [u8; 32],
}

impl Digits {
    /// What digits are known by, whatever the case they are in; `None` for what
    /// is nothing of the kind.
    pub fn mark(content: &[u8]) -> Option<[u8; 32]> {
        let content = content.strip_prefix(BYTE_ORDER_MARK).unwrap_or(content);
        let text = Zeroizing::new(content.trim_ascii().to_ascii_lowercase());
        is_hex_key(&text).then(|| crypto::sha256(&[&text]))
    }
}
