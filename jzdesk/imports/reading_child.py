"""The process that reads lists and forms nobody vouches for: workbooks and 干部任免审批表.

Started by `foreign` and by nothing else. It is asked by a JSON line and the bytes of a file, answers with a JSON line, and
waits for the next file: a form takes milliseconds, the process a fifth of a second.
"""

from __future__ import annotations

import json

from jzdesk.children import fence

VERB = "read-files"
"""The hidden verb of the `jzdesk` command that starts this process."""

MEMORY = 150 << 20
SECONDS = 8


def main() -> int:
    """Answer requests until there are no more."""
    fence(MEMORY, SECONDS)
    # by descriptor: a program without a console has no sys.stdin
    with open(0, "rb", closefd=False) as source, open(1, "wb", closefd=False) as target:
        while line := source.readline():
            asked = json.loads(line)
            content = source.read(asked["size"])
            try:
                reply = answer(asked, content)
            except MemoryError:
                reply = {"fault": "memory"}
            except Exception as fault:  # libraries raise all there is over a crafted file
                reply = {"fault": "broken", "kind": type(fault).__name__}
            target.write(json.dumps(reply).encode() + b"\n")
            target.flush()
    return 0


def answer(asked: dict[str, object], content: bytes) -> dict[str, object]:
    """What stands in a file, or what is the matter with it in `fault`."""
    if asked["do"] == "lrmx":
        from jzdesk.imports.lrmx_child import elements

        return elements(content)
    from jzdesk.imports.lists_child import sheets

    return sheets(content)
