"""Run every cell of every notebook alone in an empty kernel: ``python -m tests.any_order [03 …]``.

A reader who restarts the kernel in the middle of a notebook and runs the cell there must learn
which cell comes first. Each cell may work, or end in that one sentence; anything else is printed.
"""

import json
import os
import sys
from pathlib import Path

from jupyter_client.manager import start_new_kernel

ROOT = Path(__file__).resolve().parent.parent
SENTENCE = "is not there: it comes from cells above"


def start_kernel(notebook, folder):
    """A kernel as Jupyter starts it for a notebook, but in any folder."""
    environment = os.environ | {"JPY_SESSION_NAME": str(notebook)}
    return start_new_kernel(kernel_name="python3", cwd=str(folder), env=environment)


def run_cell(client, cell):
    """Run a cell as JupyterLab does; return its error as shown, or None."""
    content = {"code": "".join(cell["source"]), "silent": False, "store_history": True}
    content |= {"user_expressions": {}, "allow_stdin": False, "stop_on_error": False}
    message = client.session.msg("execute_request", content, metadata={"cellId": cell["id"]})
    client.shell_channel.send(message)
    while True:
        reply = client.get_shell_msg(timeout=600)
        if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
            break
    if reply["content"]["status"] == "ok":
        return None
    return " ".join(reply["content"]["traceback"])


def is_sentence(error):
    return SENTENCE in error and len(error) < 300


def code_cells(notebook):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def run_each_alone(notebook, folder, step=1):
    """Yield each code cell's id with its error in an empty name space, or None."""
    manager, client = start_kernel(notebook, folder)
    try:
        for cell in code_cells(notebook)[::step]:
            client.execute_interactive("%reset -f", output_hook=lambda message: None)
            yield cell["id"], run_cell(client, cell)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def main(names):
    bad = 0
    for notebook in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        if names and not any(name in notebook.name for name in names):
            continue
        works = told = 0
        for identity, error in run_each_alone(notebook, ROOT):
            if error is None:
                works += 1
            elif is_sentence(error):
                told += 1
            else:
                bad += 1
                print(f"{notebook.name}, cell {identity}:\n{error}\n", flush=True)
        print(f"{notebook.name}: {works} work alone, {told} say which cell comes first", flush=True)
    return bad > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
