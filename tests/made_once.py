"""What many tests start from is made once in a run and then copied: a closed vault is a folder of files.

An office costs keys, three migrations and the rules read from twenty files; a county of sixty people costs three
seconds. A copy of either costs a few milliseconds, and no test can tell it from one made for it alone.
"""

from __future__ import annotations

import fcntl
import io
import os
import pickle
import shutil
import tempfile
import tomllib
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import openpyxl
from openpyxl.utils.bound_dictionary import BoundDictionary

from jzdesk.paths import Paths
from jzdesk.services.desk import create_desk
from jzdesk.storage import office as rows
from jzdesk.storage.vault import KdfCost, Vault

FOLDER = "JZDESK_TESTS_MADE"
"""The variable of the environment with the folder of this run; without it (benchmarks) everything is made anew."""

FORMS = Path(__file__).resolve().parents[1] / "forms" / "monthly"


def made(what, build):
    """The folder of `what`, filled by `build(folder)` the first time in this run; the workers share it. Only to be read."""
    home = Path(os.environ[FOLDER])
    home.mkdir(exist_ok=True)
    folder = home / sha256(what.encode()).hexdigest()[:16]
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another worker may be making it: one waits for the other
        if not folder.exists():
            unfinished = Path(tempfile.mkdtemp(dir=home)) / "vault"
            build(unfinished)
            unfinished.rename(folder)
    return folder


def copy_of(what, build, folder):
    """A copy of what is made once, for one test to change. Where rules of its own lie in the folder, nothing is copied."""
    if _alone(folder):
        build(folder)
    else:
        shutil.copytree(made(what, build), folder, dirs_exist_ok=True)
    return folder


def office(folder, *, clock, **wanted):
    """As `create_desk` with weak keys: an empty, opened desk of the first account. The recovery key is not known."""
    if _alone(folder):
        return create_desk(Paths(folder), clock=clock, cost=KdfCost.WEAK, **wanted)[0]
    wanted["accounts"] = tuple(wanted["accounts"])
    model, first = _model(clock(), **wanted), wanted["accounts"][0]
    shutil.copytree(model.paths.data, folder, dirs_exist_ok=True)
    vault = Vault.open(folder, first.name, first.password, clock=clock)
    with vault.read():
        own = {"account": rows.account(first.name), "office": rows.get()}
    return replace(model, vault=vault, paths=Paths(folder), clock=clock, notices=[], lists_read={}, **own)


def _alone(folder):
    return FOLDER not in os.environ or (folder.exists() and any(folder.iterdir()))


@cache
def _model(moment, **wanted):
    """The closed desk that is copied; each worker makes its own."""
    home = Path(os.environ[FOLDER])
    home.mkdir(exist_ok=True)
    paths = Paths(Path(tempfile.mkdtemp(dir=home)) / "vault")
    desk, _ = create_desk(paths, clock=lambda: moment, cost=KdfCost.WEAK, **wanted)
    desk.vault.close(back_up=False)
    return desk


def remember_tables(patch):
    """The shipped tables are parsed once by each worker; whoever reads one gets a copy of his own, as from the file."""
    parse = tomllib.loads

    @cache
    def parsed(text):
        return pickle.dumps(parse(text))

    def loads(text, **more):
        return parse(text, **more) if more else pickle.loads(parsed(text))

    patch.setattr(tomllib, "loads", loads)


class _Pickler(pickle.Pickler):
    """openpyxl's dictionaries of rows and columns make what is missing themselves, which pickle would leave out."""

    def reducer_override(self, obj):
        if not isinstance(obj, BoundDictionary):
            return NotImplemented
        state = obj.__dict__, {"default_factory": obj.default_factory}
        return type(obj).__new__, (type(obj),), state, None, iter(obj.items())


def _pickled(what):
    out = io.BytesIO()
    _Pickler(out, pickle.HIGHEST_PROTOCOL).dump(what)
    return out.getvalue()


def remember_forms(patch):
    """The shipped workbooks are read once by each worker; whoever opens one gets a copy of his own, as from the file.
    openpyxl takes twenty times as long to read one; what a test wrote or spoiled itself is read as ever."""
    read = openpyxl.load_workbook

    @cache
    def kept(path, _changed):
        return _pickled(read(path))

    def load_workbook(file, **how):
        if how or not isinstance(file, Path) or file.resolve().parent != FORMS or not file.exists():
            return read(file, **how)
        return pickle.loads(kept(file.resolve(), file.stat().st_mtime_ns))

    patch.setattr(openpyxl, "load_workbook", load_workbook)
