"""Give every notebook its first cell, which sets the course up in Google Colab.

It fetches the course from the address in ``pyproject.toml``, under ``[project.urls]``, the one
place to set it. After a change: ``.venv/bin/python -m notebooks.teaching.rooms.write_colab_cell``.
"""

import json
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CELL_ID = "colab"
# Folded in JupyterLab, where it does nothing; left out of the book.
METADATA = {"jupyter": {"source_hidden": True}, "tags": ["remove-cell"]}
SOURCE = """\
# In Google Colab this cell fetches the course. Everywhere else it does nothing.
if "google.colab" in str(get_ipython()):
    COURSE = "{address}"
    !test -d /content/course || git clone --quiet --depth 1 {{COURSE}} /content/course
    %run /content/course/notebooks/teaching/rooms/set_up_colab.py"""
UNPUBLISHED = """\
# In Google Colab this cell fetches the course. Everywhere else it does nothing.
if "google.colab" in str(get_ipython()):
    raise SystemExit(
        "This copy of the course does not say where it is published: set Repository in its "
        "pyproject.toml, then run python -m notebooks.teaching.rooms.write_colab_cell."
    )"""


def source(address=None):
    """Return the cell's code for an address, or for the one in ``pyproject.toml``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    address = address or project["urls"]["Repository"]
    return UNPUBLISHED if address.endswith("/OWNER/REPOSITORY") else SOURCE.format(address=address)


def write(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = notebook["cells"]
    lines = source().splitlines(keepends=True)
    found = [cell for cell in cells if cell["id"] == CELL_ID]
    if found:
        found[0] |= {"source": lines, "metadata": METADATA}
    else:
        cell = {
            "cell_type": "code",
            "execution_count": None,
            "id": CELL_ID,
            "metadata": METADATA,
            "outputs": [],
            "source": lines,
        }
        cells.insert(1, cell)
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        write(path)
