"""The key slots: the vault's one random data key, wrapped once per account and once for the printed recovery
key.

A slot is an XChaCha20-Poly1305 box whose key comes from the password by argon2id; both are libsodium's, which
takes a tenth of the memory of a second OpenSSL. What stands around the box (vault, slot number, kind, cost, salt)
is authenticated with it, so a slot moved between vaults or made cheaper does not open. The list as a whole carries a seal that only the data key can make: a slot added, dropped or renamed
is seen as soon as any slot opens. A plain checksum tells accidental damage from a wrong password.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import Aead

from jzdesk.paths import Paths, replace_file
from jzdesk.storage import recovery
from jzdesk.storage.errors import Kind, StoreError, all_faults, fault

KEY_BYTES = 32
_FORMAT = "jzdesk-keys"
_VERSION = 2
_ACCOUNT = "account"
_RECOVERY = "recovery"
_KDF = "argon2id"
_BOX = "xchacha20-poly1305"


@dataclass(frozen=True, slots=True)
class KdfCost:
    """What one guess at a password costs, in argon2id's terms with one lane. Kept per slot, so that it can grow."""

    time: int
    memory_kib: int

    STANDARD: ClassVar[KdfCost]
    WEAK: ClassVar[KdfCost]

    def is_sane(self) -> bool:
        """Whether deriving with it could end: a damaged file must not hang the program."""
        return 1 <= self.time <= 64 and 8 <= self.memory_kib <= 1 << 20


# RFC 9106's second recommended option: t=3, 64 MiB. One lane, as libsodium has it: lanes spread a guess over processors,
# they do not make it dearer. 85 ms here, where four lanes took 120 without vector instructions.
KdfCost.STANDARD = KdfCost(3, 64 * 1024)
#: For tests only.
KdfCost.WEAK = KdfCost(1, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The data key, wrapped under one password. `wrapped` begins with its nonce."""

    number: int
    kind: str
    account: str
    cost: KdfCost
    salt: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRing:
    """All slots of a vault, as in its key file."""

    vault_id: str
    slots: tuple[Slot, ...]
    seal: bytes

    def account_names(self) -> tuple[str, ...]:
        """Log-in names that have a slot, in the order they were added."""
        return tuple(slot.account for slot in self.slots if slot.kind == _ACCOUNT)

    def has(self, account: str) -> bool:
        """Whether an account has a slot."""
        return _plain_name(account) in self.account_names()


def new_ring(account: str, password: str, *, cost: KdfCost) -> tuple[KeyRing, bytes, str]:
    """A ring for a new vault: with the data key, and the recovery key to be printed."""
    key = os.urandom(KEY_BYTES)
    empty = KeyRing(vault_id=os.urandom(16).hex(), slots=(), seal=b"")
    ring = with_account(empty, key, account, password, cost=cost)
    ring, words = with_recovery(ring, key, cost=cost)
    return ring, key, words


def unlock(ring: KeyRing, account: str, password: str) -> bytes:
    """The data key, by an account's password. StoreError wrong_password or damaged."""
    name = _plain_name(account)
    for slot in ring.slots:
        if slot.kind == _ACCOUNT and slot.account == name:
            return _opened(ring, slot, _plain_password(password), "账户或口令不正确，请重新输入。")
    raise StoreError("账户或口令不正确，请重新输入。", Kind.WRONG_PASSWORD)


def unlock_with_recovery(ring: KeyRing, words: str) -> bytes:
    """The data key, by the printed recovery key.

    StoreError wrong_password (also for a slip of the pen) or damaged.
    """
    secret = recovery.read(words)
    if secret is None:
        raise StoreError("恢复密钥抄录有误，请对照打印件逐组核对后重新输入。", Kind.WRONG_PASSWORD)
    for slot in ring.slots:
        if slot.kind == _RECOVERY:
            return _opened(ring, slot, secret, "恢复密钥不正确，请确认它是最近一次打印的那一份。")
    raise fault(Kind.DAMAGED)


def with_account(ring: KeyRing, key: bytes, account: str, password: str, *, cost: KdfCost) -> KeyRing:
    """The ring with an account's slot added, or replaced if the account has one."""
    name = _plain_name(account)
    if not name:
        raise ValueError("an account needs a name")
    others = tuple(s for s in ring.slots if not (s.kind == _ACCOUNT and s.account == name))
    return _with_slot(ring, others, key, _Secret(_ACCOUNT, name, _plain_password(password), cost))


def with_recovery(ring: KeyRing, key: bytes, *, cost: KdfCost) -> tuple[KeyRing, str]:
    """The ring with a new recovery slot in place of the old one, and the recovery key to be printed."""
    words = recovery.new()
    others = tuple(slot for slot in ring.slots if slot.kind != _RECOVERY)
    return _with_slot(ring, others, key, _Secret(_RECOVERY, "", recovery.read(words) or b"", cost)), words


def without_account(ring: KeyRing, key: bytes, account: str) -> KeyRing:
    """The ring without an account's slot. KeyError if it has none."""
    index = _index(ring, account)
    return _sealed(replace(ring, slots=ring.slots[:index] + ring.slots[index + 1 :]), key)


def renamed(ring: KeyRing, key: bytes, account: str, *, new: str) -> KeyRing:
    """The ring with an account's slot under another name.

    KeyError if it has none, ValueError if `new` is taken.
    """
    if ring.has(new) or not _plain_name(new):
        raise ValueError("the name is taken")
    index = _index(ring, account)
    slot = replace(ring.slots[index], account=_plain_name(new))
    return _sealed(replace(ring, slots=(*ring.slots[:index], slot, *ring.slots[index + 1 :])), key)


def save(paths: Paths, ring: KeyRing) -> None:
    """Write the copy and then the key file, each whole or not at all; at every instant both are good.

    The key file comes last because it is the one that is read: where the disk is full in between, nothing has
    changed, as the user is told, and `mend` brings the copy back.
    """
    content = pack(ring)
    with all_faults():
        replace_file(paths.keys_copy, content)
        replace_file(paths.keys, content)


def mend(paths: Paths, ring: KeyRing) -> None:
    """Write the key file and its copy anew if one of them is damaged, gone or behind; `ring` is what opened the vault.

    A folder that cannot be written stays as it is: the vault is open all the same.
    """
    content = pack(ring)
    with suppress(StoreError, OSError):
        if any(not path.exists() or path.read_bytes() != content for path in (paths.keys, paths.keys_copy)):
            save(paths, ring)


def load(paths: Paths) -> KeyRing:
    """Read the key file, or its copy if the first is damaged or gone. StoreError missing or damaged."""
    with all_faults():
        if not paths.keys.exists() and not paths.keys_copy.exists():
            if not paths.database.exists():
                raise fault(Kind.MISSING)
            raise StoreError("找不到口令文件，程序没有改动任何数据，请从最近的备份中取回口令文件。", Kind.MISSING)
        for path in (paths.keys, paths.keys_copy):
            if path.exists() and (ring := unpack(path.read_bytes())) is not None:
                return ring
    raise StoreError("口令文件已损坏，程序没有改动任何数据，请从最近的备份中取回口令文件。", Kind.DAMAGED)


def pack(ring: KeyRing) -> bytes:
    """The key file's content."""
    body = {
        "format": _FORMAT,
        "version": _VERSION,
        "vault": ring.vault_id,
        "slots": [_slot_out(slot) for slot in ring.slots],
        "seal": _b64(ring.seal),
    }
    return json.dumps({**body, "checksum": _checksum(body)}, ensure_ascii=False, indent=1).encode()


def unpack(content: bytes) -> KeyRing | None:
    """The ring in a key file's content, None if it is damaged. StoreError if a newer program, or a trial one, wrote it."""
    try:
        body = json.loads(content)
        if body.pop("checksum") != _checksum(body) or body["format"] != _FORMAT:
            return None
        if body["version"] < _VERSION:
            raise StoreError(
                "口令文件由早期试用版建立，当前版本不能打开，数据没有改动，请用建立它的版本打开。", Kind.TOO_OLD
            )
        if body["version"] > _VERSION:
            raise StoreError(
                "口令文件由更新版本的程序建立，数据没有改动，请安装新版本后再打开。", Kind.TOO_NEW
            )
        slots = tuple(_slot_in(slot) for slot in body["slots"])
        ring = KeyRing(vault_id=body["vault"], slots=slots, seal=base64.b64decode(body["seal"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return ring if all(slot.cost.is_sane() for slot in ring.slots) else None


@dataclass(frozen=True, slots=True)
class _Secret:
    kind: str
    account: str
    secret: bytes
    cost: KdfCost


def _with_slot(ring: KeyRing, others: tuple[Slot, ...], key: bytes, secret: _Secret) -> KeyRing:
    number = max((slot.number for slot in ring.slots), default=0) + 1
    slot = Slot(
        number=number,
        kind=secret.kind,
        account=secret.account,
        cost=secret.cost,
        salt=os.urandom(argon2id.SALTBYTES),
        wrapped=b"",
    )
    wrapped = bytes(Aead(_derive(slot, secret.secret)).encrypt(key, _around(ring, slot)))
    return _sealed(replace(ring, slots=(*others, replace(slot, wrapped=wrapped))), key)


def _opened(ring: KeyRing, slot: Slot, secret: bytes, wrong: str) -> bytes:
    box = Aead(_derive(slot, secret))
    try:
        key = box.decrypt(slot.wrapped, _around(ring, slot))
    except CryptoError as exc:
        raise StoreError(wrong, Kind.WRONG_PASSWORD) from exc
    if not hmac.compare_digest(_seal_of(ring, key), ring.seal):
        raise StoreError("口令文件被改动过，为安全起见没有打开，请从最近的备份中取回口令文件。", Kind.DAMAGED)
    return key


def _derive(slot: Slot, secret: bytes) -> bytes:
    cost = slot.cost
    return argon2id.kdf(KEY_BYTES, secret, slot.salt, cost.time, cost.memory_kib * 1024)


def _around(ring: KeyRing, slot: Slot) -> bytes:
    """What is authenticated with a slot.

    Not the account name, so that renaming needs no password: the seal has it.
    """
    cost = (slot.cost.time, slot.cost.memory_kib)
    return _canonical([_FORMAT, _VERSION, ring.vault_id, slot.number, slot.kind, cost, slot.salt.hex()])


def _sealed(ring: KeyRing, key: bytes) -> KeyRing:
    return replace(ring, seal=_seal_of(ring, key))


def _seal_of(ring: KeyRing, key: bytes) -> bytes:
    seal_key = hmac.digest(key, b"jzdesk key slots", "sha256")
    return hmac.digest(
        seal_key, _canonical([ring.vault_id, [_slot_out(slot) for slot in ring.slots]]), "sha256"
    )


def _slot_out(slot: Slot) -> dict[str, Any]:
    return {
        "number": slot.number,
        "kind": slot.kind,
        "account": slot.account,
        "kdf": _KDF,
        "time": slot.cost.time,
        "memory_kib": slot.cost.memory_kib,
        "salt": _b64(slot.salt),
        "box": _BOX,
        "wrapped": _b64(slot.wrapped),
    }


def _slot_in(row: dict[str, Any]) -> Slot:
    salt = base64.b64decode(row["salt"])
    if (row["kdf"], row["box"], len(salt)) != (_KDF, _BOX, argon2id.SALTBYTES):
        raise ValueError("an unknown key derivation or box")
    return Slot(
        number=int(row["number"]),
        kind=str(row["kind"]),
        account=str(row["account"]),
        cost=KdfCost(int(row["time"]), int(row["memory_kib"])),
        salt=salt,
        wrapped=base64.b64decode(row["wrapped"]),
    )


def _index(ring: KeyRing, account: str) -> int:
    name = _plain_name(account)
    for index, slot in enumerate(ring.slots):
        if slot.kind == _ACCOUNT and slot.account == name:
            return index
    raise KeyError(account)


def _plain_name(account: str) -> str:
    return unicodedata.normalize("NFC", account).strip()


def _plain_password(password: str) -> bytes:
    # NFKC: a Chinese input method may type the same digits full-width one day and half-width the next.
    return unicodedata.normalize("NFKC", password).encode()


def _checksum(body: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(body)).hexdigest()


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _b64(content: bytes) -> str:
    return base64.b64encode(content).decode()
