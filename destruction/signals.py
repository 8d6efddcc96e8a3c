"""What a destruction tells whoever works in the background.

Both are sent inside the act's transaction, without arguments.
"""

from django.dispatch import Signal

outbox_filled = Signal()
"""Something is to be erased."""

register_closed = Signal()
"""A register was signed by everybody and is closed."""
