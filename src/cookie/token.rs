//! Tokens (RFC 9110, 5.6.2), as the names of cookies are.

/// Whether text can be a cookie's name (RFC 9110, token).
pub fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| IS_TCHAR[usize::from(byte)])
}

/// Which bytes a token has. A table, for values of hundreds of bytes that hold `=`
/// are asked whether they begin with a name.
static IS_TCHAR: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    let others = b"!#$%&'*+-.^_`|~";
    let mut at = 0;
    while at < others.len() {
        table[others[at] as usize] = true;
        at += 1;
    }
    table
};
