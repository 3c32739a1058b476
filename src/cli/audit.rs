//! `cookiekit audit`: no key lies open.

mod image;
mod report_file;
mod rules;
mod words;

use std::path::PathBuf;

use serde_json::Map;

use self::rules::Rules;
use self::words::{FailOn, Format};
use super::help;
use super::progress::ProgressLine;
use crate::audit::{self, Check, Finding, Report};
use crate::audit::{baseline, repair};
use crate::error::{Error, Result, counted, reason};
use crate::exit::Exit;
use crate::output::{Output, findings, human, json, sarif};
use crate::shell::shown;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::audit())]
pub struct Audit {
    /// Key files, and directories to search
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    rules: Rules,
    #[command(flatten)]
    result: ResultArguments,
    /// Audit only the staged files, as the next commit would have them
    ///
    /// These are the files of the index that differ from the last commit, not those
    /// of the work tree. No history is read. A pre-commit hook runs this.
    #[arg(long, conflicts_with_all = NOT_STAGED)]
    staged: bool,
    /// Fix what can be fixed by taking permissions away from others
    #[arg(long)]
    fix: bool,
    /// With --fix: show the commands, run none
    #[arg(long, requires = "fix")]
    dry_run: bool,
    /// List all checks
    #[arg(long, conflicts_with_all = ["paths", "explain", "fix"])]
    list_checks: bool,
    /// Explain a check: CK101 or others-can-read
    #[arg(long, value_name = "ID", value_parser = check, conflicts_with = "paths")]
    explain: Option<Known>,
}

// What is reported about it, and how it ends.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
#[command(next_help_heading = "Result")]
struct ResultArguments {
    /// How to print the findings
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// Exit with 1 for findings of this severity and above
    #[arg(long, value_name = "SEVERITY", default_value = "medium")]
    fail_on: FailOn,
    /// Exit with 4 if no key was found
    #[arg(long)]
    require_key: bool,
    /// Write the findings into this file instead of standard output
    ///
    /// It replaces the report of an earlier run, and no other file.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Leave a check out: CK101 or others-can-read; repeatable
    #[arg(long, value_name = "ID", value_parser = check)]
    ignore: Vec<Known>,
    /// Hide the findings that this file accepts
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Accept all findings: write them to this file
    ///
    /// It replaces an earlier baseline, and no other file.
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    write_baseline: Option<PathBuf>,
}

/// What is of no use for what is staged: it is about files of this machine.
const NOT_STAGED: [&str; 16] = [
    "paths",
    "fix",
    "list_checks",
    "explain",
    "owner",
    "reader",
    "allow_group",
    "allow_env",
    "max_key_age",
    "no_skip",
    "history_limit",
    "root",
    "compare",
    "require_key",
    "write_baseline",
    "dry_run",
];

/// What `--fix` did.
#[derive(Default)]
struct Mended {
    tried: usize,
    /// Files that are closed.
    done: usize,
    failed: usize,
}

impl Mended {
    /// A run that has closed files ends in no error that says that nothing was changed.
    fn is_told_of(&self, error: Error) -> Error {
        if self.done == 0 {
            return error;
        }
        let verb = if self.done == 1 { "is" } else { "are" };
        let files = counted(self.done, "file");
        Error::uncertain(format!("{files} {verb} closed now, but {}", error.message))
            .hint("run it again without --fix: it shows what is left to be done")
    }
}

/// A check that the catalogue has.
#[derive(Clone, Copy)]
struct Known(&'static Check);

fn check(text: &str) -> Result<Known> {
    audit::find(text)
        .map(Known)
        .ok_or_else(|| Error::could_not("no such check").hint("see: cookiekit audit --list-checks"))
}

impl Audit {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        if self.result.format == Format::Json {
            output.prefer_json();
        }
        if self.list_checks {
            let all: Vec<&Check> = audit::checks().collect();
            let fields = findings::checks_document(&all);
            return output.report(Exit::Yes, &findings::listed(), fields);
        }
        if let Some(Known(check)) = self.explain {
            let fields = findings::checks_document(&[check]);
            return output.report(Exit::Yes, &findings::explained(check), fields);
        }
        if output.style().json && self.result.format == Format::Sarif {
            return Err(
                Error::could_not("--json and --format sarif cannot be combined")
                    .hint("drop one of them"),
            );
        }
        if cfg!(windows) && self.fix {
            let why = "--fix is not applicable on Windows: nothing was changed";
            return Err(Error::could_not(why).hint("run the lines that the audit prints behind $"));
        }
        if let Some(path) = &self.result.output {
            report_file::refuse_others(path)?;
        }
        if let Some(path) = &self.result.write_baseline {
            baseline::refuse_others(path)?;
        }
        // Nothing is found in a folder that is gone, and that would look clean.
        std::env::current_dir().map_err(|error| {
            Error::could_not(format!(
                "could not look at the current folder: {}",
                reason(error)
            ))
            .hint("go to a folder that is there")
        })?;
        let report = self.look()?;
        if self.rules.allow_incomplete {
            self.refuse_missing(&report)?;
        }
        let mut mended = Mended::default();
        if self.fix {
            mended = self.mend(&report, output)?;
        }
        let told = match mended.tried {
            0 => self.tell(report, &mended, output),
            _ => self
                .look()
                .and_then(|after| self.tell(after, &mended, output)),
        };
        told.map_err(|error| mended.is_told_of(error))
    }

    /// Says what was found, in the end.
    fn tell(&self, mut report: Report, mended: &Mended, output: &mut Output) -> Result<Exit> {
        self.tell_places(&report, output);
        if let Some(path) = &self.result.write_baseline {
            let count = baseline::write(path, &report)?;
            output.note(&format!(
                "{} accepts {}",
                shown(path),
                counted(count, "finding")
            ));
            report.findings.retain(Finding::is_incomplete);
            report.accepted += count;
        }
        if let Some(path) = &self.result.baseline {
            let count = baseline::apply(path, &mut report)?;
            report.accepted += count;
            // The one check that is run here.
            let left_out: Vec<_> = self.left_out().collect();
            let is_told = |finding: &Finding| {
                // What is not staged is not gone.
                let may_be_gone = !self.staged || finding.check.id.id != baseline::STALE;
                may_be_gone && !left_out.contains(&finding.check.id.id)
            };
            report
                .findings
                .retain(|finding| finding.is_incomplete() || is_told(finding));
            let verb = if count == 1 { "is" } else { "are" };
            let count = counted(count, "finding");
            output.note(&format!("{count} {verb} accepted by {}", shown(path)));
        }
        let exit = match self.exit(&report) {
            // What was to be fixed and was not is no success, whatever is
            // there by now.
            Exit::Yes if mended.failed > 0 => Exit::CouldNot,
            exit => exit,
        };
        let printed = self.print(&report, exit, output);
        match &self.result.write_baseline {
            Some(path) => printed.map_err(|error| {
                let path = shown(path);
                error.hint(format!(
                    "{path} is written, and accepts what was not printed: run it again to see it"
                ))
            }),
            None => printed,
        }
    }

    /// A path that is not there may be spelt wrong, or a value for a flag that takes none:
    /// that is no part of a check that could not be completed.
    fn refuse_missing(&self, report: &Report) -> Result<()> {
        let is_missing = |path: &&PathBuf| report.is_missing(path);
        let mut named = self.paths.iter().chain(&self.rules.compare);
        match named.find(is_missing) {
            None => Ok(()),
            Some(path) => Err(Error::could_not(format!("{} does not exist", shown(path)))
                .hint("--allow-incomplete takes no value, and is not for a wrong PATH: name one that is there")),
        }
    }

    fn look(&self) -> Result<Report> {
        let mut policy = self.rules.policy()?;
        policy.left_out = self.left_out().collect();
        if self.staged {
            return audit::run_staged(policy);
        }
        let counter = ProgressLine::new();
        let report = audit::run(&self.paths, policy, &counter);
        counter.clear();
        Ok(report)
    }

    /// The checks that are not run, by their numbers.
    fn left_out(&self) -> impl Iterator<Item = &'static str> {
        self.result.ignore.iter().map(|Known(check)| check.id.id)
    }

    /// Shows the safe commands and runs them.
    fn mend(&self, report: &Report, output: &mut Output) -> Result<Mended> {
        let repairs = repair::safe(&report.findings);
        let policy = self.rules.policy()?;
        let mut mended = Mended::default();
        if repairs.is_empty() {
            output.note(match report.findings.iter().any(|it| it.fix.is_some()) {
                true => "--fix has nothing to close; the commands behind $ are yours to run",
                false => "nothing can be fixed without a decision",
            });
        }
        for (path, why) in repair::left(&report.findings) {
            output.note(&format!("left {} as it is: {why}", shown(path)));
        }
        for repair in &repairs {
            let command = repair.command;
            if self.dry_run {
                output.note(&format!("would run: {command}"));
                continue;
            }
            output.note(&format!("running: {command}"));
            mended.tried += 1;
            let left = repair.run(&policy).err().unwrap_or_default();
            mended.done += repair.count() - left.len();
            for (path, why) in left {
                output.warn(format!("not fixed: {}: {why}", shown(path)));
                mended.failed += 1;
            }
        }
        Ok(mended)
    }

    /// Without PATH, where the audit looked is reported.
    fn tell_places(&self, report: &Report, output: &mut Output) {
        let discovers = self.paths.is_empty() && self.rules.compare.is_empty() && !self.staged;
        for place in &report.looked_at {
            let line = match place.found {
                true => format!("looked at {} ({})", shown(&place.path), place.what),
                false => format!("nothing at {} ({})", shown(&place.path), place.what),
            };
            match discovers {
                true => output.note(&line),
                false => output.detail(&line),
            }
        }
        if cfg!(windows) {
            output.note(&audit::not_here());
        }
        for tree in &report.passed_over {
            output.note(&format!("skipped {}", shown(tree)));
        }
        if !report.excluded.is_empty() {
            let count = counted(report.excluded.len(), "path");
            output.note(&format!("left out {count} by --exclude"));
        }
        for path in &report.excluded {
            output.detail(&format!("left out {}", shown(path)));
        }
        for path in &report.digits {
            let path = shown(path);
            output.detail(&format!(
                "{path} is hex digits and nothing else, and nothing says that it is a key"
            ));
        }
        if let Some(line) = findings::not_read(report) {
            match report.not_read.too_large {
                0 => output.detail(&line),
                _ => output.note(&line),
            }
        }
        let unread = [findings::unsearched(report), findings::unpacked(report)];
        for line in unread.into_iter().flatten() {
            output.note(&line);
        }
        for package in &report.packages {
            let package = shown(package);
            output.detail(&format!(
                "{package} is an installed package, and no API's source"
            ));
        }
        for key in &report.examined {
            output.detail(key);
        }
    }

    fn exit(&self, report: &Report) -> Exit {
        if report.is_incomplete() && !self.rules.allow_incomplete {
            return Exit::Uncertain;
        }
        let is_found = match self.result.fail_on {
            FailOn::Nothing => false,
            FailOn::Severity(severity) => report.has_at_least(severity),
        };
        match is_found {
            true => Exit::No,
            false if self.result.require_key && report.has_no_key() => Exit::NoKey,
            false => Exit::Yes,
        }
    }

    fn print(&self, report: &Report, exit: Exit, output: &mut Output) -> Result<Exit> {
        if let Some(path) = &self.result.output {
            let text = match (output.style().json, self.result.format) {
                (true, _) => output.rendered(exit, findings::document(report)),
                (_, Format::Sarif) => sarif::render(report, exit),
                _ => findings::text(report, false, human::COLUMNS),
            };
            report_file::write(path, &text)?;
            output.note(&format!("the report is in {}", shown(path)));
            return Ok(exit);
        }
        if self.result.format == Format::Sarif {
            let text = sarif::render(report, exit);
            let text = match output.style().terminal {
                true => json::visible_line(&text),
                false => text,
            };
            return output.finish(exit, text.as_bytes(), Map::new());
        }
        let style = output.style();
        if style.json {
            return output.finish(exit, b"", findings::document(report));
        }
        let text = findings::text(report, style.color_out, style.columns);
        output.report(exit, &text, Map::new())
    }
}
