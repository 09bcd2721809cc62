"""What the local portal has to know of each method beside the catalogue, as data: `bitrix24.portal`.

records     what a method does with records: which, where they lie in its parameters and in its result
method      a line for each method
files       the files: of the methods of a first segment, of the shared types
"""
