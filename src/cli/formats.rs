//! `cookiekit formats`: which formats there are, and what is to be known of one.

use serde_json::{Map, Value, json};

use super::format_names::{format_names, format_of};
use super::help;
use crate::error::Result;
use crate::exit::Exit;
use crate::fields;
use crate::frameworks::{
    Expiry, FORMATS, Facts, Format, Generate, Kind, LineEnd, NameBinding, Param, Payload,
    Protection,
};
use crate::output::{Output, human};
use crate::time::DAY;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::FORMATS))]
pub struct Formats {
    /// The format to describe [default: a table of all]
    #[arg(value_name = "NAME", value_parser = format_names(|_| true))]
    name: Option<String>,
}

impl Formats {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        match self.name {
            Some(name) => {
                let format = format_of(&name);
                let columns = output.style().columns;
                let text = human::two_columns_at(columns, &rows(format.facts()));
                output.report(Exit::Yes, &text, document(format))
            }
            None => {
                let mut formats = FORMATS;
                formats.sort_by_key(|it| it.name());
                let rows: Vec<[String; 4]> = formats.iter().map(|it| row(it.facts())).collect();
                let all = formats.iter().map(|it| Value::Object(document(*it)));
                let fields = fields! { "formats" => all.collect::<Vec<_>>() };
                let text = table(&rows, output.style().columns);
                output.report(Exit::Yes, &text, fields)
            }
        }
    }
}

/// The table in so many columns: where its lines are longer, what stands behind a name is
/// wrapped.
fn table(rows: &[[String; 4]], columns: usize) -> String {
    let text = human::columns(rows);
    if text.lines().all(|line| line.chars().count() <= columns) {
        return text;
    }
    let row = |[name, facts @ ..]: &[String; 4]| (name.clone(), facts.join(", "));
    human::two_columns_at(columns, &rows.iter().map(row).collect::<Vec<_>>())
}

/// A line of the table, which fits a terminal of 80 columns.
fn row(facts: &Facts) -> [String; 4] {
    let protection = match facts.protection {
        Protection::Encrypted => "encrypted",
        Protection::Signed => "signed",
        Protection::ByKey => "by its key",
    };
    let expiry = match facts.expiry {
        Expiry::InPayload(_) => "may expire".to_owned(),
        Expiry::ByAge(None) => "by age".to_owned(),
        _ => expiry(facts),
    };
    [
        facts.name.to_owned(),
        facts.framework.name.to_owned(),
        protection.to_owned(),
        expiry,
    ]
}

/// What is to be known of one format.
fn rows(facts: &Facts) -> Vec<(String, String)> {
    let mut rows = vec![
        ("format", format!("{}: {}", facts.name, facts.about)),
        ("framework", facts.framework.name.to_owned()),
        ("protection", protection(facts).to_owned()),
        ("payload", payload(facts).to_owned()),
        ("expiry", expiry(facts)),
        ("cookie's name", binding(facts).to_owned()),
        ("key", facts.key.about.to_owned()),
        ("", facts.key.list.to_owned()),
        ("", line_end(facts).to_owned()),
        ("new key", new_key(facts)),
        (
            "",
            format!("cookiekit keygen --for {} --out PATH", facts.name),
        ),
    ];
    let framework = facts.framework;
    for (label, names) in [
        ("usual names", framework.cookie_names),
        ("key's names", framework.key_names),
        ("key's places", framework.key_places),
    ] {
        if !names.is_empty() {
            rows.push((label, names.join(", ")));
        }
    }
    for (index, caution) in facts.cautions.iter().enumerate() {
        rows.push((
            if index == 0 { "beware" } else { "" },
            (*caution).to_owned(),
        ));
    }
    for (index, param) in facts.params.iter().enumerate() {
        let text = format!(
            "{}={}  {} [default: {}]",
            param.name,
            values(param),
            param.about,
            param.default
        );
        rows.push((if index == 0 { "--param" } else { "" }, text));
    }
    let rows = rows.into_iter();
    rows.map(|(label, text)| (label.to_owned(), text)).collect()
}

fn document(format: &dyn Format) -> Map<String, Value> {
    let facts = format.facts();
    let param = |param: &Param| {
        json!({
            "name": param.name,
            "about": param.about,
            "values": values(param),
            "default": param.default,
        })
    };
    fields! {
        "name" => facts.name,
        "about" => facts.about,
        "framework" => facts.framework.name,
        "protection" => match facts.protection {
            Protection::Encrypted => "encrypted",
            Protection::Signed => "signed",
            Protection::ByKey => "by-key",
        },
        "payload" => match facts.payload {
            Payload::Json => "json",
            Payload::Text => "text",
            Payload::Bytes => "bytes",
        },
        "expiry" => match facts.expiry {
            Expiry::Never => "never",
            Expiry::Optional | Expiry::InPayload(_) => "optional",
            Expiry::Required => "required",
            Expiry::ByAge(_) => "by-age",
        },
        "max_age_seconds" => match facts.expiry {
            Expiry::ByAge(seconds) => seconds,
            _ => None,
        },
        "bound_to_name" => facts.name_binding == NameBinding::Bound,
        "key" => facts.key.about,
        "keys" => facts.key.list,
        "line_end_is_key" => facts.key.line_end == LineEnd::Kept,
        "new_key_bits" => facts.key.generate.bits(),
        "cookie_names" => facts.framework.cookie_names,
        "key_names" => facts.framework.key_names,
        "key_places" => facts.framework.key_places,
        "cautions" => facts.cautions,
        "params" => facts.params.iter().map(param).collect::<Vec<_>>(),
    }
}

fn protection(facts: &Facts) -> &'static str {
    match facts.protection {
        Protection::Encrypted => "encrypted",
        Protection::Signed => "signed",
        Protection::ByKey => "signed, or encrypted, as its key has it",
    }
}

fn payload(facts: &Facts) -> &'static str {
    match facts.payload {
        Payload::Json => "JSON",
        Payload::Text => "text",
        Payload::Bytes => "whatever the application puts into it",
    }
}

fn expiry(facts: &Facts) -> String {
    match facts.expiry {
        Expiry::Never => "never expires".to_owned(),
        Expiry::Optional => "may expire".to_owned(),
        Expiry::InPayload(field) => format!("may expire, by its payload's {field}"),
        Expiry::Required => "expires".to_owned(),
        Expiry::ByAge(None) => "by age, if the reader asks".to_owned(),
        Expiry::ByAge(Some(seconds)) => match seconds / DAY {
            0 => format!("by age: {seconds} s"),
            days => format!("by age: {days} d"),
        },
    }
}

fn binding(facts: &Facts) -> &'static str {
    match facts.name_binding {
        NameBinding::Bound => "bound to it: the value opens under its own name only",
        NameBinding::Unbound => "not bound to it: the value passes under any name",
    }
}

fn line_end(facts: &Facts) -> &'static str {
    match facts.key.line_end {
        LineEnd::Kept => "a line end at the end of the file is a part of the key",
        LineEnd::Dropped | LineEnd::Trimmed => {
            "a line end at the end of a key file is not a part of the key"
        }
    }
}

fn new_key(facts: &Facts) -> String {
    match facts.key.generate {
        Generate::Hex(strength) => format!("{} hex digits", 2 * strength.bytes()),
        Generate::Base64("", bytes) => format!("{bytes} bytes in base64"),
        Generate::Base64(before, bytes) => format!("{before}, and {bytes} bytes in base64"),
        Generate::Base64UrlPadded(bytes) => {
            format!("{bytes} bytes in base64url, with its padding")
        }
        Generate::Base64Url(bytes) => {
            format!(
                "{} letters, which are {bytes} bytes in base64url",
                bytes * 4 / 3
            )
        }
        Generate::Paserk(before) => format!("{before} and 32 bytes in base64url"),
        Generate::HashAndBlock => "a pair of a hash key and a block key".to_owned(),
        // No format has it: a rotation makes one that is spelled as the old one.
        Generate::Base64OfEither(bytes, _) => format!("{bytes} bytes in base64"),
    }
}

fn values(param: &Param) -> String {
    match param.kind {
        Kind::Text | Kind::Unseen => "TEXT".to_owned(),
        Kind::Texts => "TEXT,TEXT".to_owned(),
        Kind::Word(words) => words.join("|"),
        Kind::Words(words) => words.join(","),
        Kind::Duration => "DURATION|none".to_owned(),
        Kind::Days => "DAYS".to_owned(),
        Kind::Number => "NUMBER".to_owned(),
        Kind::Switch => "true|false".to_owned(),
    }
}
