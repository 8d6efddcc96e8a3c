"""What the dossiers tell the apps above them."""

from django.dispatch import Signal

custody_moved = Signal()
"""Holdings changed state or keeper. Sent inside the act's transaction.

Arguments: ``holdings`` (fresh rows), ``to`` (state), ``by``, ``today``.
"""
