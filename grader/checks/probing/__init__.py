"""Checks that ask an assignment's probes, in the place of its own."""
