"""What people type: the fields of each page, and what can be said about them at once."""
