//! Unix seconds, as people give them.

use jiff::Timestamp;

use super::{Time, not_a_time};
use crate::error::{Error, Result};

/// Unix seconds in digits, unless these are another spelling of a time of these years:
/// a date of eight digits, which as seconds is of 1970, or milliseconds.
pub(super) fn seconds(text: &str) -> Result<Time> {
    let number = text.parse().map(Time).map_err(|_| not_a_time())?;
    let is_date = text.len() == 8 && format!("{text}T000000Z").parse::<Timestamp>().is_ok();
    if is_date && matches!(&text[..2], "19" | "20") {
        let (year, month, day) = (&text[..4], &text[4..6], &text[6..]);
        return Err(
            Error::could_not("a date and a number of seconds are spelt so").hint(format!(
                "for the date: {year}-{month}-{day}; for so many seconds after 1970: {number}"
            )),
        );
    }
    if text.len() == 13 && text.starts_with('1') {
        let seconds = Time(number.0 / 1000);
        return Err(Error::could_not("these are milliseconds").hint(format!(
            "without the last three digits they are seconds: {} ({seconds})",
            seconds.0
        )));
    }
    Ok(number)
}
