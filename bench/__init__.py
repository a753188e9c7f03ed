"""Measurements of the portal that anyone can repeat: `make bench`."""
