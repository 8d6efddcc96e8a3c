"""The kinds of ledgers the office imports, each as data and a few rules of its own."""

from __future__ import annotations

from dossiers.ledgers.profiles.base import Profile
from dossiers.ledgers.profiles.destruction import DestructionProfile
from dossiers.ledgers.profiles.items import ItemProfile
from dossiers.ledgers.profiles.loans import LoanProfile
from dossiers.ledgers.profiles.resident import ResidentProfile

RESIDENT = ResidentProfile()
CATALOGUE = ItemProfile("catalogue", "catalogue")
HANDOVER = ItemProfile("handover", "handover_list")
LOANS = LoanProfile()
DESTRUCTION = DestructionProfile()

PROFILES: dict[str, Profile] = {
    profile.name: profile for profile in (RESIDENT, CATALOGUE, HANDOVER, LOANS, DESTRUCTION)
}

__all__ = ["CATALOGUE", "DESTRUCTION", "HANDOVER", "LOANS", "PROFILES", "RESIDENT", "Profile"]
