# Copied from generator/runtime/__main__.py by "python -m generator generate". Edit that file.
"""`python -m bitrix24`: the command line, `b24`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
