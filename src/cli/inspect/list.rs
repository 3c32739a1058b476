//! Several cookies of one capture.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::common::{self, Group};
use super::evidence::framework_of;
use super::judgement::REMOVED;
use super::look::Look;
use super::words::WordList;
use crate::capture::Capture;
use crate::encoding::visible;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::explain::remarks::Server;
use crate::frameworks::NamesTell;
use crate::keys::spec::Spec;
use crate::open::{self, Reading, UNPROTECTED, Unrecognised};
use crate::output::Output;
use crate::output::human::wrapped_at;
use crate::output::inspection::lint_document;
use crate::set_cookie::{Lint, lint_all};

/// Ends a run about several cookies: the worst of them decides the exit.
///
/// # Errors
/// When the result cannot be written.
pub fn finish(
    capture: &Capture,
    looks: Vec<Look>,
    places: &[Spec],
    list: Option<WordList>,
    output: &mut Output,
) -> Result<Exit> {
    let is_ours = |look: &Look| !is_foreign(look);
    let exit = match looks.iter().any(is_ours) {
        true => looks
            .iter()
            .filter(|it| is_ours(it) && !is_passed_over(it))
            .fold(Exit::Yes, |worst, look| worst.worst(look.exit())),
        // There is nothing that a key could open.
        false => Exit::No,
    };
    let together = of_hosts(&looks);
    let style = output.style();
    let mut text = format!("{}\n", summary(capture, &looks));
    for (index, look) in looks.iter().enumerate() {
        text.push('\n');
        let mut inspection = look.inspection();
        // The title has them.
        inspection
            .rows
            .retain(|(name, _)| !matches!(*name, "name" | "from"));
        if is_foreign(look) {
            inspection.verdict = foreign(look);
            inspection.tone = crate::output::inspection::Tone::Open;
            inspection.steps.clear();
        }
        text += &inspection.entry(index + 1, &title(look), style.columns, style.color_out);
    }
    for (host, lint) in &together {
        let (host, observed) = (visible(host), visible(&lint.observed));
        let found = format!("{host}: {} ({observed}): {}", lint.rule.say, lint.rule.why);
        let found = wrapped_at(style.columns, "", &found);
        text += &format!("\n{found}  fix: {}\n", lint.fix);
    }
    let keys = common::of(&looks, places);
    for group in &keys {
        text += &format!("\n{}", group.text(style.columns));
    }
    if capture.more > 0 {
        text += &format!("\n{} more are not listed\n", capture.more);
    }
    let documents: Vec<Value> = looks.iter().map(document).collect();
    let mut fields: Map<String, Value> = Map::new();
    fields.insert("source".into(), capture.kind.word().into());
    fields.insert("cookies".into(), documents.into());
    fields.insert("more".into(), json!(capture.more));
    let host_lint = |(host, lint): &(String, Lint)| {
        let mut document = lint_document(lint);
        document["host"] = host.as_str().into();
        document
    };
    fields.insert("lints".into(), together.iter().map(host_lint).collect());
    let documents = keys.iter().map(Group::document);
    fields.insert("no_common_key".into(), documents.collect());
    if let Some(list) = list {
        fields.insert("words".into(), list.document());
    }
    output.report(exit, &text, fields)
}

/// Whether it is genuine, and its server takes another that is here: that one decides.
fn is_passed_over(look: &Look) -> bool {
    look.not_taken() == Some(Server::DoesNotRead)
}

/// What is reported about a cookie that is none of ours.
fn foreign(look: &Look) -> String {
    if look.removes() {
        return look.verdict();
    }
    match open::recognise(look.found.cookie.input()) {
        Err(Unrecognised::Id(whose)) => open::stored(whose),
        Err(Unrecognised::Like(likeness)) => {
            format!(
                "not a cookie of a known format: it looks like {likeness}, which is not \
                certain"
            )
        }
        Err(Unrecognised::Chosen(choice)) => Error::from(Unrecognised::Chosen(choice)).message,
        Ok(read) => of_another_format(look, &read),
        _ => "not a cookie of a known format: nothing to open".to_owned(),
    }
}

/// What is reported about a cookie of another format than the one that was asked for.
fn of_another_format(look: &Look, read: &[Reading]) -> String {
    let names: Vec<&str> = read.iter().map(|it| it.format.name()).collect();
    let asked = match &look.again.format {
        Some(format) => format!("not {format}, which was asked for"),
        None => "not of the format that was asked for".to_owned(),
    };
    format!(
        "{asked}: it may be {}; without --format it is looked at as that",
        names.join(" or ")
    )
}

fn outcome_of_foreign(look: &Look) -> &'static str {
    match look.removes() {
        true => REMOVED,
        false => open::OF_OTHERS,
    }
}

/// Whether it is of no format that is known, and nothing says that it should
/// be of one.
fn is_foreign(look: &Look) -> bool {
    let name = look.found.cookie.name.as_deref().unwrap_or_default();
    if look.is_instead {
        return false;
    }
    let is_removal = look.found.cookie.value.is_empty();
    let by_name = framework_of(name);
    let is_ours_by_name =
        by_name.is_some_and(|it| it.names_tell == NamesTell::Surely) && !is_removal;
    look.known.is_none() && look.claim.is_none() && look.cut.is_none() && !is_ours_by_name
}

fn document(look: &Look) -> Value {
    let mut fields = look.document();
    if is_foreign(look) {
        for field in ["error", "hint", "to_do"] {
            fields.remove(field);
        }
        fields.insert("outcome".into(), outcome_of_foreign(look).into());
        fields.insert("verdict".into(), foreign(look).into());
    } else {
        fields.insert("exit".into(), look.exit().code().into());
    }
    Value::Object(fields)
}

fn title(look: &Look) -> String {
    let name = look.found.cookie.name.as_deref().unwrap_or("(no name)");
    match look.place() {
        Some(place) => format!("{name}, {place}"),
        None => name.to_owned(),
    }
}

/// Outcomes of the first line alone.
const OF_ITS_SERVER: &str = "genuine for its server";
const ONE_CHANGE: &str = "genuine with one change";
const REFUSED_TOGETHER: &str = "refused together";
const UNREAD: &str = "not read";

/// What it counts as in the first line: one that a key proves once something is changed
/// is not among the forged ones.
fn counted_as(look: &Look) -> &'static str {
    let is_open = matches!(look.outcome(), "forged" | "malformed") && !look.is_cut();
    match &look.claim {
        _ if look.not_taken() == Some(Server::RefusesTogether) => REFUSED_TOGETHER,
        _ if look.not_taken().is_some() => UNREAD,
        Some(claim) if is_open && claim.is_of_this() => {
            match claim.is_changed() || claim.server_takes_it == Some(false) {
                true => ONE_CHANGE,
                false => OF_ITS_SERVER,
            }
        }
        None if is_open && !look.fitting.is_empty() => ONE_CHANGE,
        _ => look.outcome(),
    }
}

/// `3 cookies in a HAR file: 1 valid, 1 forged, 1 of another kind`
fn summary(capture: &Capture, looks: &[Look]) -> String {
    const ORDER: [(&str, &str); 14] = [
        ("valid", "genuine and valid"),
        (OF_ITS_SERVER, "genuine for its server"),
        (ONE_CHANGE, "genuine with one change"),
        (
            REFUSED_TOGETHER,
            "genuine, but refused with what came with it",
        ),
        (UNREAD, "genuine, but not the one that the server takes"),
        ("weak", "under a key that anyone may have"),
        ("expired", "genuine, but expired"),
        ("forged", "forged or under another key"),
        ("malformed", "malformed"),
        ("refused", "refused"),
        (UNPROTECTED, "not encrypted and not signed"),
        ("unchecked", "not checked"),
        (REMOVED, "removed"),
        ("unknown", "of another kind"),
    ];
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for look in looks {
        let outcome = match is_foreign(look) {
            true => outcome_of_foreign(look),
            false => counted_as(look),
        };
        *counts.entry(outcome).or_default() += 1;
    }
    let counted = ORDER.iter().filter_map(|(outcome, words)| {
        let count = counts.get(outcome)?;
        Some(format!("{count} {words}"))
    });
    let counted: Vec<String> = counted.collect();
    format!(
        "{} cookies in {}: {}",
        looks.len(),
        capture.kind.with_article(),
        counted.join(", ")
    )
}

/// What is wrong with all cookies of each host together.
fn of_hosts(looks: &[Look]) -> Vec<(String, Lint)> {
    let mut hosts: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for look in looks {
        let cookie = &look.found.cookie;
        let host = look.found.origin.host.as_deref().unwrap_or("these cookies");
        let cookies = hosts.entry(host).or_default();
        let name = cookie.name.as_deref().unwrap_or_default();
        // A later value takes the place of an earlier one.
        cookies.retain(|(earlier, _)| *earlier != name);
        cookies.push((name, &cookie.value));
    }
    let lints = |(host, cookies): (&str, Vec<(&str, &str)>)| {
        let lints = lint_all(&cookies).into_iter();
        lints
            .map(move |lint| (host.to_owned(), lint))
            .collect::<Vec<_>>()
    };
    hosts.into_iter().flat_map(lints).collect()
}
