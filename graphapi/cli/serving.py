"""Commands that serve: serve, demo."""

from __future__ import annotations

import gc
import socket
from typing import Annotated

import typer

from graphapi.cli.shared import StoreOption, console, with_store
from graphapi.config import Config
from loaders.sample import load_sample
from queries.stores import DEFAULT_URI, Store

HostOption = Annotated[str, typer.Option(help="Address to listen on.", envvar="KARMAGRAPH_HOST")]
PortOption = Annotated[int, typer.Option(help="Port to listen on.", envvar="KARMAGRAPH_PORT")]
DEMO = "embedded:data/demo"


def add(app: typer.Typer) -> None:
    """Put these commands on the command line."""
    app.command("serve")(serve)
    app.command("demo")(demo)


def serve(store: StoreOption = None, host: HostOption = "127.0.0.1", port: PortOption = 8000) -> None:
    """Serve pages, GraphQL and exports.

    Example: karmagraph serve --store neo4j://localhost:7687 --port 8000
    """
    _serve(_config(store or DEFAULT_URI, host, port))


def demo(store: StoreOption = None, host: HostOption = "127.0.0.1", port: PortOption = 8000) -> None:
    """Load the illustrative sample, unless it is there, and serve it."""
    uri = store or DEMO
    _free(host, port)

    async def fill(found: Store) -> None:
        if (await found.health()).epoch == 0:
            console.print("Loading the illustrative sample …")
            await load_sample(found)

    with_store(uri, fill)
    console.print(f"\nOpen [bold]http://{host}:{port}/en/[/bold] (stop with Ctrl-C)\n")
    _serve(_config(uri, host, port))


def _free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise typer.BadParameter(f"port {port} of {host} is taken: give another with --port") from error


def _config(store: str, host: str, port: int) -> Config:
    try:
        return Config(store=store, host=host, port=port)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _serve(config: Config) -> None:
    import uvicorn  # noqa: PLC0415 - slow to import, and only a server needs it

    from graphapi.app import create_app  # noqa: PLC0415

    if not config.loopback and not config.signs_in:
        console.print(
            "[yellow]This address is reachable from outside, and nobody can sign in: officers' records stay closed,"
            " unless all data is illustrative. Sign-in: docs/rights.md[/yellow]"
        )
    app = create_app(config)
    _collect_less()
    uvicorn.run(app, host=config.host, port=config.port, log_level="warning", access_log=False)


def _collect_less() -> None:
    """Set the schema and the program apart from the garbage collector, and let it look less often.

    An answer is thousands of small objects that die together; looking for cycles among them took a sixth of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
