"""What the bot does in a conversation: one file per flow, each finding its words in domain/."""
