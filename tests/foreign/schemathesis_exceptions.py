"""Methods whose answers by the local portal are not what the OpenAPI document says of them, each with its defect.

All of them are of pages that say less of what is sent than of what is answered, or less than all of what is answered:
so a call that the document allows makes a record that it does not foresee. A longer run may find more of these than
the short one that is always made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_INSIDE: Final = "the page leaves open what lies in it when it is sent, and shows it in the answer"
_FILES: Final = "`files`: a list of files is sent, and the page answers what the user field is"
_LABELS: Final = "`editFormLabel`: the page shows that of a field which has one alone"

ANSWERS: Final[Mapping[str, str]] = {
    "biconnector.connector.list": f"`settings`: {_INSIDE}",
    "biconnector.dataset.list": f"`fields`: {_INSIDE}",
    "booking.v1.booking.list": f"`datePeriod`: {_INSIDE}",
    "crm.documentgenerator.numerator.add": f"`settings`: {_INSIDE}",
    "crm.documentgenerator.numerator.list": f"`settings`: {_INSIDE}",
    "crm.documentgenerator.numerator.update": f"`settings`: {_INSIDE}",
    "crm.type.add": f"`relations`, `linkedUserFields`: {_INSIDE}",
    "documentgenerator.region.add": f"`phrases`: {_INSIDE}",
    "rpa.type.list": f"`permissions`: {_INSIDE}",
    "sale.delivery.handler.list": f"`SETTINGS`: {_INSIDE}",
    "task.item.userfield.getlist": f"`EDIT_FORM_LABEL`: {_INSIDE}",
    "tasks.api.scrum.epic.add": _FILES,
    "tasks.api.scrum.epic.list": _FILES,
    "userfieldconfig.add": _LABELS,
    "userfieldconfig.list": _LABELS,
}
