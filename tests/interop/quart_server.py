"""An application of Quart with Quart-Auth, for uses.rs beside this file.

    quart_server.py CODE   serves on a free port of loopback, says `ready PORT`

CODE is a file of Python that gives `app` its keys. `/counter` counts in the name of
who is signed in.
"""

import asyncio
import os
import socket
import sys
import threading

from hypercorn.asyncio import serve
from hypercorn.config import Config
from quart import Quart
from quart_auth import AuthUser, QuartAuth, current_user, login_user

# Whoever started it may be gone.
bound = threading.Timer(300, os._exit, [1])
bound.daemon = True
bound.start()

app = Quart(__name__)
app.config["QUART_AUTH_COOKIE_SECURE"] = False
with open(sys.argv[1]) as code:
    exec(code.read())
QuartAuth(app)


@app.get("/counter")
async def counter():
    count = int(current_user.auth_id or 0) + 1
    login_user(AuthUser(str(count)), remember=True)
    return str(count)


listener = socket.create_server(("127.0.0.1", 0))
print("ready", listener.getsockname()[1], flush=True)
config = Config()
config.bind = [f"fd://{listener.fileno()}"]
asyncio.run(serve(app, config))
