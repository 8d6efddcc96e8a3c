"""Rules of appraisal: what may be listed, what may be said of it, who signs."""
