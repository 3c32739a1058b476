//! Cookies in the middle of other text: in what a console prints of an object, a line
//! of a log with quotes in it, mail or a page of which the source was copied.
//!
//! It is looked for only where nothing that is read by its own rules was a cookie, so
//! that what is wrong with one is still seen.

use super::collector::Collector;
use super::{Capture, Kind, Origin, Role, header, named};
use crate::cookie::{Cookie, is_token};

/// The fewest letters of a value that nothing but a cookie is likely to be.
const MIN_VALUE: usize = 32;
/// The most pieces of a text that are looked at.
const MAX_PIECES: usize = 512;

/// What a value may be enclosed in, and has not in it.
const ENCLOSING: &str = "\"'`{}[]()<>";

/// The cookies in a short text, once what mail or HTML made of it is undone.
pub fn read(text: &str, known: &dyn Fn(&str) -> bool) -> Option<Capture> {
    let decode = [from_quoted_printable, from_html, without_inner_quotes];
    let decoded = decode.map(|decode| decode(text));
    let decoded = decoded.into_iter().flatten().find_map(|text| {
        let read = header::read(&text, known);
        let is_known = read.has_known(known);
        is_known.then_some(read).or_else(|| enclosed(&text, known))
    });
    decoded.or_else(|| enclosed(text, known))
}

/// The cookies that stand in quotes or brackets with other words beside them, and the
/// values that R prints.
fn enclosed(text: &str, known: &dyn Fn(&str) -> bool) -> Option<Capture> {
    let ends = |c: char| !c.is_ascii_graphic() || c == ';' || c == ',' || is_enclosing(c);
    let mut collector = Collector::of(Kind::Text);
    let mut start = 0;
    for piece in text.split(ends).take(MAX_PIECES) {
        let (before, after) = (&text[..start], &text[start + piece.len()..]);
        start += piece.len() + after.chars().next().map_or(0, char::len_utf8);
        if let Some(cookie) = cookie((before, piece, after), known) {
            collector.add(Role::Bare, &Origin::default(), cookie, None);
        }
    }
    let capture = collector.capture;
    (!capture.found.is_empty()).then_some(capture)
}

fn is_enclosing(c: char) -> bool {
    ENCLOSING.contains(c)
}

/// The cookie that a piece is, between what stands before and behind it: `name=value`, or
/// a value that its printer says is a text. Any other value in quotes may be a value
/// that has them.
fn cookie(
    (before, piece, after): (&str, &str, &str),
    known: &dyn Fn(&str) -> bool,
) -> Option<Cookie> {
    let is_one = |value: &str| value.len() >= MIN_VALUE && known(value);
    let is_in =
        before.ends_with(is_enclosing) && after.starts_with(|c| c == ';' || is_enclosing(c));
    let has_words = [before, after]
        .iter()
        .any(|it| it.trim().contains([' ', '<', '{']));
    // No value has these around it: Go prints lists, and Python bytes.
    let is_printed = before.ends_with(['[', '(']) || ["b'", "b\""].contains(&before);
    let is_line = before.ends_with('\n') && (after.is_empty() || after.starts_with(['\r', '\n']));
    match piece.split_once('=') {
        Some((name, value))
            if (is_in && (has_words || is_printed) || is_line)
                && is_token(name)
                && is_one(value) =>
        {
            Some(named(name, value))
        }
        _ if is_one(piece) => {
            let name = match is_in {
                true => name_of_printed(before).or_else(|| {
                    // Tornado's own quotes stand in a cell as well.
                    ['`', '"'].into_iter().find_map(|quote| {
                        name_in_row(before.strip_suffix(quote)?, after.strip_prefix(quote)?)
                    })
                })?,
                false => name_in_row(before, after)?,
            };
            Some(named(name, piece))
        }
        _ => None,
    }
}

/// What a printer or a program calls the text in quotes that follows: nothing where that
/// has no name. R prints `[1] "…"`, with `$name` on a line above, and ` chr "…"`; Node,
/// Ruby, PHP and curl, in what is no JSON, `name: '…'`, `:name=>"…"`, `["name"]=> string(9)
/// "…"` and `cookie name="…"`.
fn name_of_printed(before: &str) -> Option<&str> {
    let opened = before.strip_suffix(['"', '\'', '`'])?;
    let before = opened.trim_end_matches(' ');
    if let Some(above) = before.strip_suffix("[1]") {
        let line = above
            .trim_end()
            .rsplit_once('\n')
            .map_or(above.trim_end(), |it| it.1);
        return Some(line.strip_prefix('$').unwrap_or_default().trim_matches('`'));
    }
    if before.ends_with(" chr") || ["chr", "b"].contains(&before) {
        return Some("");
    }
    if let Some(name) = name_of_element(opened).or_else(|| name_in_tuple(before)) {
        return Some(name);
    }
    let before = without_type(before);
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let marks = [
        ("{", ":"),
        (",", ":"),
        ("\n", ":"),
        (":", "=>"),
        ("* Added cookie", "="),
        ("* Replaced cookie", "="),
        ("<SimpleCookie:", "="),
    ];
    let named = marks.iter().find_map(|(start, end)| {
        let named = before.strip_suffix(end)?;
        let above = named.trim_end_matches(is_of_name);
        let name = &named[above.len()..];
        let above = above.trim_end_matches(' ');
        // No pair of a header has a colon before its value.
        let is_first = above.is_empty() && *end == ":";
        (!name.is_empty() && (is_first || above.ends_with(start))).then_some(name)
    });
    let named = named.or_else(|| quoted_name(before));
    named.or_else(|| name_of_attribute(before)).or_else(|| {
        // What a variable is called is not what the cookie is called; without the space it
        // may be a cookie whose value has quotes.
        ["= ", "<- "]
            .iter()
            .any(|it| opened.ends_with(it))
            .then_some("")
    })
}

/// Without the type that PHP's `var_dump` writes before a text: `string(69)`.
fn without_type(before: &str) -> &str {
    let inner = before.strip_suffix(')').and_then(|it| it.rsplit_once('('));
    match inner {
        Some((above, length)) if length.bytes().all(|it| it.is_ascii_digit()) => above
            .strip_suffix("string")
            .map_or(before, |it| it.trim_end()),
        _ => before,
    }
}

/// The name on the line above, as R prints an element of a named vector: a space ends it.
fn name_of_element(before: &str) -> Option<&str> {
    let above = before.strip_suffix('\n')?.rsplit('\n').next()?;
    let name = above.strip_suffix(' ')?.trim_start_matches(' ');
    is_token(name).then_some(name)
}

/// The name in quotes before a value, as Python prints a pair: `('name', '…')`. Of what a
/// function is called with nobody knows what it is.
fn name_in_tuple(before: &str) -> Option<&str> {
    let named = before.strip_suffix(',')?;
    let quote = named.chars().next_back().filter(|it| "\"'".contains(*it))?;
    let (above, name) = named[..named.len() - 1].rsplit_once(quote)?;
    let around = above.strip_suffix('(')?;
    let is_call = around.ends_with(|c: char| c.is_alphanumeric() || c == '_');
    (!is_call && is_token(name)).then_some(name)
}

/// The name in quotes before a value, as Ruby and PHP print a map.
fn quoted_name(before: &str) -> Option<&str> {
    let named = ["]=>", "=>"]
        .iter()
        .find_map(|it| before.strip_suffix(it))?;
    let quote = named.chars().next_back().filter(|it| "\"'".contains(*it))?;
    let (_, name) = named[..named.len() - 1].rsplit_once(quote)?;
    is_token(name).then_some(name)
}

/// The attribute `name` of the tag in which the attribute `value` follows.
fn name_of_attribute(before: &str) -> Option<&str> {
    let (_, tag) = before.strip_suffix("value=")?.rsplit_once('<')?;
    let (_, named) = tag.rsplit_once("name=")?;
    let quote = named.chars().next().filter(|it| "\"'".contains(*it))?;
    named[1..].split(quote).next()
}

/// The name before a value that fills a cell of a table: of CSV, of Markdown, of a data
/// frame that R prints, or of what PHP's `print_r` prints.
fn name_in_row<'a>(before: &'a str, after: &str) -> Option<&'a str> {
    let line = before.rsplit('\n').next()?;
    let ends = |it: &str| after.trim_start_matches(' ').starts_with(it);
    let is_last = after.is_empty() || ends("\n") || ends("\r");
    let cell = line.trim_end_matches(' ');
    let name = if let Some(name) = cell.strip_suffix("] =>").filter(|_| is_last) {
        name.trim_start_matches(' ').strip_prefix('[')?
    } else if let Some(row) = cell.strip_suffix('|').filter(|_| ends("|")) {
        row.rsplit('|').next()?.trim_matches([' ', '`'])
    } else if let Some(row) = line.strip_suffix(',').filter(|_| is_last || ends(",")) {
        row.rsplit(',').next()?
    } else if line.ends_with(' ') && is_last && has_columns(before) {
        cell.rsplit(' ').next()?
    } else {
        return None;
    };
    is_token(name).then_some(name)
}

/// Whether a line above ends with the columns `name` and `value`.
fn has_columns(before: &str) -> bool {
    before.lines().any(|line| {
        let mut words = line.split_ascii_whitespace().rev();
        (words.next(), words.next()) == (Some("value"), Some("name"))
    })
}

/// Without the quotes round a value in a text that is printed in quotes itself.
fn without_inner_quotes(text: &str) -> Option<String> {
    let (_, inner) = text.split_once("=\\\"")?;
    inner.contains("\\\"").then(|| text.replace("\\\"", ""))
}

/// What mail writes in quoted-printable (RFC 2045, section 6.7): lines that end in `=`
/// continue, and bytes are `=` and two hex digits.
fn from_quoted_printable(text: &str) -> Option<String> {
    if !text.contains("=3D") {
        return None;
    }
    let joined = text.replace("=\r\n", "").replace("=\n", "");
    let mut parts = joined.trim_ascii_end().trim_end_matches('=').split('=');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let digits = part.get(..2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).ok()
}

/// What a page writes of marks that are its own.
fn from_html(text: &str) -> Option<String> {
    const MARKS: [(&str, &str); 12] = [
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#x2F;", "/"),
        ("&#43;", "+"),
        ("&#61;", "="),
        ("&#x3D;", "="),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    let undone = MARKS.iter().fold(text.to_owned(), |text, (mark, letter)| {
        text.replace(mark, letter)
    });
    (undone != text).then_some(undone)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUE: &str = "0123456789abcdef0123456789abcdef0123==";

    fn found(text: &str) -> Vec<(Option<String>, String)> {
        let known = |value: &str| value == VALUE;
        let found = read(text, &known).map(|it| it.found).unwrap_or_default();
        found
            .into_iter()
            .map(|it| (it.cookie.name, it.cookie.value))
            .collect()
    }

    #[test]
    fn a_cookie_is_taken_out_of_what_consoles_and_pages_print() {
        for (name, text) in [
            ("", "[1] \"V\""),
            ("", " chr \"V\""),
            ("s", "[1] \"s=V\""),
            ("s", "$s\n[1] \"V\"\n"),
            ("a.b", "$`a.b`\n[1] \"V\"\n"),
            ("s", "[Object: null prototype] {\n  s: 'V'\n}"),
            ("s", "{:s=>\"V\"}"),
            ("s", "level=info cookie=\"s=V\" path=/"),
            ("s", "Set-Cookie : {s=V; Path=/}"),
            ("s", "* Added cookie s=\"V\" for domain x"),
            ("s", "<SimpleCookie: s='V'>"),
            ("s", "[s=V]"),
            ("s", "b's=V'"),
            ("s", "[cookies]\ns=V\n"),
            ("s", "{\"s\"=>\"V\"}"),
            ("s", "array(1) {\n  [\"s\"]=>\n  string(39) \"V\"\n}\n"),
            ("s", "Array\n(\n    [s] => V\n)\n"),
            ("s", "<cookie path=\"/\" name=\"s\" value=\"V\"/>"),
            ("s", "name,value,domain\ns,V,localhost\n"),
            ("s", "s,V"),
            ("s", "| Name | Value |\n|---|---|\n| s | V |\n"),
            ("s", "| s | `V` |"),
            ("", "b'V'"),
            ("s", "s:\"V\","),
            ("s", "s: 'V'"),
            ("s", "ImmutableMultiDict([('s', 'V')])"),
            ("s", "[('a', 'b'), (\"s\", \"V\")]"),
            ("s", "         s \n\"V\" \n"),
            ("s", "[1] \"s=\\\"V\\\"\""),
            ("s", "  name value\n1    s V\n"),
            (
                "s",
                "  secure name value\n1  FALSE    a b\n2   TRUE    s V\n",
            ),
            (
                "s",
                "# A tibble: 1 \u{d7} 2\n  name  value\n  <chr> <chr>\n1 s     V\n",
            ),
            // What a variable is called is not what the cookie is called.
            ("", "s <- \"V\""),
            ("", "const s = 'V';"),
            ("s", "<td>&quot;s=V&quot;</td>"),
            (
                "s",
                "<code>s=0123456789abcdef0123456789abcdef0123&#61;=</code>",
            ),
            (
                "s",
                "s=3D0123456789abcde=\r\nf0123456789abcdef0123=3D=3D=\n",
            ),
        ] {
            let text = text.replace('V', VALUE);
            let name = (!name.is_empty()).then(|| name.to_owned());
            assert_eq!(found(&text), [(name, VALUE.to_owned())], "{text}");
        }
    }

    #[test]
    fn what_may_be_a_broken_cookie_is_no_text_around_one() {
        for text in [
            "V",
            "V,",
            "\"V",
            "Bearer V",
            "a V b",
            "x\nV\ny",
            "x,V y",
            "a b,V",
            "[s] => V)",
            "s => V",
            "\"V\"",
            "\"short\" a",
            "s=\"V\"",
            "a s\n\"V\"",
            "s\n\"V\"",
            "'s', 'V'",
            "set('s', 'V')",
            "1 s V",
            "value name\n1 s V",
            "name value\n1 s V x",
            "s=\\\"V",
        ] {
            assert_eq!(found(&text.replace('V', VALUE)), [], "{text}");
        }
    }

    #[test]
    fn any_text_is_read_to_its_end() {
        for text in [
            "",
            "=3D",
            "=3",
            "=3D=",
            "=3D=\u{e9}\u{e9}",
            "&amp;quot;",
            "$[1] \"",
            "\u{e9}\"'",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
