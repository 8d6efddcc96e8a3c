"""Pages of the dossiers: find, ask, act, answer."""
