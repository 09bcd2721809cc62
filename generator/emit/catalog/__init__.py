"""What the client knows of its methods, as data that it looks up while it runs: `bitrix24.catalog`.

method      what is said of one method, a line of each file
files       the files: of all methods, of the methods of a first segment, of the shared types
"""
