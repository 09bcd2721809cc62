"""What changed from one state of the documentation to the next, and the change as a reviewable whole."""
