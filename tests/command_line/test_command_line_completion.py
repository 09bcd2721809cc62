"""Shells complete commands, methods and parameters."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.command_line.running import COMMAND, PATIENCE, Home

# Each runs the command as a process.
pytestmark = pytest.mark.slow


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


def test_bash_completes_with_no_blank_behind_the_equals_sign(nobody: Home) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash here")
    command = nobody.folder / "b24"
    command.write_text(f'#!/bin/sh\nexec {" ".join(COMMAND)} "$@"\n')
    command.chmod(0o755)
    script = nobody.b24(_B24_COMPLETE="bash_source").out
    asked = f"""{script}
compopt() {{ echo compopt "$@"; }}
COMP_WORDS=(b24 call crm.item.get ent); COMP_CWORD=3; _b24_completion {command}; echo "${{COMPREPLY[*]}}"; COMPREPLY=()
COMP_WORDS=(b24 call crm.item.g); COMP_CWORD=2; _b24_completion {command}; echo "${{COMPREPLY[*]}}"
"""
    run = subprocess.run(
        [bash], input=asked, text=True, capture_output=True, env=nobody.environment(), timeout=PATIENCE, check=True
    )

    assert run.stdout.splitlines() == ["compopt -o nospace", "entityTypeId=", "crm.item.get"]


def test_the_script_for_zsh_leaves_no_blank_either(nobody: Home) -> None:
    script = nobody.b24(_B24_COMPLETE="zsh_source").out

    assert "&& suffix=(-S '')\n        compadd \"${suffix[@]}\" -U -V unsorted -a completions\n" in script
