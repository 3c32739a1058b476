"""An application of aiohttp with aiohttp-session, for encrypted.rs beside this file.

    aiohttp_server.py CODE   serves on a free port of loopback, says `ready PORT`

CODE is a file of Python that gives `app` its sessions.
"""

import base64
import os
import socket
import sys
import threading

import aiohttp_session
from aiohttp import web
from aiohttp_session.cookie_storage import EncryptedCookieStorage
from aiohttp_session.nacl_storage import NaClCookieStorage

# Whoever started it may be gone.
bound = threading.Timer(300, os._exit, [1])
bound.daemon = True
bound.start()


async def counter(request):
    session = await aiohttp_session.get_session(request)
    session["counter"] = session.get("counter", 0) + 1
    return web.Response(text=str(session["counter"]))


app = web.Application()
with open(sys.argv[1]) as code:
    exec(code.read())
app.router.add_get("/counter", counter)

listener = socket.create_server(("127.0.0.1", 0))
print("ready", listener.getsockname()[1], flush=True)
web.run_app(app, sock=listener, print=None)
