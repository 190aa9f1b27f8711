"""What people do with rolls and marks, as verbs."""

from tsunagu.attendance.actions.correct import correct_day
from tsunagu.attendance.actions.inputs import MarkInput, Overtaken, Refused, StayInput, input_of
from tsunagu.attendance.actions.roll import take_roll

__all__ = [
    "MarkInput",
    "Overtaken",
    "Refused",
    "StayInput",
    "correct_day",
    "input_of",
    "take_roll",
]
