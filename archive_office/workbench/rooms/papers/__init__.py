"""The papers of the storerooms, as official forms."""
