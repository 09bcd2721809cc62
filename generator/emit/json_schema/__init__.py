"""Types and parameters as JSON Schemas (Draft 2020-12), for every output that has them: OpenAPI, and what the client
knows of its methods.

schemas     types, of what is sent and of what is answered
calls       what a call of a method takes
markdown    descriptions in the words of the pages
"""
