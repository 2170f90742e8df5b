"""Set up and run the course on any machine: ``python course.py lab`` or ``python course.py test``.

The Makefile calls this file; on Windows, where there is no make, call it yourself. It uses the
standard library only, because it runs before anything is installed.
"""

import argparse
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
STAMP = VENV / "course-is-set-up"
LOG = VENV / "pip.log"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

OLDEST, NEWEST = (3, 11), (3, 13)
WHEELS = ROOT / "wheels"  # in a copy that `make offline` made: every package, no network needed
BROWSER_TESTS = ROOT / "tests" / "browser"
TEACHING = ROOT / "notebooks" / "teaching"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NEEDED_GB = 3.0  # the finished environment takes about 1.9 GB, pip's downloads the rest

# What pip's log says, and what the reader should hear instead; the first match wins.
CAUSES = {
    "No space left on device": "the disk is full: free at least {gb:.0f} GB and run this again.",
    "Temporary failure in name resolution": "the package index cannot be reached: check the "
    "network and run this again; what was downloaded is kept.",
    "NewConnectionError": "the package index cannot be reached: check the network (or the proxy) "
    "and run this again; what was downloaded is kept.",
    "Timeout": "the package index answers too slowly: run this again on a better network; "
    "what was downloaded is kept.",
    "DO NOT MATCH THE HASHES": "a downloaded package is not the one that the course was tested "
    "with: run this again, and tell the maintainers if it stays so.",
    "No matching distribution": "there is no TensorFlow (or other package) for this kind of "
    "machine: the README's set-up section lists the machines that work.",
}
NOT_PACKED = (
    f"the folder {WHEELS.name} has no packages for this kind of machine ({platform.system()} "
    f"{platform.machine()}, Python {platform.python_version()}): where there is a network, pack "
    "them with `course.py offline`."
)


def stop(sentence):
    """End the program with one sentence on the error stream."""
    sys.exit(f"course: {sentence}")


def supported(version):
    return OLDEST <= tuple(version[:2]) <= NEWEST


def use_supported_python():
    """Carry on under a Python that TensorFlow supports, or say which one is missing."""
    if supported(sys.version_info):
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        # A version manager's shim may stand on the path without a Python behind it.
        if other and subprocess.run([other, "-c", ""], capture_output=True).returncode == 0:
            sys.exit(subprocess.call([other, *sys.argv]))
    have = ".".join(map(str, sys.version_info[:2]))
    stop(f"Python 3.{OLDEST[1]} to 3.{NEWEST[1]} is needed and this is Python {have}: install one.")


def fingerprint():
    """Changes whenever the environment has to be made anew."""
    files = LOCK, ROOT / "pyproject.toml", Path(__file__)
    parts = [file.read_bytes() for file in files] + [str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def run_pip(step, *arguments):
    print(f"\n== {step} ==", flush=True)
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--retries", "3"]
    if subprocess.call([*command, "--log", LOG, *arguments], cwd=ROOT) == 0:
        return
    log = LOG.read_text(encoding="utf-8", errors="replace") if LOG.exists() else ""
    for sign, sentence in CAUSES.items():
        if sign in log:
            stop(sentence.format(gb=NEEDED_GB))
    stop(f"pip could not finish ({step.lower()}); its last lines above, or {LOG.name}, say why.")


def set_up():
    """Make the environment, unless it already stands exactly as the lock file wants it."""
    if STAMP.exists() and PYTHON.exists() and STAMP.read_text() == fingerprint():
        return
    started = time.perf_counter()
    if not PYTHON.exists():
        free_gb = shutil.disk_usage(ROOT).free / 1e9
        if free_gb < NEEDED_GB:
            stop(f"the disk has {free_gb:.1f} GB left and {NEEDED_GB:.0f} GB are needed.")
        print(f"== Making the environment in {VENV.name} ==", flush=True)
        try:
            venv.create(VENV, clear=True, with_pip=True)
        except (subprocess.CalledProcessError, ImportError):
            stop(
                "this Python cannot make virtual environments: install its venv package "
                "(on Debian and Ubuntu: apt install python3-venv)."
            )
        except OSError as error:
            stop(f"the environment could not be made in {ROOT.name}: {error.strerror}.")
    LOG.unlink(missing_ok=True)
    source = []
    if WHEELS.is_dir():
        source = ["--no-index", "--find-links", WHEELS]
        CAUSES["No matching distribution"] = NOT_PACKED
    run_pip("Installing the locked packages", *source, "--require-hashes", "-r", LOCK)
    run_pip("Installing colorlib", "--no-deps", "--no-build-isolation", "--editable", ".")
    STAMP.write_text(fingerprint())
    print(f"\n== Set up in {time.perf_counter() - started:.0f} s ==\n", flush=True)


def run(*arguments):
    """Run a module of the environment's Python in the project folder; return its exit code."""
    return subprocess.call([PYTHON, "-m", *arguments], cwd=ROOT)


def lab(rest):
    # Jupyter refuses to start as root; in a container root is all there is.
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    # Not as a file to open: then the links that it prints would lead to no notebook.
    start = ["--ServerApp.root_dir=notebooks", "--LabApp.default_url=/lab/tree/00_start_here.ipynb"]
    return run("jupyter", "lab", *start, *as_root, *rest)


def test(rest):
    started = time.perf_counter()
    print("== Unit tests, and every notebook cell by cell ==", flush=True)
    check = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=1800"]
    # Two files at a time, each from its first test to its last.
    pace = ["--numprocesses=2", "--dist=loadfile"]
    failed = run("pytest", "tests", "notebooks", "--ignore=tests/browser", *check, *pace, *rest)
    print(f"== Tests took {time.perf_counter() - started:.0f} s ==", flush=True)
    return failed


def test_browser(rest):
    if not any(map(shutil.which, BROWSERS)) and not install_browser():
        print("course: NOT TESTED: there is no Chromium; install one and run this again.")
        return 0
    for folder in (BROWSER_TESTS, TEACHING / "slides", TEACHING / "book"):
        install_what_takes(folder)
    return run("pytest", "tests/browser", *rest)


def install_browser():
    """Install Debian's Chromium where that is possible; say whether it was."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    print("\n== Installing Chromium ==", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
    return (
        subprocess.call(["apt-get", "update"], env=quiet) == 0
        and subprocess.call(install, env=quiet) == 0
    )


def install_what_takes(folder):
    """Install what a tool takes beyond the course's own packages; its lock names all of it."""
    lock = folder / "requirements.lock"
    run_pip(f"Installing what {folder.name} takes", "--require-hashes", "--no-deps", "-r", lock)


def teach(tool, script, *arguments):
    install_what_takes(TEACHING / tool)
    return run(f"notebooks.teaching.{tool}.{script}", *arguments)


def exercises(rest):
    return teach("exercises", "exercises", "make", *rest)


def test_exercises(rest):
    return teach("exercises", "exercises", "prove", *rest)


def slides(rest):
    return teach("slides", "make_slides", *rest)


def book(rest):
    return teach("book", "make_book", *rest)


def notebooks(rest):
    return run("tools.execute_notebooks", *rest)


def bench(rest):
    return run("experiments.benchmark", *rest)


def offline(rest):
    return run("notebooks.teaching.rooms.pack", *rest)


def lint(rest):
    paths = rest or ["."]
    return run("ruff", "check", *paths) or run("ruff", "format", "--check", *paths)


COMMANDS = {
    "setup": (lambda rest: 0, "make or mend the environment, and nothing else"),
    "lab": (lab, "open the course in JupyterLab"),
    "test": (test, "run the unit tests and every notebook"),
    "exercises": (exercises, "make student and solution versions of the exercises"),
    "slides": (slides, "make a deck of slides of each notebook"),
    "book": (book, "make the course a web site, and a PDF with the lesson plans"),
    "test-browser": (test_browser, "use every widget, slide and page in a real Chromium"),
    "test-exercises": (test_exercises, "grade solutions and wrong answers with the real nbgrader"),
    "notebooks": (notebooks, "execute notebooks and store their outputs, for maintainers"),
    "bench": (bench, "measure how long a training step takes, for several networks"),
    "offline": (offline, "pack the course for machines without a network"),
    "lint": (lint, "check the style of code and notebooks"),
}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {name:15} {text}" for name, (_, text) in COMMANDS.items()),
    )
    parser.add_argument("command", choices=COMMANDS)
    options, rest = parser.parse_known_args()
    use_supported_python()
    set_up()
    return COMMANDS[options.command][0](rest)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        stop("interrupted; run the same command again to go on.")
