"""Streamlit's cookies, for uses.rs beside this file.

    streamlit_peer.py LINE   reads a cookie and a value, a line each, and writes the
                             value of the cookie and a cookie of the value

LINE is a file with the line of secrets.toml, below [auth].
"""

import os
import sys

folder = os.path.dirname(sys.argv[1])
os.makedirs(os.path.join(folder, ".streamlit"), exist_ok=True)
with open(sys.argv[1]) as line:
    secrets = "[auth]\n" + line.read()
with open(os.path.join(folder, ".streamlit", "secrets.toml"), "w") as file:
    file.write(secrets)
os.chdir(folder)

from streamlit.auth_util import get_signing_secret
from streamlit.web.server.starlette.starlette_app_utils import (
    create_signed_value,
    decode_signed_value,
)

name, key = "_streamlit_user", get_signing_secret()
cookie, value = sys.stdin.read().splitlines()
read = decode_signed_value(key, name, cookie)
print("refused" if read is None else read.decode())
print(create_signed_value(key, name, value).decode())
