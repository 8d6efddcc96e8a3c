"""目录与台账: volume catalogue, list of filed items, ledgers and accession book, as of any day."""
