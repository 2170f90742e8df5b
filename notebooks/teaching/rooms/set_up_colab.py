"""Make a Google Colab machine ready for the course; each notebook's first cell runs this there.

Colab brings TensorFlow and most other packages along, in versions of its own. Those that
``pyproject.toml`` accepts stay as they are; only what is missing or too old is installed.
"""

import os
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[3]


def wanting(requirements):
    """Return those requirements that this machine does not meet, by the name of the package."""
    wanted = {}
    for requirement in map(Requirement, requirements):
        # Colab's TensorFlow is built for its graphics cards; a second one would only collide.
        if requirement.name.startswith("tensorflow"):
            continue
        try:
            met = requirement.specifier.contains(version(requirement.name), prereleases=True)
        except PackageNotFoundError:
            met = False
        if not met:
            wanted[requirement.name] = f"{requirement.name}{requirement.specifier}"
    return wanted


def imported():
    """Return the names of the packages that this kernel has imported already."""
    owners = packages_distributions()
    return {owner for name in list(sys.modules) for owner in owners.get(name, [])}


def main():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = wanting(project["dependencies"])
    if wanted:
        stale = wanted.keys() & imported()
        install = [sys.executable, "-m", "pip", "install", "--quiet", *wanted.values()]
        if subprocess.call(install):
            sys.exit("course: pip could not install a package; run this cell again.")
        if stale:
            sys.exit("course: now choose Runtime, Restart session, and run this cell again.")
    # An editable installation would be seen only after a restart of the kernel.
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT / "notebooks")


if __name__ == "__main__":
    main()
