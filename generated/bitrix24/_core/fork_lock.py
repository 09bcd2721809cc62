# Copied from generator/runtime/_core/fork_lock.py by "python -m generator generate". Edit that file.
"""The lock for late imports: a process that is forked in the middle of one never comes to its end."""

from __future__ import annotations

import os
import threading
from typing import Final

FORK_LOCK: Final = threading.RLock()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=FORK_LOCK.acquire, after_in_parent=FORK_LOCK.release, after_in_child=FORK_LOCK.release)
