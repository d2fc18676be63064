"""Making assignments."""
