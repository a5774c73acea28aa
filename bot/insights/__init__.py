"""What the conversations teach: facts derived from them, frictions with their cost, figures."""
