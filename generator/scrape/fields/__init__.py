"""From the tables of a section to a tree of fields, in the order of the steps:

`field_tables` finds the tables and their rows; `name_cell`, `facts` and `values` read one row; `nesting` places the
rows of one table, `tree` joins the tables; `spelling` and `required` correct names and marks, and `reconcile` types,
by the examples.
"""
