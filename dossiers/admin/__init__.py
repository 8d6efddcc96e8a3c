"""The records of the dossiers in the admin: reference data is kept here, facts are read."""

from dossiers.admin import facts, reference

__all__ = ["facts", "reference"]
