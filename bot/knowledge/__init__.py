"""What the bot knows: articles with an owner, and the questions that no article answers."""
