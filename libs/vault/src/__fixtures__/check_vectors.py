#!/usr/bin/env python3
"""Checks vectors.json with nothing of this repository and nothing but Python's standard library.

PBKDF2, HMAC and SHA-256 come from hashlib and hmac; HKDF is written out from RFC 5869, AES-256 and GCM
from FIPS 197 and NIST SP 800-38D. Prints one line per vector; exits with 1 when one doesn't hold.
"""
import base64
import hashlib
import hmac
import json
import struct
import sys
import unicodedata
from pathlib import Path


def times_two(value: int) -> int:
    return ((value << 1) ^ 0x1B) & 0xFF if value & 0x80 else value << 1


def make_sbox() -> list:
    sbox, p, q = [0x63] * 256, 1, 1
    while True:
        p ^= times_two(p)
        for shift in (1, 2, 4):
            q = (q ^ (q << shift)) & 0xFF
        if q & 0x80:
            q ^= 0x09
        rotated = q
        for shift in range(1, 5):
            rotated ^= ((q << shift) | (q >> (8 - shift))) & 0xFF
        sbox[p] = rotated ^ 0x63
        if p == 1:
            return sbox


SBOX = make_sbox()


def expand_key(key: bytes) -> list:
    words, rcon = [key[i : i + 4] for i in range(0, 32, 4)], 1
    for i in range(8, 60):
        word = words[i - 1]
        if i % 8 == 0:
            word = bytes(SBOX[b] for b in word[1:] + word[:1])
            word = bytes([word[0] ^ rcon]) + word[1:]
            rcon = times_two(rcon)
        elif i % 8 == 4:
            word = bytes(SBOX[b] for b in word)
        words.append(bytes(a ^ b for a, b in zip(words[i - 8], word)))
    return [b"".join(words[i : i + 4]) for i in range(0, 60, 4)]


def encrypt_block(round_keys: list, block: bytes) -> bytes:
    state = bytes(a ^ b for a, b in zip(block, round_keys[0]))
    for number, round_key in enumerate(round_keys[1:], 1):
        shifted = [SBOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
        if number < 14:
            mixed = []
            for column in range(0, 16, 4):
                a = shifted[column : column + 4]
                total = a[0] ^ a[1] ^ a[2] ^ a[3]
                mixed += [a[i] ^ total ^ times_two(a[i] ^ a[(i + 1) % 4]) for i in range(4)]
            shifted = mixed
        state = bytes(a ^ b for a, b in zip(shifted, round_key))
    return state


def multiply(x: int, y: int) -> int:
    result = 0
    for bit in range(127, -1, -1):
        if (y >> bit) & 1:
            result ^= x
        x = (x >> 1) ^ (0xE1 << 120) if x & 1 else x >> 1
    return result


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 16)


def gcm_decrypt(key: bytes, iv: bytes, aad: bytes, sealed: bytes) -> bytes:
    ciphertext, tag = sealed[:-16], sealed[-16:]
    round_keys = expand_key(key)
    hash_key = int.from_bytes(encrypt_block(round_keys, bytes(16)), "big")
    blocks = padded(aad) + padded(ciphertext) + struct.pack(">QQ", len(aad) * 8, len(ciphertext) * 8)
    digest = 0
    for i in range(0, len(blocks), 16):
        digest = multiply(digest ^ int.from_bytes(blocks[i : i + 16], "big"), hash_key)
    mask = encrypt_block(round_keys, iv + struct.pack(">I", 1))
    if bytes(a ^ b for a, b in zip(digest.to_bytes(16, "big"), mask)) != tag:
        raise ValueError("authentication failed")
    stream = b"".join(encrypt_block(round_keys, iv + struct.pack(">I", i + 2)) for i in range(-(-len(ciphertext) // 16)))
    return bytes(a ^ b for a, b in zip(ciphertext, stream))


def canonical(*fields) -> bytes:
    encoded = [field.encode() if isinstance(field, str) else field for field in fields]
    return b"".join(struct.pack(">I", len(field)) + field for field in encoded)


def unpack(frame: bytes):
    (json_length,) = struct.unpack_from(">I", frame, 0)
    (key_length,) = struct.unpack_from(">H", frame, 4 + json_length)
    key_start = 6 + json_length
    rest = frame[key_start + key_length :]
    if len(frame) % 256 or any(rest):
        raise ValueError("wrong padding")
    return json.loads(frame[4 : 4 + json_length]), frame[key_start : key_start + key_length]


def hkdf_32(material: bytes, info: bytes) -> bytes:
    extracted = hmac.digest(bytes(32), material, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def check_passkey(vector: dict) -> None:
    unhex = bytes.fromhex
    passkey, user = vector["passkey"], vector["userId"]
    credential = unhex(passkey["credentialId"])
    name = "passkey/" + base64.urlsafe_b64encode(credential).decode().rstrip("=")
    assert name == passkey["name"], "name of the passkey"
    info = canonical("byok-vault/passkey-kek", "1", user, credential)
    assert info == unhex(passkey["info"]), "info of the passkey"
    kek = hkdf_32(unhex(passkey["prf"]), info)
    assert kek == unhex(passkey["kek"]), "KEK of the passkey"
    aad = canonical("byok-vault/passkey", "1", user, credential, unhex(passkey["prfSalt"]))
    assert aad == unhex(passkey["aad"]), "AAD of the passkey"
    dek = gcm_decrypt(kek, unhex(passkey["iv"]), aad, unhex(passkey["ciphertext"]))
    assert dek == unhex(vector["dek"]), "DEK by the passkey"


def check(vector: dict) -> None:
    unhex = bytes.fromhex
    kdf, wrapped, entry = vector["kdf"], vector["wrappedDek"], vector["entry"]
    password = unicodedata.normalize("NFKC", vector["password"]).encode()
    salt = unhex(kdf["salt"])
    kek = hashlib.pbkdf2_hmac("sha256", password, salt, kdf["iterations"], 32)
    assert kek == unhex(vector["kek"]), "KEK"
    dek_aad = canonical("byok-vault/dek", "1", vector["userId"], kdf["name"], kdf["hash"], str(kdf["iterations"]), salt)
    assert dek_aad == unhex(wrapped["aad"]), "AAD of the DEK"
    dek = gcm_decrypt(kek, unhex(wrapped["iv"]), dek_aad, unhex(wrapped["ciphertext"]))
    assert dek == unhex(vector["dek"]), "DEK"
    meta = canonical("byok-vault/meta", dek_aad, unhex(wrapped["iv"]), unhex(wrapped["ciphertext"]))
    assert hashlib.sha256(meta).digest() == unhex(vector["checksum"]), "checksum"
    aad = canonical("byok-vault/entry", "1", vector["userId"], entry["provider"], entry["id"])
    assert aad == unhex(entry["aad"]), "AAD of the entry"
    frame = gcm_decrypt(dek, unhex(entry["iv"]), aad, unhex(entry["ciphertext"]))
    assert frame == unhex(entry["plaintext"]), "plaintext"
    metadata, key = unpack(frame)
    assert metadata == entry["metadata"] and key == entry["key"].encode(), "content"
    check_passkey(vector)


def main() -> int:
    failed = 0
    for vector in json.loads((Path(__file__).parent / "vectors.json").read_text())["vectors"]:
        try:
            check(vector)
            print(f"ok   {vector['name']}")
        except (AssertionError, ValueError) as error:
            failed = 1
            print(f"FAIL {vector['name']}: {error}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
