"""A JupyterLab of its own, on a copy of the notebooks, and a Chromium to look at it with."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from course import BROWSERS

from .lab import Lab

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "build" / "browser"
# Settings of JupyterLab: ask nothing, and draw every cell, not only those in sight.
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
}


@pytest.fixture(scope="session")
def report():
    """The folder for screenshots and response times."""
    REPORT.mkdir(parents=True, exist_ok=True)
    return REPORT


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Address and token of a JupyterLab that is stopped at the end."""
    place = tmp_path_factory.mktemp("lab")
    # A copy, because JupyterLab saves what it runs.
    shutil.copytree(ROOT / "notebooks", place / "notebooks")
    for name, values in SETTINGS.items():
        file = place / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = "browser-test"
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}"]
    command += [f"--ServerApp.root_dir={place / 'notebooks'}", f"--IdentityProvider.token={token}"]
    if os.geteuid() == 0:
        command.append("--allow-root")
    places = {"JUPYTERLAB_SETTINGS_DIR": place / "settings", "JUPYTER_CONFIG_DIR": place / "config"}
    environment = os.environ | {name: str(path) for name, path in places.items()}
    with (place / "lab.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    address = f"http://127.0.0.1:{port}"
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{address}/api?token={token}", timeout=5)
            break
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    else:
        process.kill()
        pytest.fail("JupyterLab did not start:\n" + (place / "lab.log").read_text()[-2000:])
    yield place / "notebooks", address, token
    process.terminate()
    process.wait(30)


@pytest.fixture(scope="session")
def chromium():
    """The system's browser."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.fail(f"No browser was found; install one of {', '.join(BROWSERS)}.")
    quiet = ["--disable-gpu", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync"]
    # In a container, where root is all there is, the sandbox cannot be set up.
    if os.geteuid() == 0:
        quiet.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=quiet)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def times(report):
    """Response times in milliseconds by widget and action; written down at the end."""
    measured = {}
    yield measured
    (report / "times.json").write_text(json.dumps(measured, indent=1))
    print("\nResponse times (ms):")
    for name, values in measured.items():
        print(f"  {name}: {', '.join(f'{value:.0f}' for value in values)}")


@pytest.fixture
def lab(server, chromium, report, times):
    """A page with JupyterLab; its kernels end with it."""
    page = chromium.new_page(viewport={"width": 1300, "height": 1600})
    page.set_default_timeout(30_000)
    lab = Lab(page, *server, report, times)
    yield lab
    lab.close()


@pytest.fixture(scope="session")
def notebooks():
    """File names of the notebooks by their numbers."""
    return {path.name[:2]: path.name for path in (ROOT / "notebooks").glob("[0-9]*.ipynb")}
