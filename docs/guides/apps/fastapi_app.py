"""A FastAPI application: its installation, a tab in the card of deals, and what it does on events and as a robot."""

import os

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

from bitrix24 import App, AsyncClient
from bitrix24.apps import FINISH_PAGE, Application, Call, FilePortals, RobotCall
from bitrix24.apps.starlette import handler, install, page
from bitrix24.events import OnCrmDealAdd

application = Application(FilePortals("portals"), App(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"]))
server = FastAPI()


async def work(call: Call) -> None:
    if isinstance(call, (OnCrmDealAdd, RobotCall)):
        async with AsyncClient(application.oauth(call.auth.member_id)) as b24:
            if isinstance(call, OnCrmDealAdd):
                await b24.crm.item.update(entity_type_id=2, id=call.data.fields.id, fields={"comments": "seen"})
            else:
                answer = {"loud": call.properties["text"].upper()}
                await b24.bizproc.event.send(event_token=call.event_token, return_values=answer)


@server.post("/install", response_class=HTMLResponse)
async def installed(request: Request) -> str:
    portal = (await install(application, request)).auth.member_id
    async with AsyncClient(application.oauth(portal)) as b24:
        await b24.event.bind(event="ONCRMDEALADD", handler=f"{request.base_url}calls")
    return FINISH_PAGE


@server.post("/tab", response_class=HTMLResponse)
async def tab(request: Request) -> str:
    return f"Deal {int((await page(application, request)).options['ID'])}"


server.add_route("/calls", handler(application, work), methods=["POST"])
