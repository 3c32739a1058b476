#!/usr/bin/env python3
"""Writes sealed.json and signed.json beside itself.

An independent writing of the two formats of cookiekit, from their description
and on libsodium (PyNaCl) and Python's own hmac, so that the vectors prove more
than that cookiekit agrees with itself. Needs: pip install pynacl
"""

import base64
import hashlib
import hmac
import json
import pathlib
import struct
import urllib.parse

from nacl import bindings

KEY = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
OTHER = "f" * 64
T = 1700000000
DAY = 86400


def hkdf(key, info):
    prk = hmac.new(b"\0" * 32, key, hashlib.sha256).digest()
    return hmac.new(prk, info + b"\x01", hashlib.sha256).digest()


def b64u(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def fingerprint(text):
    return hashlib.sha256(b"cookiekit/1 fingerprint\0" + text.encode()).digest()


def sealed(key, name, payload, issued, expires, nonce):
    head = fingerprint(key)[:4] + struct.pack(">QQ", issued, expires)
    box = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        payload.encode(),
        b"cookiekit/1 sealed\0" + head + name.encode(),
        nonce,
        hkdf(bytes.fromhex(key), b"cookiekit/1 sealed"),
    )
    return "ck1." + b64u(head + nonce + box)


def signed(key, name, value, expires):
    pieces = [b"cookiekit/1 signed", name.encode(), value.encode(), str(expires).encode()]
    encoded = struct.pack("<Q", len(pieces))
    for piece in pieces:
        encoded += struct.pack("<Q", len(piece)) + piece
    mac = hmac.new(hkdf(bytes.fromhex(key), b"cookiekit/1 signed"), encoded, hashlib.sha256)
    return "|".join([urllib.parse.quote(value, safe="~!*()'.-_"), str(expires), b64u(mac.digest())])


def case(name, cookie, expect, key=KEY, cookie_name="", now=T, **more):
    return {"name": name, "key_text": key, "cookie_name": cookie_name, "cookie": cookie,
            "now": now, "expect": expect, **more}


def write(file, cases):
    about = "Made by ours.py: an independent writing of the format on libsodium and Python."
    text = json.dumps({"about": about, "cases": cases}, indent=1, ensure_ascii=False)
    (pathlib.Path(__file__).parent / file).write_text(text + "\n")


def sealed_cases():
    def make(payload='{"user":"alice"}', bound="session", expires=T + DAY, nonce=b"n" * 24):
        return sealed(KEY, bound, payload, T, expires, nonce)

    good = make()
    body = base64.urlsafe_b64decode(good[4:] + "=" * (-len(good[4:]) % 4))
    ok = lambda name, payload, **kw: case(name, make(payload, **kw), "ok", payload=payload,
                                          cookie_name=kw.get("bound", "session"))
    return [
        ok("object", '{"user":"alice"}'),
        ok("empty payload", ""),
        ok("UTF-8", '{"txt":"jané 名前 😀"}'),
        ok("long", json.dumps(["x" * 2000])),
        ok("never expires", "{}", expires=0),
        ok("no name", "{}", bound=""),
        ok("name in UTF-8", "{}", bound="sitzung-ä"),
        ok("zero nonce", "{}", nonce=b"\0" * 24),
        case("last second", good, "ok", cookie_name="session", now=T + DAY - 1, payload='{"user":"alice"}'),
        case("expires == now", good, "expired", cookie_name="session", now=T + DAY),
        case("expired later", good, "expired", cookie_name="session", now=T + 99 * DAY),
        case("white space round the key", good, "ok", key=f" {KEY}\r\n", cookie_name="session", payload='{"user":"alice"}'),
        case("upper-case key", good, "ok", key=KEY.upper(), cookie_name="session", payload='{"user":"alice"}'),
        case("other key", good, "forged", key=OTHER, cookie_name="session"),
        case("other name", good, "forged", cookie_name="admin"),
        case("no name where one was sealed in", good, "forged"),
        case("expired and forged is forged", good, "forged", key=OTHER, cookie_name="session", now=T + 99 * DAY),
        case("expiry moved", "ck1." + b64u(body[:12] + struct.pack(">Q", T + 99 * DAY) + body[20:]), "forged", cookie_name="session"),
        case("expiry taken out", "ck1." + b64u(body[:12] + bytes(8) + body[20:]), "forged", cookie_name="session"),
        case("tag cut to 8 bytes", "ck1." + b64u(body[:-8]), "forged", cookie_name="session"),
        case("shorter than its fixed parts", "ck1." + b64u(body[:59]), "malformed", cookie_name="session"),
        case("fixed parts alone, zero", "ck1." + b64u(bytes(60)), "forged", cookie_name="session"),
        case("prefix alone", "ck1.", "malformed", cookie_name="session"),
        case("other version", "ck2." + good[4:], "malformed", cookie_name="session"),
        case("prefix in upper case", "CK1." + good[4:], "malformed", cookie_name="session"),
        case("padded", good + "=", "malformed", cookie_name="session"),
        case("standard alphabet", "ck1." + base64.b64encode(b"\xff" * 75).decode(), "malformed", cookie_name="session"),
        case("space inside", good[:30] + " " + good[30:], "malformed", cookie_name="session"),
        case("empty", "", "malformed"),
    ]


def signed_cases():
    good = signed(KEY, "session", "alice", T + DAY)
    sig = good.rsplit("|", 1)[1]
    ok = lambda name, value, cookie_name="session", expires=T + DAY: case(
        name, signed(KEY, cookie_name, value, expires), "ok", payload=value, cookie_name=cookie_name)
    return [
        ok("name", "alice"),
        ok("mail address", "user@example.com"),
        ok("UTF-8", "jané 名前"),
        ok("bars and escapes", "a+b/c=d%7C|e"),
        ok("unreserved", "~!*()'.-_"),
        ok("long", "x" * 2000),
        ok("never expires", "alice", expires=0),
        ok("no name", "alice", cookie_name=""),
        ok("a date in the value", "bobSat, 01 Jan 2099 00:00:00 GMT"),
        case("last second", good, "ok", cookie_name="session", now=T + DAY - 1, payload="alice"),
        case("expires == now", good, "expired", cookie_name="session", now=T + DAY),
        case("other key", good, "forged", key=OTHER, cookie_name="session"),
        case("other name", good, "forged", cookie_name="admin"),
        case("no name where one was signed in", good, "forged"),
        case("other value", good.replace("alice", "bob"), "forged", cookie_name="session"),
        case("expiry moved", f"alice|{T + 9 * DAY}|{sig}", "forged", cookie_name="session"),
        case("digit moved over the bar", f"alice1|{str(T + DAY)[1:]}|{sig}", "forged", cookie_name="session"),
        case("leading zero", f"alice|0{T + DAY}|{sig}", "malformed", cookie_name="session"),
        case("plus sign", f"alice|+{T + DAY}|{sig}", "malformed", cookie_name="session"),
        case("beyond 64 bits", f"alice|99999999999999999999|{sig}", "malformed", cookie_name="session"),
        case("signature cut to 16 bytes", good[: good.rindex("|") + 1] + b64u(bytes(16)), "malformed", cookie_name="session"),
        case("signature padded", good + "=", "malformed", cookie_name="session"),
        case("no signature", f"alice|{T + DAY}|", "malformed", cookie_name="session"),
        case("two fields", f"alice|{T + DAY}", "malformed", cookie_name="session"),
        case("four fields", good + "|x", "malformed", cookie_name="session"),
        case("empty value", f"|{T + DAY}|{sig}", "malformed", cookie_name="session"),
        case("escape in lower case", good.replace("alice", "%2c"), "malformed", cookie_name="session"),
        case("needless escape", good.replace("alice", "%61lice"), "malformed", cookie_name="session"),
        case("empty", "", "malformed"),
    ]


write("sealed.json", sealed_cases())
write("signed.json", signed_cases())
