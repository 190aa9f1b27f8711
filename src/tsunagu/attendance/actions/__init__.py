"""What people do with rolls and marks, as verbs."""

from tsunagu.access.refusal import Refused
from tsunagu.attendance.actions.correct import correct_day
from tsunagu.attendance.actions.facts import set_epidemic, set_opening_balance
from tsunagu.attendance.actions.missing import find_missing
from tsunagu.attendance.actions.month import close_month, reopen_month
from tsunagu.attendance.actions.notices import (
    Overlapping,
    announce,
    end_announced,
    end_notice,
    set_notice,
    take_back,
)
from tsunagu.attendance.actions.roll import take_roll
from tsunagu.attendance.actions.stays import set_stays
from tsunagu.attendance.actions.suspend import suspend
from tsunagu.attendance.actions.withdraw import withdraw_epidemic, withdraw_notice
from tsunagu.attendance.inputs import MarkInput, Overtaken, StayInput, input_of

__all__ = [
    "MarkInput",
    "Overlapping",
    "Overtaken",
    "Refused",
    "StayInput",
    "announce",
    "close_month",
    "correct_day",
    "end_announced",
    "end_notice",
    "find_missing",
    "input_of",
    "reopen_month",
    "set_epidemic",
    "set_notice",
    "set_opening_balance",
    "set_stays",
    "suspend",
    "take_back",
    "take_roll",
    "withdraw_epidemic",
    "withdraw_notice",
]
