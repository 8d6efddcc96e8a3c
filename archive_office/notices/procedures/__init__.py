"""The acts that tell people, send what they were told, and keep the record of the office day."""

from archive_office.notices.procedures.telling import Message, mark_read, tell, worded

__all__ = ["Message", "mark_read", "tell", "worded"]
