//! What is to be known of Rails itself.

use super::super::runbook::{Runbook, by_slots};
use super::super::{
    Export, Exported, Framework, LintFix, NamesTell, OfTwo, Percent, Place, Secret, ruby,
};

/// Rails.
pub static FRAMEWORK: Framework = Framework {
    of_two: Some(OfTwo::First),
    percent: Some(Percent::Form),
    name: "Rails",
    server: "Rails",
    keeps_space: true,
    quotes: Some(&[]),
    cookie_names: &["_session_id"],
    names_tell: NamesTell::Likely,
    key_names: &["SECRET_KEY_BASE", "RAILS_SECRET_KEY_BASE"],
    key_owners: &["rails"],
    own_key_names: &["secret-key-base"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "config.force_ssl = true, and HTTPS before the application",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "config.action_dispatch.cookies_same_site_protection = :lax",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "httponly: true in config.session_store, or where the cookie is set",
        },
        LintFix {
            rules: &["too-large", "line-too-long"],
            fix: "keep an id in the session, and the rest in a database",
        },
    ],
    exports: &[Export {
        name: "rails",
        about: "Ruby code for config/application.rb: secret_key_base, and rotations of cookies",
        text: Exported::Code {
            language: "Ruby",
            reads_slots: true,
            code: secrets,
        },
    }],
    runbook: Some(&Runbook {
        about: "An application of Rails",
        restart: "systemctl restart rails",
        max_lifetime: "30d",
        code: Some("rails"),
        course: |site| {
            by_slots(
                site,
                &[
                    "everyone stays signed in: a cookie is opened under each of the keys, and made \
                     under the new one when it is read",
                    "what else Rails makes with secret_key_base is over when the new one is \
                     promoted: links of Active Storage, signed global ids, tokens of \
                     has_secure_password and of Devise's mails, and what message_verifier signed; \
                     encrypted credentials have a key of their own",
                    "the code decides which key Rails has: remove the old one from \
                     SECRET_KEY_BASE and from the encrypted credentials, which Rails prefers \
                     where the code is not",
                    "permanent cookies of applications last twenty years: those that nobody sends \
                     before the last step are lost",
                ],
            )
        },
    }),
    ..Framework::PLAIN
};

/// The rotations are made once Rails knows the digest of its keys.
fn secrets(place: &Place, secret: Secret) -> Option<String> {
    let keys = ruby::keys(place, secret)?;
    Some(format!("{keys}{ROTATIONS}"))
}

const ROTATIONS: &str = r"
# The first makes cookies, the others only open them. Rails itself prefers
# SECRET_KEY_BASE and its credentials to a key of config.
config.secret_key_base = keys.first
config.before_initialize do |app|
  app.define_singleton_method(:secret_key_base) { keys.first }
end
config.after_initialize do |app|
  dispatch = app.config.action_dispatch
  keys.drop(1).each do |key|
    generator = ActiveSupport::KeyGenerator.new(key, iterations: 1000)
    if dispatch.use_authenticated_cookie_encryption
      salt = dispatch.authenticated_encrypted_cookie_salt
      dispatch.cookies_rotations.rotate :encrypted, generator.generate_key(salt, 32)
    else
      secrets = [generator.generate_key(dispatch.encrypted_cookie_salt, 32),
                 generator.generate_key(dispatch.encrypted_signed_cookie_salt)]
      dispatch.cookies_rotations.rotate :encrypted, *secrets
    end
    salt = dispatch.signed_cookie_salt
    dispatch.cookies_rotations.rotate :signed, generator.generate_key(salt)
  end
end
";
