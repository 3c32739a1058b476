//! gzip (RFC 1952), read while it is unpacked.

use std::io::Read;

use flate2::read::MultiGzDecoder;

/// What a gzip holds; all of it, where one stands behind another.
pub fn gunzipped(packed: impl Read) -> impl Read {
    MultiGzDecoder::new(packed)
}
