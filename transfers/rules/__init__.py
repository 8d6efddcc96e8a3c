"""Why the regulation forbids a step of the handover now, and how things stand; reading only."""
