"""Run every notebook from an empty folder, in two kernels at once: ``python -m tools.anywhere``.

The course may write only to its cache folder. It must leave nothing in the folder for temporary
files, in the working directory, in the reader's home (except what Jupyter keeps there) or in the
course. The two kernels must print the same results. Names choose notebooks: ``03 10``.
"""

import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
OF_JUPYTER = (".ipython", ".local", ".jupyter", ".cache/jedi")
OF_PYTHON = ("__pycache__", ".pyc")


def run_all(path, folder):
    """Execute a notebook with the working directory `folder`; return what its cells printed."""
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=3600, kernel_name="python3", resources=resources).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    # Put together, because a slow kernel sends in several pieces what a quick one sends in one.
    return "".join(output["text"] for output in outputs if output.get("name") == "stdout")


def files_in(folder, but=()):
    """Path and time of each file, without those that other programs keep there."""
    kept = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(but) and not name.endswith(OF_PYTHON):
            kept[name] = path.stat().st_mtime_ns
    return kept


def in_two_kernels(path):
    """Return what the two print, and the files that were written by place."""
    watched = {part: (ROOT / part, ()) for part in ("colorlib", "data")}
    with tempfile.TemporaryDirectory() as made:
        for place in ("home", "here", "temporary", "cache"):
            watched[place] = Path(made) / place, OF_JUPYTER if place == "home" else ()
            watched[place][0].mkdir()
        settings = {"HOME": "home", "TMPDIR": "temporary", "COLORLIB_CACHE": "cache"}
        os.environ.update({name: str(watched[place][0]) for name, place in settings.items()})
        os.environ.pop("KERAS_HOME", None)
        os.environ.pop("MPLCONFIGDIR", None)
        before = {place: files_in(*where) for place, where in watched.items()}
        with ThreadPoolExecutor(2) as pool:
            printed = list(pool.map(lambda _: run_all(path, watched["here"][0]), range(2)))
        after = {place: files_in(*where) for place, where in watched.items()}
    written = {
        place: [name for name in after[place] if after[place][name] != before[place].get(name)]
        for place in watched
    }
    return printed, written


def main(names):
    bad = 0
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        if names and not any(name in path.name for name in names):
            continue
        (one, other), written = in_two_kernels(path)
        in_cache = written.pop("cache")
        outside = {place: found for place, found in written.items() if found}
        bad += bool(outside) or one != other
        print(
            f"{path.name}: {'same' if one == other else 'DIFFERENT'} results in two kernels; "
            f"written to the cache {in_cache}, elsewhere {outside or 'nothing'}",
            flush=True,
        )
    return bad > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
