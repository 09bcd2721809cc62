"""The hand-written part of the client: public modules, and `_core`, what they are made of.

All but this file is copied into the generated package.
"""
