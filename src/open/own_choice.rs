//! What an application may have chosen of a format and a cookie does not show: who has
//! the right key and another salt is no forger.

use super::read_by;
use crate::frameworks::{FORMATS, Format, Input, Kind, NO_PARAMS, Param, Params, Payload};

/// The parameters of a format that stand nowhere in its cookies, and were not given.
pub fn unseen(format: &dyn Format, given: &Params) -> Vec<&'static str> {
    let params = format.facts().params.iter();
    let params = params.filter(|it| it.kind == Kind::Unseen && given.text(it.name).is_none());
    params.map(|it| it.name).collect()
}

/// That the application may have chosen what a cookie does not show, and how to say so:
/// nothing where its format leaves it none.
pub fn may_be_chosen(format: &dyn Format, given: &Params) -> Option<String> {
    let names = unseen(format, given);
    let flags = flags_of(format, &names)?;
    Some(format!(
        "or, where the application chose its own {}, name it: {flags}",
        names.join(" and ")
    ))
}

/// The flags that name what a cookie does not show, with a place for each text.
fn unseen_flags(format: &dyn Format, given: &Params) -> Option<String> {
    flags_of(format, &unseen(format, given))
}

fn flags_of(format: &dyn Format, names: &[&str]) -> Option<String> {
    let params = names.iter().map(|it| format!(" --param {it}=TEXT"));
    let params: String = params.collect();
    (!params.is_empty()).then(|| format!("--format {}{params}", format.name()))
}

/// A format whose cookie a value is by its shape where one thing was chosen of it, as
/// another digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByChoice {
    /// The name of the format.
    pub format: &'static str,
    /// The name of the parameter.
    pub param: &'static str,
    /// What it is then.
    pub value: &'static str,
}

impl ByChoice {
    /// `digest=sha256`.
    pub fn text(&self) -> String {
        format!("{}={}", self.param, self.value)
    }

    /// What to add to a command.
    pub fn flags(&self) -> String {
        let format = crate::frameworks::find(self.format);
        let unseen = format.and_then(|it| unseen_flags(it, &NO_PARAMS));
        let named = format!("--format {}", self.format);
        let unseen = unseen.as_deref().and_then(|it| it.strip_prefix(&named));
        format!(
            "{named} --param {}{}",
            self.text(),
            unseen.unwrap_or_default()
        )
    }
}

/// The likeliest format that a value has the shape of where one of the words of one
/// parameter was chosen.
pub fn by_choice(cookie: Input) -> Option<ByChoice> {
    let mut formats = FORMATS.to_vec();
    formats.retain(|it| it.may_be_called(cookie.name));
    super::named_first(cookie.name, &mut formats, |it| *it);
    formats.into_iter().find_map(|it| choice_of(it, cookie))
}

/// The same of one format.
pub fn choice_of(format: &'static dyn Format, cookie: Input) -> Option<ByChoice> {
    let given = cookie.params;
    let is_word = |it: &&'static Param| matches!(it.kind, Kind::Word(_));
    let params = format.facts().params.iter().filter(is_word);
    let choices = params.flat_map(|param| {
        let values = param.others(given, &[]).into_iter();
        values.map(move |it| (param, it))
    });
    let fits = |params: &Params| {
        let anatomy = read_by(format, Input { params, ..cookie }).anatomy;
        // What nobody reads has any shape.
        anatomy.is_ok_and(|it| it.readable.is_some() && format.is_proven(&it))
    };
    // Text may be anything: what was read as more than that is likelier.
    let rank = |(param, value): &(&'static Param, &'static str)| {
        let params = given.with(param, value);
        fits(&params).then(|| format.payload(&params) == Payload::Text)
    };
    let choices = choices.filter_map(|it| Some((rank(&it)?, it)));
    let (_, (param, value)) = choices.min_by_key(|it| it.0)?;
    Some(ByChoice {
        format: format.name(),
        param: param.name,
        value,
    })
}
