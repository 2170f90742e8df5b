"""JupyterLab, as ``course.py lab`` starts it for a reader whose settings are for other work."""

import asyncio
import contextlib
import ipaddress
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest
from tornado.websocket import websocket_connect

ROOT = Path(__file__).resolve().parent.parent
# The course's own start, with this Python in place of the one that `make lab` sets up.
START = """
import sys
from pathlib import Path
import course
course.PYTHON, course.SETTINGS = Path(sys.executable), Path(sys.argv[1])
sys.exit(course.lab(sys.argv[2:]))
"""
OPEN_TO_ALL = """
c.ServerApp.ip = "0.0.0.0"
c.IdentityProvider.token = ""
c.ServerApp.preferred_dir = "/nowhere"
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """What a JupyterLab says of itself: port, token, place of its log."""
    place = tmp_path_factory.mktemp("lab")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for file, text in {
        ".jupyter/jupyter_server_config.py": OPEN_TO_ALL,
        ".ipython/profile_default/startup/00.py": "raise SystemExit",
        "other/numpy.py": "raise ImportError",
    }.items():
        (place / file).parent.mkdir(parents=True)
        (place / file).write_text(text)
    other = {"HOME": place, "PYTHONPATH": place / "other", "JUPYTER_TOKEN": "known to all"}
    other |= {"JUPYTER_CONFIG_DIR": place / ".jupyter", "MPLBACKEND": "pdf", "SHELL": "/bin/sh"}
    environment = os.environ | {name: str(text) for name, text in other.items()}
    command = [sys.executable, "-c", START, place / "settings", "--no-browser", f"--port={port}"]
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
            server = json.loads(
                next((place / "settings/runtime").glob("jpserver-*.json")).read_text()
            )
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


def test_the_first_start_asks_nothing(server):
    name = "@jupyterlab/apputils-extension:notification"
    address = f"http://localhost:{server['port']}/lab/api/settings/{name}"
    token = {"Authorization": f"token {server['token']}"}
    with urllib.request.urlopen(urllib.request.Request(address, headers=token)) as answer:
        properties = json.load(answer)["schema"]["properties"]
    assert properties["fetchNews"]["default"] == "false"


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


def post(server, path):
    """Start a kernel or a terminal; return what the server says of it."""
    token = {"Authorization": f"token {server['token']}"}
    address = f"http://localhost:{server['port']}/{path}"
    request = urllib.request.Request(address, b"{}", token, method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


@pytest.mark.parametrize("path", ["api/kernels", "api/terminals"])
def test_python_is_the_courses_own_in_notebooks_and_terminals(server, path):
    parent = psutil.Process(server["pid"])
    before = set(parent.children())
    post(server, path)
    (child,) = set(parent.children()) - before
    variables = child.environ()
    # A login shell would read /etc/profile, which sets another path.
    assert "-l" not in child.cmdline()
    assert (
        Path(shutil.which("python", path=variables["PATH"])).parent == Path(sys.executable).parent
    )
    assert "PYTHONPATH" not in variables and variables.get("MPLBACKEND") != "pdf"


def test_a_photograph_of_more_than_ten_megabytes_arrives(server):
    kernel = post(server, "api/kernels")["id"]

    async def send(buffer):
        address = f"ws://localhost:{server['port']}/api/kernels/{kernel}/channels"
        line = await websocket_connect(f"{address}?token={server['token']}")
        header = {"msg_id": "1", "msg_type": "kernel_info_request", "session": "s", "username": ""}
        header |= {"version": "5.3", "date": ""}
        empty = {"parent_header": {}, "metadata": {}, "content": {}, "channel": "shell"}
        text = json.dumps({"header": header} | empty).encode()
        offsets = struct.pack(">III", 2, 12, 12 + len(text))
        await line.write_message(offsets + text + buffer, binary=True)
        while (message := await asyncio.wait_for(line.read_message(), 60)) is not None:
            if isinstance(message, str) and "kernel_info_reply" in message:
                return "arrived"
        return line.close_reason

    assert asyncio.run(send(bytes(30_000_000))) == "arrived"
