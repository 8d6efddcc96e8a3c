"""Printed forms of use: drawn from frozen facts, equal facts give equal bytes."""
