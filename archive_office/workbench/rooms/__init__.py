"""The pages, papers and reminders of the storerooms."""
