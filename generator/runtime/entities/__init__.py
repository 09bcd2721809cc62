"""What a module of a portal's own types is made of: entities, their fields, filters as expressions, relations.

`b24 types` writes such a module. Nothing of this is imported by the client itself.
"""

from __future__ import annotations

from .catalog import CatalogProducts, catalog_property
from .choices import ListItem, Status
from .conditions import Condition, FilterError
from .crm_items import CrmItems
from .dialect import Dialect
from .entities import AsyncEntities, Entities
from .entity import Entity
from .fields import (
    AnyField,
    BindingField,
    ChoiceField,
    DateField,
    DateTimeField,
    DecimalField,
    Field,
    FileField,
    FloatField,
    IdField,
    IntegerField,
    KeyField,
    ManyField,
    MoneyField,
    OneZeroField,
    TextField,
    YesNoField,
)
from .kind import By, NotUnique
from .list_elements import ListElements, list_property
from .order import Order
from .relations import ProductRow, ProductRows, Relation, ToMany, ToOne
from .renamed import Renamed
from .tasks import Tasks
from .users import Users
from .values import Binding, FileInput, Money, StoredFile

__all__ = [
    "AnyField",
    "AsyncEntities",
    "Binding",
    "BindingField",
    "By",
    "CatalogProducts",
    "ChoiceField",
    "Condition",
    "CrmItems",
    "DateField",
    "DateTimeField",
    "DecimalField",
    "Dialect",
    "Entities",
    "Entity",
    "Field",
    "FileField",
    "FileInput",
    "FilterError",
    "FloatField",
    "IdField",
    "IntegerField",
    "KeyField",
    "ListElements",
    "ListItem",
    "ManyField",
    "Money",
    "MoneyField",
    "NotUnique",
    "OneZeroField",
    "Order",
    "ProductRow",
    "ProductRows",
    "Relation",
    "Renamed",
    "Status",
    "StoredFile",
    "Tasks",
    "TextField",
    "ToMany",
    "ToOne",
    "Users",
    "YesNoField",
    "catalog_property",
    "list_property",
]
