// Which of two cookies of one name each framework takes, how it takes percent-encoding
// off one, and what Auth.js makes of chunks: a line each.
import { createRequire } from "node:module";
import { join } from "node:path";

const modules = process.env.PEERS_NODE_PATH;
const require = createRequire(join(modules, "x.js"));
const from = (path) => import(join(modules, path));
const header = "a=1; s=first; s=last; p=%3d%2b+%61";
const say = (formats, taken) =>
  formats.split(" ").forEach((format) => console.log(`${format} ${taken}`));
const reads = (formats, value) => say(formats.replaceAll(/^| /g, "$&percent:"), value);

const Cookies = require("cookies");
say("keygrip", new Cookies({ headers: { cookie: header }, connection: {} }, {}).get("s"));

const request = { headers: { cookie: header } };
require("cookie-parser")("x")(request, {}, () => {});
say("express", request.cookies.s);
reads("express", request.cookies.p);

const fastify = require("fastify")();
fastify.register(require("@fastify/cookie"));
fastify.get("/:name", async (request) => request.cookies[request.params.name]);
const answer = async (url) => (await fastify.inject({ url, headers: { cookie: header } })).payload;
say("fastify-cookie fastify-secure-session", await answer("/s"));
reads("fastify-cookie fastify-secure-session", await answer("/p"));

const { Hono } = await from("hono/dist/index.js");
const { getCookie } = await from("hono/dist/helper/cookie/index.js");
const hono = new Hono();
hono.get("/:name", (context) => context.text(getCookie(context, context.req.param("name"))));
const text = async (app, url) => (await app.request(url, { headers: { cookie: header } })).text();
say("hono", await text(hono, "/s"));
reads("hono", await text(hono, "/p"));

const h3 = await from("h3/dist/_entries/node.mjs");
const app = new h3.H3();
app.get("/:name", (event) => h3.getCookie(event, event.context.params.name));
say("h3", await text(app, "/s"));
reads("h3", await text(app, "/p"));

const remix = await from("@remix-run/node/dist/index.js");
const cookie = (remix.createCookie ?? remix.default.createCookie)("s");
const encoded = (text) => Buffer.from(JSON.stringify(text)).toString("base64");
say("remix", await cookie.parse(`s=${encoded("first")}; s=${encoded("last")}`));
reads("remix", await cookie.parse(`s=${encoded("=++a").replaceAll("=", "%3d")}`));

const { getIronSession, sealData } = await from("iron-session/dist/index.js");
const options = { password: "x".repeat(40), cookieName: "s" };
const [first, last] = await Promise.all(["first", "last"].map((v) => sealData({ v }, options)));
const both = new Request("http://x/", { headers: { cookie: `s=${first}; s=${last}` } });
say("iron-session", (await getIronSession(both, new Response(), options)).v);
const small = (await sealData({ v: "=++a" }, options)).replaceAll("*", "%2a");
const encodedOnce = new Request("http://x/", { headers: { cookie: `s=${small}` } });
reads("iron-session", (await getIronSession(encodedOnce, new Response(), options)).v);

const adonis = await import(join(modules, "../adonis7/node_modules/cookie-es/dist/index.mjs"));
say("adonis", adonis.parse(header).s);
reads("adonis", adonis.parse(header).p);
const authjs = await from("@auth/core/lib/vendored/cookie.js");
reads("authjs", authjs.parse(header).p);

// Auth.js joins every cookie whose name begins as that of its own does.
const { SessionStore } = await from("@auth/core/lib/utils/cookie.js");
const { encode, decode } = await from("@auth/core/jwt.js");
const [name, secret] = ["authjs.session-token", "of some length"];
const make = (letters) =>
  encode({ token: { name: "x".repeat(letters) }, secret, salt: name });
const takes = async (what, cookies) => {
  const token = new SessionStore({ name, options: {} }, cookies, console).value;
  const taken = await decode({ token, secret, salt: name }).catch(() => null);
  console.log(`chunks:${what} ${taken ? "taken" : "refused"}`);
};
const [long, short] = [await make(6000), await make(1)];
const chunks = long.match(/.{1,3936}/g);
const [zero, one, two] = chunks;
const named = (parts) =>
  Object.fromEntries(parts.map((it, index) => [`${name}.${index}`, it]).filter((it) => it[1]));
await takes("all", named([zero, one, two]));
await takes("one-missing", named([zero, undefined, two]));
await takes("left-over", named([zero, one, two, "zzzz"]));
await takes("whole", { [name]: short });
await takes("whole-beside-first", { [name]: short, ...named(chunks) });
await takes("whole-beside-second", { [name]: short, [`${name}.1`]: one });
await takes("whole-beside-like", { [name]: short, [`${name}-old`]: "zzzz" });
