"""The OpenAPI document, held against programs that nobody here wrote: `make test-foreign`."""
