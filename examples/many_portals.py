"""An application that many portals install: each new deal gets a task. Its tokens are in SQL.

CLIENT_ID=local.app CLIENT_SECRET=… DATABASE=sqlite:///portals.sqlite uvicorn many_portals:server

Its installation page is /install, its handler of events /events. Tokens renew themselves; several processes of it may
share the database.
"""

from __future__ import annotations

import os

from sqlalchemy import create_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bitrix24 import App, AsyncClient
from bitrix24.apps import FINISH_PAGE, Application, Call
from bitrix24.apps.starlette import handler, install
from bitrix24.events import OnCrmDealAdd
from bitrix24.sql import SqlPortals, create_tables

DEAL = 2

app = App(
    os.environ["CLIENT_ID"],
    os.environ["CLIENT_SECRET"],
    token_url=os.environ.get("TOKEN_URL", "https://oauth.bitrix.info/oauth/token/"),
)
engine = create_engine(os.environ.get("DATABASE", "sqlite:///portals.sqlite"))
create_tables(engine)
application = Application(SqlPortals(engine, app.client_id), app)


async def work(call: Call) -> None:
    """What is to be done when a portal calls; it has been answered already."""
    if isinstance(call, OnCrmDealAdd):
        async with AsyncClient(application.oauth(call.auth.member_id)) as b24:
            deal = (await b24.crm.item.get(entity_type_id=DEAL, id=call.data.fields.id)).item
            await b24.tasks.task.add(
                fields={
                    "TITLE": f"Call about: {deal.title}",
                    "RESPONSIBLE_ID": deal.assigned_by_id or 1,
                    "UF_CRM_TASK": [f"D_{deal.id}"],
                }
            )


async def installed(request: Request) -> HTMLResponse:
    """The page that an administrator sees once, and from which on the portal sends events."""
    member_id = (await install(application, request)).auth.member_id
    async with AsyncClient(application.oauth(member_id)) as b24:
        await b24.event.bind(event="ONCRMDEALADD", handler=f"{request.base_url}events")
    return HTMLResponse(FINISH_PAGE)


server = Starlette(
    routes=[
        Route("/install", installed, methods=["POST"]),
        Route("/events", handler(application, work), methods=["POST"]),
    ]
)
