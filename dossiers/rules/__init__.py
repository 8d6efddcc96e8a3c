"""Why the regulation forbids an act now; reading only."""
