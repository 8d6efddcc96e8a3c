"""Making, sealing and voiding electronic originals; the seal register."""
