"""Pages of the handover: from the half-years to the sealed copies."""
