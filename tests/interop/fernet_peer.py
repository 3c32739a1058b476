"""Fernet of Python's cryptography, for encrypted.rs beside this file.

    fernet_peer.py CODE   reads a token and a text, a line each, and writes the text
                          of the token and a token of the text

CODE is a file of Python that makes `fernet`.
"""

import sys

with open(sys.argv[1]) as code:
    exec(code.read())

token, text = sys.stdin.read().splitlines()
print(fernet.decrypt(token, ttl=600).decode())
print(fernet.encrypt(text.encode()).decode())
