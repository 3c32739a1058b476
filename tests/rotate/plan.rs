//! plan: the runbook for one very key, and that it can be pasted.

use std::process::Command;

use crate::place::{ONE, Place, fingerprint};

#[test]
fn a_plan_is_a_script_with_this_keys_paths() {
    let place = Place::with_key(ONE);
    let said = place.run(&[
        "rotate", "plan", "--for", "plumber", "--key", "k", "--node", "b",
    ]);
    let plan = said.done();
    assert!(plan.starts_with(&format!(
        "# rotate the plumber key k, now {}",
        fingerprint(ONE)
    )));
    for command in [
        "fp=$(cookiekit rotate stage --key k --for plumber) && echo \"staged $fp\"",
        "cookiekit key show --key k.next | ssh b 'cookiekit rotate stage --key k --for plumber --from -'",
        "ssh b 'cookiekit key fingerprint --key k.next --expect'\" $fp\"",
        "cookiekit rotate promote --key k && systemctl restart plumber",
        "ssh b 'cookiekit rotate promote --key k && systemctl restart plumber'",
        "cookiekit rotate retire --key k --older-than 30d --max-lifetime 30d",
        "cookiekit rotate rollback --key k && systemctl restart plumber",
    ] {
        assert!(
            plan.lines().any(|line| line == command),
            "{command}\n{plan}"
        );
    }
    assert!(
        plan.lines()
            .all(|line| line.len() < 80 || !line.starts_with('#'))
    );
    parses(plan);
}

#[test]
fn a_plan_for_one_node_has_one_command_for_the_rotation() {
    let place = Place::with_key(ONE);
    let said = place.run(&["rotate", "plan", "--for", "plumber", "--key", "k"]);
    let command = "fp=$(cookiekit rotate --key k --for plumber) && systemctl restart plumber";
    assert!(said.done().lines().any(|line| line == command), "{said:?}");
}

#[test]
fn a_plan_for_workbench_names_what_breaks_and_how_to_check() {
    let place = Place::with_key(&ONE[..32]);
    std::fs::create_dir(place.path("rstudio")).expect("a folder");
    place.write("rstudio/rserver.conf", "www-port=8787\n");
    place.write(
        "rstudio/database.conf",
        "# the database\npassword=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
    );
    let said = place.run(&[
        "rotate",
        "plan",
        "--for",
        "workbench",
        "--key",
        "k",
        "--node",
        "b",
    ]);
    let plan = said.done();
    let file = place.path("rstudio/database.conf").display().to_string();
    for text in [
        "everyone must sign in again",
        "all nodes need the same bytes",
        "it breaks",
        "rstudio-server encrypt-password #",
        "\ncookiekit rotate promote --key k --i-have-read-the-plan\n",
        "\nssh b 'cookiekit rotate promote --key k --i-have-read-the-plan'\n",
        "Secure key hash: ($crc)",
        "\ncookiekit rotate rollback --key k\n",
    ] {
        assert!(plan.contains(text), "{text}\n{plan}");
    }
    assert!(plan.contains(&format!("{file}:2 password")));
    parses(plan);
    let json = [
        "rotate",
        "plan",
        "--for",
        "workbench",
        "--key",
        "k",
        "--json",
    ];
    let json = place.run(&json).json();
    assert!(
        json["steps"]
            .as_array()
            .is_some_and(|steps| steps.len() > 4)
    );
}

/// The commands of a plan that are about the nodes, in their order.
fn on_nodes(plan: &str) -> Vec<&str> {
    let verbs = ["promote", "rollback", "stop", "start", "list-nodes"];
    let is_one =
        |line: &&str| !line.starts_with('#') && verbs.iter().any(|verb| line.contains(verb));
    plan.lines().filter(is_one).collect()
}

/// A node of a cluster whose key differs does not come online: all are stopped
/// before one has the new key.
#[test]
fn the_nodes_of_a_workbench_cluster_are_stopped_together() {
    let place = Place::with_key(&ONE[..32]);
    std::fs::create_dir(place.path("rstudio")).expect("a folder");
    let plan = [
        "rotate",
        "plan",
        "--for",
        "workbench",
        "--key",
        "k",
        "--node",
        "b",
        "--node",
        "c",
    ];
    let said = place.run(&plan);
    let plan = said.done();
    let again = |verb: &str| {
        vec![
            "rstudio-server stop".to_owned(),
            "ssh b 'rstudio-server stop'".to_owned(),
            "ssh c 'rstudio-server stop'".to_owned(),
            format!("cookiekit rotate {verb} --key k"),
            format!("ssh b 'cookiekit rotate {verb} --key k'"),
            format!("ssh c 'cookiekit rotate {verb} --key k'"),
            "rstudio-server start".to_owned(),
            "rstudio-server list-nodes".to_owned(),
            "ssh b 'rstudio-server start'".to_owned(),
            "ssh c 'rstudio-server start'".to_owned(),
            "rstudio-server list-nodes".to_owned(),
        ]
    };
    assert_eq!(
        on_nodes(plan),
        [again("promote"), again("rollback")].concat()
    );
    assert!(!plan.contains("restart"), "{plan}");
    // The database is described, and nothing is written to it.
    let words = plan
        .split_whitespace()
        .filter(|word| *word != "#")
        .collect::<Vec<_>>()
        .join(" ");
    assert!(
        words.contains("`SELECT secure_cookie_key FROM cluster`"),
        "{words}"
    );
    let commands = plan.lines().filter(|line| !line.starts_with('#'));
    for line in commands {
        for word in ["SELECT", "UPDATE", "psql", "sqlite3", "rm "] {
            assert!(!line.contains(word), "{line}");
        }
    }
    assert!(!words.to_ascii_uppercase().contains("UPDATE"), "{words}");
    parses(plan);
}

#[test]
fn a_cluster_is_stopped_and_started_by_its_own_command() {
    let place = Place::with_key(&ONE[..32]);
    for (restart, stop, start) in [
        (
            "systemctl restart rstudio-server",
            "systemctl stop rstudio-server",
            "systemctl start rstudio-server",
        ),
        ("my-script", "rstudio-server stop", "rstudio-server start"),
    ] {
        let plan = [
            "rotate",
            "plan",
            "--for",
            "workbench",
            "--key",
            "k",
            "--node",
            "b",
            "--restart",
            restart,
        ];
        let said = place.run(&plan);
        let commands = on_nodes(said.done());
        assert_eq!(commands[0], stop);
        assert!(commands.contains(&start), "{commands:?}");
    }
}

/// The way for one node stays what it was.
#[test]
fn one_workbench_node_is_rotated_and_restarted_at_once() {
    let place = Place::with_key(&ONE[..32]);
    let said = place.run(&["rotate", "plan", "--for", "workbench", "--key", "k"]);
    let plan = said.done();
    let rotate = "fp=$(cookiekit rotate --key k --for workbench) && rstudio-server restart";
    assert!(plan.lines().any(|line| line == rotate), "{plan}");
    let back = "cookiekit rotate rollback --key k && rstudio-server restart";
    assert!(plan.lines().any(|line| line == back), "{plan}");
    assert!(!plan.contains("list-nodes"), "{plan}");
}

#[test]
fn a_plan_can_be_pasted_whatever_the_path() {
    let name = "it's a $(key)";
    let place = Place::new();
    place.write(name, ONE);
    let said = place.run(&[
        "rotate", "plan", "--for", "plumber", "--key", name, "--node", "b",
    ]);
    parses(said.done());
    assert!(said.stdout.contains(r"--key 'it'\''s a $(key)'"));
}

/// The plan says whose key it is: then the nodes take what was staged here,
/// whatever the old key looks like.
#[test]
fn the_commands_of_a_plan_stage_the_same_key_on_every_node() {
    for (format, old) in [
        ("workbench", ONE),
        ("workbench", &ONE[..32]),
        ("workbench", "936da01f-9abd-4d9d-80c7-02af85c822a8"),
        ("plumber", ONE),
        ("plumber", &ONE[..32]),
        ("plumber", "a passphrase"),
    ] {
        let place = Place::with_key(old);
        place.write("node", old);
        let plan = [
            "rotate", "plan", "--for", format, "--key", "k", "--node", "b",
        ];
        let plan = place.run(&plan);
        let import = plan.done().lines().find_map(|line| {
            let (_, command) = line.split_once("| ssh b 'cookiekit ")?;
            command.strip_suffix('\'')
        });
        let import = import.unwrap().replace("--key k", "--key node");
        place
            .run(&["rotate", "stage", "--key", "k", "--for", format])
            .done();
        let staged = place.read("k.next");
        let words: Vec<&str> = import.split(' ').collect();
        place.run_on(&words, &staged).done();
        assert_eq!(place.read("node.next"), staged, "{format} {old}");
    }
}

/// A shell reads it without running it.
fn parses(plan: &str) {
    let output = Command::new("sh")
        .args(["-n", "-c", plan])
        .output()
        .expect("sh");
    assert!(output.status.success(), "{output:?}\n{plan}");
}
