"""What the window asks of the program around it, so that it knows neither folders nor services itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from jzdesk.domain.changes import Changes
    from jzdesk.services.desk import Desk
    from jzdesk.services.drafts import Draft
    from jzdesk.services.restoring import Prepared
    from jzdesk.ui.common.frame import SettingsAccess
    from jzdesk.ui.provided import FoundGroup, StatusFacts


class Providers(Protocol):
    """Everything but `folder`, `has_vault`, `clock`, `settings` and `idle_minutes` runs on the store lane and may wait."""

    folder: Path
    clock: Callable[[], datetime]
    settings: SettingsAccess

    def has_vault(self) -> bool:
        """Whether the folder holds a vault: log-in, else first run."""
        ...

    def idle_minutes(self) -> int:
        """After how long without a key the desk locks; 0 for never."""
        ...

    def warm_up(self) -> None:
        """Import what opening will need, while the clerk types her password."""
        ...

    def account_names(self) -> Sequence[str]:
        """Who may log in."""
        ...

    def open_desk(self, account: str, password: str) -> Desk:
        """Log in."""
        ...

    def catch_up(self, desk: Desk, progress: Callable[[int, int], None]) -> Changes | None:
        """Compute all duties again if the program or the rules changed since."""
        ...

    def recover(self, account: str, key: str, new_password: str) -> Desk:
        """Log in with the recovery key and set a new password."""
        ...

    def backup_folder(self) -> Path:
        """Where this vault's own backups lie; does not wait."""
        ...

    def backup_accounts(self, path: Path) -> Sequence[str]:
        """Who opens a backup."""
        ...

    def restore_at_login(self, path: Path, account: str, password: str) -> str:
        """Put a backup in the vault's place; what was done, for the log-in page."""
        ...

    def restore_prepared(self, prepared: Prepared) -> str:
        """Put the backup in place that the closed desk had made ready; what was done."""
        ...

    def check_password(self, desk: Desk, password: str) -> None:
        """Unlock; a wrong password raises."""
        ...

    def change_password(self, desk: Desk, old: str, new: str) -> Changes:
        """One's own password."""
        ...

    def status(self, desk: Desk) -> StatusFacts:
        """The right half of the bottom line."""
        ...

    def search(self, desk: Desk, text: str) -> Sequence[FoundGroup]:
        """Ctrl+K."""
        ...

    def take_back(self, desk: Desk, seq: int) -> Changes:
        """Ctrl+Z and Ctrl+Y: undo one entry of the audit log."""
        ...

    def keep_draft(self, desk: Desk, form: str, record_id: int, content: dict[str, Any] | None) -> None:
        """Keep what stands on a form; None forgets it."""
        ...

    def find_draft(self, desk: Desk, form: str) -> Draft | None:
        """What a crash or a lock left of a form."""
        ...
