"""What the client is made of. Programs do not import from here: anything may change without notice."""
