//! JSON Web Tokens, at the command line. The tokens are PyJWT's (2.15.1), or
//! made here as RFC 7515 says and not by the program under test.

use cookiekit::crypto::mac::{Digest, MacKey};
use cookiekit::encoding::base64url;
use serde_json::Value;

use crate::world::{Ended, World};

const KEY: &str =
    "X14SGythztu4FNTQl4IJ7mlNhyGIBKPH5qXWfd0DtyMHCHeBPIk9o9-VSocTNpKgCYyGL7Ii9eTUsFjhRHWEK0";
const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyIjoiYWxpY2UiLCJleHAiOjE3MDAwMDM2MDB9.01mYCG6A7pnKHgsidLNTZa3M3-KPsZILFpUc7keWdds";
const PAYLOAD: &str = r#"{"user":"alice","exp":1700003600}"#;
/// An hour before it is over.
const THEN: &str = "1700000000";
const JUDGED: &str = "note: judged at 2023-11-14T22:13:20Z (--now)\n";
const FORGED: &str = "cookiekit: forged or under another key (format jwt)\n\
                      hint: add the key that made it: --key SPEC (can be repeated)\n";

/// A token of this header and this payload, signed over this digest.
fn token_of(digest: Digest, header: &str, payload: &str) -> String {
    let [header, payload] = [header, payload].map(|it| base64url(it.as_bytes()));
    let signed = format!("{header}.{payload}");
    let tag = MacKey::new(digest, KEY.as_bytes()).tag(&[signed.as_bytes()]);
    format!("{signed}.{}", base64url(&tag))
}

fn token(header: &str, payload: &str) -> String {
    token_of(Digest::Sha256, header, payload)
}

const HS256: &str = r#"{"alg":"HS256"}"#;

fn verify(world: &World, more: &[&str], token: &str) -> Ended {
    let arguments = [
        &["verify", "--quiet", "--key", "key", "--now", THEN],
        more,
        &["--", token],
    ];
    world.run(&arguments.concat()).ends()
}

#[test]
fn a_token_of_the_library_is_verified_and_made_again() {
    let world = World::with_key(KEY);
    for format in [&["--format", "jwt"][..], &[]] {
        let arguments = [&["verify", "--key", "key", "--now", THEN], format, &[TOKEN]].concat();
        world
            .run(&arguments)
            .gives(0, format!("{PAYLOAD}\n"), JUDGED);
    }
    let sign = ["sign", "--format", "jwt", "--key", "key", "--now", THEN];
    let made = |more: &[&str]| {
        let arguments = [&sign[..], more].concat();
        world.run(&arguments).gives(0, format!("{TOKEN}\n"), "");
    };
    // The expiry is a claim: its own, or the one that is asked for.
    made(&[PAYLOAD]);
    made(&["--expires-in", "1h", r#"{"user":"alice"}"#]);
    made(&["--expires-in", "1h", PAYLOAD]);
    let line = [&sign[..], &["--json", PAYLOAD]].concat();
    let document = world.run(&line).ends().json();
    assert_eq!(document["expires"], "2023-11-14T23:13:20Z", "{document}");
}

#[test]
fn every_algorithm_signs_and_verifies_and_the_first_of_the_list_signs() {
    let world = World::with_key(KEY);
    for (algorithm, digest) in [
        ("HS256", Digest::Sha256),
        ("HS384", Digest::Sha384),
        ("HS512", Digest::Sha512),
    ] {
        let list = format!("algorithms={algorithm},HS256");
        let sign = ["sign", "--format", "jwt", "--key", "key", "--param", &list];
        let claims = r#"{"exp":4102444800}"#;
        let header = format!(r#"{{"alg":"{algorithm}","typ":"JWT"}}"#);
        let token = token_of(digest, &header, claims);
        let arguments = [&sign[..], &[claims]].concat();
        world.run(&arguments).gives(0, format!("{token}\n"), "");
        world
            .run(&["verify", "--key", "key", &token])
            .gives(0, format!("{claims}\n"), "");
        // A caller that takes one alone refuses the others, right or not.
        let other = if algorithm == "HS256" {
            "HS512"
        } else {
            "HS256"
        };
        let pinned = format!("algorithms={other}");
        let pinned = [
            "verify", "--key", "key", "--format", "jwt", "--param", &pinned,
        ];
        world
            .run(&[&pinned[..], &[&token]].concat())
            .gives(1, "", FORGED);
    }
}

#[test]
fn what_no_reader_would_take_is_not_made() {
    let world = World::with_key(KEY);
    let sign = ["sign", "--format", "jwt", "--key", "key", "--now", THEN];
    let object = "hint: the payload is a JSON object: '{\"sub\":\"alice\"}'\n";
    let never = "cookiekit: that would be no JSON Web Token (RFC 7519): ";
    for (more, told) in [
        (
            &["--expires-in", "2h", PAYLOAD][..],
            "cookiekit: the payload has an exp of its own, which is another than the expiry that \
             is asked for\nhint: leave out one of the two\n"
                .to_owned(),
        ),
        (
            &[r#"{"exp":1700000000}"#],
            "cookiekit: the cookie would be expired as soon as it is made: its exp is past\n\
             hint: give a later exp, or --expires-in 8h in its place\n"
                .to_owned(),
        ),
        (
            &["[1]"],
            format!(
                "{never}the payload is not a JSON object: PyJWT and jose refuse it, jsonwebtoken \
                 takes a text, a number or a list\n{object}"
            ),
        ),
        (
            &[r#"{"exp":"soon"}"#],
            format!("{never}exp is not a number\n{object}"),
        ),
        (
            &["--param", "audience=web", r#"{"aud":"api"}"#],
            format!("{never}its aud is not the audience that is asked for\n{object}"),
        ),
        (
            &["alice"],
            "cookiekit: the payload is not JSON (line 1, column 1)\n\
             hint: for example: '{\"user\":\"alice\"}', a string as '\"alice\"'\n"
                .to_owned(),
        ),
    ] {
        world.run(&[&sign[..], more].concat()).gives(2, "", &told);
    }
    let told = "warning: the cookie never expires: add --expires-in 8h\n";
    let ended = world.run(&[&sign[..], &["{}"]].concat()).ends();
    assert_eq!((ended.code(), ended.err.as_str()), (0, told));
}

/// Refused iff exp <= now; a leeway of the application is a parameter of the
/// format, and one of anyone who looks a flag: they add up.
#[test]
fn it_is_over_at_its_second() {
    let world = World::with_key(KEY);
    let at = |now: &str, more: &[&str]| {
        let arguments = [
            &[
                "verify", "--quiet", "--key", "key", "--format", "jwt", "--now", now,
            ],
            more,
            &[TOKEN],
        ];
        world.run(&arguments.concat()).ends()
    };
    assert_eq!(at("1700003599", &[]).code(), 0);
    let over = at("1700003600", &[]);
    assert_eq!(over.code(), 3);
    assert_eq!(
        over.err.lines().next().unwrap(),
        "cookiekit: genuine, but expired now (at 2023-11-14T23:13:20Z)"
    );
    let leeway = ["--param", "leeway=10"];
    assert_eq!(at("1700003609", &leeway).code(), 0);
    assert_eq!(at("1700003610", &leeway).code(), 3);
    let both = ["--param", "leeway=10", "--leeway", "5s"];
    assert_eq!(at("1700003614", &both).code(), 0);
    assert_eq!(at("1700003615", &both).code(), 3);
    for (exp, code) in [
        ("-5", 3),
        ("0", 3),
        ("1700000000.75", 3),
        ("1.8e9", 0),
        ("9223372036854775813", 0),
        ("1e300", 0),
        ("1e400", 1),
        ("NaN", 1),
        ("null", 1),
        ("true", 1),
        ("\"1800000000\"", 1),
        ("[1800000000]", 1),
    ] {
        let token = token(HS256, &format!(r#"{{"exp":{exp}}}"#));
        let ended = verify(&world, &[], &token);
        assert_eq!(ended.code(), code, "{exp}: {}", ended.err);
    }
    // Of two the last one counts.
    let twice = token(HS256, r#"{"exp":1800000000,"exp":1}"#);
    assert_eq!(verify(&world, &[], &twice).code(), 3);
}

#[test]
fn it_is_not_valid_before_nbf() {
    let world = World::with_key(KEY);
    {
        let token = token(HS256, r#"{"nbf":1700000001}"#);
        let early = "genuine, but not yet valid: valid from 2023-11-14T22:13:21Z (in 1 second)";
        let hint = "if it should be valid by now, one of two clocks is wrong: timedatectl; to \
            read it anyway: --leeway DURATION accepts it sooner, --now TIME judges at another \
            time";
        world
            .run(&["verify", "--quiet", "--key", "key", "--now", THEN, &token])
            .gives(3, "", &format!("cookiekit: {early}\nhint: {hint}\n"));
        let json = ["--json", "--now", THEN, "--key", "key", &token];
        for command in ["verify", "inspect", "reissue"] {
            let ended = world.run(&[&[command], &json[..]].concat()).ends();
            let document = ended.json();
            assert_eq!(ended.code(), 3, "{document}");
            assert_eq!(document["outcome"], "expired", "{document}");
            assert_eq!(document["reason"], "not-yet-valid", "{document}");
            assert_eq!(document["not_before"], "2023-11-14T22:13:21Z", "{document}");
            assert!(document["error"].as_str().unwrap().starts_with(early));
            assert_eq!(document["authenticated"], true);
        }
        let told = verify(&world, &["--leeway", "1s"], &token);
        assert_eq!(told.code(), 0, "{}", told.err);
        let param = ["--format", "jwt", "--param", "leeway=1"];
        assert_eq!(verify(&world, &param, &token).code(), 0);
        let lines = [
            "verify", "--lines", "--quiet", "--key", "key", "--now", THEN,
        ];
        let ended = world.run(&lines).stdin(&token).ends();
        let record: Value = serde_json::from_str(&ended.text()).unwrap();
        assert_eq!((ended.code(), &record["exit"]), (3, &3.into()));
        for name in ["outcome", "reason", "not_before"] {
            let same = world.run(&[&["verify"], &json[..]].concat()).ends().json();
            assert_eq!(record[name], same[name], "{name}: {record}");
        }
    }
    // What is over as well is over.
    let both = token(HS256, r#"{"nbf":1700000001,"exp":1700000000}"#);
    let ended = verify(&world, &[], &both);
    assert!(
        ended.err.contains("genuine, but expired now"),
        "{}",
        ended.err
    );
}

/// PyJWT 2.15.1 and Authlib 1.6 refuse it, jsonwebtoken 9.0.3 and jose 6.2.18 take it.
#[test]
fn a_token_made_later_than_now_is_valid_and_it_is_said_who_refuses_it() {
    let world = World::with_key(KEY);
    let token = token(HS256, r#"{"iat":1700000300,"exp":1700003600}"#);
    let says = "it says that it was made in 5 minutes (at 2023-11-14T22:18:20Z): PyJWT \
                (ImmatureSignatureError) and Authlib refuse it until then; jsonwebtoken and jose, and \
                RFC 7519, do not look at its iat for that";
    let common = ["--key", "key", "--now", THEN];
    let ended = world
        .run(&[&["verify"], &common[..], &[&token]].concat())
        .ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    assert!(ended.err.contains(says), "{}", ended.err);
    let json = world
        .run(&[&["inspect", "--json"], &common[..], &[&token]].concat())
        .ends()
        .json();
    assert_eq!(
        (&json["outcome"], &json["exit"]),
        (&"valid".into(), &0.into()),
        "{json}"
    );
    assert_eq!(json["remarks"][0]["id"], "made-later", "{json}");
    assert_eq!(json["remarks"][0]["text"], says, "{json}");
    let lines = world
        .run(&[&["verify", "--lines", "--quiet"], &common[..]].concat())
        .stdin(&token)
        .ends();
    let record: Value = serde_json::from_str(&lines.text()).unwrap();
    assert_eq!(
        (lines.code(), &record["warnings"][0]),
        (0, &says.into()),
        "{record}"
    );
    // Within what the clocks may be apart nobody minds.
    for more in [
        &["--leeway", "5m"][..],
        &["--format", "jwt", "--param", "leeway=300"],
    ] {
        let ended = world
            .run(&[&["verify"], &common[..], more, &[&token]].concat())
            .ends();
        assert!(
            ended.code() == 0 && !ended.err.contains("PyJWT"),
            "{more:?} {}",
            ended.err
        );
    }
}

/// `Date.now()` in the place of seconds.
#[test]
fn times_in_milliseconds_are_called_that() {
    let world = World::with_key(KEY);
    for (claim, code, says) in [
        ("exp", 0, "so it never expires"),
        ("nbf", 3, "so it is never valid"),
        ("iat", 0, "its readers take it for seconds"),
    ] {
        let token = token(HS256, &format!(r#"{{"{claim}":1700000300000}}"#));
        let ended = world
            .run(&["verify", "--key", "key", "--now", THEN, &token])
            .ends();
        let note = format!("warning: {claim} is in milliseconds, most likely");
        assert_eq!(ended.code(), code, "{}", ended.err);
        assert!(
            ended.err.contains(&note) && ended.err.contains(says),
            "{}",
            ended.err
        );
        let seen = world
            .run(&["inspect", &token])
            .ends()
            .text()
            .replace('\n', " ");
        assert!(seen.contains("is in milliseconds, most likely"), "{seen}");
    }
    // Seconds of any year to come are not.
    for seconds in ["1700003600", "99999999999", "9223372036854775813"] {
        let token = token(HS256, &format!(r#"{{"exp":{seconds}}}"#));
        let ended = verify(&world, &[], &token);
        assert!(
            !ended.err.contains("milliseconds"),
            "{seconds}: {}",
            ended.err
        );
    }
}

/// A key whose tokens are still to come is needed.
#[test]
fn a_key_of_tokens_that_are_not_valid_yet_is_not_called_free_to_go() {
    let world = World::with_key("another key, which is as long as it must be");
    world.file("old", KEY);
    let token = token(HS256, r#"{"nbf":1700000001,"exp":1700003600}"#);
    let summary = ["verify", "--lines", "--summary", "--quiet", "--now", THEN];
    let keys = ["--key", "key", "--key", "old"];
    let ended = world
        .run(&[&summary[..], &keys].concat())
        .stdin(&token)
        .ends();
    let document = ended.json();
    let of_key = &document["keys"][1];
    assert_eq!(
        (
            &of_key["valid"],
            &of_key["not_yet_valid"],
            &of_key["expired"]
        ),
        (&0.into(), &1.into(), &0.into()),
        "{document}"
    );
    let concluded = document["conclusions"][0].as_str().unwrap();
    assert!(
        concluded.starts_with("0 valid cookies, and 1 not yet valid, are under")
            && concluded.contains("it is still needed"),
        "{concluded}"
    );
}

#[test]
fn what_is_not_signed_so_is_malformed_and_said_to_be() {
    let world = World::with_key(KEY);
    let claims = r#"{"sub":"alice"}"#;
    for (header, reason) in [
        (
            r#"{"alg":"none"}"#,
            "its alg is none: it is not signed, and anyone can make it",
        ),
        (
            r#"{"alg":"NoNe"}"#,
            "its alg is none: it is not signed, and anyone can make it",
        ),
        (r#"{"alg":"hs256"}"#, "its alg is not HS256, HS384 or HS512"),
        (r#"{"alg":""}"#, "its alg is not HS256, HS384 or HS512"),
        (
            r#"{"alg":"none","alg":"HS256"}"#,
            "the header has alg twice (PyJWT reads the last one)",
        ),
        (
            r#"{"alg":"HS256","\u0061lg":"HS256"}"#,
            "the header has alg twice (PyJWT reads the last one)",
        ),
        (
            r#"{"alg":"HS256","crit":["exp"],"exp":1}"#,
            "crit names what its reader must know, and is not known here",
        ),
        (
            r#"{"alg":"HS256","crit":["b64"]}"#,
            "crit names what its reader must know, and is not known here",
        ),
        (r#"{"alg":"HS256","crit":[]}"#, "crit is empty"),
        (
            r#"{"alg":"HS256","crit":"b64","b64":true}"#,
            "crit is not a list of names",
        ),
        (
            r#"{"alg":"HS256","crit":["b64"],"b64":false}"#,
            "b64 is false: the payload is not a part of the token",
        ),
        (
            r#"{"alg":"HS256","b64":false}"#,
            "b64 is false: the payload is not a part of the token",
        ),
    ] {
        let token = token(header, claims);
        let told = format!("cookiekit: malformed: jwt: {reason}\n");
        world
            .run(&["verify", "--key", "key", &token])
            .gives(1, "", &told);
        // Without naming the format, and without a key, too.
        world.run(&["inspect", &token]).gives(1, "", &told);
    }
    for (header, reason) in [
        (r#"{"typ":"JWT"}"#, "the header has no alg"),
        (r#"[1]"#, "the header is not a JSON object"),
        ("alg", "the header is not JSON"),
        (r#"{"alg":null}"#, "its alg is not HS256, HS384 or HS512"),
    ] {
        let token = token(header, claims);
        let pinned = ["verify", "--key", "key", "--format", "jwt", &token];
        let told = format!("cookiekit: malformed: jwt: {reason}\n");
        world.run(&pinned).gives(1, "", &told);
    }
}

/// Nothing is wrong with it.
#[test]
fn a_token_for_a_public_key_or_an_encrypted_one_is_not_supported_and_not_malformed() {
    let world = World::with_key(KEY);
    let says = "cookiekit: not supported: a JSON Web Token that is signed with a private key (its alg \
                is RS256, ES256, EdDSA or another of that kind): only the public key checks it, and \
                there is no check by a public key here\n";
    for alg in ["RS256", "ES384", "PS512", "EdDSA"] {
        let token = token(&format!(r#"{{"alg":"{alg}","typ":"JWT"}}"#), "{}");
        world
            .run(&["verify", "--key", "key", &token])
            .gives(1, "", says);
        world.run(&["inspect", &token]).gives(1, "", says);
    }
    let wrapped = base64url(br#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#);
    let token = format!("{wrapped}.AAAA.AAAA.AAAA.AAAA");
    let says = "cookiekit: not supported: it has five parts, so it is an encrypted token (JWE), which \
                has no signature; of those only what Auth.js makes is opened here: --format authjs\n";
    let pinned = ["verify", "--key", "key", "--format", "jwt", &token];
    world.run(&pinned).gives(1, "", says);
    let seen = world.run(&["inspect", &token]).ends();
    assert!(
        seen.err
            .contains("(JWE) with its key wrapped in it, and Auth.js makes none of those"),
        "{}",
        seen.err
    );
}

/// One spelling, and what only a lenient library takes is reported as that.
#[test]
fn another_spelling_is_refused_with_a_reason_that_names_the_library() {
    let world = World::with_key(KEY);
    let [header, payload] = [HS256, r#"{"a":1}"#].map(|it| base64url(it.as_bytes()));
    let signed = |signed: &str| {
        let tag = MacKey::new(Digest::Sha256, KEY.as_bytes()).tag(&[signed.as_bytes()]);
        format!("{signed}.{}", base64url(&tag))
    };
    let right = signed(&format!("{header}.{payload}"));
    assert_eq!(verify(&world, &[], &right).text(), "{\"a\":1}\n");
    let padded = signed(&format!("{header}.{payload}=="));
    let unpadded = signed(&format!("{header}.{payload}="));
    let other_bits = signed(&format!("{header}.{}R", &payload[..payload.len() - 1]));
    for (token, reason) in [
        (
            padded,
            "the payload has padding, which a token leaves out (PyJWT accepts it)",
        ),
        (unpadded, "the payload is not base64url without padding"),
        (other_bits, "the payload is not base64url without padding"),
        (
            format!("{right}="),
            "the signature has padding, which a token leaves out (PyJWT accepts it)",
        ),
        (
            token(HS256, "\u{feff}{}"),
            "the payload starts with a byte order mark (PyJWT reads it)",
        ),
        (
            token(HS256, "{\"a\":NaN}"),
            "the payload has NaN or Infinity (PyJWT reads it)",
        ),
        (
            token(HS256, r#"{"exp":"1800000000"}"#),
            "exp is not a number (PyJWT takes it for one)",
        ),
        (
            token(HS256, "[1]"),
            "the payload is not a JSON object: PyJWT and jose refuse it, jsonwebtoken takes a text, \
             a number or a list",
        ),
        (
            token(HS256, "{"),
            "the payload is not JSON (jsonwebtoken takes any text, where the header has no typ)",
        ),
        (
            token_of(Digest::Sha512, HS256, "{}"),
            "the signature is not as long as one of its alg",
        ),
        (
            format!("{right}.e30"),
            "it does not have three parts separated by dots",
        ),
    ] {
        let ended = verify(&world, &["--format", "jwt"], &format!("x={token}"));
        let told = format!("cookiekit: malformed: jwt: {reason}\n");
        assert_eq!((ended.code(), ended.err), (1, told));
    }
    // What is signed by nobody is forged, whatever it carries.
    let broken = token(HS256, "[1]").replacen("WzFd", "WzJd", 1);
    let ended = verify(&world, &[], &broken);
    assert_eq!((ended.code(), ended.err.as_str()), (1, FORGED));
}

/// JSON is carried as it is written: numbers, escapes, names that stand twice.
#[test]
fn the_payload_is_told_as_it_is_written() {
    let world = World::with_key(KEY);
    for payload in [
        r#"{"a":{"b":[1,{"c":null}]},"huge":10000000000000000000000000,"tiny":1e-07,"zero":-0.0}"#,
        r#"{"a":1,"a":2}"#,
        r#" {"a": 1} "#,
        r#"{"lone":"\ud83d","pair":"\ud83d\ude00"}"#,
        "{\"name\":\"jos\u{e9}\"}",
    ] {
        let ended = verify(&world, &[], &token(HS256, payload));
        assert_eq!(ended.text(), format!("{payload}\n"), "{}", ended.err);
    }
}

#[test]
fn a_changed_token_is_forged() {
    let world = World::with_key(KEY);
    let other = token(HS256, r#"{"user":"admin"}"#);
    let (payload, mine) = (
        other.split('.').nth(1).unwrap(),
        TOKEN.split('.').nth(1).unwrap(),
    );
    let swapped = TOKEN.replace(mine, payload);
    world
        .run(&["verify", "--key", "key", &swapped])
        .gives(1, "", FORGED);
    // Forged is reported before expired.
    world.file("other", "another key, which is as long as it must be");
    world
        .run(&["verify", "--key", "other", TOKEN])
        .gives(1, "", FORGED);
    let cut = &TOKEN[..TOKEN.len() - 3];
    let document = world
        .run(&["inspect", "--json", "--key", "key", "--now", THEN, cut])
        .ends()
        .json();
    assert_eq!(document["outcome"], "malformed", "{document}");
    assert_eq!(
        document["verdict"], "genuine, but cut: 3 characters are missing at its end",
        "{document}"
    );
}

#[test]
fn an_audience_is_looked_at_where_it_is_asked_for() {
    let world = World::with_key(KEY);
    let [one, two, none] =
        [r#"{"aud":"api"}"#, r#"{"aud":["web","api"]}"#, "{}"].map(|claims| token(HS256, claims));
    let asked = |name: &str, token: &str| {
        let param = format!("audience={name}");
        verify(&world, &["--format", "jwt", "--param", &param], token)
    };
    let other = "cookiekit: malformed: jwt: its aud is not the audience that is asked for\n";
    let lacks = "cookiekit: malformed: jwt: it has no aud, and one is asked for\n";
    for (name, token, code, err) in [
        ("api", &one, 0, ""),
        ("web", &one, 1, other),
        ("app,api", &one, 0, ""),
        ("web", &two, 0, ""),
        ("app", &two, 1, other),
        ("api", &none, 1, lacks),
    ] {
        let ended = asked(name, token);
        assert_eq!((ended.code(), ended.err.as_str()), (code, err), "{name}");
    }
    world.run(&["verify", "--key", "key", &one]).gives(
        0,
        "{\"aud\":\"api\"}\n",
        "warning: it is for an audience (aud), which was not checked: --param audience=NAME does, \
         and PyJWT refuses it where the application asks for none\n",
    );
    let odd = token(r#"{"alg":"HS256","kid":1}"#, r#"{"sub":42,"jti":1}"#);
    world.run(&["verify", "--key", "key", &odd]).gives(
        0,
        "{\"sub\":42,\"jti\":1}\n",
        "warning: its kid is not a string: PyJWT refuses it\n\
         warning: its sub is not a string: PyJWT refuses it from 2.10 on\n\
         warning: its jti is not a string: PyJWT refuses it from 2.10 on\n",
    );
}

/// Anyone who has a public key could sign with it.
#[test]
fn a_key_of_another_algorithm_is_refused() {
    let world = World::new();
    for (key, why) in [
        (
            "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQ\n-----END PUBLIC KEY-----\n",
            "the key is a PEM file, so one of RS256, ES256 or EdDSA: JWT libraries refuse it for \
             HS256, because anyone who has the public key could sign",
        ),
        (
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI alice@example.org\n",
            "the key is a public key of SSH: JWT libraries refuse it for HS256, because anyone who \
             has it could sign",
        ),
        (
            r#"{"keys":[{"kty":"oct","k":"AAAA"}]}"#,
            "the key is a JSON Web Key, which JWT libraries refuse as it is: the secret is the \
             member k of one of kty oct, in base64url (--param key-encoding=base64url)",
        ),
    ] {
        world.file("key", key);
        let ended = verify(&world, &[], TOKEN);
        let told = format!(
            "cookiekit: under no key that was given (format jwt): the key from key does not fit: \
             {why}"
        );
        assert_eq!(
            (ended.code(), ended.err.lines().next().unwrap()),
            (1, told.as_str())
        );
        let sign = ["sign", "--format", "jwt", "--key", "key", "{}"];
        let ended = world.run(&sign).ends();
        assert_eq!(
            (ended.code(), ended.text()),
            (2, String::new()),
            "{}",
            ended.err
        );
    }
    // An empty one in an encoding that takes it.
    let world = World::with_key("=");
    let empty = ["--format", "jwt", "--param", "key-encoding=base64url"];
    let ended = verify(&world, &empty, TOKEN);
    assert!(ended.err.contains("the key is empty"), "{}", ended.err);
    assert_eq!(ended.code(), 2);
}

#[test]
fn a_short_key_is_taken_and_warned_of() {
    let world = World::with_key("secret");
    let token = "eyJhbGciOiJIUzI1NiJ9.e30.XmNK3GpH3Ys_7wsYBfq4C3M6goz71I7dTgUkuIa5lyQ";
    world.run(&["verify", "--key", "key", token]).gives(
        0,
        "{}\n",
        "warning: the key has fewer than the 32 bytes that HS256 wants (RFC 7518): a short one can \
         be guessed from a token\n",
    );
    let ended = world.run(&["inspect", "--try-weak", token]).ends();
    assert_eq!(ended.code(), 1);
    let text = ended.text();
    assert!(
        text.starts_with("opens with the key `secret`, of PyJWT's documentation: anyone can"),
        "{text}"
    );
}

/// As many bytes as the digest of the token has are wanted, which PyJWT 2.10 made.
#[test]
fn how_short_a_key_is_depends_on_the_alg_of_the_token() {
    let head = |alg: &str| match alg {
        "HS256" => "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
        "HS384" => "eyJhbGciOiJIUzM4NCIsInR5cCI6IkpXVCJ9",
        _ => "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9",
    };
    for (alg, bytes, signature) in [
        ("HS256", 30, "Hmawz9eowxcZ5_tYpskH2bO9685-6dl6PswGuQf63P4"),
        (
            "HS384",
            30,
            "Zjurjke9n5O5g7wkqy-xjuKd1NQHqfyGftxJiOMJXf5XX55q3S6whIRlgphA_RyV",
        ),
        (
            "HS384",
            40,
            "Q2vrTI3cQZOFVZaNbvf9liv56BOyfb1pNCeJ98n2243gnv43cdOfotagwShixhbm",
        ),
        (
            "HS512",
            40,
            "u1wPIq1YtGouZNEu4qvjn9rbgztm2Qf_S-lAWY2yRLGKk7O6AFRdS0yH1DbOTxnVXUM6PnEpCAYYSCtxMBlpTQ",
        ),
        (
            "HS512",
            64,
            "eqTi3-JDD2JnY1om0vHrpCYF8ZhkyxzmgkIEb2fAQIL4S5PQ8iffOvzK0H_5BaBOJnd6rw9L4Wa-LumuwLMFCg",
        ),
    ] {
        let world = World::with_key("k".repeat(bytes));
        let token = format!("{}.eyJhIjoxfQ.{signature}", head(alg));
        let wanted = alg[2..].parse::<usize>().unwrap() / 8;
        let warning = match bytes < wanted {
            true => format!(
                "warning: the key has fewer than the {wanted} bytes that {alg} wants (RFC 7518): \
                 a short one can be guessed from a token\n"
            ),
            false => String::new(),
        };
        world
            .run(&["verify", "--key", "key", &token])
            .gives(0, "{\"a\":1}\n", &warning);
        // The first of the list signs.
        let algorithms = format!("algorithms={alg},HS256");
        let sign = [
            "sign",
            "--format",
            "jwt",
            "--param",
            &algorithms,
            "--key",
            "key",
            "{}",
        ];
        let ended = world.run(&sign).ends();
        let of_key = ended.err.lines().filter(|it| it.contains("RFC 7518"));
        let of_key: String = of_key.map(|it| format!("{it}\n")).collect();
        assert_eq!((ended.code(), of_key), (0, warning), "{alg} {bytes}");
    }
}

/// The key is a text of a setting: of a file one line end is no part of it,
/// unless the application reads the file whole.
#[test]
fn a_line_end_of_the_key_file_is_no_part_of_the_key_unless_that_is_said() {
    let world = World::with_key(format!("{KEY}\n"));
    assert_eq!(verify(&world, &[], TOKEN).code(), 0);
    let raw = ["--format", "jwt", "--param", "key-encoding=raw"];
    assert_eq!(verify(&world, &raw, TOKEN).err, FORGED);
    let sign = ["sign", "--key", "key", "--now", THEN, PAYLOAD];
    let other = world.run(&[&sign[..], &raw].concat()).ends().text();
    let inspect = ["inspect", "--json", "--key", "key", other.trim()];
    let told = world.run(&inspect).ends().json();
    assert_eq!(told["reason"], "key-line-end-kept", "{told:#}");
}

#[test]
fn a_parameter_is_checked() {
    let world = World::with_key(KEY);
    for (param, told) in [
        (
            "algorithms=RS256",
            "cookiekit: the parameter algorithms of jwt does not take that value\n\
             hint: it takes some of HS256, HS384, HS512, with commas between\n",
        ),
        (
            "leeway=soon",
            "cookiekit: the parameter leeway of jwt does not take that value\n\
             hint: it takes seconds, a duration such as 8h, or none\n",
        ),
        (
            "salt=x",
            "cookiekit: jwt has no such parameter\n\
             hint: it has: algorithms, audience, leeway, key-encoding (cookiekit formats jwt)\n",
        ),
    ] {
        let arguments = [
            "verify", "--key", "key", "--format", "jwt", "--param", param,
        ];
        world
            .run(&[&arguments[..], &[TOKEN]].concat())
            .gives(2, "", told);
    }
}

#[test]
fn many_are_verified_inspected_and_signed() {
    let world = World::with_key(KEY);
    let forged = TOKEN.replace("01mYCG", "01mYCH");
    let lines = format!(
        "{TOKEN}\nSet-Cookie: access_token_cookie={TOKEN}; Path=/; HttpOnly\n{forged}\n{}\n",
        token(r#"{"alg":"none"}"#, "{}")
    );
    let verify = [
        "verify", "--lines", "--quiet", "--key", "key", "--now", THEN,
    ];
    let ended = world.run(&verify).stdin(&lines).ends();
    let records: Vec<Value> = ended
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let outcomes: Vec<&str> = records
        .iter()
        .map(|it| it["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(outcomes, ["valid", "valid", "forged", "malformed"]);
    assert_eq!(records[0]["payload"], PAYLOAD);
    assert_eq!(records[1]["name"], "access_token_cookie");
    assert_eq!(records[0]["expires"], "2023-11-14T23:13:20Z");
    assert_eq!(ended.code(), 1);

    let told = world
        .run(&["inspect", "--json", "--now", THEN, TOKEN])
        .ends()
        .json();
    assert_eq!(
        (&told["outcome"], &told["format"], &told["payload"]),
        (&"unchecked".into(), &"jwt".into(), &PAYLOAD.into())
    );

    // What verify tells, sign takes: as a text, as JSON, and alone on a line.
    let sign = [
        "sign", "--lines", "--quiet", "--format", "jwt", "--key", "key", "--now", THEN,
    ];
    let field = [&sign[..], &["--field", "payload"]].concat();
    let as_text = serde_json::json!({"payload": PAYLOAD}).to_string();
    let as_json = format!(r#"{{"payload":{PAYLOAD}}}"#);
    for (arguments, line) in [(&sign[..], PAYLOAD), (&field, &as_text), (&field, &as_json)] {
        let ended = world.run(arguments).stdin(line).ends();
        assert!(ended.text().contains(TOKEN), "{line}: {}", ended.text());
    }
}

/// It stays what it was except for the key: its header and its claims.
#[test]
fn a_token_is_carried_over_to_another_key_as_it_is() {
    let world = World::with_key("another key, which is as long as it must be");
    world.file("old", KEY);
    let payload = r#"{"sub":"alice","iat":1699999999, "exp":1700003600.5}"#;
    let header = r#"{"typ":"at+jwt","alg":"HS384"}"#;
    let token = token_of(Digest::Sha384, header, payload);
    let reissue = [
        "reissue", "--quiet", "--key", "key", "--key", "old", "--now", THEN,
    ];
    let ended = world.run(&[&reissue[..], &[&token]].concat()).ends();
    let made = ended.text();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    let signed = token.rsplit_once('.').unwrap().0;
    assert_eq!(made.trim().rsplit_once('.').unwrap().0, signed);
    assert_ne!(made.trim(), token);
    assert_eq!(
        verify(&world, &[], made.trim()).text(),
        format!("{payload}\n")
    );
    // One that says which key it is under would say the wrong one.
    let named = self::token(r#"{"alg":"HS256","kid":"k1"}"#, PAYLOAD);
    let ended = world.run(&[&reissue[..], &[&named]].concat()).ends();
    assert_eq!(
        (ended.code(), ended.err.as_str()),
        (
            2,
            "cookiekit: the token names its key (kid), and another one has another name\n\
             hint: have the application make a new one\n"
        )
    );
}

/// Code that fetches the key, and holds none of it.
#[test]
fn the_key_is_exported_as_code() {
    let world = World::with_key(format!("{KEY}\n"));
    let path = world.path("key").display().to_string();
    let export = ["key", "export", "--key", "key", "--for"];
    let variable = ["key", "export", "--key", "env:SECRET", "--for"];
    for (consumer, from_file, from_variable, code) in [
        (
            "jwt",
            format!("\nkeys = keys_at(\"{path}\")\n"),
            "\nkeys = keys_in(\"SECRET\")\n",
            "\nsecret_key = keys[0]\n",
        ),
        (
            "jsonwebtoken",
            format!("\nconst keys = keysAt(\"{path}\")\n"),
            "\nconst keys = keysIn(\"SECRET\")\n",
            "\nconst secretKey = keys[0]\n",
        ),
    ] {
        let text = world
            .run(&[&export[..], &[consumer]].concat())
            .ends()
            .text();
        assert!(text.contains(&from_file) && text.contains(code), "{text}");
        let run = world.run(&[&variable[..], &[consumer]].concat());
        let text = run.env("SECRET", KEY).ends().text();
        assert!(
            text.contains(from_variable) && text.contains(code),
            "{text}"
        );
    }
    // JavaScript would read other bytes of it.
    world.file("key", [0xff; 40]);
    let ended = world.run(&[&export[..], &["jsonwebtoken"]].concat()).ends();
    assert_eq!(
        (ended.code(), ended.text()),
        (2, String::new()),
        "{}",
        ended.err
    );
}

/// People paste what stands in a header.
#[test]
fn a_token_behind_a_word_is_told_to_be_that() {
    let world = World::with_key(KEY);
    let told = "cookiekit: malformed: jwt: a word stands before the token, as Bearer does in a \
                header Authorization: give the token alone\n";
    for value in [format!("Bearer {TOKEN}"), format!("bearer  {TOKEN}")] {
        world
            .run(&["verify", "--key", "key", &value])
            .gives(1, "", told);
        world.run(&["inspect", &value]).gives(1, "", told);
    }
    // Of the header the token is taken, where no cookie came with it.
    let header = format!("Authorization: Bearer {TOKEN}");
    for text in [
        header.clone(),
        format!("GET / HTTP/1.1\nHost: h\n{header}\nAccept: */*\n"),
        format!("> GET / HTTP/1.1\n> Host: h\n> {header}\n>\n"),
        format!("=> Send header, 99 bytes (0x63)\n0000: GET / HTTP/1.1\n0010: {header}\n"),
        format!("curl -H '{header}' http://h/"),
    ] {
        let ended = verify(&world, &[], &text);
        assert_eq!(ended.code(), 0, "{text}: {}", ended.err);
        let inspect = ["inspect", "--key", "key", "--now", THEN];
        let ended = world.run(&inspect).stdin(text).ends();
        assert!(
            ended.text().starts_with("genuine and valid"),
            "{}",
            ended.text()
        );
    }
    for (text, reason) in [
        (
            "Authorization: Basic dTpw".to_owned(),
            "not a cookie of a known format",
        ),
        (
            format!("Cookie: a=b\n{header}"),
            "not a cookie of a known format",
        ),
        (
            "Authorization: Bearer x".to_owned(),
            "not a cookie of a known format",
        ),
    ] {
        let ended = verify(&world, &[], &text);
        assert_eq!(ended.code(), 1, "{text}");
        assert!(ended.err.contains(reason), "{text}: {}", ended.err);
    }
    // White space within it is another thing, and none at its ends is a part of it.
    let broken = TOKEN.replacen('.', ". ", 1);
    let ended = verify(&world, &["--format", "jwt"], &broken);
    assert_eq!(
        (ended.code(), ended.err.as_str()),
        (
            1,
            "cookiekit: malformed: jwt: the payload is not base64url without padding\n"
        )
    );
    assert_eq!(verify(&world, &[], &format!(" {TOKEN} ")).code(), 0);
}

/// What a fixed key proves may still be too early, and is not called valid.
#[test]
fn what_opens_with_a_mended_key_and_is_early_is_told_to_be_early() {
    let hex = "0123456789abcdef".repeat(4);
    let world = World::with_key(&hex);
    let sign = [
        "sign",
        "--format",
        "jwt",
        "--key",
        "key",
        "--param",
        "key-encoding=hex",
    ];
    let claims = r#"{"nbf":1700000001,"exp":1700003600}"#;
    let token = world
        .run(&[&sign[..], &["--now", THEN, claims]].concat())
        .ends()
        .text();
    let inspect = [
        "inspect",
        "--json",
        "--key",
        "key",
        "--now",
        THEN,
        token.trim(),
    ];
    let ended = world.run(&inspect).ends();
    let document = ended.json();
    assert_eq!(ended.code(), 1, "{document}");
    assert_eq!(
        document["verdict"],
        "not valid under the key as it is; valid if the key is read as hex digits, but then not \
         yet valid: valid from 2023-11-14T22:13:21Z (in 1 second)"
    );
    assert_eq!(document["explanation"]["outcome"], "expired", "{document}");
}

/// What JWT libraries take for an HMAC, though anyone who has it could sign: keys and a
/// certificate that openssl wrote with -outform DER (the public key whole, the others
/// except for the numbers in them).
#[test]
fn a_public_key_in_der_is_warned_of() {
    let world = World::new();
    let ed25519 = [
        &b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00"[..],
        &[0xc4; 32],
    ]
    .concat();
    let rsa = [
        &b"\x30\x82\x01\x0a\x02\x82\x01\x01\x00"[..],
        &[0xcc; 256],
        b"\x02\x03\x01\x00\x01",
    ]
    .concat();
    let certificate = [
        &b"\x30\x81\x8c\x30\x50"[..],
        &[0x05; 0x50],
        b"\x30\x05\x06\x03\x2b\x65\x70\x03\x31\x00",
        &[0x55; 0x30],
    ]
    .concat();
    let warning = "warning: the key is a public key or a certificate in DER: anyone who has it, as \
                   everybody may, can sign with it\n";
    let sign = [
        "sign",
        "--format",
        "jwt",
        "--key",
        "key",
        "--expires-in",
        "1h",
    ];
    let sign = [&sign[..], &[r#"{"sub":"alice"}"#]].concat();
    for key in [&ed25519, &rsa, &certificate] {
        world.file("key", key);
        let made = world.run(&sign).ends();
        assert_eq!((made.code(), &*made.err), (0, warning), "{key:?}");
        let verify = ["verify", "--key", "key", made.text().trim()].map(str::to_owned);
        let seen = world.run(&verify.each_ref().map(String::as_str)).ends();
        assert_eq!((seen.code(), &*seen.err), (0, warning), "{key:?}");
    }
    // Bytes that only begin so, and a private key.
    let longer = [&ed25519[..], &[0]].concat();
    let private = [
        &b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20"[..],
        &[0x51; 32],
    ]
    .concat();
    for key in [&longer[..], &ed25519[..43], &private, &[0x30; 64]] {
        world.file("key", key);
        let made = world.run(&sign).ends();
        assert_eq!((made.code(), &*made.err), (0, ""), "{key:?}");
    }
}

/// A quarter of all signatures are base64 of either alphabet, and look like those of
/// others.
#[test]
fn a_token_has_one_reason_whatever_letters_its_signature_has() {
    let world = World::with_key(KEY);
    for (header, payload, why) in [
        (r#"{"alg":"none"}"#, "{}", "its alg is none"),
        (
            r#"{"alg":"RS256"}"#,
            "{}",
            "that is signed with a private key",
        ),
        (r#"{"alg":"HS512"}"#, "{}", "the signature is not as long"),
        (r#"{"alg":"hs256"}"#, "{}", "its alg is not HS256"),
        (r#"{"alg":"HS256","crit":["x"]}"#, "{}", "crit names"),
        (HS256, "[1]", "the payload is not a JSON object"),
        (HS256, "hello", "the payload is not"),
    ] {
        let signed = |number: u32| {
            let header = header.replace('}', &format!(r#","n":{number}}}"#));
            token(&header, payload)
        };
        let is_of_both = |it: &String| {
            let (_, signature) = it.rsplit_once('.').unwrap();
            !signature.contains(['-', '_'])
        };
        let of_both = (0..).map(signed).find(is_of_both).unwrap();
        let of_urls = (0..).map(signed).find(|it| !is_of_both(it)).unwrap();
        for token in [of_both, of_urls] {
            for text in [
                token.clone(),
                format!("Cookie: token={token}"),
                format!("token={token}"),
            ] {
                let ended = world.run(&["inspect", "--key", "key"]).stdin(&text).ends();
                let told = ended.text() + &ended.err;
                let told = told.replace('\n', " ");
                assert!(told.contains(why), "{text}\n{told}");
                assert_eq!(ended.code(), 1, "{told}");
            }
        }
    }
}

/// A JSON Web Key of a secret, and what is to be given in its place.
const WEB_KEY: &str = r#"{"kty":"oct","k":"YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXoxMjM0NTY"}"#;
const SECRET_OF_WEB_KEY: &str = "--key 'cmd:jq -j .k jwk' --param key-encoding=base64url";

fn with_web_key(text: &str) -> World {
    let world = World::new();
    world.file("jwk", text);
    world.set_mode("jwk", 0o600);
    world
}

#[test]
fn a_json_web_key_is_called_that() {
    let world = with_web_key(WEB_KEY);
    let sign = ["sign", "--format", "jwt", "--key", "jwk", "{\"a\":1}"];
    let ended = world.run(&sign).ends();
    assert_eq!(ended.code(), 2, "{}", ended.err);
    for words in ["jwk is a JSON Web Key of a secret", SECRET_OF_WEB_KEY] {
        assert!(ended.err.contains(words), "{}", ended.err);
    }
    let ended = world.run(&["verify", "--key", "jwk"]).stdin(TOKEN).ends();
    assert_eq!(ended.code(), 1, "{}", ended.err);
    assert!(ended.err.contains(SECRET_OF_WEB_KEY), "{}", ended.err);
    // Near miss: of several, and of a public one, no command is printed.
    for text in [
        &format!("{{\"keys\":[{WEB_KEY}]}}"),
        "{\"kty\":\"RSA\",\"n\":\"abc\",\"e\":\"AQAB\"}",
    ] {
        let world = with_web_key(text);
        let ended = world.run(&["verify", "--key", "jwk"]).stdin(TOKEN).ends();
        assert_eq!(ended.code(), 1, "{}", ended.err);
        assert!(!ended.err.contains("jq"), "{}", ended.err);
    }
}

#[test]
#[ignore = "needs jq: tests/run"]
fn the_secret_of_a_json_web_key_is_read_with_jq() {
    let world = with_web_key(WEB_KEY);
    let sign = format!("cookiekit sign -q --format jwt {SECRET_OF_WEB_KEY} '{{\"a\":1}}'");
    let token = world.shell(&sign).ends().text();
    world.file("secret", b"abcdefghijklmnopqrstuvwxyz123456");
    world.set_mode("secret", 0o600);
    let verify = world.run(&["verify", "-q", "--key", "secret"]);
    verify.stdin(&token).gives(0, "{\"a\":1}\n", "");
}
