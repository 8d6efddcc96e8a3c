"""Printed forms of the handover: drawn from frozen facts, equal facts give equal bytes."""
