"""An application of Flask with Flask-Login, for flask.rs beside this file.

    flask_server.py CODE         serves on a free port of loopback, says `ready PORT`
    flask_server.py CODE signer  reads and writes text of itsdangerous: a JSON line each

CODE is a file of Python that gives `app` its key.
"""

import datetime
import json
import os
import sys
import threading
import uuid

import itsdangerous
from flask import Flask, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user
from markupsafe import Markup
from werkzeug.serving import make_server

# Whoever started it may be gone.
bound = threading.Timer(300, os._exit, [1])
bound.daemon = True
bound.start()

app = Flask(__name__)
with open(sys.argv[1]) as code:
    exec(code.read())


class User(UserMixin):
    def __init__(self, name):
        self.id = name


logins = LoginManager(app)
logins.user_loader(User)


@app.get("/counter")
def counter():
    session["counter"] = session.get("counter", 0) + 1
    return str(session["counter"])


@app.post("/set")
def set_session():
    session.clear()
    session.update(request.get_json())
    return ""


@app.get("/session")
def get_session():
    return json.dumps(dict(session), separators=(",", ":"), sort_keys=True)


@app.get("/tags")
def tags():
    session["all"] = (
        b"\x00\xff",
        Markup("<b>"),
        uuid.UUID(int=7),
        datetime.datetime(1900, 1, 1, tzinfo=datetime.timezone.utc),
        {" t": [1]},
    )
    return ""


@app.get("/repr")
def get_repr():
    return repr(session.get("all"))


@app.get("/login/<path:name>")
def login(name):
    login_user(User(name), remember=True)
    return ""


@app.get("/whoami")
def whoami():
    return current_user.get_id() or ""


def signers():
    for line in sys.stdin:
        asked = json.loads(line)
        digest = getattr(__import__("hashlib"), asked["digest"])
        chosen = {"key_derivation": asked["derivation"], "digest_method": digest}
        kind = getattr(itsdangerous, asked["class"])
        if asked["class"].endswith("Signer"):
            signer = kind(app.secret_key, salt=asked["salt"], sep=asked["sep"], **chosen)
            read = lambda text: signer.unsign(text).decode()
            write = lambda value: signer.sign(value).decode()
        else:
            chosen["sep"] = asked["sep"]
            signer = kind(app.secret_key, salt=asked["salt"], signer_kwargs=chosen)
            read, write = signer.loads, signer.dumps
        try:
            answer = {"read": read(asked["text"])}
        except itsdangerous.BadSignature as error:
            answer = {"refused": type(error).__name__}
        if "value" in asked:
            answer["text"] = write(asked["value"])
        print(json.dumps(answer), flush=True)


if sys.argv[2:] == ["signer"]:
    signers()
else:
    server = make_server("127.0.0.1", 0, app)
    print("ready", server.port, flush=True)
    server.serve_forever()
