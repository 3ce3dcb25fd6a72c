"""All fields in one place, so that a form needs one import."""

from jzdesk.ui.common.field import Field
from jzdesk.ui.common.fields_choice import CheckField, Choice, ChoiceField, CompleteField, MultiChoice
from jzdesk.ui.common.fields_date import DateField
from jzdesk.ui.common.fields_text import IdNumberField, IntField, LongText, MoneyField, TextField
from jzdesk.ui.common.why import ComputedLine, WhyLabel

__all__ = [
    "CheckField",
    "Choice",
    "ChoiceField",
    "CompleteField",
    "ComputedLine",
    "DateField",
    "Field",
    "IdNumberField",
    "IntField",
    "LongText",
    "MoneyField",
    "MultiChoice",
    "TextField",
    "WhyLabel",
]
