//! The variables of the environment that a source takes its key from:
//! `pr_cookie(pr, Sys.getenv("NAME"))`, also through a variable or a pipe.

use std::ops::Range;

use super::super::KEYRING;
use super::{Helpers, before_pipe, key};
use crate::audit::detect::r_code::{Call, Shape, is_word, unquoted};

/// How many variables and functions are looked through for one key.
const MAX_DEPTH: usize = 4;

impl Helpers {
    /// The names of the variables, each with the function that gets its value as a key.
    pub fn asked(&self, code: &[u8], calls: &[Call]) -> Vec<(String, &'static str)> {
        let mut found = Vec::new();
        for call in calls.iter().filter(|call| call.function != KEYRING.0) {
            let (function, name) = key(call);
            let mut names = Vec::new();
            match call.argument(code, function.1, name) {
                Some(given) => self.names(code, &given.value, given.shape, 0, &mut names),
                None if function.1.first() == Some(&name) => {
                    if let Some(end) = before_pipe(code, call)
                        && let Some(number) = self.ends.get(&end)
                    {
                        let value = self.calls[*number].range.clone();
                        self.names(code, &value, Shape::Code, 0, &mut names);
                    }
                }
                None => {}
            }
            let names = names.into_iter().map(String::from_utf8_lossy);
            found.extend(names.map(|name| (name.into_owned(), function.0)));
        }
        found
    }

    /// Adds the variables of the environment that a value is.
    fn names<'c>(
        &self,
        code: &'c [u8],
        value: &Range<usize>,
        shape: Shape,
        depth: usize,
        found: &mut Vec<&'c [u8]>,
    ) {
        if depth == MAX_DEPTH {
            return;
        }
        if shape == Shape::Word {
            let set = self.assigned(&code[value.clone()]);
            for it in set.filter(|it| is_statement(code, it.value.start)) {
                self.names(code, &it.value, it.shape, depth + 1, found);
            }
            return;
        }
        let Some(call) = self.call(code, value) else {
            return;
        };
        match call.function {
            "Sys.getenv" => {
                let given = |name| call.argument(code, &["x", "unset", "names"], name);
                if let Some(name) = given("x").filter(|it| it.shape == Shape::Text) {
                    found.push(unquoted(&code[name.value.clone()]));
                }
                if let Some(unset) = given("unset") {
                    self.names(code, &unset.value, unset.shape, depth + 1, found);
                }
            }
            "hex2bin" | "charToRaw" | "trimws" | "as.character" => {
                if let Some(first) = call.arguments.first() {
                    self.names(code, &first.value, first.shape, depth + 1, found);
                }
            }
            _ => {}
        }
    }
}

/// Whether what is assigned is so by a statement, and is no argument of a call that has the
/// same name.
fn is_statement(code: &[u8], value: usize) -> bool {
    let before = code[..value].trim_ascii_end();
    let Some(before) = before.strip_suffix(b"=") else {
        return true;
    };
    let before = before.trim_ascii_end();
    let name = before.iter().rev().take_while(|it| is_word(**it)).count();
    let before = before[..before.len() - name].trim_ascii_end();
    !before.ends_with(b"(") && !before.ends_with(b",")
}
