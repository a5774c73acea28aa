"""The same policy, written for other decision engines."""
