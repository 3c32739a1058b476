"""Applications of Flask with Flask-WTF or Flask-Session, for uses.rs beside this file.

    uses_server.py CODE   serves on a free port of loopback, says `ready PORT`

CODE is a file of Python that gives `app` its key: SECRET_KEY for Flask-Session, or
WTF_CSRF_SECRET_KEY.
"""

import os
import sys
import threading

from cachelib.file import FileSystemCache
from flask import Flask, request, session
from flask_session import Session
from flask_wtf import csrf
from werkzeug.serving import make_server
from wtforms import ValidationError

# Whoever started it may be gone.
bound = threading.Timer(300, os._exit, [1])
bound.daemon = True
bound.start()

app = Flask(__name__)
with open(sys.argv[1]) as code:
    exec(code.read())
if app.secret_key:
    store = FileSystemCache(os.path.join(os.path.dirname(sys.argv[1]), "store"))
    app.config.update(SESSION_TYPE="cachelib", SESSION_CACHELIB=store, SESSION_USE_SIGNER=True)
    Session(app)
else:
    app.secret_key = "of the sessions alone"
    csrf.CSRFProtect(app)


@app.get("/counter")
def counter():
    session["counter"] = session.get("counter", 0) + 1
    return str(session["counter"])


@app.get("/token")
def token():
    return csrf.generate_csrf()


@app.get("/checked")
def checked():
    try:
        csrf.validate_csrf(request.headers["X-CSRFToken"])
    except ValidationError as error:
        return f"refused: {error}"
    return "taken"


server = make_server("127.0.0.1", 0, app)
print("ready", server.port, flush=True)
server.serve_forever()
