//! How another command gets at the cookie that was looked at.

use crate::explain::Step;
use crate::shell;

/// The end of its line.
#[derive(Clone, Default)]
pub struct Again {
    /// The format that was named.
    pub format: Option<String>,
    /// What was chosen of it, each as NAME=VALUE.
    pub params: Vec<String>,
    /// The name, the time, and where the cookie comes from.
    pub rest: String,
}

impl Again {
    /// A step whose command has the cookie, read as it was except for what the step changes.
    pub fn whole(&self, step: &Step) -> Step {
        let mut step = step.clone();
        let with = step.with.take();
        if let Some(command) = step.command.as_mut().filter(|_| step.of_cookie) {
            step.of_cookie = false;
            let (format, params) = self.read_with(with);
            if let Some(format) = format {
                *command += &format!(" --format {}", word(&format));
            }
            for param in params {
                *command += &format!(" --param {}", word(&param));
            }
            command.push_str(&self.rest);
            if self.rest.ends_with(" -") {
                step.text += " (paste the cookie, then Enter and Ctrl-D)";
            }
        }
        step
    }

    fn read_with(&self, with: Option<(&str, Vec<String>)>) -> (Option<String>, Vec<String>) {
        let Some((format, chosen)) = with else {
            return (self.format.clone(), self.params.clone());
        };
        let name = |param: &str| param.split('=').next().unwrap_or_default().to_owned();
        let is_same = self.format.as_deref().is_none_or(|it| it == format);
        let kept = self
            .params
            .iter()
            .filter(|it| is_same && chosen.iter().all(|chosen| name(it) != name(chosen)));
        let params = kept.cloned().chain(chosen.clone()).collect();
        (Some(format.to_owned()), params)
    }
}

fn word(text: &str) -> String {
    shell::quoted(text.as_ref())
}
