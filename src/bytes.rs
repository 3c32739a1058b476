//! Many bytes looked at in one step.

use wide::u8x16;

/// The bytes of a step.
pub const STEP_BYTES: usize = 16;

/// All bytes in steps; the last step is filled up with bytes of `fill`.
pub fn steps(bytes: &[u8], fill: u8) -> impl Iterator<Item = u8x16> {
    let (steps, rest) = bytes.as_chunks();
    let last = (!rest.is_empty()).then(|| {
        let mut last = [fill; STEP_BYTES];
        last[..rest.len()].copy_from_slice(rest);
        last
    });
    steps.iter().copied().chain(last).map(u8x16::from)
}
