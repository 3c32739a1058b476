//! What the guide `cookiekit help ci` gives to be copied, taken from there and run.

use crate::sandbox::Sandbox;

const GUIDE: &str = include_str!("../../src/cli/help/topics/ci.md");

/// The blocks of code below a heading.
fn blocks(heading: &str) -> Vec<&'static str> {
    let heading = format!("\n## {heading}\n");
    let (_, rest) = GUIDE.split_once(&heading).expect("the heading is there");
    let section = rest.split("\n##").next().unwrap();
    let parts = section.split("\n```").enumerate();
    let code = parts.filter(|(index, _)| index % 2 == 1);
    code.map(|(_, block)| block.split_once('\n').unwrap().1)
        .collect()
}

#[test]
fn the_commands_of_the_pipelines_pass_a_checkout_and_leave_what_is_collected() {
    for (heading, mark, collected) in [
        (
            "GitHub Actions, with the findings in code scanning",
            "- run: cookiekit ",
            "cookiekit.sarif",
        ),
        ("GitLab", "- cookiekit ", "cookiekit.json"),
    ] {
        let block = blocks(heading)[0];
        let line = block.lines().find_map(|it| it.trim().strip_prefix(mark));
        let command = format!("cookiekit {}", line.expect("the command is there"));
        assert!(block.matches(collected).count() == 2, "{block}");
        let sandbox = Sandbox::empty();
        sandbox.file("app/api.R", "pr_run(pr())\n", 0o644);
        sandbox.sh(&format!("cd app && {command}"));
        let written = sandbox.sh(&format!("cat app/{collected}"));
        serde_json::from_str::<serde_json::Value>(&written).unwrap();
        sandbox.file("app/api.R", "pr_cookie(pr(), \"mySecretHere\")\n", 0o644);
        sandbox.sh(&format!(
            "cd app && ! {command} && grep -q CK801 {collected}"
        ));
    }
}

/// A configuration that stops a commit with a key, of the guide and of the hooks that
/// the repository itself offers.
fn stops_a_commit_with_a_key(sandbox: &Sandbox, configuration: &str) {
    sandbox.file("app/.pre-commit-config.yaml", configuration, 0o644);
    sandbox.file("app/api.R", "pr_run(pr())\n", 0o644);
    sandbox.sh(
        "git init -q app && cd app && cookiekit audit --write-baseline .cookiekit-baseline.json .
         pre-commit install && git add . && git commit -qm first && test $(git rev-list --count HEAD) = 1",
    );
    sandbox.file("app/api.R", "pr_cookie(pr(), \"mySecretHere\")\n", 0o644);
    let said = sandbox.sh("cd app && git add . && ! git commit -qm second 2>&1");
    assert!(said.contains("no session key is staged"), "{said}");
    assert!(said.contains("CK801  is staged, and hands"), "{said}");
    assert_eq!(sandbox.sh("git -C app rev-list --count HEAD"), "1\n");
}

const GIT_NAMES: &str =
    "git config --global user.name a && git config --global user.email a@example.org";

#[test]
#[ignore = "needs pre-commit: tests/run"]
fn the_pre_commit_hook_of_the_guide_stops_a_commit_with_a_key() {
    let sandbox = Sandbox::empty();
    sandbox.sh(GIT_NAMES);
    stops_a_commit_with_a_key(&sandbox, blocks("pre-commit")[0]);
}

#[test]
#[ignore = "needs pre-commit: tests/run"]
fn the_pre_commit_hook_of_the_repository_stops_a_commit_with_a_key() {
    let sandbox = Sandbox::empty();
    sandbox.sh(GIT_NAMES);
    let hooks = include_str!("../../.pre-commit-hooks.yaml");
    sandbox.file("project/.pre-commit-hooks.yaml", hooks, 0o644);
    sandbox.sh(
        "git init -q project && cd project && git add . && git commit -qm hooks && git tag v0.1.0",
    );
    let project = sandbox.path("project").display().to_string();
    let configuration = format!(
        "repos:\n  - repo: {project}\n    rev: v0.1.0\n    hooks:\n      - id: cookiekit-staged\n        \
         args: [\"--baseline\", \".cookiekit-baseline.json\"]\n"
    );
    stops_a_commit_with_a_key(&sandbox, &configuration);
}

#[test]
#[ignore = "needs systemd: tests/run"]
fn systemd_takes_the_units() {
    let sandbox = Sandbox::empty();
    let program = sandbox.sh("command -v cookiekit");
    let units = blocks("Every night on a server");
    assert_eq!(units.len(), 2);
    for unit in units {
        let first = unit.lines().next().unwrap();
        let name = first.rsplit('/').next().unwrap();
        let unit = unit.replace("/usr/bin/cookiekit", program.trim());
        sandbox.file(&format!("units/{name}"), unit, 0o644);
    }
    let verify =
        "cd units && systemd-analyze verify ./cookiekit-audit.service ./cookiekit-audit.timer 2>&1";
    // It may have something to say of units of the machine.
    let said = sandbox.sh(verify);
    assert!(!said.contains("cookiekit"), "{said}");
    // The command is one that runs: it says where it looked.
    let line = "sed -n 's/^ExecStart=//p' units/cookiekit-audit.service";
    let said = sandbox.sh(&format!("$({line}) 2>&1 || true"));
    assert!(said.contains("note: nothing at /etc/rstudio/"), "{said}");
}
