#!/usr/bin/env python3
"""Cookies made by other programs than ours, whose key was read in one way and
is given in another: tests/data/explain.json. Run: explain.py > explain.json

workbench: HMAC-SHA256 by Python's hmac (OpenSSL), as server_core/http/
SecureCookie.cpp puts the cookie together. plumber: NaCl's secretbox by PyNaCl
(libsodium; Debian: python3-nacl) with a fixed nonce.
"""
import base64, hashlib, hmac, json
from urllib.parse import quote

from nacl.secret import SecretBox

HEX32 = b"0123456789abcdef0123456789abcdef"
HEX64 = HEX32 * 2
RAW = bytes(range(0x81, 0xA1))
# Its base64url has letters that base64 has not.
HIGH = bytes(range(0xE0, 0x100))
DATE = "Sat, 24 Sep 2022 17:46:21 GMT"


def enc(text):
    return quote(text, safe="~!*()'")


def workbench(key, date=DATE):
    mac = hmac.new(key, b"janedoe" + date.encode(), hashlib.sha256).digest()
    return "|".join(["janedoe", enc(date), enc(base64.b64encode(mac).decode())])


def plumber(key):
    box = SecretBox(key).encrypt(b'{"user":["alice"]}', b"n" * 24)
    nonce, sealed = box[:24], box[24:]
    return base64.b64encode(sealed).decode() + "_" + base64.b64encode(nonce).decode()


def row(id, given, cookie):
    return {"id": id, "key_hex": given.hex(), "cookie": cookie}


rows = [
    row("key-line-end-added", HEX32, workbench(HEX32 + b"\r\n")),
    row("key-cr-added", HEX32 + b"\n", workbench(HEX32 + b"\r\n")),
    row("key-space-added", HEX32, workbench(HEX32 + b" ")),
    row("key-bom-added", HEX32, workbench(b"\xef\xbb\xbf" + HEX32)),
    row("key-upper-case", HEX32, workbench(HEX32.upper())),
    row("key-base64", base64.urlsafe_b64encode(HIGH), workbench(HIGH)),
    row("key-hex-to-base64", HEX64, workbench(base64.b64encode(bytes.fromhex(HEX64.decode())))),
    row("key-raw-to-base64", RAW, workbench(base64.b64encode(RAW))),
    row("key-passphrase", HEX64, plumber(hashlib.sha256(HEX64).digest())),
    row("key-hashed", HEX64 + b"\n", plumber(hashlib.sha256(HEX64 + b"\n").digest())),
    row("workbench-date", HEX32, workbench(HEX32, "Sun, 24 Sep 2022 17:46:21 GMT")),
    row("workbench-no-date", HEX32, workbench(HEX32, "2022-09-24T17:46:21Z")),
]
about = __doc__.split("\n\n")[1].replace("\n", " ").strip()
print(json.dumps({"about": about, "cases": rows}, indent=1))
