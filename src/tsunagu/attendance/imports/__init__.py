"""Attendance from the school's own register, as files."""

from tsunagu.attendance.imports.alone import Busy
from tsunagu.attendance.imports.running import import_attendance, resume_swaps

__all__ = ["Busy", "import_attendance", "resume_swaps"]
