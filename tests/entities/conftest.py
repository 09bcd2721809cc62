"""The portal of which `sample_portal` has the types."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bitrix24.portal import LocalPortal
from tests.entities.sample_portal import AsyncPortal, Portal

# By name: type, and what else is said of it.
DEAL_FIELDS: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "PRIORITY": ("enumeration", {"LIST": [{"VALUE": "Low"}, {"VALUE": "High"}]}),
    "SIZES": ("enumeration", {"MULTIPLE": "Y", "LIST": [{"VALUE": "Small"}, {"VALUE": "Big"}]}),
    "DELIVERY": ("date", {}),
    "DELIVERED": ("datetime", {}),
    "BUDGET": ("money", {}),
    "PIECES": ("integer", {}),
    "WEIGHT": ("double", {}),
    "PRICE": ("double", {}),
    "URGENT": ("boolean", {}),
    "FILE": ("file", {}),
    "PHOTOS": ("file", {"MULTIPLE": "Y"}),
    "MANAGER": ("employee", {}),
    "PARTNER": ("crm", {"SETTINGS": {"COMPANY": "Y"}}),
    "RELATED": ("crm", {"MULTIPLE": "Y"}),
    "TAGS": ("string", {"MULTIPLE": "Y"}),
    "DAYS": ("date", {"MULTIPLE": "Y"}),
    "SITE": ("url", {}),
    "CHANNEL": ("crm_status", {"SETTINGS": {"ENTITY_TYPE": "SOURCE"}}),
    "PLACE": ("address", {}),
}


CONTRACT_FIELDS: Mapping[str, Mapping[str, object]] = {
    "UF_CRM_1_TYPE": {"userTypeId": "enumeration", "enum": [{"value": "Lease"}, {"value": "Sale"}]},
    "UF_CRM_1_NUMBER": {"userTypeId": "string"},
}
CONTRACT = {"title": "Contract", "entityTypeId": 1032, "isStagesEnabled": "Y", "isClientEnabled": "Y"}


def made() -> LocalPortal:
    """With the fields and the smart process, whose items have the ids that the sample says."""
    portal = LocalPortal()
    with portal.client() as b24:
        for name, (type, more) in DEAL_FIELDS.items():
            b24.call("crm.deal.userfield.add", {"fields": {"FIELD_NAME": name, "USER_TYPE_ID": type, **more}})
        b24.call("crm.type.add", {"fields": {**CONTRACT, "isLinkWithProductsEnabled": "Y"}})
        for name, about in CONTRACT_FIELDS.items():
            field = {"entityId": "CRM_1", "fieldName": name, **about}
            b24.call("userfieldconfig.add", {"moduleId": "crm", "field": field})
    return portal


@pytest.fixture(scope="session")
def shared() -> tuple[LocalPortal, Portal]:
    """For tests that others beside them do not disturb; a portal takes its time to make."""
    local = made()
    return local, Portal(local.webhook, transport=local.transport())


@pytest.fixture
def local() -> LocalPortal:
    """New for each test."""
    return made()


@pytest.fixture
def b24(local: LocalPortal) -> Portal:
    return Portal(local.webhook, transport=local.transport())


@pytest.fixture
def async_b24(local: LocalPortal) -> AsyncPortal:
    return AsyncPortal(local.webhook, transport=local.async_transport())
