//! Code of Node, for the frameworks that run there.

use super::doubles::{self, NoDouble};
use super::{Place, Secret};

/// What JavaScript reads otherwise than it stands in JSON, as a sentence: `JSON.parse`,
/// held by an interop test of each framework.
pub fn altered(payload: &[u8]) -> Option<&'static str> {
    let value = serde_json::from_slice(payload).ok()?;
    doubles::of_value(&value).map(|it| match it {
        NoDouble::Rounded => {
            "JavaScript reads numbers as doubles, and rounds one in it that has more digits"
        }
        NoDouble::Infinite => "JavaScript reads a number in it as Infinity",
    })
}

/// Code after which `keys` is the list of keys: the one that makes cookies, then the
/// staged one and the retired ones from the newest on. They are text without one
/// line end at its end, as they are read here. `None` for a key that is no text,
/// or that Node cannot fetch from there itself.
pub fn keys(place: &Place, secret: Secret) -> Option<String> {
    std::str::from_utf8(secret.bytes).ok()?;
    match place {
        Place::File(path) => Some(format!(
            "{AT_A_FILE}\nconst keys = keysAt({})\n",
            string(path)
        )),
        Place::Variable(name) => Some(format!(
            "{IN_VARIABLES}\nconst keys = keysIn({})\n",
            string(name)
        )),
        Place::Keyring { .. } => None,
    }
}

/// The staged key is read before the primary one, and the retired ones after it:
/// wherever a promotion is between these, nothing is missed.
const AT_A_FILE: &str = r"// The key of a file, then those that `cookiekit rotate` keeps beside it: the
// staged one and the retired ones.
function keysAt (file) {
  // A module has no require, and an older Node no getBuiltinModule.
  const built = process.getBuiltinModule || require
  const [fs, path] = [built('node:fs'), built('node:path')]
  const { dir, base } = path.parse(fs.realpathSync(file))
  const read = (name) => {
    const key = fs.readFileSync(path.join(dir, name), 'utf8').replace(/\r?\n$/, '')
    if (!key) throw new Error(`the key file ${name} is empty`)
    return key
  }
  const readSome = (names) => names.flatMap((name) => {
    try {
      return [read(name)]
    } catch (error) {
      if (error.code === 'ENOENT') return []
      throw error
    }
  })
  const staged = readSome([base + '.next'])
  const primary = read(base)
  const slot = /^\.retired-\d{8}T\d{6}Z-[0-9a-f]{8}$/
  const isRetired = (name) => name.startsWith(base) && slot.test(name.slice(base.length))
  const retired = fs.readdirSync(dir).filter(isRetired).sort().reverse()
  return [primary, ...staged, ...readSome(retired)]
}
";

const IN_VARIABLES: &str = r"// The key of a variable, then a staged one and a retired one, where these are set:
// NAME_NEXT and NAME_RETIRED.
function keysIn (name) {
  if (!process.env[name]) throw new Error(`${name} is not set`)
  const names = [name, name + '_NEXT', name + '_RETIRED']
  return names.map((name) => process.env[name]).filter(Boolean)
}
";

/// A string of JavaScript, of which JSON's are some.
fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
