"""What the client is made of inside: nothing here is for import by programs, and any of it may change."""
