"""The OpenAPI document and the local portal, held against programs that nobody here wrote: `make test-foreign`."""
