// AdonisJS's own cookies on a server of Node, for adonis.rs beside this file.
//
//     adonis.mjs MODULES KIND CODE   serves on a free port of loopback, says `ready PORT`
//
// MODULES is a folder of node_modules; KIND is signed, legacy (both of version 6),
// signed7, aes_256_gcm, aes_256_cbc, aes_siv or chacha20_poly1305; CODE is a file of the code
// that `key export` prints. `/set` sets the cookie `own` to the JSON of the
// request, `/` prints what it carries, and `/counter` counts in it.

import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

// Whoever started it may be gone.
setTimeout(() => process.exit(1), 300000).unref()

const [modules, kind, code] = process.argv.slice(2)
const require = createRequire(resolve(modules, 'x.js'))
const load = (name) => import(pathToFileURL(require.resolve(name)))
const { keys } = await import(pathToFileURL(resolve(code)))

const { CookieClient } = await load('@adonisjs/http-server')
const encryption = await (async () => {
  if (kind === 'signed' || kind === 'legacy') {
    const { Encryption } = await load('@adonisjs/encryption')
    return new Encryption({ secret: keys[0] })
  }
  const { Encryption } = await load('@boringnode/encryption')
  const driver = kind === 'signed7' ? 'aes_256_gcm' : kind
  const made = await load(`@boringnode/encryption/drivers/${driver}`)
  const make = made.aes256gcm ?? made.aes256cbc ?? made.chacha20poly1305 ?? made.aessiv
  // A deterministic driver has one key.
  return new Encryption(make(kind === 'aes_siv' ? { key: keys[0], id: 'app' } : { keys, id: 'app' }))
})()
const client = new CookieClient(encryption)
const isSigned = kind.startsWith('signed')
const write = (value) => client[isSigned ? 'sign' : 'encrypt']('own', value, '1h')
const read = (value) => client[isSigned ? 'unsign' : 'decrypt']('own', value)

const server = createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const cookies = (request.headers.cookie ?? '').split('; ').map((it) => it.split('='))
  const given = cookies.find(([name]) => name === 'own')?.[1]
  const seen = given === undefined ? null : read(decodeURIComponent(given))
  const set = (value) => response.setHeader('Set-Cookie', `own=${encodeURIComponent(write(value))}`)
  if (request.url === '/set') {
    set(JSON.parse(Buffer.concat(chunks)))
    response.end()
  } else if (request.url === '/counter') {
    const count = (seen ?? 0) + 1
    set(count)
    response.end(String(count))
  } else {
    response.end(JSON.stringify(seen))
  }
})
server.listen(0, '127.0.0.1', () => console.log(`ready ${server.address().port}`))
