"""Printed forms of the dossier: drawn from frozen facts, equal facts give equal bytes."""
