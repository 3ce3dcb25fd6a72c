"""What an open vault can do with its key slots: add, change, rename, remove, and a new recovery key."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from jzdesk.domain.errors import Refused
from jzdesk.storage import keyslots

if TYPE_CHECKING:
    from jzdesk.paths import Paths
    from jzdesk.storage.keyslots import KdfCost, KeyRing


class KeyHolder:
    """Holds the data key while a vault is open. Who may call is for the services to decide.

    `cost` is what a new password's slot costs to try; by default what the vault's dearest slot does.
    """

    def __init__(self, paths: Paths, *, ring: KeyRing, key: bytes) -> None:
        self.paths = paths
        self._ring = ring
        self._key = key
        self._writer = threading.RLock()

    @property
    def key(self) -> bytes:
        """The data key, for opening copies of this vault; never shown, logged or written."""
        return self._key

    def key_file(self) -> bytes:
        """The key file as it should be, for the copy beside a backup."""
        return keyslots.pack(self._ring)

    def names(self) -> tuple[str, ...]:
        """Log-in names that have a slot."""
        return self._ring.account_names()

    def check_password(self, account: str, password: str) -> None:
        """StoreError wrong_password unless the password opens the account's slot; unlocks the window."""
        keyslots.unlock(self._ring, account, password)

    def add_slot(self, account: str, password: str, *, cost: KdfCost | None = None) -> None:
        """Let another account open the vault. Refused if it can already."""
        with self._writer:
            if self._ring.has(account):
                raise Refused(f"账户“{account}”已存在，请换一个名称。")
            self._put(account, password, cost)

    def change_password(self, account: str, new: str, *, cost: KdfCost | None = None) -> None:
        """Give an account a new password; the old one opens nothing from then on. Refused if unknown."""
        with self._writer:
            self._require(account)
            self._put(account, new, cost)

    def remove_slot(self, account: str) -> None:
        """Take an account's key away. Refused for the last one."""
        with self._writer:
            self._require(account)
            if len(self._ring.account_names()) == 1:
                raise Refused("这是最后一个能打开数据的账户，不能删除。")
            self._keep(keyslots.without_account(self._ring, self._key, account))

    def rename_slot(self, account: str, *, new: str) -> None:
        """Give an account another log-in name; the password stays. Refused if the name is taken."""
        with self._writer:
            self._require(account)
            if self._ring.has(new):
                raise Refused(f"账户“{new}”已存在，请换一个名称。")
            self._keep(keyslots.renamed(self._ring, self._key, account, new=new))

    def new_recovery_key(self, *, cost: KdfCost | None = None) -> str:
        """A new recovery key, to be printed and shown once; the old one opens nothing from then on."""
        with self._writer:
            ring, words = keyslots.with_recovery(self._ring, self._key, cost=cost or self._cost())
            self._keep(ring)
        return words

    def _put(self, account: str, password: str, cost: KdfCost | None) -> None:
        cost = cost or self._cost()
        self._keep(keyslots.with_account(self._ring, self._key, account, password, cost=cost))

    def _require(self, account: str) -> None:
        if not self._ring.has(account):
            raise Refused(f"没有名为“{account}”的账户。")

    def _cost(self) -> KdfCost:
        """The dearest cost in use: a test vault stays cheap, a raised cost stays raised."""
        return max((slot.cost for slot in self._ring.slots), key=lambda cost: cost.time * cost.memory_kib)

    def _keep(self, ring: KeyRing) -> None:
        keyslots.save(self.paths, ring)
        self._ring = ring
