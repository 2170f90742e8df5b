"""Lock file, environment.yml and pyproject.toml agree; set-up says in a sentence what fails."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement

import course
from tools import environments

ROOT = Path(__file__).resolve().parent.parent

# The machines that the course supports: the lock must settle every package on each of them.
MACHINES = [
    {"python_version": python, "python_full_version": f"{python}.5", **system}
    for python in ("3.11", "3.12", "3.13")
    for system in (
        {"platform_system": "Linux", "sys_platform": "linux", "platform_machine": "x86_64"},
        {"platform_system": "Linux", "sys_platform": "linux", "platform_machine": "aarch64"},
        {"platform_system": "Darwin", "sys_platform": "darwin", "platform_machine": "arm64"},
        {"platform_system": "Windows", "sys_platform": "win32", "platform_machine": "AMD64"},
    )
]


def pinned(requirements, machine):
    """Name → exact version of the requirements that apply to a machine."""
    environment = default_environment() | machine
    versions = {}
    for requirement in requirements:
        if requirement.marker is None or requirement.marker.evaluate(environment):
            (specifier,) = requirement.specifier
            assert specifier.operator == "==", f"{requirement} is not pinned"
            assert requirement.name not in versions, f"{requirement.name} is pinned twice"
            versions[requirement.name] = specifier.version
    return versions


def read_lock():
    lines = (ROOT / "requirements.lock").read_text().replace("\\\n", " ").splitlines()
    return [Requirement(line.split("--hash")[0]) for line in lines if line and line[0] not in "# "]


def read_conda():
    parts = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    pip = next(part["pip"] for part in parts if isinstance(part, dict))
    return parts, [Requirement(line) for line in pip if not line.startswith("--")]


def read_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = project["dependencies"] + project["optional-dependencies"]["course"]
    return project, [Requirement(line) for line in lines]


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: "-".join(list(m.values())[1:]))
def test_lock_settles_every_direct_dependency(machine):
    locked = pinned(read_lock(), machine)
    environment = default_environment() | machine
    for requirement in read_project()[1]:
        if requirement.marker is None or requirement.marker.evaluate(environment):
            assert requirement.specifier.contains(locked[requirement.name]), requirement.name
    assert ("tensorflow" in locked) != ("tensorflow-cpu" in locked)


def test_conda_users_get_the_locked_direct_dependencies():
    parts, requirements = read_conda()
    (python,) = [part for part in parts if str(part).startswith("python=")]
    version = python.split("=")[1]
    for machine in [m for m in MACHINES if m["python_version"] == version]:
        locked = pinned(read_lock(), machine)
        wanted = pinned(requirements, machine)
        environment = default_environment() | machine
        direct = {
            requirement.name
            for requirement in read_project()[1]
            if requirement.marker is None or requirement.marker.evaluate(environment)
        }
        assert wanted == {name: locked[name] for name in direct}


def test_every_conda_line_gives_its_reason():
    text = (ROOT / "environment.yml").read_text()
    entries = [line for line in text.splitlines() if re.match(r"\s+- ", line)]
    bare = [line for line in entries if "#" not in line]
    assert [line.strip() for line in bare] == ["- conda-forge", "- pip:"]


def test_python_versions_agree():
    project, _ = read_project()
    oldest, newest = course.OLDEST, course.NEWEST
    assert project["requires-python"] == f">=3.{oldest[1]},<3.{newest[1] + 1}"


def test_weekly_workflow_covers_each_system_and_python():
    text = (ROOT / ".github" / "workflows" / "environments.yml").read_text()
    matrix = yaml.safe_load(text)["jobs"]["test"]["strategy"]["matrix"]
    assert {system.split("-")[0] for system in matrix["system"]} == {"ubuntu", "macos", "windows"}
    assert {(packages["versions"], packages["python"]) for packages in matrix["packages"]} == {
        ("oldest", "{}.{}".format(*course.OLDEST)),
        ("newest", "{}.{}".format(*course.NEWEST)),
        *(("locked", f"3.{minor}") for minor in range(course.OLDEST[1], course.NEWEST[1] + 1)),
    }


def test_oldest_environment_gets_the_lower_bounds():
    bounds = [Requirement(line) for line in environments.lower_bounds()]
    direct = read_project()[1]
    assert [bound.name for bound in bounds] == [requirement.name for requirement in direct]
    for bound, requirement in zip(bounds, direct, strict=True):
        (pin,) = bound.specifier
        assert pin.operator == "=="
        assert requirement.specifier.contains(pin.version)


def test_locked_packages_carry_hashes_and_no_address():
    text = (ROOT / "requirements.lock").read_text()
    assert "://" not in text and "--index" not in text and "--find-links" not in text
    blocks = re.split(r"\n(?=[a-z])", text)[1:]
    assert len(blocks) > 50
    assert all("--hash=sha256:" in block for block in blocks)


def run_course(*arguments, before):
    script = f"import sys, course; {before}; sys.exit(course.main())"
    return subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=ROOT, capture_output=True, text=True
    )


def test_unsuitable_python_is_one_sentence():
    before = "course.sys.version_info = (3, 9, 1); course.shutil.which = lambda name: None"
    finished = run_course("lab", before=before)
    assert finished.returncode == 1
    assert finished.stderr == (
        "course: Python 3.11 to 3.13 is needed and this is Python 3.9: install one.\n"
    )


def test_too_little_disk_is_one_sentence(tmp_path):
    before = (
        f"course.VENV = course.Path({str(tmp_path)!r}) / 'venv';"
        "course.PYTHON = course.VENV / 'bin/python'; course.STAMP = course.VENV / 'stamp';"
        "course.NEEDED_GB = 1e9"
    )
    finished = run_course("lab", before=before)
    assert finished.returncode == 1
    assert finished.stderr.startswith("course: the disk has")
    assert finished.stderr.count("\n") == 1
    assert not (tmp_path / "venv").exists()


def test_unreachable_index_is_one_sentence(tmp_path):
    # A small environment and a lock file with one package that is nowhere but on the index.
    (tmp_path / "requirements.lock").write_text("six==1.17.0 --hash=sha256:" + "0" * 64 + "\n")
    before = (
        f"place = course.Path({str(tmp_path)!r}); course.VENV = place / 'venv';"
        "course.PYTHON = course.VENV / 'bin/python'; course.STAMP = course.VENV / 'stamp';"
        "course.LOG = place / 'pip.log'; course.LOCK = place / 'requirements.lock';"
        "course.WHEELS = place / 'wheels';"  # not those of a packed course
        "import os; os.environ.update(PIP_INDEX_URL='http://127.0.0.1:9/simple',"
        "PIP_NO_CACHE_DIR='1', PIP_CONFIG_FILE=os.devnull, PIP_RETRIES='0')"
    )
    finished = run_course("setup", before=before)
    assert finished.returncode == 1
    last = finished.stderr.splitlines()[-1]
    assert last.startswith("course: the package index cannot be reached: check the network")
