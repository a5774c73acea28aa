"""Samenspel: a support bot that may solve things itself, within limits an operator can read."""
