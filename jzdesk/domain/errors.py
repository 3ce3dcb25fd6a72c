"""The two refusals a user can meet by the rules: a field that is wrong, and a thing that may not be done."""

from __future__ import annotations


class RuleError(Exception):
    """A rule refuses a value. `field` names the form field, `text` is one Chinese sentence shown beside it."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field
        self.text = text


class Refused(Exception):  # noqa: N818 - it is a refusal in the trade's sense, not a fault
    """The action is not permitted or not possible now. `text` is one Chinese sentence for the message line."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text
