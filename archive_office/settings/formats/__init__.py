"""How days and hours are written, where the office differs from Django."""
