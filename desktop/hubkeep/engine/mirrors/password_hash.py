"""Passwords as nginx's `auth_basic_user_file` takes them on Linux: SHA-512 crypt, the system's usual one.

Python has no such function any more, and the commands that have one are not on every machine. The algorithm
is Ulrich Drepper's "Unix crypt using SHA-256 and SHA-512", version 0.6. Pure.
"""

from __future__ import annotations

import hashlib
from typing import Final

_ROUNDS: Final = 5000
_LETTERS: Final = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SALT_LENGTH: Final = 16


def password_line(user: str, password: str, salt: bytes) -> str:
    """`user:hash`. `salt`: twelve random bytes or more."""
    letters = "".join(_LETTERS[each & 63] for each in _stretched(salt))
    return f"{user}:{sha512_crypt(password, letters)}"


def sha512_crypt(password: str, salt: str) -> str:
    """`$6$salt$hash`; `salt`: up to 16 letters of crypt's alphabet."""
    secret, salted = password.encode(), salt[:_SALT_LENGTH].encode()
    inner = hashlib.sha512(secret + salted + secret).digest()
    mixed = hashlib.sha512(secret + salted + _repeated(inner, len(secret)))
    length = len(secret)
    while length:
        mixed.update(inner if length & 1 else secret)
        length >>= 1
    digest = mixed.digest()
    p = _repeated(hashlib.sha512(secret * len(secret)).digest(), len(secret))
    s = _repeated(hashlib.sha512(salted * (16 + digest[0])).digest(), len(salted))
    for turn in range(_ROUNDS):
        step = hashlib.sha512(p if turn & 1 else digest)
        if turn % 3:
            step.update(s)
        if turn % 7:
            step.update(p)
        step.update(digest if turn & 1 else p)
        digest = step.digest()
    return f"$6${salted.decode()}${_in_letters(digest)}"


def _stretched(salt: bytes) -> bytes:
    return hashlib.sha512(salt).digest()[:_SALT_LENGTH]


def _repeated(data: bytes, length: int) -> bytes:
    return (data * (length // len(data) + 1))[:length]


def _in_letters(digest: bytes) -> str:
    """Three bytes are four letters; which three is crypt's own order."""
    triples = []
    a, b, c = 0, 21, 42
    for _ in range(21):
        triples.append((digest[a], digest[b], digest[c], 4))
        a, b, c = b + 1, c + 1, a + 1
    triples.append((0, 0, digest[63], 2))
    written = ""
    for high, middle, low, letters in triples:
        value = high << 16 | middle << 8 | low
        for _ in range(letters):
            written += _LETTERS[value & 63]
            value >>= 6
    return written
