"""Reading the ledgers that offices really keep in Excel, as IMPORT_RULES states it.

A value that a careful clerk can read in only one way is accepted and normalised; a value that
can be read in two ways, or that has lost information, refuses its row; nothing is guessed and
nothing vanishes silently.
"""
