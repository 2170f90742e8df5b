"""What holds for all tests."""

import hashlib
import shutil
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def no_button_has_failed(caplog):
    """Buttons do not raise what their callbacks raise: ipywidgets logs it, so look there."""
    yield
    assert not [r.getMessage() for r in caplog.get_records("call") if "callback" in r.getMessage()]


@pytest.fixture
def small_clone(tmp_path):
    """A folder to set up, with a package of one module packed beside it."""
    folder = tmp_path / "a clone"
    (folder / "wheels").mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", folder)
    wheel = folder / "wheels" / "speck-1.0-py3-none-any.whl"
    about = "speck-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as zipped:
        zipped.writestr("speck.py", "")
        zipped.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: speck\nVersion: 1.0\n")
        zipped.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        zipped.writestr(f"{about}/RECORD", "")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (folder / "requirements.lock").write_text(f"speck==1.0 --hash=sha256:{digest}\n")
    return folder
