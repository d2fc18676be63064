"""What grading again would change: whose points, by how much, and because of which check."""
