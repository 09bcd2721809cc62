"""What portals post, in the shapes that the documentation and recorded requests show; all values are made up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

MEMBER = "0011223344556677889900aabbccddee"
PROOF = "application-token-secret"
SECRETS = (PROOF, "access-secret", "refresh-secret", "event-token-secret", "sid-secret")

AUTH: Mapping[str, str] = {
    "access_token": "access-secret",
    "expires": "1735377681",
    "expires_in": "3600",
    "scope": "crm,bizproc",
    "domain": "portal.example.com",
    "server_endpoint": "https://oauth.bitrix.info/rest/",
    "status": "L",
    "client_endpoint": "https://portal.example.com/rest/",
    "member_id": MEMBER,
    "user_id": "5",
    "refresh_token": "refresh-secret",
    "application_token": PROOF,
}
TELLS_NO_TOKEN = ("domain", "client_endpoint", "server_endpoint", "member_id")


def nested(name: str, values: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}[{key}]": value for key, value in values.items()}


PAGE_QUERY = {"DOMAIN": "portal.example.com", "PROTOCOL": "1", "LANG": "en", "APP_SID": "sid-secret"}
PAGE = {
    "AUTH_ID": "access-secret",
    "AUTH_EXPIRES": "3600",
    "REFRESH_ID": "refresh-secret",
    "SERVER_ENDPOINT": "https://oauth.bitrix.info/rest/",
    "APPLICATION_TOKEN": PROOF,
    "APPLICATION_SCOPE": "crm,placement",
    "member_id": MEMBER,
    "status": "L",
    "PLACEMENT": "CRM_DEAL_DETAIL_TAB",
    "PLACEMENT_OPTIONS": '{"ID":"7","URI":"\\/crm\\/deal\\/details\\/7\\/"}',
}
DOCUMENT = {"document_id[0]": "crm", "document_id[1]": "CCrmDocumentDeal", "document_id[2]": "DEAL_7"}
ROBOT = {
    "workflow_id": "5a1d4d3d9c1b07.11111111",
    "code": "loud",
    **DOCUMENT,
    "document_type[0]": "crm",
    "document_type[1]": "CCrmDocumentDeal",
    "document_type[2]": "DEAL",
    "event_token": "event-token-secret",
    "properties[text]": "hello",
    "properties[list][0]": "a",
    "properties[list][1]": "b",
    "use_subscription": "Y",
    "timeout_duration": "60",
    "ts": "1735374081",
    **nested("auth", AUTH),
}
RULE = {**DOCUMENT, **nested("auth", {name: AUTH[name] for name in TELLS_NO_TOKEN})}
INSTALL = {
    "event": "ONAPPINSTALL",
    "data[VERSION]": "1",
    "data[ACTIVE]": "Y",
    "data[INSTALLED]": "Y",
    "data[LANGUAGE_ID]": "en",
    "ts": "1735374081",
    **nested("auth", AUTH),
}
EVENT = {
    "event": "ONCRMDEALADD",
    "event_handler_id": "11",
    "data[FIELDS][ID]": "42",
    "ts": "1735374081",
    **nested("auth", AUTH),
}
UNINSTALL = {
    "event": "ONAPPUNINSTALL",
    "data[LANGUAGE_ID]": "en",
    "data[CLEAN]": "1",
    "ts": "1735374081",
    **nested("auth", {name: AUTH[name] for name in (*TELLS_NO_TOKEN, "application_token")}),
}


def body_of(fields: Mapping[str, Any]) -> bytes:
    return urlencode(fields).encode()
