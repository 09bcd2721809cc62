# Copied from generator/runtime/cli/completion.py by "python -m generator generate". Edit that file.
"""click's completion for bash and zsh, but with no blank behind `key=`; fish puts none there by itself."""

from __future__ import annotations

from click.shell_completion import BashComplete, ZshComplete, add_completion_class

_BASH = "    [[ ${#COMPREPLY[@]} -gt 0 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace\n"
_ZSH = """        local -a suffix
        [[ ${completions[1]} == *= ]] && suffix=(-S '')
        compadd "${suffix[@]}" -U"""


@add_completion_class
class Bash(BashComplete):
    source_template = BashComplete.source_template.replace("    return 0\n", f"{_BASH}    return 0\n")


@add_completion_class
class Zsh(ZshComplete):
    source_template = ZshComplete.source_template.replace("        compadd -U", _ZSH)
