"""The tests of the client: the Api in, their source text out."""
