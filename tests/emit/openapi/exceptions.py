"""Documented calls that are not what their own pages say that the methods take, each with its defect."""

from __future__ import annotations

from collections.abc import Mapping

_LIST = "the type says object, the call sends a list of such"
_OTHER_NAME = "the call has another name for a required parameter"
_STAND_IN = "the call has words in place of the id"
# Pages whose own call is not what they say that the method takes.
CALLS: Mapping[str, str] = {
    "crm.catalog.get": _STAND_IN,
    "crm.invoice.delete": _STAND_IN,
    "crm.invoice.get": _STAND_IN,
    "crm.invoice.getexternallink": _STAND_IN,
    "crm.invoice.recurring.delete": _STAND_IN,
    "crm.invoice.recurring.expose": _STAND_IN,
    "crm.invoice.recurring.get": _STAND_IN,
    "crm.invoice.recurring.update": _STAND_IN,
    "crm.invoice.update": _STAND_IN,
    "crm.invoice.userfield.delete": _STAND_IN,
    "crm.invoice.userfield.get": _STAND_IN,
    "crm.product.delete": _STAND_IN,
    "crm.product.get": _STAND_IN,
    "crm.product.property.delete": _STAND_IN,
    "crm.product.property.get": _STAND_IN,
    "crm.product.property.update": _STAND_IN,
    "crm.product.update": _STAND_IN,
    "vote.AttachedVote.recall": _STAND_IN,
    "crm.requisite.update": "`NAME` is marked as required, the call leaves it out",
    "crm.type.add": "the call has 'true' where Y and N are documented",
    "imbot.app.register": _LIST,
    "landing.demos.register": "the type says array, the call sends one of its items",
    "task.logitem.list": _OTHER_NAME,
    "tasks.api.scrum.epic.update": "the call has all parameters once more inside of `fields`",
    "tasks.api.scrum.sprint.get": _OTHER_NAME,
    "vote.AttachedVote.getMany": _OTHER_NAME,
}

_LOCAL = "a time has no offset from UTC"
_LATER = "words or a command stand in the place of a time"
_DOTTED = "a date is written with dots, and the page does not say that it is"
_NO_ID = "an id is left empty"
# Further: what a check of the formats of dates, and of calls beside the first, refuses.
STRICTLY: Mapping[str, str] = {
    "calendar.event.add": _NO_ID,
    "calendar.event.get": _NO_ID,
    "catalog.product.add": _LOCAL,
    "catalog.product.offer.add": _LOCAL,
    "catalog.product.offer.update": _LOCAL,
    "catalog.product.service.add": _LOCAL,
    "catalog.product.service.update": _LOCAL,
    "catalog.product.sku.add": _LOCAL,
    "catalog.product.sku.update": _LOCAL,
    "catalog.product.update": _LOCAL,
    "catalog.store.add": _LOCAL,
    "catalog.store.update": _LOCAL,
    "crm.activity.configurable.add": _LATER,
    "crm.activity.configurable.update": _LATER,
    "crm.activity.todo.add": _LATER,
    "crm.activity.todo.update": _LATER,
    "crm.activity.todo.updateDeadline": _LATER,
    "crm.contact.add": _DOTTED,
    "crm.contact.update": _DOTTED,
    "crm.contact.userfield.update": "a call beside the first leaves the required id out",
    "crm.deal.add": _LATER,
    "crm.quote.add": "a time stands where the type says date",
    "crm.requisite.add": _DOTTED,
    "sale.order.add": _LOCAL,
    "sale.order.update": _LOCAL,
    "sale.payment.add": _LOCAL,
    "sale.payment.update": _LOCAL,
    "sale.shipment.add": _LOCAL,
    "sale.shipment.update": _LOCAL,
    "tasks.template.add": "a number of seconds stands where the type says a moment",
}
