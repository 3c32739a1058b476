// The key of a variable, then a staged one and a retired one, where these are set:
// NAME_NEXT and NAME_RETIRED.
function keysIn (name) {
  if (!process.env[name]) throw new Error(`${name} is not set`)
  const names = [name, name + '_NEXT', name + '_RETIRED']
  return names.map((name) => process.env[name]).filter(Boolean)
}

const keys = keysIn("SECRET")

// The first signs, all verify: session({ secret: keys }) as well.
app.use(require('cookie-parser')(keys))
