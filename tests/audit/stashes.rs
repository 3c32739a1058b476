//! CK403: what was stashed, and what became of it.

use crate::KEY;
use crate::sandbox::Sandbox;

/// A repository in which a file with a key was stashed.
fn stashed(name: &str, content: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.sh(
        "mkdir app && cd app && git init -q && git config user.name a && git config user.email \
         a@b && echo one > kept && git add -A && git commit -qm one",
    );
    sandbox.file(&format!("app/{name}"), content, 0o600);
    sandbox.sh("cd app && git add -A && git stash -q");
    sandbox
}

#[test]
fn a_key_in_a_stash_is_said_to_be_there_and_in_no_branch_when_it_was_dropped() {
    let text = format!("COOKIE_KEY={KEY}\n");
    for (name, content, what) in [
        (".env", &*text, "has a key under COOKIE_KEY in "),
        ("cookie.key", KEY, "a key in "),
    ] {
        let sandbox = stashed(name, content);
        let finding = sandbox.finds("CK403", "critical", &["app"]);
        let observed = finding["observed"].as_str().unwrap();
        assert!(
            observed.contains(&format!("{what}what is stashed (commit ")),
            "{observed}"
        );
        let mend = finding["mend"].as_str().unwrap();
        assert!(
            mend.contains("(git stash show -p) before it is dropped"),
            "{mend}"
        );

        sandbox.sh("cd app && git stash drop -q");
        let finding = sandbox.finds("CK403", "critical", &["app"]);
        let observed = finding["observed"].as_str().unwrap();
        assert!(observed.contains(&format!("{what}commit ")), "{observed}");
        assert!(observed.ends_with(", which no branch has"), "{observed}");
        let mend = finding["mend"].as_str().unwrap();
        assert!(
            mend.contains("(git gc --prune=now)") && !mend.contains("stash show"),
            "{mend}"
        );
        sandbox.sh("cd app && git gc -q --prune=now");
        sandbox.passes("CK403", &["app"]);
    }
}

#[test]
fn a_key_that_is_here_and_was_stashed_is_in_no_history_that_others_have() {
    let sandbox = stashed("cookie.key", KEY);
    sandbox.sh("cd app && echo cookie.key > .git/info/exclude");
    sandbox.key("app/cookie.key", KEY);
    let observed = |sandbox: &Sandbox| {
        let finding = sandbox.finds("CK403", "critical", &["app"]);
        finding["observed"].as_str().unwrap().to_owned()
    };
    let told = observed(&sandbox);
    assert!(told.starts_with("is in what is stashed (commit "), "{told}");
    sandbox.sh("cd app && git stash drop -q");
    let told = observed(&sandbox);
    assert!(
        told.starts_with("is in commit ") && told.ends_with(", which no branch has"),
        "{told}"
    );
    sandbox.passes("CK402", &["app"]);
    // What a branch has is worse.
    sandbox.sh("cd app && git add -f cookie.key && git commit -qm two");
    let told = observed(&sandbox);
    assert!(
        told.starts_with("is in the history of this repository ("),
        "{told}"
    );
}
