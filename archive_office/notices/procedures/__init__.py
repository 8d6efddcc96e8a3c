"""The acts that tell people, and those that keep the record of the office day."""

from archive_office.notices.procedures.telling import Message, mark_mailed, mark_read, tell

__all__ = ["Message", "mark_mailed", "mark_read", "tell"]
