"""Forms of lending: asking, deciding."""
