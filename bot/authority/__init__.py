"""The only door to money and bookings: limits, decisions, ledger, approvals and audit trail."""
