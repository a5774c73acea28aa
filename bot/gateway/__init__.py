"""The only process that faces the internet: parse, authenticate, call down, answer."""
