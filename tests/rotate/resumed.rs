//! A rotation that stopped half-way: each printed step can be run again, and what is
//! printed next is right for the state that there is.

use crate::place::{ONE, Place, THREE, TWO, fingerprint};
use crate::plan::{MACHINES, OF_ONE_KEY, by_slots};

/// The commands of a plan, before the way back and in it.
fn commands(plan: &str) -> [Vec<&str>; 2] {
    let (steps, back) = plan.split_once("# The way back").expect("a way back");
    [steps, back].map(|text| {
        let is_command =
            |it: &&str| !it.starts_with('#') && !it.is_empty() && !it.contains("if it");
        text.lines().filter(is_command).collect()
    })
}

fn plan_of<'a>(format: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let plan = ["rotate", "plan", "--for", format, "--key", "k"];
    [&plan[..], &["--restart", "restart"], more].concat()
}

#[test]
fn every_step_of_a_plan_can_be_pasted_twice() {
    let formats = by_slots();
    let formats = formats.iter().map(String::as_str).take(3);
    for format in formats.chain(OF_ONE_KEY).chain(["plumber"]) {
        for nodes in [&["--node", "b"][..], &[]] {
            let place = Place::new();
            place
                .run(&["keygen", "-q", "--for", format, "--out", "k"])
                .done();
            let old = place.read("k");
            let plan = place.run(&plan_of(format, nodes));
            let [steps, back] = commands(plan.done());
            let twice = |lines: &[&str]| {
                let lines = lines.iter().map(|it| format!("{it}\n{it}\n"));
                lines.collect::<String>()
            };
            let here = "test $(ls k.retired-* | wc -l) = 1; test ! -e k.next\n";
            let script = format!(
                "set -eu{MACHINES}{}{here}cp k new\n{}{here}",
                twice(&steps),
                twice(&back)
            );
            let ended = place.shell(&script);
            assert!(ended.status.success(), "{format}: {ended:?}\n{script}");
            assert_eq!(place.read("k"), old, "{format}");
            assert_ne!(place.read("new"), old, "{format}");
        }
    }
}

/// It stopped behind each of its commands, and is printed again: what is printed then
/// ends it, in a shell that knows nothing of the first one.
#[test]
fn a_plan_that_stopped_anywhere_ends_with_the_one_that_is_printed_then() {
    for format in ["flask", "plumber", "iron"] {
        for stopped in 1..20 {
            let place = Place::new();
            place
                .run(&["keygen", "-q", "--for", format, "--out", "k"])
                .done();
            let old = place.read("k");
            let arguments = plan_of(format, &["--node", "b"]);
            let plan = place.run(&arguments);
            let [steps, _] = commands(plan.done());
            if stopped > steps.len() {
                break;
            }
            let script = format!("set -eu{MACHINES}{}\n", steps[..stopped].join("\n"));
            let ended = place.shell(&script);
            assert!(ended.status.success(), "{format}: {ended:?}\n{script}");
            let again = place.run(&arguments);
            let [steps, _] = commands(again.done());
            // The state of a node that has not begun is known by its exit status.
            let steps = steps.iter().map(|it| match it.contains("rotate status") {
                true => format!("{it} || true"),
                false => (*it).to_owned(),
            });
            let steps = steps.collect::<Vec<_>>().join("\n");
            let end = "cmp running/k running/b/k; cmp k running/k; test ! -e k.next";
            let script = format!("set -eu\nPATH=$PWD/bin:$PATH\n{steps}\n{end}\n");
            let ended = place.shell(&script);
            assert!(
                ended.status.success(),
                "{format}, {stopped}: {ended:?}\n{script}"
            );
            assert_ne!(place.read("k"), old, "{format}, {stopped}");
            let retired = place.names();
            let retired = retired.iter().filter(|it| it.starts_with("k.retired-"));
            assert_eq!(retired.count(), 1, "{format}, {stopped}");
        }
    }
}

#[test]
fn a_plan_says_how_far_its_rotation_is_on_this_machine() {
    let place = Place::with_key(ONE);
    place.write("other", TWO);
    let plan = |more: &[&str]| {
        let said = place.run(&plan_of("flask", more));
        said.done().replace("\n# ", " ").replace("   ", "")
    };
    let (one, two) = (fingerprint(ONE), fingerprint(TWO));
    assert!(!plan(&[]).contains("under way"));
    place
        .run(&["rotate", "stage", "--key", "k", "--from", "other"])
        .done();
    let staged = plan(&["--node", "b"]);
    let is = format!(
        "A rotation is under way: on this machine its new key {two} is staged, and not promoted. \
         What the other nodes have is not known here: see it on each with `cookiekit rotate \
         status --key k`."
    );
    assert!(staged.contains(&is), "{staged}");
    // Also where nobody asked for it.
    let another = plan(&["--another"]);
    assert!(another.contains("is staged, and not promoted"), "{another}");
    let long_ago = "2026-01-01T00:00:00Z";
    let promote = ["rotate", "promote", "--key", "k", "--to", &two];
    place.run(&promote).done();
    let promoted = plan(&[]);
    let is = format!("on this machine {two} took the place of {one} at ");
    assert!(promoted.contains(&is), "{promoted}");
    let back = format!("\ncookiekit rotate rollback --key k --to {one} && restart");
    assert!(promoted.trim_end().ends_with(&back), "{promoted}");
    assert!(!promoted.contains("rotate stage"), "{promoted}");
    let json = place.run(&plan_of("flask", &["--json"])).json();
    assert_eq!(json["new"], two);
    let status = place.run(&["rotate", "status", "--key", "k"]);
    assert_eq!(
        (status.code, &*status.stderr),
        (
            0,
            "note: a key was retired lately; if other nodes are to follow, see the steps that \
             remain: cookiekit rotate plan --key k --for FORMAT\n"
        )
    );
    // Another one is planned for when it is asked for, and when cookies of the old key
    // are over.
    let begins = format!("rotate stage --key k --for flask --after {two}");
    assert!(plan(&["--another"]).contains(&begins));
    let place = Place::with_key(ONE);
    place
        .run(&["rotate", "--key", "k", "--now", long_ago])
        .done();
    let said = place.run(&plan_of("flask", &[]));
    assert!(!said.done().contains("under way"), "{said:?}");
    let long = plan_of("flask", &["--max-lifetime", "3650d"]);
    assert!(place.run(&long).done().contains("under way"));
    assert_eq!(
        place.run(&["rotate", "status", "--key", "k"]).stderr,
        "",
        "nobody waits for it"
    );
}

#[test]
fn a_step_that_names_its_key_changes_nothing_where_it_is_done() {
    let place = Place::with_key(ONE);
    place.write("other", TWO);
    let (one, two, three) = (fingerprint(ONE), fingerprint(TWO), fingerprint(THREE));
    let run = |words: &[&str]| place.run(&[&["rotate"], words, &["--key", "k"]].concat());
    let done = format!("note: that is done: {two} is the primary of k already\n");
    run(&["stage", "--from", "other"]).done();
    let staged = "note: that key is staged at k.next already\n";
    run(&["stage", "--after", &one]).exactly(0, &format!("{two}\n"), staged);
    let before = place.names();
    run(&["promote", "--to", &three]).exactly(
        2,
        "",
        &format!(
            "cookiekit: another key is staged at k ({two}) than the one that is named ({three})\n\
             hint: see on every node which one it has: cookiekit rotate status --key k\n"
        ),
    );
    run(&["--after", &two]).exactly(
        2,
        "",
        &format!(
            "cookiekit: the primary key of k is {one}: it is not {two}, and did not take its \
             place\nhint: see the slots: cookiekit rotate status --key k\n"
        ),
    );
    for nothing in ["", "1a2b", "--"] {
        let said = run(&["promote", &format!("--to={nothing}")]);
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.stderr.contains("not a fingerprint"), "{said:?}");
    }
    assert_eq!((place.names(), place.read("k")), (before, ONE.to_owned()));
    run(&["promote", "--to", &two.to_uppercase()]).done();
    let before = place.names();
    for step in [
        &["promote", "--to", &two][..],
        &["--after", &one],
        &["stage", "--after", &one],
        &["stage", "--from", "other"],
        &["rollback", "--to", &two],
    ] {
        run(step).exactly(0, &format!("{two}\n"), &done);
    }
    let json = run(&["promote", "--to", &two, "--json"]).json();
    assert_eq!(
        (&json["exit"], &json["fingerprint"]),
        (&0.into(), &two.into())
    );
    run(&["promote", "--to", &one]).exactly(
        2,
        "",
        &format!(
            "cookiekit: that key is retired at k, and not staged\n\
             hint: to go back to it: cookiekit rotate rollback --key k --to {one}\n"
        ),
    );
    run(&["promote", "--to", &three]).exactly(
        2,
        "",
        "cookiekit: that key is neither staged at k nor its primary\n\
         hint: see the slots: cookiekit rotate status --key k; bring the key here from a node \
         that has it: cookiekit rotate stage --from SPEC --key k\n",
    );
    assert_eq!((place.names(), place.read("k")), (before, TWO.to_owned()));
}

/// A value that Workbench encrypted stops a promotion, and not the word that there is
/// none to make.
#[test]
fn a_promotion_that_is_done_is_not_stopped_by_values() {
    let place = Place::with_key(&ONE[..32]);
    std::fs::create_dir(place.path("rstudio")).expect("a folder");
    place.write(
        "rstudio/database.conf",
        "password=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
    );
    let now = fingerprint(&ONE[..32]);
    let promote = ["rotate", "promote", "--key", "k", "--to", &now];
    place.run(&promote).exactly(
        0,
        &format!("{now}\n"),
        &format!("note: that is done: {now} is the primary of k already\n"),
    );
}

/// In each state, what each step says that it refuses: the hint is pasted, and works.
#[test]
fn the_hint_of_each_step_is_the_next_right_one_in_each_state() {
    let retired = |text: &str, day: &str| {
        format!("k.retired-202601{day}T000000Z-{}", &fingerprint(text)[..8])
    };
    let next = ("k.next".to_owned(), TWO);
    let old = (retired(THREE, "01"), THREE);
    let four = "4e5f6a7b8c9d0e1f4fc1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d";
    let older = (retired(four, "02"), four);
    let two = fingerprint(TWO);
    let status = "cookiekit rotate status --key k".to_owned();
    let promote = format!("cookiekit rotate promote --key k --to {two}");
    // What is there beside the primary; the step; the command of its hint, if it is
    // refused.
    let none: Option<String> = None;
    for (beside, step, hint) in [
        (&[][..], "stage", none.clone()),
        (
            &[],
            "promote",
            Some("cookiekit rotate stage --key k".into()),
        ),
        (&[], "rollback", Some(status.clone())),
        (&[], "retire", none.clone()),
        (&[], "", none.clone()),
        (&[&next], "stage", Some(promote.clone())),
        (&[&next], "promote", none.clone()),
        (&[&next], "rollback", Some(status.clone())),
        (&[&next], "retire", none.clone()),
        (&[&next], "", Some(promote.clone())),
        (&[&old], "stage", none.clone()),
        (&[&old], "promote", Some(status.clone())),
        (&[&old], "rollback", none.clone()),
        (&[&old], "retire", none.clone()),
        (&[&next, &old], "stage", Some(promote.clone())),
        (&[&next, &old], "promote", none.clone()),
        (&[&next, &old], "rollback", none.clone()),
        (&[&next, &old], "", Some(promote.clone())),
        (&[&old, &older], "stage", none.clone()),
        (&[&old, &older], "promote", Some(status.clone())),
        (&[&old, &older], "rollback", none.clone()),
        (&[&old, &older], "retire", none.clone()),
    ] {
        let place = Place::with_key(ONE);
        let beside: &[&(String, &str)] = beside;
        for (name, text) in beside {
            place.write(name, text);
        }
        let older = ["--older-than", "9999d"];
        let words: Vec<&str> = ["rotate", step, "--key", "k"]
            .into_iter()
            .filter(|it| !it.is_empty())
            .chain(older.into_iter().filter(|_| step == "retire"))
            .collect();
        let before = place.names();
        let said = place.run(&words);
        let names: Vec<&String> = beside.iter().map(|(name, _)| name).collect();
        let Some(hint) = hint else {
            assert_eq!(said.code, 0, "{step} beside {names:?}: {said:?}");
            continue;
        };
        assert_eq!(said.code, 2, "{step} beside {names:?}: {said:?}");
        let (_, given) = said.stderr.split_once("\nhint: ").expect("a hint");
        assert!(given.contains(&hint), "{step} beside {names:?}: {given}");
        assert_eq!(place.names(), before);
        // `status` answers with 1 that one is half done.
        let ended = place.shell(&hint);
        let is_answer = hint == status && ended.status.code() == Some(1);
        assert!(ended.status.success() || is_answer, "{hint}: {ended:?}");
    }
    // No key at all: nothing is made by a step.
    for step in ["stage", "promote", "rollback", ""] {
        let place = Place::new();
        let words = ["rotate", step, "--key", "k"];
        let words: Vec<&str> = words.into_iter().filter(|it| !it.is_empty()).collect();
        assert_eq!(place.run(&words).code, 4);
        assert_eq!(place.names(), [""; 0]);
    }
}

#[test]
fn a_staged_key_that_cannot_be_used_is_not_proposed_for_promotion() {
    let place = Place::with_key(ONE);
    place.write("k.next", "");
    place.run(&["rotate", "stage", "--key", "k"]).exactly(
        2,
        "",
        "cookiekit: a key is staged at k already\n\
         hint: it cannot be used; see why: cookiekit rotate status --key k (`key delete` of k.next \
         is for a key that no node has: what it sealed opens no more)\n",
    );
}

#[test]
fn a_retired_key_that_cannot_be_used_ends_status_with_one() {
    let place = Place::with_key(ONE);
    let kept = format!("k.retired-20260101T000000Z-{}", &fingerprint(TWO)[..8]);
    place.write(&kept, "");
    let said = place.run(&["rotate", "status", "--key", "k"]);
    assert_eq!(said.code, 1, "{said:?}");
    let error = "cookiekit: the key retired at 2026-01-01T00:00:00Z cannot be used: ";
    assert!(said.stderr.contains(error), "{said:?}");
    assert!(said.stdout.contains("not readable"), "{said:?}");
    let json = place.run(&["rotate", "status", "--key", "k", "--json"]);
    assert_eq!((json.code, &json.json()["exit"]), (1, &1.into()));
}

/// `rotate` refuses it, so no commands are printed for it.
#[test]
fn no_plan_is_printed_for_what_is_not_rotated() {
    for kind in ["a link", "two names"] {
        let place = Place::with_key(ONE);
        match kind {
            "a link" => std::os::unix::fs::symlink("k", place.path("link")).unwrap(),
            _ => std::fs::hard_link(place.path("k"), place.path("link")).unwrap(),
        }
        let rotated = place.run(&["rotate", "--key", "link"]);
        let planned = place.run(&["rotate", "plan", "--for", "flask", "--key", "link"]);
        assert_eq!(planned.code, rotated.code, "{planned:?}");
        assert_eq!(rotated.code == 0, kind != "a link", "{rotated:?}");
        if rotated.code != 0 {
            assert_eq!(planned.stderr, rotated.stderr);
            assert_eq!(planned.stdout, "");
        }
    }
}

#[test]
fn a_key_is_never_listed_or_deleted_for_a_variable() {
    let place = Place::with_key(ONE);
    let variable = [("COOKIEKIT_KEY", "k")];
    let said = place.run_with(&["key", "delete", "--yes"], &variable);
    assert_eq!((said.code, &*said.stdout), (2, ""), "{said:?}");
    assert!(said.stderr.contains("--key"), "{said:?}");
    assert_eq!(place.names(), ["k"]);
    let listed = place.run_with(&["key", "list"], &variable);
    assert!(!listed.stdout.contains(&fingerprint(ONE)), "{listed:?}");
    for (command, word) in [
        ("list", "every entry of the keyring"),
        ("delete", "must be given"),
    ] {
        let help = place.run(&["key", command, "--help"]);
        let help = help.done().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains(word), "{help}");
        assert!(help.contains("$COOKIEKIT_KEY is not read"), "{help}");
    }
}

/// After a rollback nothing is under way: the key that was given up is not the new one.
#[test]
fn a_rotation_that_was_undone_is_not_under_way() {
    for (format, nodes) in [
        ("flask", &["--node", "b"][..]),
        ("workbench", &[]),
        ("iron", &[]),
    ] {
        let place = Place::new();
        place
            .run(&["keygen", "-q", "--for", format, "--out", "k"])
            .done();
        let old = fingerprint(&place.read("k"));
        place.run(&["rotate", "-q", "--key", "k"]).done();
        let new = fingerprint(&place.read("k"));
        let plan = place.run(&plan_of(format, nodes));
        assert!(
            plan.done().contains("A rotation is under way"),
            "{}",
            plan.done()
        );
        place
            .run(&["rotate", "rollback", "-q", "--key", "k"])
            .done();
        let plan = place.run(&plan_of(format, nodes));
        let text = plan.done();
        assert!(!text.contains("is under way"), "{text}");
        let told = text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace("# ", "");
        let undone = format!("its key {new} is retired. These are the steps of another one.");
        assert!(told.contains(&undone), "{text}");
        // Its steps are those of a new rotation, and its way back leads to the old key.
        assert!(text.contains(&format!("--after {old}")), "{text}");
        assert!(!text.contains(&format!("--to {new}")), "{text}");
        let status = place.run(&["rotate", "status", "--key", "k"]);
        assert!(
            !status.stderr.contains("was retired lately"),
            "{}",
            status.stderr
        );
    }
}
