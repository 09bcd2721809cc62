"""Tiny specs, one edge case each. Together they are one client, whose generated tests must pass."""

from __future__ import annotations

FRAGMENTS = {
    "no parameters, a plain value": """
method: app.info
returns: {type: integer}
response: {result: '37'}
""",
    "nothing documented but the name": """
method: app.nothing
""",
    "one required parameter among others": """
method: deal.get
params:
  select: {type: 'string[]', default: ['*']}
  id: {type: integer, required: true}
example: {id: 5, select: [ID, TITLE]}
returns: {type: object, fields: {ID: {type: integer, wire: string}, TITLE: {type: string}}}
response: {result: {ID: '5', TITLE: A deal, UF_CRM_1: custom}, time: {duration: 0.1}}
errors:
- {code: NOT_FOUND, message: 'No "deal" \\ here', status: 400}
- {code: ACCESS_DENIED, status: 403}
- {code: '', message: Empty}
""",
    "a method called like a builtin, and types that need it": """
method: deal.list
params: {filter: {type: object}, order: {type: object, items: {type: string, values: [ASC, DESC]}}}
returns:
  type: array
  items: {type: object, fields: {ID: {type: integer}, str: {type: string}, list: {type: 'integer[]'}}}
response: {result: [{ID: 1, str: a, list: [1, '2']}, {ID: 2, str: b, list: []}]}
""",
    "a namespace that is a method too": """
method: calendar.event.get
params: {id: {type: integer, required: true}}
returns: {type: boolean}
response: {result: 'Y'}
errors: [{code: ERROR, message: Nope, status: 400}]
""",
    "below a namespace that is a method": """
method: calendar.event.get.nearest
returns: {type: 'date[]'}
response: {result: ['2026-01-02', 03.02.2026]}
""",
    "one word": """
method: profile
params: {fields: {type: object, required: true, fields: {NAME: {type: string, required: true}}}}
returns: {type: object, fields: {items: {type: boolean}, raw: {type: string}}}
response: {result: {items: true, raw: x}}
""",
    "one word that the client has itself": """
method: batch
""",
    "a namespace called as the module of the methods of one word": """
method: client.get
returns: {type: integer}
response: {result: 7}
""",
    "keywords, reserved names, digits and twins": """
method: class.import
params:
  from: {type: string}
  self: {type: integer}
  extra: {type: integer}
  2fa: {type: boolean}
  ID: {type: integer}
  цена: {type: number}
returns:
  type: object
  fields: {ID: {type: integer}, id: {type: string}, from: {type: date}, field: {type: date}, date: {type: date}}
""",
    "booleans in three forms, at depth": """
method: forms.set
params:
  active: {type: boolean, values: [Y, N]}
  open: {type: boolean, values: [1, 0]}
  plain: {type: boolean}
  rows: {type: array, items: {type: object, fields: {flag: {type: boolean, values: ['1', '0']}, at: {type: timestamp}}}}
example: {active: N, open: 1, rows: [{flag: '0', at: 1767323045}], undocumented: {a: 1}}
returns: {type: 'null'}
response: {result: null}
""",
    "dates and times": """
method: dates.set
params: {day: {type: date}, at: {type: datetime}, since: {type: timestamp}, text: {type: string, format: datetime}}
example: {day: '2026-01-02', at: '2026-01-02T03:04:05+02:00', since: 1767323045, text: 02.01.2026 03:04:05}
returns:
  type: object
  fields:
    day: {type: date}
    at: {type: datetime}
    since: {type: timestamp}
    text: {type: string, format: datetime}
    gone: {type: datetime, nullable: true}
    empty: {type: date, nullable: true}
response:
  result: {day: 02.01.2026, at: '2026-01-02T03:04:05Z', since: '1767323045', text: '2026-01-02 03:04:05', gone: null,
    empty: ''}
""",
    "dates and times in patterns": """
method: patterns.set
params:
  day: {type: string, required: true, format: date, pattern: dd.mm.yyyy}
  at: {type: string, pattern: 'yyyy-mm-dd hh:mi:ss'}
  noted: {type: datetime, pattern: dd.mm.yyyy hh:mi}
  iso: {type: string, pattern: 'yyyy-mm-ddThh:mi:ss+hh:mi'}
  born: {type: string, pattern: yyyy-mm-dd}
  opens: {type: string, pattern: 'hh:mi'}
  days: {type: 'date[]', items: {type: string, pattern: mm/dd/yyyy}}
  filter: {type: object, fields: {since: {type: string, pattern: dd.mm.yyyy}}}
example:
  {day: 31.12.2026, at: '2026-04-15 10:00:00', noted: '2026-04-15', opens: '09:00', days: [12/24/2026],
    filter: {'>=since': 01.02.2026}}
returns:
  type: object
  fields:
    day: {type: string, pattern: dd.mm.yyyy}
    at: {type: string | boolean, pattern: iso 8601}
    seen: {type: any, pattern: 'dd.mm.yyyy hh:mi:ss', nullable: true}
    opens: {type: string, pattern: 'hh:mi'}
    us: {type: datetime}
    us_day: {type: date}
response:
  result: {day: 31.12.2026, at: false, seen: null, opens: '09:00', us: 12/11/2024 05:59:00 pm, us_day: 12/24/2024}
""",
    "cases and a file": """
method: item.add
params:
  fields:
    type: object
    required: true
    variants:
      Lead (old): {TITLE: {type: string, required: true}, FILE: {type: file}}
      Deal: {STAGE: {type: enum, values: [NEW, WON]}, 'a-b': {type: integer}, class: {type: integer}}
example: {fields: {STAGE: NEW}}
returns:
  type: object
  variants: {Lead: {id: {type: integer}}, Deal: {id: {type: string}, stage: {type: string, values: [NEW]}}}
response: {result: {id: D_5, stage: OTHER}}
""",
    "a file in each form, and lists of files": """
method: files.set
params:
  fileContent: {type: array, file: pair, required: true}
  FILE_CONTENT: {type: string, file: base64}
  fields:
    type: object
    fields: {picture: {type: object}, property: {type: any}, any: {type: file, nullable: true}, n: {type: integer}}
  rows: {type: array, items: {type: object, fields: {fileContent: {type: string, file: base64}}}}
  several: {type: file}
  pairs: {type: 'file | array', items: {type: array, items: {type: string}}}
example:
  fileContent: [a.png, QQ==]
  FILE_CONTENT: SGVsbG8gV29ybGQh
  fields: {picture: {fileData: [b.png, /+8=]}, property: {value: {fileData: [c.png, QUJD]}}, any: [d.png, QUJDRA==],
    n: 1}
  rows: [{fileContent: QUJDREU=}]
  several: [{fileData: [e.png, QUJDREVG]}, {fileData: [f.png, QUJDREVGRw==]}]
  pairs: [[g.png, QUJDREVGR0g=], [h.png, QUJDREVGR0hJ]]
returns: {type: boolean}
response: {result: true}
""",
    "a file whose example is no base64": """
method: files.send
params: {fileContent: {type: string, file: base64, required: true}, file: {type: file}}
example: {fileContent: Example text, file: [a.png, Example text]}
returns: {type: boolean}
response: {result: true}
""",
    "unions, nested lists and maps": """
method: shapes.get
returns:
  type: object
  fields:
    either: {type: integer | string}
    ids: {type: integer | 'integer[]'}
    grid: {type: array, items: {type: array, items: {type: number}}}
    names: {type: lang_map}
    rows: {type: object, items: {type: object, fields: {ID: {type: integer}}}}
    free: {type: any}
    group: {type: object, nullable: true, fields: {ID: {type: integer}}}
    four: {type: integer | string | boolean | null}
response:
  result: {either: abc, ids: [1, '2'], grid: [[1, '2.5'], []], names: {en: Name}, rows: {'7': {ID: '7'}},
    free: {a: [1]}, group: [], four: false}
""".replace(
        "integer | 'integer[]'", "'integer | integer[]'"
    ),
    "a shared type that holds itself, both ways": """
method: tree.add
params: {node: {type: object, required: true, ref: node}}
example: {node: {name: root, open: Y, children: [{name: leaf, open: N}]}}
returns: {type: object, ref: node}
response: {result: {id: '1', name: root, open: Y, children: [{id: '2', name: leaf, children: []}]}}
""",
    "the shared type": """
type: node
fields:
  id: {type: integer, read_only: true}
  name: {type: string, required: true}
  open: {type: boolean, values: [Y, N]}
  parent: {type: object, nullable: true, ref: node}
  children: {type: array, items: {type: object, ref: node}}
  owner: {type: object, ref: owner.person}
""",
    "a shared type that leads back": """
type: owner.person
fields: {id: {type: integer}, nodes: {type: array, items: {type: object, ref: node}}}
""",
    "deprecated": """
method: old.get
status: deprecated
replaced_by: deal.get
params: {id: {type: integer, required: true}}
returns: {type: boolean}
response: {result: 1}
errors: [{code: ERROR_METHOD_NOT_FOUND, message: Method not found, status: 404}]
""",
    "gone": """
method: old.list
status: removed
""",
    "by position": """
method: task.item.add
positional: true
params:
  TASKID: {type: integer, required: true}
  FIELDS: {type: object, fields: {TITLE: {type: string}}}
  LAST: {type: integer}
example: {FIELDS: {TITLE: a}, TASKID: 7}
returns: {type: integer}
response: {result: 9}
""",
    "another version, the same name": """
method: deal.get
rest: 3
params: {id: {type: integer, required: true}}
example: {id: 1}
returns: {type: object, fields: {item: {type: object, fields: {id: {type: integer}}}}}
response: {result: {item: {id: 1}}}
errors:
- {code: BITRIX_REST_V3_EXCEPTION_VALIDATION_REQUESTVALIDATIONEXCEPTION, message: Required, status: 400, field: id}
- {code: BITRIX_REST_V3_EXCEPTION_ENTITYNOTFOUNDEXCEPTION, message: Not found, status: 400}
""",
    "a query whose keys may carry signs": """
method: query.list
params:
  filter:
    type: object
    prefixes: true
    fields: {ID: {type: integer}, ACTIVE: {type: boolean, values: [Y, N]}, DAY: {type: date}}
  ORDER: {type: object, fields: {ID: {type: string, values: [asc, desc]}}}
  SORT: {type: string, fields: {ID: {type: integer}}}
example: {filter: {'>=DAY': '2026-01-02', '!ACTIVE': N}, ORDER: {ID: asc}, SORT: ID}
returns: {type: array, items: {type: integer}}
response: {result: [1]}
""",
    "queries about fields that are listed elsewhere": """
method: shelf.list
params:
  select: {type: array, keys_of: 'returns[]', items: {type: string}}
  filter: {type: object, keys_of: params.select, prefixes: true}
  order: {type: object, keys_of: 'returns[]', map_of: {type: string, values: [ASC, DESC]}}
  SORT: {type: object, map_of: {type: string, values: [ASC, DESC]}}
example: {select: [ID, NAME], filter: {'>ID': 5}, order: {ID: ASC}, SORT: {YEAR: DESC}}
returns:
  type: array
  items:
    type: object
    fields: {ID: {type: integer}, NAME: {type: string}, PAGES: {type: integer}, PRICE: {type: any}, YEAR: {type: any}}
response: {result: [{ID: 1, NAME: Emma}]}
""",
    "an answer that slips": """
method: slips.get
returns:
  type: object
  fields:
    flag: {type: boolean}
    day: {type: date}
    at: {type: datetime}
    rows: {type: array, items: {type: object, fields: {id: {type: integer}, at: {type: datetime}}}}
    one: {type: object, fields: {id: {type: integer}}}
    rule: {type: object, fields: {until: {type: date}}}
response:
  result: {flag: E, day: '', at: 12/11/2024 05:59:00, rows: {'7': {id: 1, at: ''}, '9': {id: 2, at: null}},
    one: [{id: 3}], rule: {until: 12/02/2024}}
""",
    "a whole result that is no such thing": """
method: slips.update
returns: {type: boolean}
response: {result: 13}
""",
    "a map of rows in the place of a list": """
method: slips.list
returns: {type: array, items: {type: object, fields: {id: {type: integer}, rows: {type: array}}}}
response: {result: {a: {id: 1, rows: {x: 1}}, b: {id: 2}}}
""",
    "a shared type that one answer shows empty": """
method: shared.get
returns: {type: object, ref: shared}
response: {result: {id: 1, closed: ''}}
""",
    "that type": """
type: shared
fields: {id: {type: integer}, closed: {type: datetime}}
""",
    "words that stand for other things": """
method: words.set
params:
  CURRENCY_ID: {type: crm_currency, ref: shared}
  statusId: {type: sale_status}
  title: {type: textWithTranslation}
  tags: {type: 'TagDto[]'}
  icon: {type: diskfile, ref: shared}
  auth: {type: any}
example: {CURRENCY_ID: USD, statusId: DN, title: {de: a}, tags: {x: {title: b}}, icon: [a.png, QQ==]}
returns: {type: boolean}
response: {result: true}
""",
    "earlier spellings": """
method: spelled.getFields
aliases: [spelled.getfields, spelled.GetFields]
returns: {type: integer}
response: {result: 1}
""",
    "an example in another case, and one that leaves a required parameter out": """
method: case.set
params: {id: {type: integer, required: true}, NAME: {type: string, required: true}}
example: {ID: 3}
returns: {type: boolean}
response: {result: true}
""",
    "an event with lists, empty values and booleans": """
event: onThingAdd
scope: [thing]
data:
  type: object
  fields:
    FIELDS:
      type: object
      fields:
        ID: {type: integer, wire: string}
        OPEN: {type: boolean}
        AT: {type: datetime}
        TAGS: {type: 'integer[]'}
        OWNERS: {type: 'integer[]'}
        PARENT: {type: integer, nullable: true}
        ROWS: {type: 'object[]', items: {type: object, fields: {id: {type: integer}, files: {type: array}}}}
example:
  event: ONTHINGADD
  data:
    FIELDS: {ID: '7', OPEN: true, AT: '2026-01-02T03:04:05Z', TAGS: [1, 2], OWNERS: [], PARENT: null,
      ROWS: [{id: 1}, {id: 2, files: [a.png]}]}
""",
    "an event of the same subject with other data": """
event: onThingDelete
status: deprecated
replaced_by: THING.ON.NOTHING
who: any user
who_more: true
data: {type: object, fields: {FIELDS: {type: object, fields: {ID: {type: integer}}}}}
""",
    "an event of the same subject with equal data": """
event: onThingMoveToCategory
data: {type: object, fields: {FIELDS: {type: object, fields: {ID: {type: integer}}}}}
""",
    "an event in capitals": """
event: ONTHINGLOST
page: api-reference/things/lost/events/on-thing-lost.html
status: removed
replaced_by: api-reference/things/index.html
data: {type: integer}
example: {event: ONTHINGLOST, data: 7, ts: '1767323045'}
""",
    "an event that no page describes": """
event: THING.ON.NOTHING
page: api-reference/things/lost/events/thing-on-nothing.html
""",
    "an event with keys that are data, and words for nothing": """
event: onThingDone
data:
  type: object
  fields:
    BEFORE: {type: undefined | object, fields: {ID: {type: integer}}}
    AFTER: {type: undefined | object, fields: {ID: {type: integer}}}
    BOT:
      type: object
      fields: {'/{BOT_ID/}': {type: object, fields: {name: {type: string}, access_token: {type: string}}}}
    class: {type: timestamp}
    data: {type: string, values: [P, C]}
    string: {type: 'array | null'}
    always: {type: number, nullable: true}
example: {event: ONTHINGDONE, data: {BEFORE: undefined, AFTER: {ID: 7}, BOT: {'5': {name: b, access_token: secret}}}}
""",
    "an event with a shared type": """
event: onThingShare
data: {type: object, fields: {node: {type: object, ref: node}}}
example: {event: onThingShare, data: {node: {id: '7', name: a, children: [{id: '8', name: b}]}}}
""",
    "an event whose example slips": """
event: onThingSlip
data: {type: object, fields: {day: {type: date}, ids: {type: 'integer[]'}, rows: {type: 'integer[]'}}}
example: {event: ONTHINGSLIP, data: {day: 12/02/2024, ids: {a: 1}, rows: 5}}
""",
    "an event whose data may all be null": """
event: onThingForget
data: {type: object, fields: {FIELDS: {type: object, nullable: true, fields: {ID: {type: integer, nullable: true}}}}}
""",
    "an event whose example shows nothing but null": """
event: onThingVanish
data: {type: object, fields: {FIELDS: {type: object, nullable: true, fields: {ID: {type: integer}}}}}
example: {event: ONTHINGVANISH, data: {FIELDS: null}}
""",
    "a boolean of two words": """
method: door.get
params: {state: {type: boolean, values: [open, closed]}}
example: {state: open}
returns:
  type: object
  fields: {state: {type: boolean, values: [open, closed]}, lamp: {type: boolean, values: [lit, dark]}}
response: {result: {state: closed}}
""",
    "statements, alternatives and forms": """
method: shelf.vote
idempotent: true
who: owner
who_more: true
context: application
since: "21.800.0"
on_premise: true
one_of: [[note, mark]]
forms: [[voteId], [shelf, row]]
params:
  ballot: {type: object, required: true}
  voteId: {type: integer}
  shelf: {type: string}
  row: {type: integer, when: shelf}
  note: {type: string, since: "22.1.0", required_for: webhook}
  mark: {type: string, when: {note: [a, b]}, on_premise: true}
example: {ballot: {'1': '2'}, voteId: 5, note: a}
returns: {type: integer}
total: true
response: {result: 8, total: 1}
examples:
- call: {ballot: {'1': '3'}, shelf: s, row: 7, mark: m}
  response: {result: 9, total: 1}
- call: {ballot: {}, voteId: 6, mark: n}
""",
}
