//! The lines of an env file that set a variable, or that some program may read so.
//!
//! Programs differ in what ends a line (npm's dotenv and python-dotenv: a lone
//! carriage return too), in what may stand before a name (dotenvy and npm's: any
//! white space), in how a name is written (python-dotenv: in quotes; npm's and
//! Ruby's: `NAME: VALUE`), and in whether a quote or a backslash takes the lines
//! below along (systemd, dotenvy and shells each in their way).

/// A line that names the variable.
pub enum Line<'t> {
    /// Every program reads this, what stands behind the `=`, as its value.
    Value(&'t str),
    /// Some program reads it as a line of the variable.
    Unclear(&'static str),
}

/// The lines of `text` that are of the variable `name`, in their order.
pub fn of<'t>(text: &'t str, name: &str) -> Vec<Line<'t>> {
    let mut lines = Vec::new();
    let mut start = 0;
    // What stands before this place may belong to a value that began above.
    let mut value_may_end = 0;
    while start < text.len() {
        let end = text[start..]
            .find('\n')
            .map_or(text.len(), |it| start + it + 1);
        let line = text[start..end].trim_end_matches(['\r', '\n']);
        match assigned(line, name) {
            Some(_) if start < value_may_end => lines.push(Line::Unclear(
                "a quote or a backslash above it may take its line along",
            )),
            Some(value) => lines.push(Line::Value(value)),
            None if line.split(may_end_a_line).any(|it| may_name(it, name)) => {
                lines.push(Line::Unclear(
                    "a line of it is written in a way that only some programs read",
                ));
            }
            None => {}
        }
        let is_comment = start >= value_may_end && line.trim_start().starts_with('#');
        let own = &text[start.max(value_may_end).min(end)..end];
        if !is_comment && let Some(quote) = open_quote(own) {
            value_may_end = value_may_end.max(end + closing(&text[end..], quote));
        }
        if line.ends_with('\\') {
            let below = text[end..].find('\n').map_or(text.len(), |it| end + it + 1);
            value_may_end = value_may_end.max(below);
        }
        start = end;
    }
    lines
}

/// What stands behind the `=` of a line that sets this variable for every program.
fn assigned<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let line = line.trim_start_matches([' ', '\t']);
    let line = match line.strip_prefix("export") {
        Some(rest) if rest.starts_with([' ', '\t']) => rest.trim_start_matches([' ', '\t']),
        _ => line,
    };
    let (own, value) = line.split_once('=')?;
    (own.trim_end_matches([' ', '\t']) == name).then_some(value)
}

/// Whether some program may take this for a line of the variable: with other white
/// space, its name in quotes, a `:`, or no value at all, which takes it from the
/// environment or unsets it.
fn may_name(line: &str, name: &str) -> bool {
    let line = line.trim_start_matches(is_space);
    let line = match line.strip_prefix("export") {
        Some(rest) if rest.starts_with(is_space) => rest.trim_start_matches(is_space),
        _ => line,
    };
    let line = line.strip_prefix(['"', '\'']).unwrap_or(line);
    let Some(rest) = line.strip_prefix(name) else {
        return false;
    };
    let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest);
    let rest = rest.trim_start_matches(is_space);
    let after_colon = rest.strip_prefix(':');
    rest.is_empty()
        || rest.starts_with(['=', '#'])
        || rest.starts_with("+=")
        || after_colon.is_some_and(|it| it.is_empty() || it.starts_with(is_space))
}

/// White space to one program or another: Python's has some control characters,
/// JavaScript's the byte order mark.
fn is_space(it: char) -> bool {
    it.is_whitespace() || it.is_control() || it == '\u{feff}'
}

/// What begins a line to one program or another.
fn may_end_a_line(it: char) -> bool {
    it.is_control() && it != '\t' || matches!(it, '\u{2028}' | '\u{2029}')
}

/// The quote that is open at the end of a value, for a program to which a backslash
/// saves a quote or for one to which it does not.
fn open_quote(value: &str) -> Option<char> {
    let open = |backslash_saves: bool| {
        let mut open = None;
        let mut saved = false;
        for it in value.chars() {
            if std::mem::take(&mut saved) {
                continue;
            }
            match (it, open) {
                ('\\', _) => saved = backslash_saves,
                ('"' | '\'' | '`', None) => open = Some(it),
                (it, Some(quote)) if it == quote => open = None,
                _ => {}
            }
        }
        open
    };
    open(true).or_else(|| open(false))
}

/// How much of the text below belongs to an open quote for some program: up to the
/// first quote without a backslash, or else to the last of all; nothing where none
/// comes.
fn closing(below: &str, quote: char) -> usize {
    let mut backslash = false;
    let mut last = 0;
    for (at, it) in below.char_indices() {
        if it == quote {
            last = at + 1;
            if !backslash {
                break;
            }
        }
        backslash = it == '\\' && !backslash;
    }
    last
}
