"""What the organisation tells the apps above it."""

from django.dispatch import Signal

account_closed = Signal()
"""Somebody left the company. Sent inside the act's transaction.

Arguments: ``user`` (the fresh row), ``by``, ``now``.
"""
