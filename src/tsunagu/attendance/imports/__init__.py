"""Attendance from the school's own register, as files."""

from tsunagu.attendance.imports.running import Outcome, import_attendance, resume_swaps

__all__ = ["Outcome", "import_attendance", "resume_swaps"]
