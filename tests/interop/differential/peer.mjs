// The frameworks in node, for differential.rs beside this folder.
//
//     peer.mjs FORMAT KEY NAME make|read
//
// KEY is a file, NAME the cookie's. Each line of standard input is JSON: a payload, of
// which a cookie is made, or a cookie's value, which is read. A line of JSON is printed
// for each: the value, or the payload in a list, which is empty if it was refused.

import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const [form, keyFile, name, what] = process.argv.slice(2)
const key = fs.readFileSync(keyFile, 'utf8').replace(/\n$/, '')
const modules = process.env.PEERS_NODE_PATH
const require = createRequire(path.join(modules, 'x.js'))
const load = (file) => import(pathToFileURL(path.join(modules, file)))
// What a library throws is a refusal too.
class Refused extends Error {}
const or = (refused, value) => {
  if (value === refused || value === undefined || value === null) throw new Refused()
  return value
}

const formats = {
  async express() {
    const { sign } = require('cookie-signature')
    const { signedCookie, JSONCookie } = require('cookie-parser')
    return {
      make: (text) => encodeURIComponent('s:' + sign(text, key)),
      read(cookie) {
        const text = decodeURIComponent(cookie)
        const value = signedCookie(text, key)
        // What has no mark is given back as it is, and was never signed.
        if (!text.startsWith('s:')) throw new Refused()
        return or(false, value)
      }
    }
  },
  async iron() {
    const Iron = require('@hapi/iron')
    const { defaults } = Iron
    return { make: (it) => Iron.seal(it, key, defaults), read: (it) => Iron.unseal(it, key, defaults) }
  },
  async 'iron-session'() {
    const { sealData, unsealData } = require('iron-session')
    return {
      make: (it) => sealData(it, { password: key }),
      async read(cookie) {
        const session = await unsealData(cookie, { password: key })
        // It takes a refused one for a new session.
        return Object.keys(session).length ? session : or(null, null)
      }
    }
  },
  async 'fastify-cookie'() {
    const { Signer } = require('@fastify/cookie')
    const signer = new Signer(key)
    return {
      make: (text) => encodeURIComponent(signer.sign(text)),
      read(cookie) {
        const { valid, value } = signer.unsign(decodeURIComponent(cookie))
        return valid ? value : or(null, null)
      }
    }
  },
  async hono() {
    const { parseSigned, serializeSigned } = await load('hono/dist/utils/cookie.js')
    return {
      make: async (text) => (await serializeSigned(name, text, key, {})).split(';')[0].slice(name.length + 1),
      read: async (it) => or(false, (await parseSigned(`${name}=${it}`, key, name))[name])
    }
  },
  async remix() {
    const { createCookieSessionStorage } = require('@remix-run/node')
    const storage = createCookieSessionStorage({ cookie: { name, secrets: [key] } })
    return {
      async make(members) {
        const session = await storage.getSession()
        Object.entries(members).forEach(([member, value]) => session.set(member, value))
        return (await storage.commitSession(session)).split(';')[0].slice(name.length + 1)
      },
      async read(cookie) {
        const { data } = await storage.getSession(`${name}=${cookie}`)
        return Object.keys(data).length ? data : or(null, null)
      }
    }
  },
  async authjs() {
    const { decode, encode } = await load('@auth/core/jwt.js')
    const given = { secret: key, salt: name }
    return { make: (token) => encode({ token, ...given }), read: async (token) => or(null, await decode({ token, ...given })) }
  },
  async keygrip() {
    const Keygrip = require('keygrip')
    const keys = new Keygrip([key])
    const of = (text) => Buffer.from(text).toString('base64')
    // The value and its signature, as they stand in the two cookies.
    return {
      make: (text) => `${of(text)}; ${name}.sig=${keys.sign(`${name}=${of(text)}`)}`,
      read(header) {
        const [value, signature] = header.split(`; ${name}.sig=`)
        if (!keys.verify(`${name}=${value}`, signature ?? '')) throw new Refused()
        return Buffer.from(value, 'base64').toString()
      }
    }
  }
}

const { make, read } = await formats[form]()
for await (const line of createInterface({ input: process.stdin })) {
  const given = JSON.parse(line)
  let answer
  if (what === 'make') answer = await make(given)
  else {
    try {
      answer = [await read(given)]
    } catch {
      answer = []
    }
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
}
