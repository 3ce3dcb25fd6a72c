"""The models as the queries see them.

peewee's stubs know neither the key columns made by `object_id_name` nor what `.tuples()` yields, so queries written
against the typed models would be all exemptions; the values in and out of this package are typed instead.
"""

from __future__ import annotations

from typing import Any

from jzdesk.storage import models

m: Any = models
