"""`b24 login`: as an application, by OAuth."""

from __future__ import annotations

import webbrowser
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Final

import click

from .. import profiles
from ..asking import secret
from ..messages import tell

if TYPE_CHECKING:
    from ...oauth import App

_CLIENT_ID: Final = "BITRIX24_CLIENT_ID"
_CLIENT_SECRET: Final = "BITRIX24_CLIENT_SECRET"


@click.command("login")
@click.argument("portal")
@click.option("--client-id", envvar=_CLIENT_ID, required=True, help=f"Of the application's card; or set {_CLIENT_ID}.")
@click.option("--profile", metavar="NAME", help="What to call it. Default: the portal's host.")
@click.option("--paste", is_flag=True, help="Ask for the address that the browser ends at, instead of waiting for it.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8026, show_default=True, help="To wait for the browser on."
)
@click.option("--token-url", help="The authorization server, where it is not the usual one.")
def command(portal: str, client_id: str, profile: str | None, paste: bool, port: int, token_url: str | None) -> None:
    """Log in to PORTAL as an application.

    It happens in the browser; the portal is in use from now on.

    \b
    b24 login example.bitrix24.com --client-id local.5c8...
    b24 login example.bitrix24.com --client-id local.5c8... --paste

    The application's secret is asked for, or read from BITRIX24_CLIENT_SECRET or standard input. The browser comes
    back by itself where the application's card has http://127.0.0.1:8026/ as its handler; elsewhere, --paste the
    address that it ends at. The token goes into the system's keyring, or, where there is none, into a file that only
    you may read; it is renewed when it has to be.
    """
    from ...oauth import App, exchange_code
    from ..token_stores import keep

    if profile is not None:
        profiles.check_name(profile)
    client_secret = secret(_CLIENT_SECRET, "secret of the application")
    app = App(client_id, client_secret, token_url) if token_url else App(client_id, client_secret)
    token = exchange_code(app, _pasted(app, portal) if paste else _awaited(app, portal, port))
    name = profile or token.portal.partition("://")[2]
    keyring = keep(name, token)
    kept = profiles.Profile(
        token.portal, client_id=client_id, client_secret=client_secret, token_url=app.token_url, keyring=keyring
    )
    profiles.change(lambda known: known.with_profile(name, kept))
    place = "the keyring" if keyring else "a file that only you may read"
    tell(f"{name}: {token.portal} is in use; its token is in {place}")


def _awaited(app: App, portal: str, port: int) -> str:
    from ..code_listener import CodeListener

    state = token_urlsafe(24)
    url = app.authorize_url(portal, state)
    try:
        listener = CodeListener(port, state)
    except OSError as error:
        raise click.ClickException(f"cannot listen on 127.0.0.1:{port}: {error.strerror or error}") from None
    with listener:
        tell(f"waiting on http://127.0.0.1:{port}/ for the browser to come back from")
        click.echo(url, err=True)
        webbrowser.open(url)
        return listener.wait()


def _pasted(app: App, portal: str) -> str:
    """From the whole address, or the code alone, as a portal shows it to applications without a handler."""
    from ..code_listener import answer_in

    state = token_urlsafe(24)
    url = app.authorize_url(portal, state)
    tell("open this, and paste the address that the browser ends at, or the code, within 30 seconds")
    click.echo(url, err=True)
    webbrowser.open(url)
    pasted = secret(None, "address or code")
    if "://" not in pasted:
        return pasted
    code, refusal = answer_in(pasted, state)
    if not code:
        raise click.UsageError(
            f"not logged in: {refusal}" if refusal else "no code in that address, or of another login"
        )
    return code
