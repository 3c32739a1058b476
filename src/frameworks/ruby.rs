//! What Ruby's frameworks have in common: what they store in a cookie, and how
//! Ruby's code fetches a key.

pub mod content;
pub mod marshal;

use super::{Place, Secret};

/// Code after which `keys` is the list of keys: the one that makes cookies, then the
/// staged one and the retired ones from the newest on. They are text without one
/// line end at its end, as they are read here. `None` for a key that is no text,
/// or that Ruby cannot fetch from there itself.
pub fn keys(place: &Place, secret: Secret) -> Option<String> {
    std::str::from_utf8(secret.bytes).ok()?;
    match place {
        Place::File(path) => Some(format!(
            "{AT_A_FILE}\nkeys = keys_at.call({})\n",
            string(path)
        )),
        Place::Variable(name) => Some(format!(
            "{IN_VARIABLES}\nkeys = keys_in.call({})\n",
            string(name)
        )),
        Place::Keyring { .. } => None,
    }
}

/// The staged key is read before the primary one, and the retired ones after it:
/// wherever a promotion is between these, nothing is missed.
const AT_A_FILE: &str = r"# The key of a file, then those that `cookiekit rotate` keeps beside it: the
# staged one and the retired ones.
keys_at = lambda do |file|
  folder, base = File.split(File.realpath(file))
  read = lambda do |name|
    key = File.read(File.join(folder, name)).chomp
    raise ArgumentError, %(the key file #{name} is empty) if key.empty?

    key
  end
  read_some = lambda do |names|
    names.flat_map do |name|
      [read.call(name)]
    rescue Errno::ENOENT
      []
    end
  end
  staged = read_some.call([%(#{base}.next)])
  primary = read.call(base)
  slot = /\A#{Regexp.escape(base)}\.retired-\d{8}T\d{6}Z-[0-9a-f]{8}\z/
  retired = Dir.children(folder).grep(slot).sort.reverse
  [primary, *staged, *read_some.call(retired)]
end
";

const IN_VARIABLES: &str = r"# The key of a variable, then a staged one and a retired one, where these are set:
# NAME_NEXT and NAME_RETIRED.
keys_in = lambda do |name|
  raise KeyError, %(#{name} is not set) if ENV.fetch(name, '').empty?

  [name, %(#{name}_NEXT), %(#{name}_RETIRED)].map { |it| ENV.fetch(it, '') }.reject(&:empty?)
end
";

/// A string of Ruby in single quotes, in which nothing is evaluated.
fn string(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}
