"""Acts of appraisal."""
