"""Test the course with the oldest or the newest packages that it supports.

``python tools/environments.py oldest`` makes ``build/env-oldest`` anew, with Python 3.11 and every
direct dependency of pyproject.toml at its lower bound; ``newest`` makes ``build/env-newest``, with
Python 3.13 and the newest release of everything. The tests of ``make test`` then run there; what
else stands on the command line goes to pytest. This needs the standard library only.
"""

import argparse
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import course  # noqa: E402

PYTHONS = {"oldest": course.OLDEST, "newest": course.NEWEST}


def find_python(version):
    """Return the path of a Python of this version, or end with a sentence."""
    if sys.version_info[:2] == version:
        return sys.executable
    name = "python{}.{}".format(*version)
    path = shutil.which(name)
    # A version manager's shim may stand on the path without a Python behind it.
    if path and subprocess.run([path, "-c", ""], capture_output=True).returncode == 0:
        return path
    course.stop(f"{name} was not found: install it, or name one with --python PATH.")


def lower_bounds():
    """Return every direct dependency, pinned to the oldest release that pyproject.toml allows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    requirements = project["dependencies"] + project["optional-dependencies"]["course"]
    return [requirement.replace(">=", "==") for requirement in requirements]


def make(name, python):
    """Make the environment and return the path of its Python."""
    folder = ROOT / "build" / f"env-{name}"
    print(f"== Making {folder.relative_to(ROOT)} ==", flush=True)
    subprocess.run([python, "-m", "venv", "--clear", folder], check=True)
    python = folder / course.PYTHON.relative_to(course.VENV)
    packages = ["--editable", ".[course]"]
    if name == "oldest":
        constraints = folder / "constraints.txt"
        constraints.write_text("\n".join(lower_bounds()))
        packages += ["--constraint", constraints]
    pip = [python, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--quiet", *packages], cwd=ROOT, check=True)
    subprocess.run([*pip, "list"], check=True)
    return python


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("environment", choices=PYTHONS)
    parser.add_argument("--python", help="the Python to use, instead of one on the PATH")
    options, rest = parser.parse_known_args()
    python = options.python or find_python(PYTHONS[options.environment])
    try:
        course.PYTHON = make(options.environment, python)
    except OSError as error:
        course.stop(f"{python} cannot be started: {error.strerror}.")
    except subprocess.CalledProcessError:
        course.stop("the environment could not be made; the lines above say why.")
    return course.test(rest)


if __name__ == "__main__":
    sys.exit(main())
