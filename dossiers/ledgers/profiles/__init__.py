"""The kinds of ledgers the office imports, each as data and a few rules of its own."""
