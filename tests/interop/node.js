// Applications of Koa, cookie-session and Express, for node.rs beside this file.
//
//     node.js WHICH CODE KEY…   serves on a free port of loopback, says `ready PORT`
//
// WHICH is koa, koa-sha256, cookie-session or express; CODE is a file of the code
// that `key export` prints for it, and gives `app` its key; each KEY is a file of
// one more, and may end in a line end.

'use strict'

const fs = require('node:fs')
const http = require('node:http')

// Whoever started it may be gone.
setTimeout(() => process.exit(1), 300000).unref()

const [which, code, ...files] = process.argv.slice(2)
const more = files.map((file) => fs.readFileSync(file, 'utf8').replace(/\r?\n$/, ''))
// `require` with more keys behind those that the code gives a middleware.
const withMore = (name) => {
  const wanted = require(name)
  if (name === 'cookie-session') return ({ keys }) => wanted({ keys: [...keys, ...more] })
  if (name === 'cookie-parser') return (keys) => wanted([...keys, ...more])
  return wanted
}
const setUp = (app) => new Function('app', 'require', fs.readFileSync(code, 'utf8'))(app, withMore)

const query = (url, name) => new URL(url, 'http://x').searchParams.get(name)

function koa() {
  const Koa = require('koa')
  const Keygrip = require('keygrip')
  const app = new Koa()
  setUp(app)
  app.keys.push(...more)
  if (which === 'koa-sha256') app.keys = new Keygrip(app.keys, 'sha256')
  app.use(require('koa-session').default({}, app))
  app.use(async (ctx) => {
    if (ctx.path === '/counter') {
      ctx.session.counter = (ctx.session.counter || 0) + 1
      ctx.body = String(ctx.session.counter)
    } else if (ctx.path === '/set') {
      const chunks = []
      for await (const chunk of ctx.req) chunks.push(chunk)
      Object.assign(ctx.session, JSON.parse(Buffer.concat(chunks)))
      ctx.body = ''
    } else if (ctx.path === '/session') {
      ctx.body = JSON.stringify(ctx.session)
    } else if (ctx.path === '/text') {
      const text = query(ctx.url, 'is')
      if (text !== null) ctx.cookies.set('view', text, { signed: true })
      ctx.body = text === null ? ctx.cookies.get('view', { signed: true }) || '' : ''
    } else if (ctx.path === '/unchecked') {
      ctx.body = ctx.cookies.get('view') || ''
    }
  })
  return app.callback()
}

function cookieSession() {
  let session
  setUp({ use: (middleware) => (session = middleware) })
  return (req, res) =>
    session(req, res, () => {
      if (req.url === '/set') {
        const chunks = []
        req.on('data', (chunk) => chunks.push(chunk))
        req.on('end', () => {
          req.session = JSON.parse(Buffer.concat(chunks))
          res.end()
        })
      } else {
        res.end(JSON.stringify(req.session))
      }
    })
}

function express() {
  const app = require('express')()
  setUp(app)
  app.get('/text', (req, res) => {
    res.cookie('user', req.query.is, { signed: true }).end()
  })
  app.get('/object', (req, res) => {
    res.cookie('user', JSON.parse(req.query.is), { signed: true }).end()
  })
  app.get('/user', (req, res) => {
    res.end(JSON.stringify({ signed: req.signedCookies.user, plain: req.cookies.user }))
  })
  return app
}

const handler = { koa, 'koa-sha256': koa, 'cookie-session': cookieSession, express }[which]()
const server = http.createServer(handler)
server.listen(0, '127.0.0.1', () => console.log('ready ' + server.address().port))
