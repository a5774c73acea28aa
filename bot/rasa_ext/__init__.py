"""The engine: Rasa with our understanding, our policy above its rules, and the actions inside.

The only part of the bot that imports Rasa.
"""
