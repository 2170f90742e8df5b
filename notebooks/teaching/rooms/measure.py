"""Measure what each notebook takes of a machine: ``python -m notebooks.teaching.rooms.measure``.

Each notebook runs in a kernel of its own, as a student's does. Memory is the kernel's peak. The
processor time is that of all its threads together, and depends little on what else is running.
Name numbers, such as ``05 07``, to measure these notebooks only.
"""

import json
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[3]
UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
# Told by the kernel itself, after the last cell.
USAGE = """\
import json, resource
_used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([_used.ru_maxrss, _used.ru_utime + _used.ru_stime]))"""


def measure(path):
    """Run a notebook; return its kernel's peak memory in bytes and processor time in seconds."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(USAGE))
    place = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=3600, kernel_name="python3", resources=place).execute()
    peak, seconds = json.loads(notebook.cells[-1].outputs[0].text)
    return peak * UNIT, seconds


def main(numbers):
    print("| notebook | peak memory of the kernel (GB) | processor time (s) |\n|---|---|---|")
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        if not numbers or path.name[:2] in numbers:
            peak, seconds = measure(path)
            print(f"| {path.stem[:2]} | {peak / 1e9:.2f} | {seconds:.0f} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
