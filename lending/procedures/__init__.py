"""The acts of lending: the only ones that write its rows."""
