"""One page of HTML in, the facts it states out. Knows nothing of Python code."""
