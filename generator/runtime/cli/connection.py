"""The client that a command calls with."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from . import profiles

if TYPE_CHECKING:
    from .._core.base_client import BaseAsyncClient, BaseSyncClient
    from ..auth import Credentials

# What talks to a portal is imported where it is used: help and completion need none of it.

F = TypeVar("F", bound=Callable[..., Any])

WEBHOOK: Final = "BITRIX24_WEBHOOK"
_NO_PORTAL: Final = (
    f"no portal: put the URL of a webhook into {WEBHOOK}, or keep it with `b24 profile add NAME`, or log in to an"
    " application with `b24 login PORTAL`"
)


def portal_options(command: F) -> F:
    """The options of every command that calls a portal."""
    verbose = click.option("-v", "--verbose", is_flag=True, help="Log requests, without secrets, to standard error.")
    return click.option("--profile", metavar="NAME", help="The portal; see b24 profile.")(verbose(command))


def open_client(profile: str | None, verbose: bool) -> BaseSyncClient[Any]:
    """A client of the portal that is meant.

    Raises:
        click.UsageError, CredentialsError: There is none, or what names it is wrong.
    """
    return open_client_of(credentials(profile), verbose)


def open_client_of(found: Credentials, verbose: bool) -> BaseSyncClient[Any]:
    """Raises CredentialsError: they are wrong."""
    if verbose:
        from .log import log_requests

        log_requests()
    client: BaseSyncClient[Any] = import_module("..client", __package__).Client(found)
    return client


def open_async_client(credentials: Credentials) -> BaseAsyncClient[Any]:
    """Raises CredentialsError: they are wrong."""
    client: BaseAsyncClient[Any] = import_module("..client", __package__).AsyncClient(credentials)
    return client


def credentials(profile: str | None) -> Credentials:
    """Of the profile, else of the environment, else of the profile in use; raises as `open_client` does."""
    from ..auth import Webhook

    url = os.environ.get(WEBHOOK)
    if profile is None and url:
        return Webhook(url)
    known = profiles.load()
    name = profile or known.current
    if not name:
        raise click.UsageError(_NO_PORTAL)
    found = known.find(name)
    if found.webhook:
        return Webhook(found.webhook)
    from ..oauth import App, StoredOAuth
    from .token_stores import store_of

    app = App(found.client_id, found.client_secret, found.token_url)
    return StoredOAuth(app, store_of(name, keyring=found.keyring))


def portal_of_application(profile: str | None) -> str | None:
    """The portal's origin, where an application calls; None for a webhook, and where no portal is named."""
    if profile is None and os.environ.get(WEBHOOK):
        return None
    known = profiles.load()
    name = profile or known.current
    found = known.find(name) if name else None
    return found.portal if found is not None and not found.webhook else None


def portal_called(profile: str | None) -> str:
    """The origin of the portal that `open_client` calls; raises as it does."""
    from ..auth import Webhook

    found = credentials(profile)
    return found.portal if isinstance(found, Webhook) else portal_of_application(profile) or ""
