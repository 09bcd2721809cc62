# Copied from generator/runtime/_core/catalog_lexicon.py by "python -m generator generate". Edit that file.
"""How people speak of what the API calls otherwise: words of business software, whatever is asked for.

Who adds to it names a thing as people say it, before the colon, and what methods and their pages call it, behind it.
"""

from __future__ import annotations

from typing import Final

# Words that say nothing of what is wanted.
_SILENT: Final = """
    a about all also and any api are as at be been between bitrix bitrix24 but by can could depending do does
    each example following for from had has have her his how i if in into is it its let may me method methods
    must my need no not of on one only or other our out own per rest shall should so some than that the their
    them then there these they this those through to up use used uses using via want was we were what when
    where which while who whose will with would you your
    """
SILENT: Final = frozenset(_SILENT.split())

# What methods do, by the words that people have for it.
ACTIONS: Final = {
    "add": "add create new insert make append import register",
    "bind": "bind embed subscribe attach connect link register install",
    "complete": "complete finish close end done",
    "delete": "delete remove erase clear drop cancel terminate kill unbind unregister detach dismiss",
    "fields": "fields structure describe available schema",
    "get": "get retrieve receive obtain read fetch view show load",
    "list": "list find search all several filter select browse enumerate",
    "send": "send notify post write message publish deliver pass",
    "start": "start run launch begin trigger",
    "update": "update change edit modify set save rename move reschedule configure adjust correct replace mark",
    "upload": "upload attach file add",
}
# What verbs of several words, or of very many meanings, ask for.
PHRASES: Final = {
    "fill": "add update",
    "find out": "get list",
    "get rid": "delete",
    "give": "add",
    "look up": "list get",
    "open": "add",
    "place": "add",
    "put": "add update",
    "set up": "add update",
    "sign up": "add",
    "tell": "send",
}
# What the last segment of a name begins with, and what it does; the first that fits.
NAMED: Final = (
    *(("getlist", "list"), ("list", "list"), ("search", "list"), ("find", "list")),
    *(("getfields", "fields"), ("fields", "fields"), ("settings", "get"), ("get", "get")),
    *(("add", "add"), ("create", "add"), ("register", "add"), ("import", "add")),
    *(("update", "update"), ("set", "update"), ("edit", "update"), ("save", "update")),
    *(("delete", "delete"), ("remove", "delete"), ("unregister", "delete"), ("unbind", "delete")),
    *(("bind", "bind"), ("send", "send"), ("upload", "upload"), ("attach", "upload")),
    *(("complete", "complete"), ("start", "start")),
)
# What most calls do.
USUAL: Final = frozenset({"add", "bind", "delete", "get", "list", "send", "update", "upload"})

CALLED: Final = """
customer, client: contact company client
person, people: contact user person
potential customer, potential client, prospect, inquiry: lead
opportunity: deal
estimate, quotation, proposal: quote
bill: invoice
smart process, spa: crm type item smart process
dynamic object, custom object: crm type item
crm object, crm entity, crm element, crm record, crm card: item
entity, object, element, record: item
lead, deal, quote, invoice: crm item
contact, company: crm item
pipeline, funnel: crm category funnel
directory, dictionary, reference book: status
stage: status stage
status: status stage
semantics, outcome: status
vendor, supplier: contractor company contact
organization, firm: company
remark: comment note timeline
comment: comment timeline
note: note comment
history: history timeline
feed: timeline log blogpost
merge: merge duplicate
duplicate: duplicate
same phone, same email, phone number, find contact, find client, find customer: duplicate findbycomm communication
requisite, legal detail, tax number, billing detail: requisite
bank account, bank detail, payment detail: bankdetail requisite
address: address requisite
product row, line item, product item, deal product, product position: productrow basket
product: product
good, merchandise, ware: product
reminder, remind, to-do, todo, follow up, plan: activity todo
activity: activity
email, e-mail, letter: mail message activity
call: call activity telephony
phone: telephony phone
meeting, appointment: calendar event activity meeting
analytics, utm, source, sales intelligence, ad: tracking trace
card: details configuration placement item
tab, button, widget, interface, inside, slider, ui, iframe: placement
embed: placement bind
custom field, user field, own field: userfield userfieldconfig
field type: userfieldtype
property: property
notified, told, whenever, webhook, subscribe, react, listen, callback, handler: event bind
change: event
automation rule, automation: robot bizproc
trigger: trigger automation
approval, approve: bizproc task approve
business process, workflow: bizproc workflow
workflow action: bizproc activity
dismissed, fired: user
print, printed form, printable, pdf, docx: documentgenerator document
document, template: documentgenerator
number, numbering: numerator
exchange rate, rate: currency
unit, measurement: measure
tax: vat
repeat, regular, recurring: recurring
responsible, assignee: assigned responsible
task: task
subtask: task
check list, checklist, point: checklistitem
tick, check off: complete
hour, spent, time tracking, time spent, track time: elapseditem
wait, depend, predecessor, gantt, dependency: dependence
kanban, board, column: stages kanban
sprint, backlog, epic: scrum
drive, cloud storage: disk
file, document: disk file
attach file, attachment, picture, image, photo: file upload attach
public link, share link, external link: externallink
trash, recycle bin: deleted restore
private message, write message, direct message: message im
message: message im
notification, notify, alert: notify im
group chat, chat, conversation: chat im
chat bot, chatbot, bot: imbot bot
command: command
unread: unread counters
free, busy, available, availability: accessibility
room: resource
employee, colleague, staff, worker, teammate, coworker: user employee
invite: add invite
who am i, current user, user calling, myself, calling: current profile
head, boss, manager, supervisor: department manager
department, structure, org chart: department structure
working day, workday, clock in, clock out, shift: timeman
working time, attendance: timeman
absence, vacation, leave: absence calendar
workgroup, project, team: workgroup sonet group
news, post, announcement: blogpost log
universal list: lists element
storage, key value, data store, store data: entity item
preference, setting, settings, configuration, option: option config settings
application, app: app application
scope: scope
right, permission, access: rights access permission
sms, text message: messageservice sender
mail service, mail provider: mailservice
recording, record: record call
sip, pbx, telephony line: voximplant
open channel, open line, live chat, messenger, whatsapp, telegram, support chat: imopenlines imconnector
support channel, network: imopenlines network
connector: imconnector
operator, agent: operator
order: order
cart, basket: basketitem basket
payer: person type
payment: payment
paid, pay: payment pay
payment system, acquiring, payment method: paysystem
shipment, ship: shipment delivery
delivery, courier: delivery shipment
cash register, fiscal, receipt, cashier: cashbox check
discount: discount price
sku, variation, variant: offer sku product
price: price
warehouse, depot: store
stock, left, remain, balance, quantity, inventory: storeproduct store
inventory document, receipt of goods: document
category of products, product category, product section: section
website, web site: landing site
web page, page: landing
publish: publication
web form, form, site form: crm item lead contact
book, reserve, reservation, appointment: booking client
waiting list: waitlist
signature, sign, e-signature: sign document
poll, survey, vote: vote
mailbox, inbox: mailbox message
knowledge base, wiki: note landing
bi, dataset, dashboard: biconnector
model, neural, ai: ai engine
consent, agreement, gdpr: userconsent agreement
push, websocket: pull
batch, several calls: batch
currency, money: currency
language, translation: lang
country: countries preset
location, city: location
"""
