//! What an application chose that its cookies do not show: a salt, a digest. Who has the
//! right key is not called a forger without that being said. Made by Flask's and Django's
//! own signers (itsdangerous 2.2.0, Django 5.2) at THEN.

use crate::known::THEN;
use crate::world::World;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const SALT: &str = "salt=salt of this application";
/// Of Flask's serializer with this salt, and of SHA-256 as well.
const SALTED: &str = "eyJ1c2VyIjoiYWxpY2UifQ.ZVPxAA.SGMZ_Qpvl9fypmMh9XzPTk20JOM";
const OF_SHA256: &str = "eyJ1c2VyIjoiYWxpY2UifQ.ZVPxAA.QXhfBOIazKrwlhHvEyxpOtx0FKT7ZOVtuuVhSwJezAo";
const DJANGO: &str = "eyJ1c2VyIjoiYWxpY2UifQ:1r31eq:r8tFo4qckv1KTjKBzVWag0nrawtdJDnjr_KvurFiox8";

#[test]
fn another_salt_is_no_forgery_and_the_flag_for_it_is_named() {
    for (cookie, format, others) in [
        (SALTED, "flask", "itsdangerous"),
        (DJANGO, "django-session", "django-cookie"),
    ] {
        let world = World::with_key(KEY);
        let flags = format!("--format {format} --param salt=TEXT");
        world
            .run(&["verify", "--key", "key", "--now", THEN, cookie])
            .gives(
                1,
                "",
                &format!(
                    "cookiekit: forged or under another key (format {format}); nor does a key \
                     open it as {others}\nhint: add the key that made it: --key SPEC (can be \
                     repeated); or, where the application chose its own salt, name it: {flags}\n"
                ),
            );
        world.file("cookie", cookie);
        let inspect = ["inspect", "--json", "--key", "key", "--now", THEN];
        let told = world
            .run(&inspect)
            .stdin(format!("session={cookie}\n"))
            .ends();
        assert_eq!(told.code(), 1);
        let told = told.json();
        assert_eq!(told["outcome"], "forged");
        let steps = told["to_do"].as_array().unwrap();
        let step = steps.iter().find(|it| it["command"].is_string()).unwrap();
        assert!(
            step["text"].as_str().unwrap().starts_with(
                "or, where the application chose its own salt, name it in the place of TEXT"
            ),
            "{step}"
        );
        // It opens with the salt in that place, as it is pasted.
        let command = step["command"].as_str().unwrap();
        let script = command.replace("salt=TEXT", SALT);
        let ended = world.shell(&script).stdin(cookie).ends();
        assert_eq!(ended.code(), 0, "{script} {}", ended.err);
        assert!(ended.text().starts_with("genuine and valid"), "{script}");
        // Nor is there more to name where it was named, and it is another.
        let given = ["--format", format, "--param", "salt=other"];
        let ended = world
            .run(
                &[
                    &["verify", "--key", "key", "--now", THEN],
                    &given[..],
                    &[cookie],
                ]
                .concat(),
            )
            .ends();
        assert_eq!(ended.code(), 1);
        assert!(!ended.err.contains("chose its own"), "{}", ended.err);
    }
}

#[test]
fn another_digest_is_named_by_the_length_of_the_signature() {
    let world = World::with_key(KEY);
    let hint = "--format flask --param digest=sha256 --param salt=TEXT";
    for command in ["verify", "inspect"] {
        world
            .run(&[command, "--key", "key", "--now", THEN, OF_SHA256])
            .gives(
                1,
                "",
                &format!(
                    "cookiekit: not a cookie as flask makes one by default: it has the shape of \
                     one with digest=sha256\nhint: name what the application chose: {hint}\n"
                ),
            );
    }
    let flask = ["verify", "--key", "key", "--now", THEN, "--format", "flask"];
    world.run(&[&flask[..], &[OF_SHA256]].concat()).gives(
        1,
        "",
        "cookiekit: malformed: flask: the signature is not base64url of a digest\nhint: it has \
         the shape of one with digest=sha256: --param digest=sha256\n",
    );
    let chosen = ["--param", "digest=sha256", "--param", SALT];
    let ended = world
        .run(&[&flask[..], &chosen[..], &[OF_SHA256]].concat())
        .ends();
    assert_eq!(
        (ended.code(), ended.text().as_str()),
        (0, "{\"user\":\"alice\"}\n"),
        "{}",
        ended.err
    );
    // What is broken has the shape of none.
    let ended = world
        .run(&[&flask[..], &[&OF_SHA256[..70]]].concat())
        .ends();
    assert_eq!(
        ended.err,
        "cookiekit: malformed: flask: the signature is not base64url of a digest\n"
    );
}

/// A format that leaves nothing of the kind to its application has no such hint.
#[test]
fn no_salt_is_named_where_there_is_none() {
    let world = World::with_key(KEY);
    let cookie = "s:alice.sh9xBkcHXUMwLTlzwKdT9rmwRWUqK3HIhHE3MqgB2ac";
    for command in ["verify", "inspect"] {
        let ended = world.run(&[command, "--key", "key", cookie]).ends();
        let told = ended.text() + &ended.err;
        assert_eq!(ended.code(), 1, "{told}");
        assert!(!told.contains("chose its own"), "{told}");
    }
}

/// Files that are no keys: what they are, exit 2, whatever the command.
#[test]
fn a_source_and_settings_are_no_key_for_any_command() {
    const FLASK: &str = "eyJ1c2VyIjoiYWxpY2UifQ.ZVPxAA.FB5riuKeIf6v-zr6gRDaVX1qeHM";
    let other = "fedcba9876543210fedcba9876543210";
    let alone = "name the file that has the key alone, or what prints it: --key cmd:COMMAND";
    for (name, text, what, hint) in [
        (
            "settings.py",
            format!("import os\nSECRET_KEY = \"{other}\"\n"),
            "is a source",
            alone,
        ),
        (
            "env.py",
            "import os\nSECRET_KEY = os.environ[\"SECRET_KEY\"]\n".to_owned(),
            "is a source",
            alone,
        ),
        (
            "app.js",
            format!("module.exports = {{\n  secret: '{other}',\n  name: 'x',\n}};\n"),
            "is a source",
            alone,
        ),
        (
            "app.php",
            "<?php\nreturn ['key' => env('APP_KEY')];\n".to_owned(),
            "is a source",
            alone,
        ),
        (
            "main.go",
            format!("package main\nvar key = []byte(\"{other}\")\n"),
            "is a source",
            alone,
        ),
        (
            "settings.json",
            format!("{{\"SECRET_KEY\":\"{other}\",\"DEBUG\":true}}"),
            "is JSON",
            alone,
        ),
        (
            "app.yml",
            format!("app:\n  secret: {other}\n"),
            "is YAML",
            alone,
        ),
        (
            "app.ini",
            format!("[app]\nsecret={other}\n"),
            "is a file of settings",
            alone,
        ),
        (
            "app.toml",
            format!("secret_key = \"{other}\"\n"),
            "has NAME=VALUE lines",
            "give the value alone: --key 'dotenv:app.toml#secret_key'",
        ),
    ] {
        let world = World::new();
        world.file(name, text);
        for command in ["inspect", "verify"] {
            world
                .run(&[command, "--key", name, "--now", THEN, FLASK])
                .gives(
                    2,
                    "",
                    &format!("cookiekit: {name} {what} and is not a key\nhint: {hint}\n"),
                );
        }
        let sign = ["sign", "--format", "flask", "--key", name, "{}"];
        world.run(&sign).gives(
            2,
            "",
            &format!(
                "cookiekit: {name} {what}, and all of it was taken for the key\nhint: {hint}\n"
            ),
        );
        let lines = ["verify", "--lines", "--key", name];
        let ended = world.run(&lines).stdin(format!("{FLASK}\n")).ends();
        assert_eq!((ended.code(), ended.text().as_str()), (2, ""), "{name}");
    }
}

/// What may be a key stays one: no cookie of it is called anything but forged.
#[test]
fn what_only_looks_odd_is_a_key() {
    for key in [
        "a passphrase = of \"some\" words",
        "let me in (please);",
        "roses are red,\nviolets are blue,\nsugar is sweet,\nand so are you\n",
        "0123456789abcdef0123456789abcdef\nfedcba9876543210fedcba9876543210\n",
        "f(x) = g(y)",
    ] {
        let world = World::with_key(key);
        let ended = world
            .run(&["verify", "--key", "key", "--now", THEN, SALTED])
            .ends();
        assert_eq!(ended.code(), 1, "{key}: {}", ended.err);
        assert!(ended.err.starts_with("cookiekit: forged"), "{}", ended.err);
    }
    // All of a source opens what was made with all of it: that is proof.
    let world = World::with_key("import os\nSECRET_KEY = \"abc\"\n");
    let script = "cookiekit verify --key key --now 1700000000 \"$(cookiekit sign --format flask \
                  --now 1700000000 --key cmd:'cat key' '{\"a\":1}')\"";
    let ended = world.shell(script).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
}

/// What itsdangerous signs without a time was called a cookie of @fastify/cookie.
#[test]
fn what_itsdangerous_signs_without_a_time_is_not_said_to_be_of_another() {
    let world = World::with_key(KEY);
    let verify = ["verify", "--key", "key"];
    // `URLSafeSerializer(KEY).dumps({"a": 1})` and `Signer(KEY).sign("value")`.
    let json = world
        .run(&verify)
        .args(&["eyJhIjoxfQ.xFE4epVAffdR7B900BAWDjAQnGI"]);
    json.gives(
        1,
        "",
        "cookiekit: not a cookie as itsdangerous makes one by default: it has the shape of one \
         with class=URLSafeSerializer\nhint: name what the application chose: --format \
         itsdangerous --param class=URLSafeSerializer --param salt=TEXT\n",
    );
    let text = world
        .run(&verify)
        .args(&["value.9s8tqLy-X0rK8BHrTt13VAS8Dl8"])
        .ends();
    assert_eq!(text.code(), 1);
    assert!(!text.err.contains("fastify"), "{}", text.err);
    // Its key tells which class it is.
    let told = world
        .run(&[
            "inspect",
            "--key",
            "key",
            "value.9s8tqLy-X0rK8BHrTt13VAS8Dl8",
        ])
        .ends();
    let verdict = "not valid with the defaults of itsdangerous; valid with class=Signer\n";
    assert!(told.text().starts_with(verdict), "{}", told.text());
}
