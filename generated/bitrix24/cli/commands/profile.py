# Copied from generator/runtime/cli/commands/profile.py by "python -m generator generate". Edit that file.
"""`b24 profile`: the portals that a person works with."""

from __future__ import annotations

import click

from .. import profiles
from ..asking import secret
from ..connection import WEBHOOK
from ..messages import tell
from ..output import plain


@click.group("profile", no_args_is_help=False)
def command() -> None:
    """Keep webhooks of several portals.

    \b
    b24 profile add work             # asks for the webhook, and uses it from now on
    b24 profile list
    b24 profile use work
    b24 call crm.item.get entityTypeId=2 id=7 --profile work

    They are kept in a file that only you may read.
    """


@command.command("add")
@click.argument("name")
def add(name: str) -> None:
    """Keep a webhook as NAME: from a prompt, standard input or BITRIX24_WEBHOOK."""
    from ...auth import Webhook

    profiles.check_name(name)
    url = secret(WEBHOOK, "URL of the webhook")
    webhook = Webhook(url)
    profiles.change(lambda known: known.with_profile(name, profiles.Profile(webhook.portal, webhook=url)))
    tell(f"{name}: {webhook.portal} is in use")


@command.command("list")
def list_() -> None:
    """List the profiles; the one in use has a star."""
    known = profiles.load()
    for name, profile in known.by_name.items():
        kind = "webhook" if profile.webhook else "application"
        click.echo(plain(f"{'*' if name == known.current else ' '} {name}  {profile.portal}  {kind}"))


@command.command("use")
@click.argument("name")
def use(name: str) -> None:
    """Call the portal of NAME from now on."""
    profiles.load().find(name)
    profiles.change(lambda known: known.using(name))


@command.command("remove")
@click.argument("name")
def remove(name: str) -> None:
    """Forget NAME, with its webhook or token."""
    profile = profiles.load().find(name)
    if not profile.webhook:
        from ..token_stores import forget

        forget(name, keyring=profile.keyring)
    profiles.change(lambda known: known.without(name))
