"""The `Api` in, text out: a package for each thing that is made of it. `output` is all that touches the disk."""
