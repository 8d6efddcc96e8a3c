"""The official forms of appraisal."""
