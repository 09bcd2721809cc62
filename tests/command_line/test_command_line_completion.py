"""Shells complete commands, methods and parameters."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.command_line.running import PATIENCE, Home


def completed(home: Home, words: str) -> list[str]:
    count = words.count(" ")
    done = home.b24(_B24_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(count))
    return [line.partition(",")[2] for line in done.out.splitlines() if line]


def test_commands_methods_and_parameters(nobody: Home) -> None:
    assert completed(nobody, "b24 des") == ["describe"]
    assert completed(nobody, "b24 call crm.item.g") == ["crm.item.get"]
    assert completed(nobody, "b24 call CRM.ITEM.G") == ["crm.item.get"]
    assert completed(nobody, "b24 call crm.item.get ")[:2] == ["entityTypeId=", "id="]
    assert completed(nobody, "b24 call crm.item.get entityTypeId=2 i") == ["id="]
    assert completed(nobody, "b24 list crm.item.list entityTypeId=2 fi") == ["filter="]
    assert completed(nobody, "b24 call no.such.method ") == []
    assert completed(nobody, "b24 describe tasks.flow.flow.is") == ["tasks.flow.Flow.isExists"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_for_each_shell(shell: str, nobody: Home) -> None:
    script = nobody.b24(_B24_COMPLETE=f"{shell}_source")

    assert script.code == 0, script.err
    assert "_B24_COMPLETE" in script.out
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script.out, text=True, check=True, timeout=PATIENCE)
