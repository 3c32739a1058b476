"""An application of Starlette, for starlette.rs beside this file.

    starlette_server.py CODE   serves on a free port of loopback, says `ready PORT`

CODE is a file of Python that gives `app` its session.
"""

import os
import socket
import sys
import threading

import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

# Whoever started it may be gone.
bound = threading.Timer(300, os._exit, [1])
bound.daemon = True
bound.start()


async def counter(request):
    request.session["counter"] = request.session.get("counter", 0) + 1
    return PlainTextResponse(str(request.session["counter"]))


app = Starlette(routes=[Route("/counter", counter)])
with open(sys.argv[1]) as code:
    exec(code.read())

listener = socket.create_server(("127.0.0.1", 0))
print("ready", listener.getsockname()[1], flush=True)
server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
server.run(sockets=[listener])
