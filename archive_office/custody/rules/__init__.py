"""What is due in the storerooms, and what stands against what somebody wants to record there."""
