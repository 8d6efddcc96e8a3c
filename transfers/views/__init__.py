"""Pages of the handover."""
