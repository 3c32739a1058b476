// Frameworks of JavaScript open the cookies of many lines, for frameworks.sh.
//
//     node.mjs FORMAT NAME   reads cookies with the key of the file `key`, a line each,
//                            and writes a record for each; NAME is the cookies' name

import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const require = createRequire(path.join(process.env.NODE_PATH, 'x.js'))
const load = (name) => import(pathToFileURL(require.resolve(name)))
const [format, name] = process.argv.slice(2)
const key = fs.readFileSync('key', 'utf8').trim()

const readers = {
  express: () => {
    const { unsign } = require('cookie-signature')
    return (value) => unsign(value.slice(2), key)
  },
  iron: () => {
    const Iron = require('@hapi/iron')
    return (value) => Iron.unseal(value, key, Iron.defaults)
  },
  'iron-session': async () => {
    const { unsealData } = await load('iron-session')
    return (value) => unsealData(value, { password: key })
  },
  'fastify-cookie': () => {
    const { Signer } = require('@fastify/cookie')
    const signer = new Signer(key)
    return (value) => signer.unsign(value).value
  },
  'fastify-secure-session': async () => {
    const app = require('fastify')()
    app.register(require('@fastify/secure-session'), { key: Buffer.from(key, 'base64') })
    await app.ready()
    return (value) => app.decodeSecureSession(value).data()
  },
  authjs: async () => {
    const { decode } = await load('@auth/core/jwt')
    return (token) => decode({ token, secret: key, salt: name })
  },
  jwt: () => {
    const { verify } = require('jsonwebtoken')
    return (value) => verify(value, key, { algorithms: ['HS256'] })
  },
  hono: async () => {
    const { parseSigned } = await import(
      pathToFileURL(path.join(process.env.NODE_PATH, 'hono/dist/utils/cookie.js'))
    )
    return async (value) => (await parseSigned(`${name}=${value}`, key, name))[name]
  }
}
const read = await readers[format]()
let number = 0
let out = []
for await (const line of createInterface({ input: process.stdin })) {
  number += 1
  const payload = await read(decodeURIComponent(line))
  if (payload === false || payload === null) process.exit(1)
  out.push(JSON.stringify({ line: number, outcome: 'valid', payload }))
  if (out.length === 1000) {
    process.stdout.write(out.join('\n') + '\n')
    out = []
  }
}
if (out.length) process.stdout.write(out.join('\n') + '\n')
process.exit(0)
