"""How the customer seems to feel, from what was said and what happened; pure functions only."""
