"""Electronic originals 电子原件: signed PDF/A files of what people signed, and the seal register."""
