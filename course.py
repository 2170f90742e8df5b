"""Set up and run the course on any machine: ``python course.py lab`` or ``python course.py test``.

The Makefile calls this file; on Windows, where there is no make, call it yourself. It uses the
standard library only, because it runs before anything is installed.
"""

import argparse
import ast
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
GPU_LOCK = ROOT / "requirements-gpu.lock"
GPU = os.environ.get("COURSE_GPU") == "1"  # TensorFlow with CUDA, for an NVIDIA card on Linux
VENV = ROOT / ".venv"
PLACE = VENV / "made-in"  # the folder it was made in, which its scripts name, and for what
STAMP = VENV / "course-is-set-up"
LOG = VENV / "pip.log"
SETTINGS = VENV / "settings"  # of Jupyter and IPython
# JupyterLab asks no question at its first start, shows whole names of files and pages as pages.
LAB_SETTINGS = {
    "@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false"},
    "@jupyterlab/filebrowser-extension:browser": {"showLastModifiedColumn": False},
}
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

OLDEST, NEWEST = (3, 11), (3, 13)
WHEELS = ROOT / "wheels"  # in a copy that `make offline` made: every package, no network needed
BROWSER_TESTS = ROOT / "tests" / "browser"
TEACHING = ROOT / "notebooks" / "teaching"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NEEDED_GB = 3.0  # the finished environment takes about 1.9 GB, pip's downloads the rest

# Variables of other work change what Python, Jupyter, pytest, Keras and Matplotlib do.
FOREIGN = ("PYTHON", "IPYTHON", "JUPYTER", "PYTEST", "KERAS_", "MPL", "MATPLOTLIB")
# What pip's settings may say to this course: how to reach an index, and no more.
OF_THE_NETWORK = (
    r"index-url|extra-index-url|find-links|no-index|trusted-host|proxy|cert|client-cert|timeout|"
    r"default-timeout|retries|cache-dir|no-cache-dir|keyring-provider|use-feature|use-deprecated"
)

NO_MATCH = r"No matching distribution found for (\S+)"
# What pip's log says, and what the reader should hear instead; the first match wins.
CAUSES = {
    "No space left on device|Disk quota exceeded": "the disk, or your share of it, is full: free "
    "at least {gb:.0f} GB and run this again.",
    "407 Proxy": "the proxy wants a password: set HTTPS_PROXY to http://NAME:PASSWORD@HOST:PORT "
    "and run this again.",
    "ProxyError|Cannot connect to proxy": "the proxy cannot be reached: check HTTPS_PROXY and run "
    "this again.",
    "TLS CA certificate bundle": "the file of certificates that PIP_CERT or REQUESTS_CA_BUNDLE "
    "names is not there: correct or unset that variable and run this again.",
    "SSLError": "the certificate of the package index is not trusted here, as behind a proxy that "
    "inspects traffic: set PIP_CERT to the file of your network's certificate and run this again.",
    "name resolution|NameResolutionError|NewConnectionError": "the package index cannot be "
    "reached: check the network (or the proxy) and run this again; what was downloaded is kept.",
    "Timeout": "the package index answers too slowly: run this again on a better network; "
    "what was downloaded is kept.",
    "DO NOT MATCH THE HASHES": "a downloaded package is not the one that the course was tested "
    "with: run this again, and tell the maintainers if it stays so.",
    NO_MATCH: "the package index has no {0} for this kind of "
    f"machine ({platform.system()} {platform.machine()}, Python {platform.python_version()}): the "
    "README's set-up section lists the machines that work.",
}
NOT_PACKED = (
    f"the folder {WHEELS.name} has no {{0}} for this kind of machine ({platform.system()} "
    f"{platform.machine()}, Python {platform.python_version()}): where there is a network, pack "
    "them with `course.py offline`."
)


def stop(sentence):
    """End the program with one sentence on the error stream."""
    sys.exit(f"course: {sentence}")


def supported(version):
    return OLDEST <= tuple(version[:2]) <= NEWEST


def starts(python, code):
    """Say whether a Python is there and runs this code; this much an old Python does, too."""
    try:
        quiet = subprocess.DEVNULL
        return subprocess.call([python, "-c", code], stdout=quiet, stderr=quiet) == 0
    except OSError:
        return False


def use_supported_python():
    """Carry on under a Python that TensorFlow supports, or say which one is missing."""
    if supported(sys.version_info):
        return
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        # A version manager's shim may stand on the path without a Python behind it.
        if other and starts(other, ""):
            sys.exit(subprocess.call([other, *sys.argv]))
    have = ".".join(map(str, sys.version_info[:2]))
    stop(f"Python 3.{OLDEST[1]} to 3.{NEWEST[1]} is needed and this is Python {have}: install one.")


def surroundings():
    """Return the variables for all that the course starts: the environment first, none foreign."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(FOREIGN)}
    # Notebooks run in a folder of their own: what is named from here must be found from there.
    for name in ("COLORLIB_PHOTOS", "COLORLIB_CACHE"):
        if kept.get(name):
            kept[name] = str(Path(kept[name]).expanduser().resolve())
    own = dict.fromkeys(("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"), str(SETTINGS))
    path = os.pathsep.join([str(PYTHON.parent), kept.get("PATH", os.defpath)])
    return kept | own | {"PATH": path}


def for_pip():
    """Return the variables for pip, its settings reduced to those of the network."""
    variables = surroundings()
    command = [PYTHON, "-m", "pip", "config", "list"]
    all_files = variables | {"PIP_USER": "0"}  # Otherwise "user" would mean: the user's file alone.
    listed = subprocess.run(command, env=all_files, capture_output=True, text=True).stdout
    variables = {name: text for name, text in variables.items() if not name.startswith("PIP_")}
    for section in ("global", "install", ":env:"):  # A later one counts more.
        said = re.findall(rf"^{section}\.({OF_THE_NETWORK})=(.+)$", listed, re.MULTILINE)
        for key, value in said:
            variables["PIP_" + key.upper().replace("-", "_")] = ast.literal_eval(value)
    return variables | {"PIP_CONFIG_FILE": os.devnull}


def fingerprint():
    """Changes whenever packages have to be installed anew."""
    files = LOCK, GPU_LOCK, ROOT / "pyproject.toml", Path(__file__)
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def run_pip(step, *arguments):
    print(f"\n== {step} ==", flush=True)
    LOG.unlink(missing_ok=True)
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--retries", "3"]
    if subprocess.call([*command, "--log", LOG, *arguments], cwd=ROOT, env=for_pip()) == 0:
        return
    log = LOG.read_text(encoding="utf-8", errors="replace") if LOG.exists() else ""
    for sign, sentence in CAUSES.items():
        if found := re.search(sign, log):
            stop(sentence.format(*found.groups(), gb=NEEDED_GB))
    last = re.findall("ERROR: (.+)", log)[-1:] or ["its lines above say why"]
    stop(f"pip could not finish ({step.lower()}): {last[0]}")


def lock_in_use():
    """The lock file; for a GPU a copy of it, with TensorFlow's larger wheel and CUDA."""
    if not GPU:
        return LOCK
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        stop("COURSE_GPU=1 is for Linux on x86_64 with an NVIDIA card: leave it out here.")
    text = re.sub(r"^tensorflow-cpu==.*\n( +--hash.*\n)+", "", LOCK.read_text(), flags=re.MULTILINE)
    both = VENV / GPU_LOCK.name
    both.write_text(text + GPU_LOCK.read_text())
    return both


def set_up():
    """Make the environment, unless it already stands exactly as the lock file wants it."""
    started = time.perf_counter()
    place = f"{VENV} with CUDA" if GPU else str(VENV)
    made_here = PLACE.exists() and PLACE.read_text(encoding="utf-8") == place
    whole = made_here and starts(PYTHON, "import pip")
    if whole and STAMP.exists() and STAMP.read_text(encoding="utf-8") == fingerprint():
        return
    if not whole:  # made halfway, or moved, or its Python is gone
        free_gb, needed = shutil.disk_usage(ROOT).free / 1e9, NEEDED_GB + 8 * GPU
        if free_gb < needed:
            stop(f"the disk has {free_gb:.1f} GB left and {needed:.0f} GB are needed.")
        print(f"== Making the environment in {VENV.name} ==", flush=True)
        try:
            venv.create(VENV, clear=True, with_pip=True)
        except (subprocess.CalledProcessError, ImportError):
            stop(
                "this Python cannot make virtual environments: install its venv package "
                "(on Debian and Ubuntu: apt install python3-venv)."
            )
        except ValueError:
            stop(f"{ROOT} has the sign {os.pathsep} in it: give the folder another name.")
        PLACE.write_text(place, encoding="utf-8")
    source = []
    if WHEELS.is_dir():
        source = ["--no-index", "--find-links", WHEELS]
        CAUSES[NO_MATCH] = NOT_PACKED
    run_pip("Installing the locked packages", *source, "--require-hashes", "-r", lock_in_use())
    run_pip("Installing colorlib", "--no-deps", "--no-build-isolation", "--editable", ".")
    STAMP.write_text(fingerprint(), encoding="utf-8")
    print(f"\n== Set up in {time.perf_counter() - started:.0f} s ==\n", flush=True)


def run(*arguments, **variables):
    """Run a module of the environment's Python in the project folder; return its exit code."""
    command = [PYTHON, "-m", *arguments]
    return subprocess.call(command, cwd=ROOT, env=surroundings() | variables)


def lab(rest):
    defaults = SETTINGS / "labconfig" / "default_setting_overrides.json"
    defaults.parent.mkdir(parents=True, exist_ok=True)
    defaults.write_text(json.dumps(LAB_SETTINGS), encoding="utf-8")
    # Jupyter refuses to start as root; in a container root is all there is.
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    # Not as a file to open: then the links that it prints would lead to no notebook.
    start = ["--ServerApp.root_dir=notebooks", "--LabApp.default_url=/lab/tree/00_start_here.ipynb"]
    # A widget sends a photograph as one message; Tornado would cut the line at 10 MB.
    start += ["--ServerApp.tornado_settings={'websocket_max_message_size': 500_000_000}"]
    if os.name != "nt":  # A login shell would put other folders first on the path.
        shell = [os.environ.get("SHELL") or "/bin/sh"]
        start += [f"--ServerApp.terminado_settings={{'shell_command': {shell}}}"]
    return run("jupyterlab", *start, *as_root, *rest)


def test(rest):
    started = time.perf_counter()
    print("== Unit tests, and every notebook cell by cell ==", flush=True)
    check = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=1800"]
    # Two files at a time, each from its first test to its last.
    pace = ["--numprocesses=2", "--dist=loadfile"]
    what = ["pytest", "tests", "notebooks", "--ignore=tests/browser", *check, *pace, *rest]
    # The reader's own photographs and settings must not change what is tested.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as cache:
        none = dict.fromkeys(("COLORLIB_MODE", "COLORLIB_PHOTOS", "COLORLIB_MIRROR"), "")
        failed = run(*what, COLORLIB_CACHE=cache, **none)
    print(f"== Tests took {time.perf_counter() - started:.0f} s ==", flush=True)
    return failed


def test_browser(rest):
    if not any(map(shutil.which, BROWSERS)):
        print("course: NOT TESTED: there is no Chromium; install one and run this again.")
        return 0
    for folder in (BROWSER_TESTS, TEACHING / "slides", TEACHING / "book"):
        install_what_takes(folder)
    shutil.rmtree(ROOT / "build" / "browser", ignore_errors=True)
    # From the back, because the widgets take longest; the other files share the second core.
    files = sorted(BROWSER_TESTS.glob("test_*.py"), reverse=True)
    return run("pytest", *files, "-n2", "--dist=loadfile", "--no-loadscope-reorder", *rest)


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
        description="Set up and run the course on any machine.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {name:15} {text}" for name, (_, text) in COMMANDS.items()),
    )
    parser.add_argument("command", choices=COMMANDS)
    options, rest = parser.parse_known_args()
    try:
        use_supported_python()
        set_up()
        return COMMANDS[options.command][0](rest)
    except KeyboardInterrupt:
        stop("interrupted; what was installed is kept.")
    except OSError as error:
        stop(f"{error.filename or ROOT}: {error.strerror}.")


if __name__ == "__main__":
    sys.exit(main())
