"""Downloading against a real server on this machine that misbehaves on purpose."""

import errno
import os
import re
import shutil
import ssl
import subprocess
import threading
import time
import types
from pathlib import Path

import pytest

from colorlib import download
from colorlib.data import describe_source, list_photos, photo_folder
from colorlib.download import download_cvcl
from colorlib.settings import ColorlibError

from . import misbehaving
from .misbehaving import FILES, PROCESS, cut, hold, pack, serving, status, write_checksums

ROOT = Path(__file__).resolve().parent.parent
WHOLE = {f"cvcl/{name.split('_')[0]}/{name}": data for name, data in FILES.items()}


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A small archive of the published kind, on a server, with its list of checksums."""
    monkeypatch.setenv("COLORLIB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name in ("COLORLIB_PHOTOS", "no_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pooch.core.time", types.SimpleNamespace(sleep=lambda seconds: None))
    monkeypatch.setattr(download, "data_folder", lambda: tmp_path / "data")
    write_checksums(tmp_path / "data")
    with serving(pack()) as server:
        monkeypatch.setenv("COLORLIB_MIRROR", server.url)
        yield server


def kept(tmp_path):
    """Everything in the cache but the lock."""
    cache = tmp_path / "cache"
    files = [path for path in cache.rglob("*") if path.is_file() and path.name != "cvcl.lock"]
    return {path.relative_to(cache).as_posix(): path.read_bytes() for path in files}


def test_photographs_arrive_verified_and_become_the_source_in_use(server, tmp_path, capsys):
    folder = download_cvcl()
    assert "100%" in capsys.readouterr().err
    assert kept(tmp_path) == WHOLE
    assert folder == photo_folder()
    assert [path.name for path in list_photos("forest")] == ["forest_natu1.jpg"]
    assert describe_source() == "the downloaded CVCL photographs (1 forest, 1 mountain)"
    # The second call finds them and asks nobody.
    assert download_cvcl() == folder and len(server.ranges) == 1


@pytest.mark.parametrize("place", [0, 30, 90, 100, 200_000])
@pytest.mark.parametrize("reset", [False, True])
def test_cut_connection_is_resumed_in_the_same_call(server, tmp_path, place, reset):
    # In the status line, the headers and the body.
    server.plan = [cut(200_000), cut(place, reset)]
    download_cvcl()
    assert kept(tmp_path) == WHOLE
    starts = [int(re.fullmatch(r"bytes=(\d+)-", asked)[1]) for asked in server.ranges]
    assert len(starts) == 3 and starts[0] == 0
    assert 190_000 < starts[1] < 200_000 and starts[1] <= starts[2]


def test_download_that_was_given_up_is_resumed_by_the_next_call(server, tmp_path):
    server.plan = [cut(200_000)] + [cut(20)] * 3
    with pytest.raises(ColorlibError, match="no connection, or it was cut"):
        download_cvcl()
    download_cvcl()
    assert len(server.ranges) == 5 and server.ranges[4] == server.ranges[1] != "bytes=0-"
    assert kept(tmp_path) == WHOLE


def test_attempts_that_bring_something_do_not_use_up_the_retries(server, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "WORTHWHILE", 30_000)
    server.plan = [cut(40_000)] * 9
    download_cvcl()
    assert kept(tmp_path) == WHOLE and len(server.ranges) == 10


@pytest.mark.parametrize(
    "act", [misbehaving.chunked(), misbehaving.chunked(90_000), misbehaving.ignore_range]
)
def test_server_that_sends_no_length_or_no_part_serves_as_well(server, tmp_path, act):
    server.plan = [cut(200_000), act]
    download_cvcl()
    assert kept(tmp_path) == WHOLE


def test_rests_of_a_killed_process_do_no_harm(server, tmp_path):
    unfinished = tmp_path / "cache" / "cvcl.unfinished"
    (unfinished / "photos" / "forest").mkdir(parents=True)
    (unfinished / "photos" / "forest" / "half.jpg").write_bytes(b"half")
    (unfinished / "cvcl.part").write_bytes(server.content + b"of a larger file")
    assert "bundled sample" in describe_source()
    download_cvcl()
    assert kept(tmp_path) == WHOLE


def test_passing_server_error_is_outlasted_and_a_lasting_one_is_one_sentence(server, tmp_path):
    server.plan = [status(404)] * 4
    with pytest.raises(ColorlibError) as caught:
        download_cvcl()
    assert f"from {server.url} to" in str(caught.value)
    assert "the server answered 404 Not Found; try again" in str(caught.value)
    assert "until then the course uses its bundled sample" in str(caught.value)
    assert kept(tmp_path) == {}
    server.plan = [status(500), status(503), status(429)]
    download_cvcl()
    assert kept(tmp_path) == WHOLE


def test_answer_that_stops_coming_is_given_up(server, monkeypatch):
    monkeypatch.setattr(download, "TIMEOUT", 0.1)
    go_on = threading.Event()
    server.plan = [hold(go_on)] * 4
    with pytest.raises(ColorlibError, match="no connection, or it was cut"):
        download_cvcl()
    go_on.set()


WRONG = {
    "garbage": b"no zip" * 1000,
    "one wrong byte": pack().replace(b"forestforest", b"forestForest", 1),
    "another photograph": pack(FILES | {"forest_natu1.jpg": b"Forest" * 30_000}),
    "truncated": pack()[:-100],
    "a file missing": pack({"forest_natu1.jpg": FILES["forest_natu1.jpg"]}),
}


@pytest.mark.parametrize("spoil", WRONG)
def test_wrong_archive_is_refused_and_leaves_nothing(server, tmp_path, spoil):
    server.content = WRONG[spoil]
    with pytest.raises(ColorlibError, match="damaged or not the published one"):
        download_cvcl()
    assert kept(tmp_path) == {}


def test_archive_cannot_write_outside_the_photo_folder(server, tmp_path):
    # The last entry of a name counts.
    server.content = pack({"../../../x.jpg": b"x", "../../../forest_natu1.jpg": b"x", **FILES})
    download_cvcl()
    assert kept(tmp_path) == WHOLE
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "data"]


@pytest.mark.parametrize(
    ("address", "proxy", "words"),
    [
        ("http://127.0.0.1:9/p.zip", "", "no connection, or it was cut"),
        ("http://photos.invalid/p.zip", "http://127.0.0.1:9", "the proxy does not answer"),
        ("http://class:secret@127.0.0.1:9/p.zip", "", "from http://127.0.0.1:9/p.zip to"),
        ("http://[1/p.zip", "", "not a valid host or port"),
        ("the class server", "", "COLORLIB_MIRROR is 'the class server'; set it to an address"),
    ],
)
def test_wrong_address_is_one_sentence(server, monkeypatch, capfd, address, proxy, words):
    monkeypatch.setenv("COLORLIB_MIRROR", address)
    monkeypatch.setenv("HTTP_PROXY", proxy)
    with pytest.raises(ColorlibError, match=re.escape(words)) as caught:
        download_cvcl()
    assert "secret" not in str(caught.value) and capfd.readouterr() == ("", "")


def test_foreign_certificate_is_named(server, tmp_path, monkeypatch):
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate and is not here")
    command = (
        "openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj /CN=x"
    )
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "x.pem")]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "x.pem", tmp_path / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    monkeypatch.setenv("COLORLIB_MIRROR", server.url.replace("http", "https"))
    with pytest.raises(ColorlibError, match="the certificate is not accepted"):
        download_cvcl()


def start(tmp_path):
    command = [*PROCESS, tmp_path / "data"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


@pytest.mark.parametrize("fate", ["finishes", "is killed"])
def test_second_process_waits_for_the_first(server, tmp_path, fate):
    go_on = threading.Event()
    server.plan = [hold(go_on)]
    first = start(tmp_path)
    while not any(kept(tmp_path).values()):
        assert first.poll() is None, "nothing was downloaded"
        time.sleep(0.01)
    second = start(tmp_path)
    with pytest.raises(subprocess.TimeoutExpired):
        second.wait(3)
    assert len(server.ranges) == 1
    if fate == "is killed":
        first.kill()
        first.wait(60)
    go_on.set()
    folder = f"{tmp_path / 'cache' / 'cvcl'}\n".encode()
    assert second.communicate(timeout=60)[0] == folder
    if fate == "finishes":
        assert first.communicate(timeout=60)[0] == folder
    assert kept(tmp_path) == WHOLE and len(server.ranges) == 1 + (fate == "is killed")


@pytest.mark.parametrize("size", ["300k", "600k"], ids=["downloading", "unpacking"])
def test_full_disk_says_so_and_shows_no_half_photo_folder(server, tmp_path, size):
    cache = tmp_path / "cache"
    cache.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(cache)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only an administrator may mount a small disk")
    try:
        with pytest.raises(ColorlibError, match=os.strerror(errno.ENOSPC)):
            download_cvcl()
        assert not (cache / "cvcl").exists()
        subprocess.run(["mount", "-o", "remount,size=2m", str(cache)], check=True)
        download_cvcl()
        assert kept(tmp_path) == WHOLE
    finally:
        subprocess.run(["umount", str(cache)], check=True)


def test_cache_that_cannot_be_made_is_one_sentence(server, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(ColorlibError, match=r"File exists.*COLORLIB_CACHE to another folder"):
        download_cvcl()
