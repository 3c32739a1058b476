import hashlib

from tornado.escape import utf8

import contextlib
import os
import re


def keys_at(path):
    """The key of a file, then those that `cookiekit rotate` keeps beside it: the
    staged one and the retired ones."""
    folder, name = os.path.split(os.path.realpath(path))

    def read(name):
        with open(os.path.join(folder, name), "rb") as file:
            key = file.read().removesuffix(b"\n").removesuffix(b"\r")
        if not key:
            raise ValueError(f"the key file {name} is empty")
        return key

    def read_some(names):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                yield read(name)

    staged = list(read_some([name + ".next"]))
    primary = read(name)
    slot = re.compile(re.escape(name) + r"\.retired-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}")
    retired = sorted(filter(slot.fullmatch, os.listdir(folder)), reverse=True)
    return [primary, *staged, *read_some(retired)]


keys = keys_at("@PATH@")


def number(key):
    """By which a cookie names the key that signed it."""
    return int.from_bytes(hashlib.sha256(utf8(key)).digest()[:4], "big")


cookie_secret = {number(key): key for key in keys}
# What was signed before, when one key was all, has the number 0.
if 2243892516 in cookie_secret:
    cookie_secret[0] = cookie_secret[2243892516]
application.settings.update(cookie_secret=cookie_secret, key_version=number(keys[0]))
