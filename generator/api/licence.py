"""The licence of the publisher's documentation, which goes wherever its words go."""

from __future__ import annotations

from typing import Final

from ..spec.model import SITE

LICENCE_FILE: Final = "LICENSE-documentation"
"""In the package: it holds for the words of the documentation, which stand in docstrings."""

NOTICE: Final = f"Descriptions are taken from the documentation of the Bitrix24 REST API, {SITE}"
COPYRIGHT: Final = "Copyright (c) 2024 Bitrix24"

_MIT: Final = """\
Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def licence_of_prose() -> str:
    return f"{NOTICE},\nwhich its publisher has put under this licence:\n\nMIT License\n\n{COPYRIGHT}\n\n{_MIT}"
