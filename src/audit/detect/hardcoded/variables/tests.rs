use super::*;

fn found(text: &str, form: Form, asked: &[&[u8]]) -> Vec<(String, String)> {
    let found = passphrases(text.as_bytes(), form, asked).into_iter();
    found
        .map(|it| (it.name, text[it.range].to_owned()))
        .collect()
}

#[test]
fn passphrases_are_read_as_r_reads_them() {
    for (line, value) in [
        ("PLUMBER_KEY=Plumber-Secret-2024!", "Plumber-Secret-2024!"),
        (
            "COOKIE_KEY = my dog likes cheese # 7\n",
            "my dog likes cheese # 7",
        ),
        ("SESSION_KEY=\"Tr0ub4dor&3-horse\"\n", "Tr0ub4dor&3-horse"),
        ("COOKIE_KEY=correct horse\n", "correct horse"),
        (
            "COOKIE_KEY='quiet marble river otter'",
            "quiet marble river otter",
        ),
        (
            "PLUMBER_KEY=${OTHER-Plumber-Secret-2024!}",
            "Plumber-Secret-2024!",
        ),
    ] {
        let found = found(line, Form::OfR, &[]);
        assert_eq!(
            found.iter().map(|it| &*it.1).collect::<Vec<_>>(),
            [value],
            "{line}"
        );
    }
}

#[test]
fn passphrases_are_read_as_each_form_has_them() {
    const PHRASE: &str = "correct horse battery";
    for (form, text) in [
        (Form::Lines, "A=b\nCOOKIE_KEY=§\n"),
        (Form::Lines, "export COOKIE_KEY=\"§\" # mine\n"),
        (Form::Lines, "COOKIE_KEY = '§'\r\n"),
        (Form::Lines, "COOKIE_KEY=§ # mine\n"),
        (Form::Script, "export COOKIE_KEY='§'\n"),
        (Form::Docker, "FROM r\nENV A=b COOKIE_KEY=\"§\" C=d\n"),
        (Form::Docker, "FROM r\nENV A=b \\\n    COOKIE_KEY='§'\n"),
        (Form::Docker, "FROM r\nenv COOKIE_KEY §\n"),
        (Form::Docker, "FROM r\nARG COOKIE_KEY=\"§\"\n"),
        (Form::Yaml, "environment:\n  COOKIE_KEY: §\n"),
        (Form::Yaml, "environment:\n  COOKIE_KEY: '§' # mine\n"),
        (Form::Yaml, "environment:\n  - COOKIE_KEY=§\n"),
        (Form::Yaml, "environment:\n  - \"COOKIE_KEY=§\"\n"),
        (Form::Yaml, "env:\n  - name: COOKIE_KEY\n    value: \"§\"\n"),
        (Form::Unit, "[Service]\nEnvironment=\"COOKIE_KEY=§\"\n"),
        (Form::Unit, "Environment=A=b \"COOKIE_KEY=§\" C=d\n"),
        (Form::Unit, "Environment=COOKIE_KEY=\"§\"\n"),
    ] {
        let text = text.replace('§', PHRASE);
        let expected = [("COOKIE_KEY".to_owned(), PHRASE.to_owned())];
        assert_eq!(found(&text, form, &[]), expected, "{form:?} {text}");
    }
    for (form, text) in [
        (Form::Script, "COOKIE_KEY=correct horse battery\n"),
        (Form::Script, "COOKIE_KEY=$(correct horse battery)\n"),
        (Form::Docker, "RUN COOKIE_KEY=\"correct horse battery\"\n"),
        (
            Form::Docker,
            "ENV A=b\nCOOKIE_KEY=\"correct horse battery\"\n",
        ),
        (Form::Yaml, "COOKIE_KEY: |\n  correct horse battery\n"),
        (
            Form::Yaml,
            "- name: COOKIE_KEY\n  valueFrom:\n    value: x\n- name: TITLE\n  value: correct horse battery\n",
        ),
        (Form::Unit, "Description=COOKIE_KEY=correct horse battery\n"),
        (Form::Lines, "# COOKIE_KEY=correct horse battery\n"),
        (Form::Lines, "TITLE=correct horse battery\n"),
    ] {
        assert_eq!(found(text, form, &[]), [], "{form:?} {text}");
    }
}

/// What a name alone says is enough for one of these, and not for the others.
#[test]
fn names_paths_and_placeholders_are_no_passphrases() {
    for value in [
        "correct-horse-battery-staple",
        "Tr0ub4dor&3",
        "K!ttens4ever",
        "giraffe7",
    ] {
        let line = format!("COOKIE_SECRET={value}\n");
        assert_eq!(found(&line, Form::Lines, &[]).len(), 1, "{line}");
    }
    for line in [
        "PLUMBER_KEY=/etc/plumber/cookie.key",
        "PLUMBER_KEY=secrets/cookie-key.txt",
        "PLUMBER_KEY=${OTHER}",
        "PLUMBER_KEY=OTHER_KEY_2024",
        "PLUMBER_KEY=***REMOVED***",
        "PLUMBER_KEY=change-me-to-Something-2024!",
        "PLUMBER_KEY=changeme",
        "PLUMBER_KEY=<your key here>",
        "PLUMBER_KEY=set by the operator",
        "PLUMBER_KEY=see vault",
        "SESSION_KEY=user_session_v2",
        "SESSION_SECRET=session1",
        "SESSION_SECRET=sessionsecret2",
        "SESSION_SECRET=web-session-secret",
        "SESSION_SECRET=true",
        "COOKIE_SECRET=useMyOwnKey12",
        "COOKIE_SECRET=SHA256withRSA",
        "COOKIE_SECRET=correcthorsebattery",
        "SESSION_SECRET=20241130123456",
        "COOKIE_KEY=my_cookie",
        "PLUMBER_KEY=",
        "# PLUMBER_KEY=Plumber-Secret-2024!",
        "R_LIBS_USER=Plumber-Secret-2024!",
        "PLUMBER_KEY=https://vault.example.org/K1",
        "PLUMBER_KEY=keyring:web",
        "PLUMBER_KEY=`pass show web`",
    ] {
        assert_eq!(found(line, Form::Lines, &[]), [], "{line}");
        // Of what R reads more counts.
        if !line.starts_with("COOKIE_SECRET=") {
            assert_eq!(found(line, Form::OfR, &[]), [], "{line}");
        }
    }
    // Names that others have as often.
    for line in [
        "SECRET_KEY=correct horse battery",
        "APP_KEY=Tr0ub4dor&3-horse",
    ] {
        assert_eq!(found(line, Form::Lines, &[]), [], "{line}");
        assert_eq!(found(line, Form::OfR, &[]).len(), 1, "{line}");
    }
    assert_eq!(
        found("export PLUMBER_KEY=Plumber-Secret-2024!", Form::OfR, &[]),
        []
    );
}

#[test]
fn what_a_source_asks_for_counts_unless_it_says_otherwise() {
    let asked: &[&[u8]] = &[b"THING"];
    for value in [
        "pony",
        "my_cookie",
        "web-session",
        "4fc1a0b7d2e89635a1b0c7d8e9f20314",
    ] {
        let text = format!("OTHER={value}\nTHING={value}\n");
        let expected = [("THING".to_owned(), value.to_owned())];
        assert_eq!(found(&text, Form::Lines, asked), expected, "{value}");
    }
    for value in [
        "",
        "abc",
        "/etc/plumber/cookie.key",
        "config/cookie.key",
        "changeme",
        "<your key>",
        "true",
        "production",
        "8080",
        "https://example.org/",
        "${OTHER}",
        "$OTHER",
        "OTHER_VARIABLE",
        "***REMOVED***",
    ] {
        let text = format!("THING={value}\n");
        assert_eq!(found(&text, Form::Lines, asked), [], "{value}");
    }
}
