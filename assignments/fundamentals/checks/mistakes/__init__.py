"""Mistakes that students make here, by the part of the course in which they are made."""
