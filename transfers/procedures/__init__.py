"""The acts of the handover: the only ones that write its rows."""
