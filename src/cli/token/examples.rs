//! The examples in the long help of the token commands.

pub const TOKEN: &str = r#"
  # a database with its first user; the password is asked for
  cookiekit token user add --db users.db alice --display-name "Alice A"

  # a token for ten minutes, and who it is
  token=$(cookiekit token issue --db users.db --user alice --expires-in 10m)
  printf %s "$token" | cookiekit token check --db users.db"#;

pub const USER: &str = r#"
  cookiekit token user add --db users.db alice --display-name "Alice A"
  cookiekit token user passwd --db users.db alice
  cookiekit token user list --db users.db
  cookiekit token user remove --db users.db alice"#;

pub const USER_ADD: &str = r#"
  # asks for the password twice
  cookiekit token user add --db users.db alice --display-name "Alice A"

  # from a password manager
  pass show api/alice | cookiekit token user add --db users.db alice --password-stdin"#;

pub const USER_REMOVE: &str = r#"
  # asks first: her password and her tokens are gone then
  cookiekit token user remove --db users.db alice"#;

pub const USER_LIST: &str = r#"
  cookiekit token user list --db users.db"#;

pub const USER_PASSWD: &str = r#"
  cookiekit token user passwd --db users.db alice"#;

pub const ISSUE: &str = r#"
  # asks for the password
  cookiekit token issue --db users.db --user alice --expires-in 10m

  # in a script
  cookiekit token issue --db users.db --user alice --expires-in 8h --password-fd 3 3< password

  # one that needs no database when it is checked
  cookiekit token issue --user alice --expires-in 10m --stateless --key cookie.key > token
  cookiekit verify --format signed --name token --key cookie.key < token"#;

pub const CHECK: &str = r#"
  # who is it? 0 valid, 1 unknown or revoked, 3 expired
  printf 'token: %s' "$TOKEN" | cookiekit token check --db users.db

  # one token a line, one JSON record a line
  cookiekit token check --db users.db --lines < tokens"#;

pub const REVOKE: &str = r#"
  printf %s "$TOKEN" | cookiekit token revoke --db users.db
  cookiekit token revoke --db users.db --user alice

  # one that `token list` shows
  cookiekit token revoke --db users.db --id 6ca13d52ca70c883"#;

pub const PURGE: &str = r#"
  # every night: those that expired a day ago or earlier
  cookiekit token purge --db users.db --older-than 1d"#;

pub const LIST: &str = r#"
  cookiekit token list --db users.db --user alice"#;

pub const IMPORT: &str = r#"
  # asks whether to keep a copy of users.sql as it is
  cookiekit token import --db users.sql

  # in a script
  cookiekit token import --db users.sql --backup users.sql.before-import

  # out of another application's database, which stays as it is
  cookiekit token import --db users.db --from app.sqlite3 --table people \
      --user-column login --password-column secret"#;
