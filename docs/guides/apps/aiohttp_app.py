"""An aiohttp application: its installation, a tab in the card of deals, and what it does on events and as a robot."""

import os

from aiohttp import web

from bitrix24 import App, AsyncClient
from bitrix24.apps import FINISH_PAGE, Application, Call, FilePortals, RobotCall
from bitrix24.apps.aiohttp import add_handler, install, page
from bitrix24.events import OnCrmDealAdd

application = Application(FilePortals("portals"), App(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"]))


async def work(call: Call) -> None:
    if isinstance(call, (OnCrmDealAdd, RobotCall)):
        async with AsyncClient(application.oauth(call.auth.member_id)) as b24:
            if isinstance(call, OnCrmDealAdd):
                await b24.crm.item.update(entity_type_id=2, id=call.data.fields.id, fields={"comments": "seen"})
            else:
                answer = {"loud": call.properties["text"].upper()}
                await b24.bizproc.event.send(event_token=call.event_token, return_values=answer)


async def installed(request: web.Request) -> web.Response:
    portal = (await install(application, request)).auth.member_id
    async with AsyncClient(application.oauth(portal)) as b24:
        await b24.event.bind(event="ONCRMDEALADD", handler=f"{request.url.origin()}/calls")
    return web.Response(text=FINISH_PAGE, content_type="text/html")


async def tab(request: web.Request) -> web.Response:
    return web.Response(text=f"Deal {int((await page(application, request)).options['ID'])}")


server = web.Application()
server.add_routes([web.post("/install", installed), web.post("/tab", tab)])
add_handler(server, "/calls", application, work)
