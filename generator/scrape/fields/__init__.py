"""From the HTML tables of a section to a tree of fields (`node.Node`), in the order of the steps:

- `field_tables` finds the tables and their rows; `name_cell`, `facts`, `values` and `requirements` read one row;
- `nesting` places the rows of one table in each other, `tree` joins the tables;
- `spelling` corrects names, `required_marks` marks and `reconcile` types, all by the examples; `infer` makes nodes of
  what only examples show.
"""
