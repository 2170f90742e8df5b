"""Pack the course for machines without a network: ``make offline``.

``build/offline`` then holds the course, with its weights and its freely licensed photographs, and
in ``wheels/`` every package of ``requirements.lock``. ``course.py`` installs from that folder
wherever it finds it beside itself. Packages are for this kind of machine unless others are named:
``python course.py offline windows macos linux``.
"""

import argparse
import hashlib
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[3]
LOCK = ROOT / "requirements.lock"
TARGET = ROOT / "build" / "offline"
PYTHONS = ("3.11", "3.12", "3.13")
RELEASES = ("0", "99")  # of each: the lock may tell early releases, such as 3.11.4, from later ones

# What a lock file's conditions ask of a machine: system, its other two names, and the processor.
MACHINES = {
    "linux": ("Linux", "linux", "posix", "x86_64"),
    "linux-arm": ("Linux", "linux", "posix", "aarch64"),
    "macos": ("Darwin", "darwin", "posix", "arm64"),
    "windows": ("Windows", "win32", "nt", "AMD64"),
}


def this_machine():
    """Return the name of this kind of machine, or None if the course has no packages for it."""
    here = (platform.system(), platform.machine())
    return next((name for name, m in MACHINES.items() if (m[0], m[3]) == here), None)


def tags(machine):
    """Return pip's names for the wheels that run on a kind of machine."""
    processor = MACHINES[machine][3]
    if machine.startswith("linux"):
        # From the C library of Debian 10 and Ubuntu 20.04 downwards.
        modern = [f"manylinux_2_{minor}_{processor}" for minor in range(28, 4, -1)]
        return [*modern, *(f"manylinux{name}_{processor}" for name in ("2014", "2010", "1"))]
    return {"macos": ["macosx_14_0_arm64"], "windows": ["win_amd64"]}[machine]


def lock_for(machine, release, text):
    """Return the part of a lock file that one kind of machine needs with, say, Python 3.11.4.

    pip would judge the conditions by the machine that it runs on, not by the one it downloads for.
    """
    names = ("platform_system", "sys_platform", "os_name", "platform_machine")
    environment = dict(zip(names, MACHINES[machine], strict=True))
    python = release.rpartition(".")[0]
    environment |= {"python_version": python, "python_full_version": release}
    kept = []
    for block in re.split(r"\n(?=\w)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)):
        first, hashes = block.split("\\\n", 1)
        requirement = Requirement(first)
        if requirement.marker is None or requirement.marker.evaluate(environment):
            kept.append(f"{requirement.name}{requirement.specifier} \\\n{hashes}")
    return "\n".join(kept)


def locks_for(machine, python, text):
    """Return the parts of a lock file that one kind of machine needs, with a release for each."""
    releases = [f"{python}.{release}" for release in RELEASES]
    return {lock_for(machine, release, text): release for release in releases}


def download(machine, release, needed, wheels):
    print(f"\n== Packages for {machine}, Python {release} ==", flush=True)
    lock = wheels / "needed.lock"
    lock.write_text(needed)
    command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check", "--quiet"]
    command += ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--requirement", lock]
    command += ["--dest", wheels, "--python-version", release]
    for tag in tags(machine):
        command += ["--platform", tag]
    failed = subprocess.call(command)
    lock.unlink()
    if failed:
        sys.exit(
            f"course: the packages for {machine} with Python {release} could not be downloaded; "
            "the lines above say why. What has come is kept: run this again."
        )


def sha256(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove_stale(wheels, text):
    """Delete what the lock file does not know: packages of an earlier version of the course."""
    for path in wheels.iterdir():
        if sha256(path) not in text:
            path.unlink()


def copy_course(source, target):
    """Copy the files that git keeps, and so no grades, downloads or anything else of yours."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=source, capture_output=True, text=True)
    if listed.returncode:
        sys.exit("course: this is no git clone, so it is not known which files are the course's.")
    for old in target.iterdir():
        if old.name != "wheels":
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    for name in filter(None, listed.stdout.split("\0")):
        if (source / name).exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / name, target / name)


def megabytes(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="course.py offline", description="Pack the course.")
    parser.add_argument("machines", nargs="*", metavar="machine", help=", ".join(MACHINES))
    parser.add_argument("--python", nargs="+", choices=PYTHONS, default=PYTHONS)
    options = parser.parse_args(arguments)
    machines = options.machines or [this_machine()]
    for machine in machines:
        if machine not in MACHINES:
            sys.exit(f"course: name a machine that the course runs on: {', '.join(MACHINES)}.")
    wheels = TARGET / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    copy_course(ROOT, TARGET)
    for machine in machines:
        for python in options.python:
            for needed, release in locks_for(machine, python, LOCK.read_text()).items():
                download(machine, release, needed, wheels)
    remove_stale(wheels, LOCK.read_text())
    print(
        f"\n{TARGET.relative_to(ROOT)} is packed: {megabytes(TARGET):.0f} MB, of which "
        f"{megabytes(wheels):.0f} MB are packages. Copy the folder to a stick; on each machine "
        "copy it to the disk and run `make lab` there."
    )


if __name__ == "__main__":
    main()
