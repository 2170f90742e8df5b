"""Lock file, environment.yml and pyproject.toml agree; set-up says in a sentence what fails."""

import http.server
import os
import re
import shutil
import ssl
import subprocess
import sys
import threading
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


def read_lock(path=course.LOCK):
    lines = path.read_text().replace("\\\n", " ").splitlines()
    return [Requirement(line.split("--hash")[0]) for line in lines if line and line[0] not in "# "]


def test_a_graphics_card_gets_its_own_tensorflow(tmp_path, monkeypatch):
    monkeypatch.setattr(course, "GPU", True)
    monkeypatch.setattr(course, "VENV", tmp_path)
    monkeypatch.setattr(course.platform, "system", lambda: "Linux")
    monkeypatch.setattr(course.platform, "machine", lambda: "x86_64")
    versions = pinned(read_lock(course.lock_in_use()), MACHINES[0])
    usual = pinned(read_lock(), MACHINES[0])
    assert versions["tensorflow"] == usual.pop("tensorflow-cpu")
    assert usual.items() <= versions.items() and "nvidia-cudnn-cu12" in versions
    monkeypatch.setattr(course.platform, "machine", lambda: "aarch64")
    with pytest.raises(SystemExit, match="leave it out here"):
        course.lock_in_use()


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


def run_course(*arguments, before, **variables):
    script = f"import sys, course; {before}; sys.exit(course.main())"
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | {name: str(text) for name, text in variables.items()},
    )


def test_unsuitable_python_is_one_sentence():
    before = "course.sys.version_info = (3, 9, 1); course.shutil.which = lambda name: None"
    finished = run_course("lab", before=before)
    assert finished.returncode == 1
    assert finished.stderr == (
        "course: Python 3.11 to 3.13 is needed and this is Python 3.9: install one.\n"
    )


def in_folder(folder):
    """Python that makes course.py set up another folder, with one small package in its lock."""
    return (
        "from pathlib import Path;"
        f"course.ROOT = Path({str(folder)!r}); course.VENV = course.ROOT / '.venv';"
        "inside = lambda name: course.VENV / getattr(course, name).relative_to(ROOT / '.venv');"
        f"ROOT = Path({str(ROOT)!r});"
        "[setattr(course, name, inside(name)) for name in 'PLACE STAMP LOG PYTHON'.split()];"
        "course.LOCK, course.WHEELS = course.ROOT / 'requirements.lock', course.ROOT / 'wheels';"
        # colorlib itself is built by setuptools, which is not in this lock.
        "pip = course.run_pip;"
        "course.run_pip = lambda step, *rest: None if 'colorlib' in step else pip(step, *rest)"
    )


def scripts_of(folder):
    return folder / course.PYTHON.parent.relative_to(ROOT)


def test_settings_of_other_work_do_not_reach_the_set_up(small_clone, tmp_path):
    other = tmp_path / "other"
    (other / "pip").mkdir(parents=True)
    (other / "pip" / "__init__.py").write_text("raise ImportError('of another Python')")
    (other / "pip.conf").write_text("[install]\nuser = true\nno-binary = :all:\n")
    finished = run_course(
        "setup", before=in_folder(small_clone), PIP_USER=1, PIP_TARGET=other, PIP_PREFIX=other,
        PIP_CONFIG_FILE=other / "pip.conf", PYTHONPATH=other, PYTHONOPTIMIZE=2,
    )  # fmt: skip
    assert finished.returncode == 0, finished.stdout + finished.stderr
    subprocess.run([scripts_of(small_clone) / "python", "-c", "import speck"], check=True)


def test_half_made_and_moved_environments_are_made_anew(small_clone):
    # What Debian's Python leaves behind where its package venv is missing.
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", small_clone / ".venv"], check=True
    )
    for place in (small_clone, small_clone.with_name("renamed, and moved")):
        if place != small_clone:
            small_clone.rename(place)
        finished = run_course("setup", before=in_folder(place))
        assert finished.returncode == 0, finished.stdout + finished.stderr
        subprocess.run([scripts_of(place) / "python", "-c", "import speck"], check=True)
        subprocess.run([scripts_of(place) / "pip", "--version"], check=True)
    assert "Set up" not in run_course("setup", before=in_folder(place)).stdout


def test_index_settings_of_a_school_go_on_working(monkeypatch, tmp_path):
    (tmp_path / "pip.conf").write_text(
        "[global]\nindex-url = http://mirror.school/simple\nuser = true\n"
        "[install]\ntrusted-host =\n    mirror.school\n    other.school\n"
    )
    monkeypatch.setattr(course, "PYTHON", Path(sys.executable))
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    monkeypatch.setenv("PIP_PROXY", "http://proxy.school")
    monkeypatch.setenv("PIP_USER", "1")
    variables = course.for_pip()
    assert variables["PIP_INDEX_URL"] == "http://mirror.school/simple"
    assert variables["PIP_TRUSTED_HOST"].split() == ["mirror.school", "other.school"]
    assert variables["PIP_PROXY"] == "http://proxy.school"
    assert "PIP_USER" not in variables


def test_paths_in_settings_are_seen_from_where_the_course_was_called(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.setenv("COLORLIB_PHOTOS", "photos")
    monkeypatch.setenv("COLORLIB_CACHE", "~/cache")
    variables = course.surroundings()
    assert variables["COLORLIB_PHOTOS"] == str(tmp_path / "photos")
    assert variables["COLORLIB_CACHE"] == str(tmp_path / "home" / "cache")


def test_the_readers_settings_do_not_change_what_is_tested(monkeypatch, tmp_path):
    seen = {}
    monkeypatch.setattr(course.subprocess, "call", lambda command, **rest: seen.update(rest) or 0)
    for name, text in {"MODE": "full", "PHOTOS": "photos", "CACHE": str(tmp_path)}.items():
        monkeypatch.setenv(f"COLORLIB_{name}", text)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only")
    assert course.test([]) == 0
    assert not seen["env"]["COLORLIB_MODE"] and not seen["env"]["COLORLIB_PHOTOS"]
    assert seen["env"]["COLORLIB_CACHE"] != str(tmp_path) and "PYTEST_ADDOPTS" not in seen["env"]


def test_too_little_disk_is_one_sentence(small_clone):
    finished = run_course("lab", before=in_folder(small_clone) + "; course.NEEDED_GB = 1e9")
    assert finished.returncode == 1
    assert finished.stderr.startswith("course: the disk has")
    assert finished.stderr.count("\n") == 1
    assert not (small_clone / ".venv").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_folder_that_cannot_hold_an_environment_is_one_sentence(small_clone):
    odd = small_clone.rename(small_clone.with_name("a:clone"))
    finished = run_course("setup", before=in_folder(odd))
    assert finished.returncode == 1
    assert finished.stderr.endswith("has the sign : in it: give the folder another name.\n")
    assert finished.stderr.count("\n") == 1


def test_a_file_in_the_way_is_one_sentence(small_clone):
    (small_clone / ".venv").write_text("no small_clone")
    finished = run_course("setup", before=in_folder(small_clone))
    assert finished.returncode == 1
    assert finished.stderr.startswith("course: ") and finished.stderr.count("\n") == 1


class Refusing(http.server.BaseHTTPRequestHandler):
    """A proxy that wants a password, and an index that has nothing."""

    def do_CONNECT(self):
        self.send_response(407, "Proxy Authentication Required")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        self.send_error(404)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def refusing():
    """A server of that kind on this machine."""
    server = http.server.ThreadingHTTPServer(("localhost", 0), Refusing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def last_words(folder, **variables):
    """What the set-up says at its end, where a package is nowhere but on an index."""
    install = "course.run_pip('Installing', '--require-hashes', '-r', course.LOCK)"
    before = f"{in_folder(folder)}; course.PYTHON = Path(sys.executable); course.VENV.mkdir(); "
    none = {name: "" for name in os.environ if name.startswith("PIP_")}
    finished = run_course(
        before=f"{before}{install}", PIP_CONFIG_FILE=os.devnull, PIP_NO_CACHE_DIR=1,
        no_proxy="", **none | variables,
    )  # fmt: skip
    assert finished.returncode == 1 and "Traceback" not in finished.stderr
    return finished.stderr.splitlines()[-1]


def test_an_unreachable_index_is_told_as_that(small_clone):
    words = last_words(small_clone, PIP_INDEX_URL="http://127.0.0.1:9/simple")
    assert words.startswith("course: the package index cannot be reached: check the network")


def test_a_proxy_that_wants_a_password_is_told_as_that(small_clone, refusing):
    proxy = f"http://localhost:{refusing.server_port}"
    words = last_words(small_clone, PIP_INDEX_URL="https://index.invalid/simple", HTTPS_PROXY=proxy)
    assert words.startswith("course: the proxy wants a password: set HTTPS_PROXY")


def test_a_missing_file_of_certificates_is_told_as_that(small_clone, tmp_path):
    missing = {"REQUESTS_CA_BUNDLE": tmp_path / "gone.pem"}
    words = last_words(small_clone, PIP_INDEX_URL="https://index.invalid/simple", **missing)
    assert words.startswith("course: the file of certificates that PIP_CERT or REQUESTS_CA_BUNDLE")


def test_an_index_without_the_package_is_told_as_that(small_clone, refusing):
    words = last_words(small_clone, PIP_INDEX_URL=f"http://localhost:{refusing.server_port}/simple")
    assert words.startswith("course: the package index has no speck==1.0 for this kind of machine")


def test_a_certificate_that_is_not_trusted_is_told_as_that(small_clone, refusing, tmp_path):
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate and is not here")
    command = "openssl req -x509 -nodes -newkey rsa:2048 -subj /CN=localhost"
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "x.pem")]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "x.pem", tmp_path / "key.pem")
    refusing.socket = context.wrap_socket(refusing.socket, server_side=True)
    words = last_words(
        small_clone, PIP_INDEX_URL=f"https://localhost:{refusing.server_port}/simple"
    )
    assert words.startswith("course: the certificate of the package index is not trusted here")
