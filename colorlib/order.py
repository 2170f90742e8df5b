"""Cells run out of order: one sentence that says which cell comes first.

IPython loads this module whenever a kernel of the course's environment starts, because
`etc/ipython/ipython_kernel_config.json` there names it. Only errors about names that an earlier
cell of the notebook makes are put into words; every other error is shown as ever.
"""

import builtins
import dis
import json
import os
import re
import textwrap
from pathlib import Path
from types import CodeType

__all__ = ["load_ipython_extension", "missing_cells", "names_of"]


def load_ipython_extension(shell):
    """Explain errors about missing names in the cells of this shell."""
    shell.set_custom_exc((NameError,), show_error)


def show_error(shell, kind, error, trace, tb_offset=None):
    while trace.tb_next:
        trace = trace.tb_next
    # Names that are missing in a library's own code are none of the reader's business.
    if trace.tb_frame.f_globals is shell.user_global_ns:
        sentence = explain(shell, error.name)
        if sentence:
            # IPython's own hook for errors that know how to show themselves. JupyterLab would
            # break long lines within words.
            error._render_traceback_ = lambda: textwrap.wrap(sentence, 80)
    shell.showtraceback(tb_offset=tb_offset)


def explain(shell, name):
    """Return the sentence, or None if no cell above the running one makes the name."""
    cells, running = read_notebook(), getattr(shell, "get_parent", dict)()
    identity = running.get("metadata", {}).get("cellId")
    numbers = [i for i, cell in enumerate(cells) if cell.get("id") == identity]
    if not numbers:
        return None
    above = cells[: numbers[0]]
    code = ["".join(c["source"]) if c["cell_type"] == "code" else "" for c in above]
    present = shell.user_ns.keys() | vars(builtins).keys()
    missing = missing_cells(code, name, present)
    if not missing:
        return None
    first = missing[0]
    begin = code[first].strip().splitlines()[0]
    return (
        f"`{name}` is not there: it comes from cells above. The first that is needed begins "
        f"“{begin}” ({place(above, first)}); Run > Run All Above Selected Cell, in the menu, runs "
        "all of them."
    )


def place(cells, number):
    """The section that a cell stands in, in words."""
    for cell in reversed(cells[:number]):
        heading = re.search(r"^#{2,} (.+)", "".join(cell["source"]), flags=re.M)
        if cell["cell_type"] == "markdown" and heading:
            return f"section “{heading[1]}”"
    return "at the top"


def read_notebook():
    """The cells of the notebook that this kernel runs, as last saved; none if it is unknown."""
    path = Path(os.environ.get("JPY_SESSION_NAME", ""))  # set by Jupyter for each kernel
    try:
        return json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return []


def names_of(code):
    """The names that a cell makes, and those that it needs.

    Parameters
    ----------
    code : str

    Returns
    -------
    makes, needs : set of str
        Both empty where the code is not plain Python, such as a command for the shell.
    """
    try:
        blocks = [compile(code, "cell", "exec")]
    except SyntaxError:
        return set(), set()
    makes, needs, inner = set(), set(), set()
    # Bytecode, because symbol tables show the variables of comprehensions as the cell's own.
    for instruction in dis.get_instructions(blocks[0]):
        if instruction.opname == "STORE_NAME":
            makes.add(instruction.argval)
        elif instruction.opname == "LOAD_NAME" and instruction.argval not in makes:
            needs.add(instruction.argval)
    while blocks:
        block = blocks.pop()
        blocks += [part for part in block.co_consts if isinstance(part, CodeType)]
        inner |= {i.argval for i in dis.get_instructions(block) if i.opname == "LOAD_GLOBAL"}
    return makes, needs | (inner - makes)


def missing_cells(code, name, present):
    """Find the cells that make a name, and all that these need in turn.

    Parameters
    ----------
    code : list of str
        The cells above the one that failed, in order.
    name : str
        What it missed.
    present : set of str
        Names that are there already.

    Returns
    -------
    list of int
        Their numbers, in order; empty if no cell makes the name.
    """
    wanted, found = {name}, []
    for number, cell in reversed(list(enumerate(code))):
        makes, needs = names_of(cell)
        if makes & wanted:
            found.insert(0, number)
            wanted = (wanted - makes) | (needs - present)
    return found
