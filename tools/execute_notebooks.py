"""Execute notebooks top to bottom and store their outputs: ``make notebooks``.

It removes what must not be in a committed notebook: widgets (they are blank without a kernel; a
static figure stands beside each), timings, and the version of the Python that ran it. A notebook
that fails, warns or names a folder of this machine is not stored.
"""

import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
WIDGET = "application/vnd.jupyter.widget-view+json"
MOST_BYTES = 1_000_000
MACHINE_PATH = re.compile(r"/(home|root|tmp|work|Users|mnt|opt|usr)/[\w./-]+")


def is_kept(output):
    return WIDGET not in output.get("data", {})


def clean(notebook):
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        cell.metadata.pop("ExecuteTime", None)
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if is_kept(output)]


def faults(notebook):
    """Yield the reasons why the notebook must not be stored, in words."""
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            text = output.get("text", "") + str(output.get("data", {}).get("text/plain", ""))
            if output.get("name") == "stderr":
                yield f"cell {number} wrote to the error stream: {text[:200]}"
            if MACHINE_PATH.search(text):
                yield f"cell {number} shows a folder of this machine: {text[:200]}"
    size = len(nbformat.writes(notebook).encode())
    if size > MOST_BYTES:
        yield f"it has {size / 1e6:.2f} MB, more than {MOST_BYTES / 1e6:.0f}"


def execute(path):
    notebook = nbformat.read(path, as_version=4)
    started = time.perf_counter()
    NotebookClient(
        notebook,
        timeout=3600,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        store_widget_state=False,
    ).execute()
    seconds = time.perf_counter() - started
    clean(notebook)
    found = list(faults(notebook))
    if found:
        raise SystemExit(f"{path.name} is not stored: " + "; ".join(found))
    nbformat.write(notebook, path)
    size = path.stat().st_size / 1e3
    print(f"{path.relative_to(ROOT)}: {seconds:.0f} s, {size:.0f} kB", flush=True)


def main(names):
    """Execute the notebooks whose path contains one of the names, or all."""
    paths = sorted((ROOT / "notebooks").rglob("*.ipynb"))
    paths = [p for p in paths if ".ipynb_checkpoints" not in p.parts]
    for path in paths:
        if not names or any(name in path.relative_to(ROOT).as_posix() for name in names):
            execute(path)


if __name__ == "__main__":
    main(sys.argv[1:])
