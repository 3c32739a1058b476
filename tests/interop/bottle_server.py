"""An application of Bottle, for bottle.rs beside this file.

    bottle_server.py CODE   serves on a free port of loopback, says `ready PORT`

CODE is a file of Python that gives `keys` and `get_signed_cookie`.
"""

import os
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

from bottle import Bottle, request, response

# Whoever started it may be gone.
bound = threading.Timer(300, os._exit, [1])
bound.daemon = True
bound.start()

with open(sys.argv[1]) as code:
    exec(code.read())

app = Bottle()


@app.get("/counter")
def counter():
    count = int(get_signed_cookie(request, "visits", 0)) + 1
    response.set_cookie("visits", str(count), secret=keys[0])
    return str(count)


@app.get("/alone")
def alone():
    """As it is read with one key."""
    return repr(request.get_cookie("visits", secret=keys[0]))


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


server = make_server("127.0.0.1", 0, app, handler_class=Quiet)
print("ready", server.server_port, flush=True)
server.serve_forever()
