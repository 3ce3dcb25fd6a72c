"""The key slots: what opens, what does not, and that nothing about them can be changed unseen."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest
from vaults import ACCOUNT, PASSWORD

from jzdesk.paths import Paths
from jzdesk.storage import keyslots, recovery
from jzdesk.storage.errors import Kind, StoreError
from jzdesk.storage.keyslots import KdfCost

OTHER, OTHER_PASSWORD = "王审核", "review-26"


@pytest.fixture
def ring_and_key():
    ring, key, _ = keyslots.new_ring(ACCOUNT, PASSWORD, cost=KdfCost.WEAK)
    return keyslots.with_account(ring, key, OTHER, OTHER_PASSWORD, cost=KdfCost.WEAK), key


def rewritten(ring, change):
    """The ring after someone edited its file by hand and repaired the checksum."""
    body = json.loads(keyslots.pack(ring))
    change(body)
    body.pop("checksum")
    body["checksum"] = keyslots._checksum(body)
    return keyslots.unpack(json.dumps(body).encode())


def refusal(kind):
    return pytest.raises(StoreError, check=lambda exc: exc.kind is kind)


def test_every_slot_opens_the_same_key(ring_and_key):
    ring, key = ring_and_key
    again = keyslots.unpack(keyslots.pack(ring))
    assert keyslots.unlock(again, ACCOUNT, PASSWORD) == keyslots.unlock(again, OTHER, OTHER_PASSWORD) == key


def test_full_width_digits_and_spaced_names_are_the_same(ring_and_key):
    ring, key = ring_and_key
    assert keyslots.unlock(ring, f" {OTHER} ", "review-２６") == key


def test_the_standard_cost():
    assert KdfCost(3, 65536) == KdfCost.STANDARD
    ring, key, _ = keyslots.new_ring(ACCOUNT, PASSWORD, cost=KdfCost.STANDARD)
    assert keyslots.unlock(keyslots.unpack(keyslots.pack(ring)), ACCOUNT, PASSWORD) == key


def test_cost_grows_per_slot(ring_and_key):
    ring, key = ring_and_key
    dearer = keyslots.with_account(ring, key, ACCOUNT, "newer-2026", cost=KdfCost(2, 16))
    assert keyslots.unlock(dearer, ACCOUNT, "newer-2026") == key
    assert keyslots.unlock(dearer, OTHER, OTHER_PASSWORD) == key
    with refusal(Kind.WRONG_PASSWORD):
        keyslots.unlock(dearer, ACCOUNT, PASSWORD)


def _swap_names(body):
    first, second = body["slots"][0], body["slots"][2]
    first["account"], second["account"] = second["account"], first["account"]


def _rename(body):
    body["slots"][2]["account"] = "冒名者"


def _drop(body):
    del body["slots"][1]


def _double(body):
    body["slots"].append(body["slots"][2])


@pytest.mark.parametrize("change", [_rename, _drop, _double])
def test_a_changed_list_is_seen_by_whoever_opens(ring_and_key, change):
    with refusal(Kind.DAMAGED):
        keyslots.unlock(rewritten(ring_and_key[0], change), ACCOUNT, PASSWORD)


def test_swapped_names_open_nothing(ring_and_key):
    swapped = rewritten(ring_and_key[0], _swap_names)
    with refusal(Kind.WRONG_PASSWORD):
        keyslots.unlock(swapped, ACCOUNT, PASSWORD)
    with refusal(Kind.DAMAGED):
        keyslots.unlock(swapped, OTHER, PASSWORD)


@pytest.mark.parametrize(
    ("field", "value"),
    [("time", 2), ("memory_kib", 16), ("number", 9), ("salt", base64.b64encode(bytes(16)).decode())],
)
def test_a_slot_with_other_figures_does_not_open(ring_and_key, field, value):
    def change(body):
        body["slots"][0][field] = value

    with refusal(Kind.WRONG_PASSWORD):
        keyslots.unlock(rewritten(ring_and_key[0], change), ACCOUNT, PASSWORD)


def test_a_slot_from_another_vault_does_not_open(ring_and_key):
    other, _, _ = keyslots.new_ring(ACCOUNT, "mallory-26", cost=KdfCost.WEAK)
    foreign = json.loads(keyslots.pack(other))["slots"][0]

    def change(body):
        body["slots"][0] = foreign

    with refusal(Kind.WRONG_PASSWORD):
        keyslots.unlock(rewritten(ring_and_key[0], change), ACCOUNT, "mallory-26")


@pytest.mark.parametrize(
    "figures",
    [
        {"memory_kib": 1 << 40},
        {"memory_kib": 7},
        {"time": 10**9},
        {"kdf": "md5"},
        {"box": "rot13"},
        {"salt": "AAAA"},
    ],
)
def test_figures_that_would_hang_or_mean_nothing_count_as_damage(ring_and_key, figures):
    assert rewritten(ring_and_key[0], lambda body: body["slots"][0].update(figures)) is None


def test_a_file_of_a_newer_program(ring_and_key):
    with refusal(Kind.TOO_NEW):
        rewritten(ring_and_key[0], lambda body: body.update(version=3))


def test_a_file_of_the_trial_version_is_told_from_damage(ring_and_key):
    """Its slots were wrapped another way: no password opens them, so none is asked for in vain."""
    with refusal(Kind.TOO_OLD):
        rewritten(ring_and_key[0], lambda body: body.update(version=1))


def test_every_flipped_bit_is_damage_not_a_wrong_password(ring_and_key):
    content = keyslots.pack(ring_and_key[0])
    for place in range(0, len(content), 7):
        flipped = bytearray(content)
        flipped[place] ^= 1
        try:
            ring = keyslots.unpack(bytes(flipped))
        except StoreError as exc:  # the version's digit, with a checksum that does not fit, is damage too
            pytest.fail(f"byte {place}: {exc.text}")
        assert ring is None or keyslots.pack(ring) == content  # a blank between two words may change


def test_the_copy_serves_when_the_file_is_damaged(ring_and_key, tmp_path):
    ring, key = ring_and_key
    paths = Paths(tmp_path)
    keyslots.save(paths, ring)
    paths.keys.write_bytes(b"{}")
    assert keyslots.unlock(keyslots.load(paths), ACCOUNT, PASSWORD) == key
    paths.keys_copy.write_bytes(b"\xff")
    with refusal(Kind.DAMAGED):
        keyslots.load(paths)


def test_the_copy_keeps_no_old_password(ring_and_key, tmp_path):
    ring, key = ring_and_key
    paths = Paths(tmp_path)
    keyslots.save(paths, ring)
    keyslots.save(paths, keyslots.with_account(ring, key, ACCOUNT, "newer-2026", cost=KdfCost.WEAK))
    paths.keys.unlink()
    with refusal(Kind.WRONG_PASSWORD):
        keyslots.unlock(keyslots.load(paths), ACCOUNT, PASSWORD)


def test_a_ring_without_a_recovery_slot(ring_and_key):
    ring, key = ring_and_key
    bare = keyslots._sealed(replace(ring, slots=tuple(s for s in ring.slots if s.kind == "account")), key)
    with refusal(Kind.DAMAGED):
        keyslots.unlock_with_recovery(bare, recovery.new())


def test_renaming_and_removing(ring_and_key):
    ring, key = ring_and_key
    renamed = keyslots.renamed(ring, key, OTHER, new="王主任")
    assert keyslots.unlock(renamed, "王主任", OTHER_PASSWORD) == key
    removed = keyslots.without_account(renamed, key, ACCOUNT)
    assert removed.account_names() == ("王主任",)
    with pytest.raises(KeyError):
        keyslots.without_account(removed, key, ACCOUNT)
    with pytest.raises(ValueError, match="taken"):
        keyslots.renamed(ring, key, OTHER, new=ACCOUNT)
    with pytest.raises(ValueError, match="needs a name"):
        keyslots.with_account(ring, key, "  ", "x", cost=KdfCost.WEAK)
