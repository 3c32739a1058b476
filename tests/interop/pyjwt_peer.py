"""PyJWT, for jwt.rs beside this file.

    pyjwt_peer.py encode   {"payload", "key", "alg"} -> the token
    pyjwt_peer.py decode   {"token", "key", "alg"} -> the payload, or its refusal
    pyjwt_peer.py try      {"header", "payload", "key"} -> the token, and whether
                           it is taken
    pyjwt_peer.py serve PATH
                           an application of Flask-JWT-Extended, whose key is the
                           first line of a file: says `ready PORT`

All but the last take a JSON line each and answer with one.
"""

import base64
import hashlib
import hmac
import json
import sys
import warnings

import jwt

# On a key that is short.
warnings.simplefilter("ignore")


def encode(payload, key, alg):
    return jwt.encode(payload, key, algorithm=alg)


def decode(token, key, alg):
    try:
        return {"payload": jwt.decode(token, key, algorithms=[alg])}
    except jwt.InvalidTokenError as error:
        return {"error": type(error).__name__}


def attempt(header, payload, key):
    """A token of any header and any payload, signed over SHA-256."""

    def segment(raw):
        return base64.urlsafe_b64encode(raw).rstrip(b"=")

    signed = b".".join(segment(it.encode("utf-8", "surrogatepass")) for it in (header, payload))
    tag = hmac.new(key.encode(), signed, hashlib.sha256).digest()
    token = (signed + b"." + segment(tag)).decode()
    algorithms = ["HS256", "HS384", "HS512"]
    try:
        jwt.decode(token, key, algorithms=algorithms)
        return {"token": token, "takes": True}
    except jwt.InvalidTokenError as error:
        return {"token": token, "takes": False, "error": type(error).__name__}


def serve(path):
    import os
    import threading

    from flask import Flask, jsonify, request
    from flask_jwt_extended import (
        JWTManager,
        create_access_token,
        get_jwt,
        jwt_required,
        set_access_cookies,
    )
    from werkzeug.serving import make_server

    # Whoever started it may be gone.
    bound = threading.Timer(300, os._exit, [1])
    bound.daemon = True
    bound.start()

    with open(path, encoding="utf-8") as file:
        key = file.readline().rstrip("\n")
    app = Flask(__name__)
    app.config.update(
        JWT_SECRET_KEY=key,
        JWT_TOKEN_LOCATION=["cookies"],
        JWT_COOKIE_CSRF_PROTECT=False,
    )
    JWTManager(app)

    @app.get("/login")
    def login():
        answer = jsonify(login=True)
        claims = {"name": "josé", "nested": {"a": [1, None]}}
        set_access_cookies(answer, create_access_token("alice", additional_claims=claims))
        return answer

    @app.get("/claims")
    @jwt_required()
    def claims():
        return jsonify(get_jwt())

    server = make_server("127.0.0.1", 0, app)
    print("ready", server.port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    what = sys.argv[1]
    if what == "serve":
        serve(sys.argv[2])
    each = {"encode": encode, "decode": decode, "try": attempt}[what]
    for line in sys.stdin:
        print(json.dumps(each(**json.loads(line))))
