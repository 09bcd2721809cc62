"""The client: the Api in, the source text of the package `bitrix24` out."""
