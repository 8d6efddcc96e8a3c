"""Settings of the office, one module per place it runs in."""
