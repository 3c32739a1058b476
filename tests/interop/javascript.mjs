// Applications of the frameworks of JavaScript, for javascript.rs beside this file.
//
//     javascript.mjs KEYS…   serves on a free port of loopback, says `ready PORT`
//
// KEYS are files, of which the first makes cookies; each may end in a line end.
// POST /WHICH has the framework make a cookie of a session, GET /WHICH answers what
// the framework reads of the Cookie header.

import fs from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

// Whoever started it may be gone.
setTimeout(() => process.exit(1), 300000).unref()

const require = createRequire(path.join(process.env.PEERS_NODE_PATH, 'x.js'))
// A module as it is imported, which need not be one for `require`.
const load = async (name) => {
  try {
    return require(name)
  } catch {
    const [scope, rest] = name.startsWith('@') ? name.split('/', 2) : ['', name.split('/')[0]]
    const folder = path.join(process.env.PEERS_NODE_PATH, scope, rest)
    const entry = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'))).exports
    const inner = '.' + name.slice((scope ? scope.length + 1 : 0) + rest.length)
    const pick = (it) => (typeof it === 'string' ? it : pick(it.import ?? it.node ?? it.default))
    return import(pathToFileURL(path.join(folder, pick(entry[inner] ?? entry))))
  }
}
const keys = process.argv.slice(2).map((file) => fs.readFileSync(file, 'utf8').replace(/\r?\n$/, ''))

const body = async (req) => {
  const chunks = []
  for await (const chunk of req) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks))
}
const cookieOf = (req, name) => {
  const pairs = (req.headers.cookie ?? '').split('; ').map((it) => it.split(/=(.*)/s))
  const found = pairs.find((it) => it[0] === name)
  return found && decodeURIComponent(found[1])
}
// A library that has no server of its own: `make` of a session is a cookie.
const library = (name, make, read) => async (req, res) => {
  if (req.method === 'POST') {
    const value = encodeURIComponent(await make(await body(req)))
    res.setHeader('Set-Cookie', `${name}=${value}`)
    return res.end()
  }
  try {
    res.end(JSON.stringify((await read(cookieOf(req, name))) ?? null))
  } catch (error) {
    res.end('null')
  }
}

const Iron = require('@hapi/iron')
const iron = library(
  'sid',
  (session) => Iron.seal(session, keys[0], { ...Iron.defaults, ttl: 3600000 }),
  (seal) => Iron.unseal(seal, keys[0], Iron.defaults)
)

const ironSession = (name) => async (req, res) => {
  const { getIronSession } = await load(name)
  const session = await getIronSession(req, res, { password: keys[0], cookieName: 'session' })
  if (req.method === 'POST') {
    Object.assign(session, await body(req))
    await session.save()
    return res.end()
  }
  res.end(JSON.stringify(session))
}

const h3 = async (name) => {
  const it = await load(name)
  const handler = async (event) => {
    const session = await it.useSession(event, { password: keys[0], name: 'h3', maxAge: 3600 })
    const node = event.node?.req ?? event.runtime.node.req
    if (node.method !== 'POST') return JSON.stringify(session.data)
    await session.update(await body(node))
    return ''
  }
  const app = it.H3 ? new it.H3() : it.createApp()
  if (it.H3) app.all('/**', handler)
  else app.use('/', it.eventHandler(handler))
  return (it.toNodeHandler ?? it.toNodeListener)(app)
}

const fastify = async (setUp, get, set) => {
  const app = require('fastify')()
  await setUp(app)
  app.get('/*', (request, reply) => reply.send(JSON.stringify(get(request) ?? null)))
  app.post('/*', (request, reply) => {
    set(request, reply)
    reply.send('')
  })
  await app.ready()
  return (req, res) => app.routing(req, res)
}
const fastifyCookie = fastify(
  (app) => app.register(require('@fastify/cookie'), { secret: keys }),
  (request) => {
    const read = request.unsignCookie(request.cookies.sessionId ?? '')
    return read.valid ? JSON.parse(read.value) : null
  },
  (request, reply) => reply.setCookie('sessionId', JSON.stringify(request.body), { signed: true })
)
const secureSession = fastify(
  (app) => app.register(require('@fastify/secure-session'), { key: keys.map((key) => Buffer.from(key, 'base64')) }),
  (request) => request.session.data(),
  (request) => Object.entries(request.body).forEach(([name, value]) => request.session.set(name, value))
)

const hono = async (req, res) => {
  const { Hono } = await load('hono')
  const { getSignedCookie, setSignedCookie } = await load('hono/cookie')
  const app = new Hono()
  app.get('*', async (c) => c.text(JSON.stringify((await getSignedCookie(c, keys[0], 'view')) || null)))
  app.post('*', async (c) => {
    await setSignedCookie(c, 'view', JSON.stringify(await c.req.json()), keys[0])
    return c.text('')
  })
  const sent = req.method === 'POST' ? JSON.stringify(await body(req)) : undefined
  const headers = { cookie: req.headers.cookie ?? '' }
  const answer = await app.fetch(new Request('http://x/', { method: req.method, headers, body: sent }))
  const set = answer.headers.get('set-cookie')
  if (set) res.setHeader('Set-Cookie', set)
  const text = await answer.text()
  res.end(text && JSON.parse(text) ? JSON.parse(text) : text)
}

const remix = (name) => async (req, res) => {
  const { createCookieSessionStorage } = await load(name)
  const storage = createCookieSessionStorage({ cookie: { name: '__session', secrets: keys } })
  const session = await storage.getSession(req.headers.cookie)
  if (req.method !== 'POST') return res.end(JSON.stringify(session.data))
  Object.entries(await body(req)).forEach(([name, value]) => session.set(name, value))
  res.setHeader('Set-Cookie', await storage.commitSession(session))
  res.end()
}

const authjs = (name) => {
  const secret = keys
  return library(
    name,
    async (token) => (await load('@auth/core/jwt')).encode({ token, secret, salt: name }),
    async (token) => (await load('@auth/core/jwt')).decode({ token, secret, salt: name })
  )
}
const nextAuth = library(
  'next-auth.session-token',
  async (token) => (await load('next-auth/jwt')).encode({ token, secret: keys[0] }),
  async (token) => (await load('next-auth/jwt')).decode({ token, secret: keys[0] })
)

// Its own chunks, as its pages and middleware read and set them.
const chunked = (name, folder, file, codec) => async (req, res) => {
  const at = pathToFileURL(path.join(process.env.PEERS_NODE_PATH, folder, file))
  const { SessionStore } = await import(at)
  const pairs = (req.headers.cookie ?? '').split('; ').map((it) => it.split(/=(.*)/s).slice(0, 2))
  const cookies = Object.fromEntries(pairs)
  const given = folder === 'next-auth' ? { cookies } : cookies
  const store = new SessionStore({ name, options: {} }, given, { debug() {} })
  const { encode, decode } = await load(codec)
  const how = codec === 'next-auth/jwt' ? { secret: keys[0] } : { secret: keys, salt: name }
  if (req.method === 'POST') {
    const token = await encode({ token: await body(req), ...how })
    res.setHeader('Set-Cookie', store.chunk(token, {}).map((it) => `${it.name}=${it.value}; Path=/`))
    return res.end()
  }
  res.end(JSON.stringify(await decode({ token: store.value, ...how }).catch(() => null)))
}
const ironChunks = async (req, res) => {
  const { getIronSession } = await load('iron-session')
  const options = { password: keys[0], cookieName: 'session', chunk: true }
  const session = await getIronSession(req, res, options)
  if (req.method === 'POST') {
    Object.assign(session, await body(req))
    await session.save()
    return res.end()
  }
  res.end(JSON.stringify(session))
}

const handlers = {
  'authjs-chunks': chunked('authjs.session-token', '@auth/core', 'lib/utils/cookie.js', '@auth/core/jwt'),
  'next-auth-chunks': chunked('next-auth.session-token', 'next-auth', 'core/lib/cookie.js', 'next-auth/jwt'),
  'iron-session-chunks': ironChunks,
  iron,
  'iron-session': ironSession('iron-session'),
  'iron-session8': ironSession('iron-session8'),
  h3: await h3('h3'),
  'h3-1': await h3('h3-1'),
  'fastify-cookie': await fastifyCookie,
  'fastify-secure-session': process.env.KEYS_OF_32_BYTES ? await secureSession : undefined,
  hono,
  remix: remix('@remix-run/node'),
  'react-router': remix('react-router'),
  authjs: authjs('authjs.session-token'),
  'authjs-secure': authjs('__Secure-authjs.session-token'),
  'next-auth': nextAuth
}
const server = http.createServer(async (req, res) => {
  try {
    await handlers[req.url.slice(1)](req, res)
  } catch (error) {
    console.error(error)
    res.statusCode = 500
    res.end(String(error))
  }
})
server.listen(0, '127.0.0.1', () => console.log('ready ' + server.address().port))
