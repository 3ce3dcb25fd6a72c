"""Which duties a record causes, and which visits it plans. Pure: the same records and rules give the same duties."""

from __future__ import annotations

from jzdesk.domain.appeal_duties import AppealDuties
from jzdesk.domain.decision_duties import DecisionDuties
from jzdesk.domain.dossier_duties import DossierDuties
from jzdesk.domain.enquiry_duties import EnquiryDuties
from jzdesk.domain.review_duties import ReviewDuties


class Planner(DecisionDuties, AppealDuties, DossierDuties, ReviewDuties, EnquiryDuties):
    """The rules and the calendar that turn records into duties."""

    __slots__ = ()
