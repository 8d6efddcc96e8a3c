"""The kernel's records in the admin."""

from archive_office.workbench.admin import accounts, records

__all__ = ["accounts", "records"]
