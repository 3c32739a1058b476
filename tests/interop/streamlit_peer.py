"""Streamlit's cookies, for uses.rs beside this file.

    streamlit_peer.py LINE   reads a cookie and a value, a line each, and writes the
                             value of the cookie and a cookie of the value
    streamlit_peer.py LINE parts
                             reads a header of cookies and a value of JSON, a line each,
                             and writes the same, where it may spread the value

LINE is a file with the line of secrets.toml, below [auth].
"""

import json
import os
import sys

folder = os.path.dirname(sys.argv[1])
os.makedirs(os.path.join(folder, ".streamlit"), exist_ok=True)
with open(sys.argv[1]) as line:
    secrets = "[auth]\n" + line.read()
with open(os.path.join(folder, ".streamlit", "secrets.toml"), "w") as file:
    file.write(secrets)
os.chdir(folder)

from streamlit.auth_util import (
    get_cookie_with_chunks,
    get_signing_secret,
    set_cookie_with_chunks,
)
from streamlit.web.server.starlette.starlette_app_utils import (
    create_signed_value,
    decode_signed_value,
)
from streamlit.web.server.starlette.starlette_auth_routes import (
    _get_auth_cookie_attribute_size,
)

name, key = "_streamlit_user", get_signing_secret()
cookie, value = sys.stdin.read().splitlines()
if sys.argv[2:] == ["parts"]:
    sent = dict(pair.split("=", 1) for pair in cookie.split("; "))

    def read_one(name):
        return decode_signed_value(key, name, sent[name]) if name in sent else None

    def sign(name, value):
        return create_signed_value(key, name, value)

    made = {}
    set_cookie_with_chunks(
        made.__setitem__,
        sign,
        name,
        json.loads(value),
        cookie_attr_size=_get_auth_cookie_attribute_size(),
    )
    read = get_cookie_with_chunks(read_one, name)
    theirs = "; ".join(f"{name}={sign(name, it).decode()}" for name, it in made.items())
else:
    read = decode_signed_value(key, name, cookie)
    theirs = create_signed_value(key, name, value).decode()
print("refused" if read is None else read.decode())
print(theirs)
