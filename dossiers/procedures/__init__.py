"""The acts that write dossiers, holdings and documents; nothing else does."""
