"""The application's half: what a portal posts to it, which portals it has, and offline events.

For web frameworks there are `bitrix24.apps.starlette` (and FastAPI), `.flask`, `.django` and `.aiohttp`; nothing here
imports a framework.
"""

from .application import FINISH_PAGE as FINISH_PAGE
from .application import Application as Application
from .application import CallRefused as CallRefused
from .application import InBackground as InBackground
from .calls import AppOpen as AppOpen
from .calls import Call as Call
from .calls import CallAuth as CallAuth
from .calls import DocumentId as DocumentId
from .calls import Installation as Installation
from .calls import RobotCall as RobotCall
from .calls import RuleWebhook as RuleWebhook
from .calls import parse_call as parse_call
from .calls import parse_installation as parse_installation
from .forms import CallError as CallError
from .forms import Request as Request
from .offline import AsyncOfflineEvents as AsyncOfflineEvents
from .offline import FailedEvent as FailedEvent
from .offline import OfflineEvent as OfflineEvent
from .offline import OfflineEvents as OfflineEvents
from .offline import WorkedOff as WorkedOff
from .portals import FilePortals as FilePortals
from .portals import MemoryPortals as MemoryPortals
from .portals import Portals as Portals
