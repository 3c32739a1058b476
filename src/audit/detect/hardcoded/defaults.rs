//! Keys that a program takes where it is given no other: `get("NAME", default="…")`,
//! `NAME: string().default("…")`, `var("NAME").unwrap_or("…")`.

use super::back::{Back, is_name};
use super::calls::Place;
use super::context::Context;
use super::flow;
use super::values::Value;

/// What an argument is called that is one.
const ARGUMENTS: [&str; 4] = ["default", "default_value", "defaultValue", "fallback"];
/// Functions that are given one for what stands before them.
const SETTERS: [&str; 3] = ["default", "withDefault", "defaultTo"];
/// Functions that have one for what may not be there.
const INSTEAD: [&str; 7] = [
    "unwrap_or",
    "unwrap_or_else",
    "or",
    "orElse",
    "or_else",
    "getOrElse",
    "orElseGet",
];
/// Functions that look a setting up, and take one behind its name.
const GETTERS: [&str; 13] = [
    "fetch",
    "get",
    "getenv",
    "getEnv",
    "Getenv",
    "GetEnv",
    "get_env",
    "env",
    "config",
    "str",
    "string",
    "getOrDefault",
    "GetValue",
];
/// So many calls stand behind one another.
const MAX_CALLS: usize = 8;

impl<'a> Context<'a> {
    /// What an argument of this name, which ends there, is the default of.
    pub(super) fn defaulted(&self, name: &str, at: usize) -> Option<String> {
        if !self.language.wants_quotes() || !ARGUMENTS.contains(&name) {
            return None;
        }
        let mut back = Back {
            text: self.text,
            at: flow::bracket(self.text, at)?,
        };
        if self.text[back.at] == b'{' {
            // `str({ default: "…" })`
            back.white();
            if !back.take(b"(") {
                return None;
            }
        }
        let asked = flow::first_text(self.text, back.at);
        let told = asked.and_then(|asked| self.telling(asked, None));
        told.or_else(|| self.chained(back))
    }

    /// What a function, before which this stands, has its argument for.
    pub(super) fn stands_in(
        &self,
        function: &str,
        mut back: Back<'a>,
        place: Place,
    ) -> Option<String> {
        let (owner, last) = function.rsplit_once(['.', ':'])?;
        back.white();
        let is_of_a_call = owner.is_empty() && back.last() == Some(b')');
        match place {
            Place::First if SETTERS.contains(&last) && is_of_a_call => self.chained(back),
            Place::First if INSTEAD.contains(&last) => match is_of_a_call {
                true => self.instead(back).or_else(|| self.chained(back)),
                false => self.telling(owner.as_bytes(), None),
            },
            _ => None,
        }
    }

    /// What a function that looks a setting up, and before which this stands, gives its
    /// result to: a name, or a function that takes a key.
    pub(super) fn passed_on(&self, function: &str, back: Back<'a>) -> Option<String> {
        let last = function.rsplit(['.', ':']).next()?;
        if !GETTERS.contains(&last) {
            return None;
        }
        self.chained(back).or_else(|| {
            let value = Value {
                range: back.at..self.value.range.end,
                ..self.value.clone()
            };
            let value = &value;
            Context { value, ..*self }.linked(back, true)
        })
    }

    /// What the result of calls is given to: `NAME: z.string().min(32)`.
    fn chained(&self, mut back: Back<'a>) -> Option<String> {
        for _ in 0..MAX_CALLS {
            let part = back.take_while(is_name);
            while back.take(b"::") {
                back.take_while(is_name);
            }
            back.white();
            if part.starts_with(b".") && back.last().is_some_and(is_name) {
                // In the line before it.
                continue;
            }
            if !back.take(b")") {
                self.assignment(&mut back)?;
                back.white_before_name(self.language);
                return self.assigned(back, true);
            }
            back.at = flow::bracket(self.text, back.at)?;
        }
        None
    }
}
