"""What belongs to the customers: a copy of everything that is kept of them, and its erasure."""
