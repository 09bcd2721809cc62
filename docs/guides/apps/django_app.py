"""A Django application, its `urls.py`: installation, a tab in the card of deals, events, a robot."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bitrix24 import App, Client
from bitrix24.apps import FINISH_PAGE, Application, Call, FilePortals, InBackground, RobotCall
from bitrix24.apps.django import handler, in_frame, install, page
from bitrix24.events import OnCrmDealAdd

application = Application(FilePortals("portals"), App(settings.CLIENT_ID, settings.CLIENT_SECRET))


def work(call: Call) -> None:
    if isinstance(call, (OnCrmDealAdd, RobotCall)):
        with Client(application.oauth(call.auth.member_id)) as b24:
            if isinstance(call, OnCrmDealAdd):
                b24.crm.item.update(entity_type_id=2, id=call.data.fields.id, fields={"comments": "seen"})
            else:
                answer = {"loud": call.properties["text"].upper()}
                b24.bizproc.event.send(event_token=call.event_token, return_values=answer)


@in_frame
def installed(request: HttpRequest) -> HttpResponse:
    with Client(application.oauth(install(application, request).auth.member_id)) as b24:
        b24.event.bind(event="ONCRMDEALADD", handler=request.build_absolute_uri("/calls"))
    return HttpResponse(FINISH_PAGE)


@in_frame
def tab(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"Deal {int(page(application, request).options['ID'])}")


urlpatterns = [path("install", installed), path("tab", tab), path("calls", handler(application, InBackground(work)))]
