"""A program that keeps a session in a token of pyseto, for pyseto.rs beside this file.

    pyseto_server.py CODE   serves on a free port of loopback, says `ready PORT`

CODE is a file of Python that makes `keys`.
"""

import json
import os
import sys
import threading
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, HTTPServer

import pyseto

# Whoever started it may be gone.
bound = threading.Timer(300, os._exit, [1])
bound.daemon = True
bound.start()

with open(sys.argv[1]) as code:
    exec(code.read())


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        count = 1
        try:
            token = SimpleCookie(self.headers["Cookie"])["token"].value
            count += pyseto.decode(keys, token, deserializer=json).payload["counter"]
        except (KeyError, ValueError, pyseto.DecryptError):
            pass
        footer = {"kid": keys[0].to_paserk_id()} if self.path == "/footer" else ""
        token = pyseto.encode(keys[0], {"counter": count}, footer=footer, serializer=json)
        body = str(count).encode()
        self.send_response(200)
        self.send_header("Set-Cookie", f"token={token.decode()}; Path=/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Handler)
print("ready", server.server_port, flush=True)
server.serve_forever()
