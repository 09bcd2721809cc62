"""The CRM: deals, leads, contacts, companies, quotes, invoices and smart processes, and what belongs to them.

The methods `crm.deal.*` and their like (the classic dialect) and `crm.item.*` are two doors to the same records.

families            which class keeps which family of methods
names, fields       what fields are called in both dialects; the documented ones and those that users declare
entities            the kinds of records by `entityTypeId`
records             what both doors have in common: defaults, what changes along, events
classic, items      the doors; `values`: how each writes values
multifields, links  phones and the like of a record; its contacts and companies, `bindings`: the methods for them
user_fields         user fields in the store, `field_methods`: the methods that declare them
stages, pipelines   what stages mean and their history; the methods of pipelines and directories
types               smart processes
product_rows, timeline, requisites, currencies, duplicates, invoices
seeds               what is there from the start
"""
