"""Figures that are measured side by side: `make bench`."""
