# Copied from generator/runtime/portal/families/crm/__init__.py by "python -m generator generate". Edit that file.
"""The CRM: deals, leads, contacts, companies, quotes, invoices and smart processes, and what belongs to them.

The methods `crm.deal.*` and their like (the classic dialect) and `crm.item.*` are two doors to the same records.

names       the names of a field in both dialects
fields      the fields of a kind of record: what is documented, what has been declared by users
entities    the kinds of records
values      values as each dialect writes them
multifields phones, e-mail addresses and the like
"""
