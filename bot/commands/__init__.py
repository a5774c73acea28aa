"""One file per command of `samenspel`; bot/cli.py only parses and calls."""
