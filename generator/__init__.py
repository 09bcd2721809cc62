"""Reads the Bitrix24 REST documentation, keeps what it states as specs, writes a typed client from them."""
