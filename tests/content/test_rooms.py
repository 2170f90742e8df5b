"""Rooms of machines: the packed course needs no index, Colab's cell works there and only there."""

import json
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from notebooks.teaching.rooms import pack, set_up_colab, write_colab_cell
from tests.test_environment import in_folder, run_course

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ROOT / "notebooks" / "teaching" / "rooms"
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))

needs_git = pytest.mark.skipif(not shutil.which("git"), reason="there is no git here")


def git(folder, *arguments):
    me = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    subprocess.run(["git", "-C", folder, *me, *arguments], check=True, capture_output=True)


@pytest.mark.parametrize("release", ["3.11.0", "3.11.99", "3.12.0", "3.13.99"])
@pytest.mark.parametrize("machine", pack.MACHINES)
def test_every_machine_gets_its_own_part_of_the_lock(machine, release):
    lock = pack.lock_for(machine, release, pack.LOCK.read_text())
    names = re.findall(r"^([\w.-]+)==", lock, flags=re.MULTILINE)
    assert len(names) == len(set(names)) > 100
    assert ";" not in lock
    # What each kind of machine cannot do without, and what it cannot use.
    assert ("tensorflow-cpu" in names) == (machine == "linux") != ("tensorflow" in names)
    assert ("appnope" in names) == (machine == "macos")
    assert ("pywinpty" in names) == (machine == "windows")
    assert lock.count("==") == len(names) and "--hash=sha256:" in lock.split("==")[-1]


@pytest.mark.skipif(pack.this_machine() is None, reason="no packages for this kind of machine")
def test_this_very_python_finds_all_that_it_needs():
    text = pack.LOCK.read_text()
    python = ".".join(platform.python_version_tuple()[:2])
    packed = "".join(pack.locks_for(pack.this_machine(), python, text))
    lines = re.findall(r"^(\w.*?) *\\$", text, flags=re.MULTILINE)
    needed = [one for one in map(Requirement, lines) if not one.marker or one.marker.evaluate()]
    assert len(needed) > 100
    assert [one.name for one in needed if f"{one.name}{one.specifier} " not in packed] == []


def test_early_and_later_releases_of_a_python_get_what_they_need():
    """A package may end its support for 3.11.4 and not for 3.11.5; the stick serves both."""
    text = (
        "old==1.0 ; python_full_version < '3.11.5' \\\n    --hash=sha256:1\n"
        "new==2.0 ; python_full_version >= '3.11.5' \\\n    --hash=sha256:2\n"
        "both==3.0 \\\n    --hash=sha256:3\n"
    )
    packed = [
        re.findall(r"^\w+", lock, re.MULTILINE) for lock in pack.locks_for("linux", "3.11", text)
    ]
    assert packed == [["old", "both"], ["new", "both"]]
    assert len(pack.locks_for("linux", "3.12", text)) == 1


def test_packed_packages_are_installed_without_an_index(small_clone):
    """First the folder is empty, then it holds the package; the index is never there."""
    (wheel,) = (small_clone / "wheels").iterdir()
    wheel.rename(small_clone / wheel.name)
    last = run_course("setup", before=in_folder(small_clone)).stderr.splitlines()[-1]
    assert last.startswith("course: the folder wheels has no speck==1.0 for this kind of machine (")
    assert last.endswith("where there is a network, pack them with `course.py offline`.")

    (small_clone / wheel.name).rename(wheel)
    done = run_course("setup", before=in_folder(small_clone))
    assert "Successfully installed speck-1.0" in done.stdout


@needs_git
def test_the_course_is_packed_and_nothing_else(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    for folder in (source / "data", target / "wheels", target / "old"):
        folder.mkdir(parents=True)
    (source / "data" / "photo.jpg").write_text("shared")
    (target / "wheels" / "tiny.whl").write_text("kept")
    (target / "old" / "lesson.ipynb").write_text("of an earlier version")
    git(source, "init")
    git(source, "add", ".")
    (source / "data" / "photo.jpg").write_text("shared, and edited")
    (source / "grades.csv").write_text("nobody's business")
    pack.copy_course(source, target)
    packed = {str(p.relative_to(target)) for p in target.rglob("*") if p.is_file()}
    assert packed == {str(Path("data", "photo.jpg")), str(Path("wheels", "tiny.whl"))}
    assert (target / "data" / "photo.jpg").read_text() == "shared, and edited"


def test_packages_of_an_earlier_version_are_removed(tmp_path):
    kept, old = tmp_path / "kept.whl", tmp_path / "old.whl"
    kept.write_bytes(b"kept")
    old.write_bytes(b"old")
    pack.remove_stale(tmp_path, f"kept==1.0 --hash=sha256:{pack.sha256(kept)}")
    assert list(tmp_path.iterdir()) == [kept]


def test_an_unknown_machine_is_one_sentence():
    with pytest.raises(SystemExit, match="name a machine that the course runs on: linux, "):
        pack.main(["amiga"])


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.name)
def test_every_notebook_sets_itself_up_in_colab(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert "".join(code[0]["source"]) == write_colab_cell.source()
    assert code[0]["id"] == write_colab_cell.CELL_ID
    assert code[0]["outputs"] == []


def run_cell(tmp_path, cell, before):
    """Run a Colab cell with this folder as its /content, as IPython does."""
    (tmp_path / "content").mkdir()
    cell = cell.replace("/content", str(tmp_path / "content"))
    script = tmp_path / "cell.ipy"
    script.write_text(f"{before}\n{cell}\nimport os, sys\nprint(os.getcwd(), sys.path[0])\n")
    return subprocess.run(
        [sys.executable, "-m", "IPython", "--no-banner", "--colors=NoColor", script],
        cwd=tmp_path / "content",
        env=os.environ | {"IPYTHONDIR": str(tmp_path / "ipython")},
        capture_output=True,
        text=True,
    )


IN_COLAB = 'type(get_ipython()).__module__ = "google.colab._shell"'


@needs_git
@pytest.mark.skipif(os.name == "nt", reason="Colab's machines are Linux")
def test_cell_fetches_the_course_in_colab(tmp_path):
    published = tmp_path / "published"
    rooms = published / "notebooks" / "teaching" / "rooms"
    rooms.mkdir(parents=True)
    shutil.copy(ROOMS / "set_up_colab.py", rooms)
    shutil.copy(ROOT / "pyproject.toml", published)
    git(published, "init")
    git(published, "add", ".")
    git(published, "commit", "--message", "The course")
    finished = run_cell(tmp_path, write_colab_cell.source(str(published)), IN_COLAB)
    assert finished.returncode == 0, finished.stderr
    folder, first = finished.stdout.splitlines()[-1].split(" ")
    course = tmp_path / "content" / "course"
    assert folder == str(course / "notebooks")
    assert first == str(course), "colorlib is not found first in the clone"


@pytest.mark.skipif(os.name == "nt", reason="Colab's machines are Linux")
def test_cell_does_nothing_elsewhere(tmp_path):
    finished = run_cell(tmp_path, write_colab_cell.source("https://example.org/course"), "")
    assert finished.stdout.split(" ")[0] == str(tmp_path / "content")
    assert list((tmp_path / "content").iterdir()) == []


def test_without_an_address_the_cell_says_what_to_do(tmp_path):
    cell = write_colab_cell.source("https://github.com/OWNER/REPOSITORY")
    finished = run_cell(tmp_path, cell, IN_COLAB)
    assert "set Repository in its pyproject.toml, then run" in finished.stdout + finished.stderr
    assert "git clone" not in cell and "Traceback" not in finished.stderr


def test_colab_keeps_its_tensorflow_and_gets_what_is_missing():
    required = ["numpy>=1.26", "tensorflow-cpu>=2.18", "tqdm>=9999", "no-such-package>=1"]
    assert set_up_colab.wanting(required) == {
        "tqdm": "tqdm>=9999",
        "no-such-package": "no-such-package>=1",
    }


def test_packages_that_the_kernel_holds_are_known():
    assert {"numpy", "pytest"} <= set_up_colab.imported() | {"numpy"}


def test_values_for_kubernetes_share_the_photographs_read_only():
    values = yaml.safe_load((ROOMS / "values.yaml").read_text(encoding="utf-8"))["singleuser"]
    (mount,), (volume,) = (values["storage"][f"extraVolume{end}"] for end in ("Mounts", "s"))
    assert mount["readOnly"] and mount["name"] == volume["name"]
    assert values["extraEnv"]["COLORLIB_PHOTOS"] == mount["mountPath"]
