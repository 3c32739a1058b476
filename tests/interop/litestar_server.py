"""An application of Litestar, for encrypted.rs beside this file.

    litestar_server.py CODE   serves on a free port of loopback, says `ready PORT`

CODE is a file of Python that makes `session_config`.
"""

import os
import socket
import sys
import threading

import uvicorn
from litestar import Litestar, Request, get, post
from litestar.middleware.session.client_side import CookieBackendConfig

# Whoever started it may be gone.
bound = threading.Timer(300, os._exit, [1])
bound.daemon = True
bound.start()


@get("/counter", sync_to_thread=False)
def counter(request: Request) -> str:
    request.session["counter"] = request.session.get("counter", 0) + 1
    return str(request.session["counter"])


@post("/set")
async def set_session(request: Request) -> str:
    request.set_session(await request.json())
    return ""


with open(sys.argv[1]) as code:
    exec(code.read())

app = Litestar([counter, set_session], middleware=[session_config.middleware])
listener = socket.create_server(("127.0.0.1", 0))
print("ready", listener.getsockname()[1], flush=True)
server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
server.run(sockets=[listener])
