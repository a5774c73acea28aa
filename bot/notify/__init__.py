"""What goes out of the house: e-mails and signed webhooks, through an outbox in the database."""
