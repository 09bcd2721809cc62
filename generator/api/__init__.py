"""What the API offers: specs in, one frozen value out, every doubt decided. No word of Python source in it."""
