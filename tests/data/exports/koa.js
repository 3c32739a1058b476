// The key of a file, then those that `cookiekit rotate` keeps beside it: the
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

const keys = keysAt("@PATH@")

// The first signs, all verify.
app.keys = keys
