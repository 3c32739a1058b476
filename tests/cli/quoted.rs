//! A value in quotes is called that where servers differ in what they make of these, in
//! the same words by every command.

use crate::world::World;

const KEY: &str = "4fc1a0b7d2e89635a1b0c7d8e9f203144fc1a0b7d2e89635a1b0c7d8e9f20314";
const IN_QUOTES: &str = "cookiekit: malformed: it is in quotes, which some servers read as a part of it; \
                         without them it is like a cookie\n";

fn made(world: &World, format: &str, name: &str) -> String {
    let verb = match format {
        "iron-session" | "h3" | "authjs" => "encrypt",
        _ => "sign",
    };
    let run = world.run(&[
        verb, "-q", "--format", format, "--key", "key", "--name", name,
    ]);
    let made = run.args(&["--allow-oversize", r#"{"u":1}"#]).ends();
    assert_eq!(made.code(), 0, "{}", made.err);
    made.text().trim_end().to_owned()
}

/// iron-session 8 and h3 1 ignore quotes, iron-session 9 and h3 2 do not; nor does
/// Auth.js 5, while next-auth 4 is handed what Next.js made of them.
#[test]
fn where_servers_differ_every_command_says_that_it_is_in_quotes() {
    let world = World::with_key(KEY);
    for (format, name, kind) in [
        ("iron-session", "own", "decrypt"),
        ("h3", "nuxt-session", "decrypt"),
        ("authjs", "authjs.session-token", "decrypt"),
        ("jwt", "own", "verify"),
    ] {
        let value = made(&world, format, name);
        for quote in ['"', '\''] {
            for input in [
                format!("{name}={quote}{value}{quote}"),
                format!("Cookie: {name}={quote}{value}{quote}"),
            ] {
                for pin in [&[][..], &["--format", format]] {
                    let run = world.run(&[kind, "--key", "key", "-"]).args(pin);
                    let ended = run.stdin(&input).ends();
                    assert_eq!(ended.code(), 1, "{input}");
                    assert!(ended.err.starts_with(IN_QUOTES), "{input}: {}", ended.err);
                }
                let run = world.run(&["inspect", "--json", "--key", "key", "-"]);
                let told = run.stdin(&input).ends().json();
                assert_eq!(told["reason"], "quotes", "{input}: {told}");
            }
        }
        let run = world.run(&[kind, "-q", "--key", "key", "-"]);
        assert_eq!(run.stdin(format!("{name}={value}")).ends().code(), 0);
        // Another thing in quotes is like no cookie.
        let run = world.run(&[kind, "--key", "key", "-"]);
        let ended = run.stdin(format!("{name}=\"{}\"", &value[..20])).ends();
        assert!(!ended.err.starts_with(IN_QUOTES), "{}", ended.err);
    }
}
