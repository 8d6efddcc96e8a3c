"""Pages of the storerooms, and of the register of backups."""
