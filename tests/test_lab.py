"""JupyterLab, as ``course.py lab`` starts it, keeps its default protections."""

import contextlib
import ipaddress
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parent.parent
# The course's own start, with this Python in place of the one that `make lab` sets up.
START = "import course, sys; course.PYTHON = sys.executable; sys.exit(course.lab(sys.argv[1:]))"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """What a JupyterLab without settings says of itself: port, token, place of its log."""
    place = tmp_path_factory.mktemp("lab")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if "JUPYTER" not in name}
    for kind in ("config", "data", "runtime"):
        environment[f"JUPYTER_{kind.upper()}_DIR"] = str(place / kind)
    command = [sys.executable, "-c", START, "--no-browser", f"--port={port}"]
    with (place / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield wait_for(place, process) | {"place": place}
    finally:
        # The whole family: the server is a child of the course's own process.
        for one in [*psutil.Process(process.pid).children(recursive=True), process]:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        process.wait()


def wait_for(place, process):
    for _ in range(600):
        with contextlib.suppress(StopIteration, OSError, ValueError):
            server = json.loads(next((place / "runtime").glob("jpserver-*.json")).read_text())
            socket.create_connection(("localhost", server["port"]), timeout=1).close()
            return server
        if process.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail("JupyterLab did not start:\n" + (place / "log").read_text()[-2000:])


def status(server, path, **headers):
    """Return the HTTP status with which the server answers."""
    request = urllib.request.Request(f"http://localhost:{server['port']}/{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_the_printed_link_leads_to_the_first_notebook(server):
    printed = (server["place"] / "log").read_text()
    assert f"/lab/tree/00_start_here.ipynb?token={server['token']}" in printed
    found = status(
        server, "api/contents/00_start_here.ipynb", Authorization=f"token {server['token']}"
    )
    assert found == 200


@pytest.mark.parametrize("path", ["api/contents", "api/kernels", "api/terminals"])
def test_only_the_token_opens_the_lab(server, path):
    assert status(server, path) == 403
    assert status(server, path, Authorization="token wrong") == 403
    assert status(server, path, Authorization=f"token {server['token']}") == 200


def test_lab_listens_on_this_machine_only(server):
    connections = psutil.Process(server["pid"]).net_connections("inet")
    listening = [one.laddr for one in connections if one.status == psutil.CONN_LISTEN]
    assert server["port"] in {address.port for address in listening}
    assert all(ipaddress.ip_address(address.ip).is_loopback for address in listening), listening
