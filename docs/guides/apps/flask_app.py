"""A Flask application: its installation, a tab in the card of deals, and what it does on events and as a robot."""

import os

from flask import Flask, request

from bitrix24 import App, Client
from bitrix24.apps import FINISH_PAGE, Application, Call, FilePortals, InBackground, RobotCall
from bitrix24.apps.flask import handler, install, page
from bitrix24.events import OnCrmDealAdd

application = Application(FilePortals("portals"), App(os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"]))
server = Flask(__name__)


def work(call: Call) -> None:
    if isinstance(call, (OnCrmDealAdd, RobotCall)):
        with Client(application.oauth(call.auth.member_id)) as b24:
            if isinstance(call, OnCrmDealAdd):
                b24.crm.item.update(entity_type_id=2, id=call.data.fields.id, fields={"comments": "seen"})
            else:
                answer = {"loud": call.properties["text"].upper()}
                b24.bizproc.event.send(event_token=call.event_token, return_values=answer)


@server.post("/install")
def installed() -> str:
    portal = install(application).auth.member_id
    with Client(application.oauth(portal)) as b24:
        b24.event.bind(event="ONCRMDEALADD", handler=f"{request.host_url}calls")
    return FINISH_PAGE


@server.post("/tab")
def tab() -> str:
    return f"Deal {int(page(application).options['ID'])}"


server.post("/calls")(handler(application, InBackground(work)))
