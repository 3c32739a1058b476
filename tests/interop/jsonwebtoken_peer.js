// jsonwebtoken of node, for jwt.rs beside this file:
//
//   encode   {"payload", "key", "alg"} -> the token
//   decode   {"token", "key", "alg"} -> the payload, or its refusal
//
// A JSON line each, answered with one.

const { readFileSync } = require("node:fs");
const jsonwebtoken = require("jsonwebtoken");

const each = {
  encode: ({ payload, key, alg }) =>
    jsonwebtoken.sign(payload, key, { algorithm: alg, noTimestamp: true }),
  decode: ({ token, key, alg }) => {
    try {
      return { payload: jsonwebtoken.verify(token, key, { algorithms: [alg] }) };
    } catch (error) {
      return { error: error.name };
    }
  },
}[process.argv[2]];

for (const line of readFileSync(0, "utf8").trim().split("\n")) {
  console.log(JSON.stringify(each(JSON.parse(line))));
}
