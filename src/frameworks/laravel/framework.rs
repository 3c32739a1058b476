//! What is to be known of Laravel itself.

use zeroize::Zeroizing;

use super::super::runbook::{Runbook, by_slots};
use super::super::{
    Export, Exported, Framework, LintFix, NamesTell, OfTwo, Percent, Place, Secret, Shape,
};
use crate::error::{Error, Result};

/// Laravel.
pub static FRAMEWORK: Framework = Framework {
    of_two: Some(OfTwo::First),
    percent: Some(Percent::Form),
    name: "Laravel",
    server: "Laravel",
    quotes: Some(Framework::ANY_QUOTES),
    cookie_names: &["laravel_session", "XSRF-TOKEN"],
    names_tell: NamesTell::Likely,
    key_names: &["APP_KEY"],
    previous_keys: Some(("APP_KEY", "APP_PREVIOUS_KEYS")),
    key_owners: &["laravel"],
    key_shapes: &[Shape::AppKey],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "SESSION_SECURE_COOKIE=true in .env, and HTTPS before the application",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "SESSION_SAME_SITE=lax in .env (config/session.php, same_site)",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "SESSION_HTTP_ONLY=true in .env (config/session.php, http_only); XSRF-TOKEN is read \
                  by the application's own JavaScript",
        },
        LintFix {
            rules: &["too-large", "line-too-long"],
            fix: "SESSION_DRIVER=database in .env",
        },
    ],
    exports: &[
        Export {
            name: "laravel",
            about: "PHP code for config/app.php: the keys, and two lines of its list (Laravel 11 and later)",
            text: Exported::Code {
                language: "PHP",
                reads_slots: true,
                code: keys,
            },
        },
        Export {
            name: "laravel-env",
            about: "the secrets: APP_KEY and APP_PREVIOUS_KEYS, for .env",
            text: Exported::Secrets(env),
        },
    ],
    runbook: Some(&Runbook {
        about: "An application of Laravel",
        restart: "systemctl restart php-fpm",
        // SESSION_LIFETIME is 120 minutes, and remember_web lasts longer.
        max_lifetime: "400d",
        code: Some("laravel"),
        course: |site| {
            by_slots(
                site,
                &[
                    "everyone stays signed in: a cookie is opened under each of the keys, and made \
                     under the new one with each answer",
                    "Laravel 11 or later is needed: before, APP_KEY is the only key, and everyone \
                     is signed out",
                    "what the application encrypted with it, as columns with the cast encrypted, \
                     is read as long as the old key is configured, and lost with it: encrypt them \
                     again before the last step",
                    "signed links are checked under the keys of APP_PREVIOUS_KEYS as well from \
                     Laravel 11 on; a cached configuration keeps the old keys until it is cleared",
                ],
            )
        },
    }),
    ..Framework::PLAIN
};

fn keys(place: &Place, secret: Secret) -> Option<String> {
    std::str::from_utf8(secret.bytes).ok()?;
    let (code, call) = match place {
        Place::File(path) => (AT_A_FILE, format!("$keysAt({})", string(path))),
        Place::Variable(name) => (IN_VARIABLES, format!("$keysIn({})", string(name))),
        Place::Keyring { .. } => return None,
    };
    Some(format!(
        "// This goes above the list that config/app.php returns; its last two lines go into \
         that list,\n// in the place of those for `key` and `previous_keys`.\n{code}\n\
         $keys = {call};\n\n// The first encrypts, all decrypt:\n\
         //     'key' => $keys[0],\n\
         //     'previous_keys' => array_slice($keys, 1),\n"
    ))
}

const AT_A_FILE: &str = r"// The key of a file, then those that `cookiekit rotate` keeps beside it: the
// staged one and the retired ones.
$keysAt = function (string $file): array {
    $file = realpath($file);
    $read = function (string $file): string {
        $key = preg_replace('/\r?\n\z/', '', file_get_contents($file));
        if ($key === '') {
            throw new RuntimeException('the key file is empty');
        }
        return $key;
    };
    // A file that is gone meanwhile is none.
    $readSome = fn (array $files) => array_map($read, array_filter($files, 'is_file'));
    $staged = $readSome([$file.'.next']);
    $primary = $read($file);
    $slot = '/^\.retired-\d{8}T\d{6}Z-[0-9a-f]{8}\z/';
    $beside = array_filter(scandir(dirname($file), SCANDIR_SORT_DESCENDING), fn ($name) =>
        str_starts_with($name, basename($file))
        && preg_match($slot, substr($name, strlen(basename($file)))));
    $retired = $readSome(array_map(fn ($name) => dirname($file).'/'.$name, $beside));
    return array_values([$primary, ...array_values($staged), ...array_values($retired)]);
};
";

const IN_VARIABLES: &str = r"// The key of a variable, then a staged one and a retired one, where these are set:
// NAME_NEXT and NAME_RETIRED.
$keysIn = function (string $name): array {
    if (! env($name)) {
        throw new RuntimeException($name.' is not set');
    }
    return array_values(array_filter(array_map('env', [$name, $name.'_NEXT', $name.'_RETIRED'])));
};
";

/// The lines of .env: none of them holds a key that such a file cannot.
fn env(secrets: &[Secret]) -> Result<Zeroizing<Vec<u8>>> {
    let mut texts = Vec::new();
    for secret in secrets {
        let text = std::str::from_utf8(secret.line()).ok();
        let is_plain = |it: &&str| {
            it.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+/=:_-".contains(&byte))
        };
        texts.push(text.filter(is_plain).ok_or_else(|| {
            Error::could_not("the key has characters that .env and APP_PREVIOUS_KEYS cannot carry")
                .hint("make a key of the right kind: `base64:` and 32 bytes in base64")
        })?);
    }
    let Some((first, rest)) = texts.split_first() else {
        return Err(Error::could_not("there is no key"));
    };
    let mut lines = Zeroizing::new(b"APP_KEY=".to_vec());
    lines.extend_from_slice(first.as_bytes());
    lines.push(b'\n');
    for (index, text) in rest.iter().enumerate() {
        lines.extend_from_slice(if index == 0 {
            b"APP_PREVIOUS_KEYS="
        } else {
            b","
        });
        lines.extend_from_slice(text.as_bytes());
    }
    if !rest.is_empty() {
        lines.push(b'\n');
    }
    Ok(lines)
}

/// A string of PHP in single quotes, in which nothing is evaluated.
fn string(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}
