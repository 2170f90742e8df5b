"""Downloading against a real server on this machine that misbehaves on purpose."""

import contextlib
import errno
import http.client
import http.server
import os
import random
import re
import shutil
import socket
import ssl
import stat
import subprocess
import sys
import threading
import time
import tracemalloc
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from colorlib import download
from colorlib.download import download_cvcl
from colorlib.errors import ColorlibError
from colorlib.scenes import describe_source, list_photos, photo_folder

from .misbehaving import (
    FILES,
    chunked,
    cut,
    flood,
    hold,
    ignore_range,
    pack,
    redirect,
    serving,
    status,
    trickle,
    write_checksums,
    wrong_range,
)

ROOT = Path(__file__).resolve().parent.parent
NOWHERE = "http://127.0.0.1:9"
PROCESS = (
    "import sys; from colorlib.download import download_cvcl; print(download_cvcl(*sys.argv[1:]))"
)


@pytest.fixture
def published(tmp_path, monkeypatch):
    """A small archive of the published kind, on a server, with its list of checksums."""
    monkeypatch.setenv("COLORLIB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name in ("COLORLIB_PHOTOS", "COLORLIB_MIRROR", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(download, "PAUSES", (0.01, 0.01, 0.01))
    with serving(content=pack()) as server:
        server.checksums = write_checksums(tmp_path / "list.csv")
        yield server


def get(published):
    return download_cvcl(published.url, published.checksums)


def kept(tmp_path):
    """Everything in the cache; whole photographs as what is in them."""
    cache = tmp_path / "cache"
    return {
        path.relative_to(cache).as_posix(): path.read_bytes()
        for path in cache.rglob("*")
        if path.is_file()
    }


WHOLE = {f"cvcl/{name.split('_')[0]}/{name}": data for name, data in FILES.items()}
del WHOLE["cvcl/coast/coast_natu3.jpg"]


def test_photographs_arrive_verified_and_become_the_source_in_use(published, tmp_path):
    folder = get(published)
    assert folder == photo_folder()
    assert [p.name for p in list_photos("forest")] == ["forest_natu1.jpg"]
    assert not (folder / "coast").exists()
    assert describe_source() == "the downloaded CVCL photographs (1 forest, 1 mountain)"
    assert sorted(p.name for p in (tmp_path / "cache").iterdir()) == ["cvcl"]
    # The second call finds them, asks nobody and needs to write nothing.
    asked = len(published.ranges)
    (tmp_path / "cache" / "cvcl.lock").mkdir()
    assert get(published) == folder
    assert len(published.ranges) == asked


def test_progress_bar_shows_size_and_time_left(published, capsys):
    published.plan = [cut(200_000)]
    get(published)
    bars = re.findall(
        r"(\d+)%\|[^\r]*\| ([\d.]+k?)/([\d.]+k) \[\d\d:\d\d<\d\d:\d\d", capsys.readouterr().err
    )
    assert bars[-1] == ("100", "420k", "420k") and len(bars) > 1


def test_connection_cut_anywhere_goes_on_in_the_same_call(tmp_path, monkeypatch, published):
    files = {"forest_natu1.jpg": b"forest" * 50, "mountain_natu2.jpg": b"mountain" * 50}
    published.content = pack(files)
    published.checksums = write_checksums(tmp_path / "small.csv", files)
    chance = random.Random(5)
    # Every seventh byte of the status line and headers, and a sample of the body.
    head = len("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n")
    places = [*range(0, head, 7), *chance.sample(range(head, head + len(published.content)), 25)]
    for place in places:
        shutil.rmtree(tmp_path / "cache", ignore_errors=True)
        published.ranges.clear()
        published.plan = [cut(place, reset=place % 2 == 1)]
        get(published)
        assert kept(tmp_path) == {f"cvcl/{n.split('_')[0]}/{n}": d for n, d in files.items()}, place
        assert len(published.ranges) == 2, place


def test_cut_download_asks_for_the_missing_bytes_alone(published):
    # The second time the connection ends within the headers, and looks like an empty answer.
    published.plan = [cut(200_000), cut(30)]
    get(published)
    first, second, third = published.ranges
    assert (
        first is None
        and second == third
        and 190_000 < int(second.removeprefix("bytes=")[:-1]) < 200_000
    )


def test_connection_that_stays_broken_is_given_up_and_gone_on_with_later(published, tmp_path):
    published.plan = [cut(200_000)] + [cut(20)] * 3
    with pytest.raises(ColorlibError, match=r"could not be downloaded from .*\(the connection was"):
        get(published)
    assert "bundled sample" in describe_source()
    assert list(kept(tmp_path)) == ["cvcl.part"]
    get(published)
    assert len(published.ranges) == 5 and published.ranges[4] == published.ranges[1]
    assert kept(tmp_path) == WHOLE


def test_attempts_that_bring_something_do_not_use_up_patience(published, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "WORTHWHILE", 30_000)
    published.plan = [cut(40_000)] * 9
    get(published)
    assert kept(tmp_path) == WHOLE and len(published.ranges) == 10


@pytest.mark.parametrize("act", [chunked(), chunked(90_000)], ids=["whole", "cut"])
def test_answer_without_a_length(published, tmp_path, act):
    published.plan = [act]
    get(published)
    assert kept(tmp_path) == WHOLE


@pytest.mark.parametrize(("act", "asked"), [(ignore_range, 2), (wrong_range, 3)])
def test_server_that_cannot_go_on_sends_all(published, tmp_path, capsys, act, asked):
    published.plan = [cut(200_000), act]
    get(published)
    assert kept(tmp_path) == WHOLE and len(published.ranges) == asked
    # Counted from its start, not on top of what was there.
    assert "420k/420k" in capsys.readouterr().err


def test_pieces_of_two_different_files_are_noticed_and_replaced(published, tmp_path):
    def replace_file(handler):
        published.content = right
        cut(0)(handler)

    right, published.content = published.content, published.content.replace(b"st", b"zt")
    published.plan = [cut(200_000), replace_file]
    get(published)
    assert kept(tmp_path) == WHOLE
    assert published.ranges[-1] is None and len(published.ranges) == 4


def test_download_that_was_killed_at_its_last_byte_is_not_repeated(published, tmp_path):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "cvcl.part").write_bytes(published.content)
    get(published)
    assert kept(tmp_path) == WHOLE
    assert published.ranges == [f"bytes={len(published.content)}-"]


def test_rest_of_a_larger_file_is_replaced(published, tmp_path):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "cvcl.part").write_bytes(published.content + b"more")
    get(published)
    assert kept(tmp_path) == WHOLE


def test_passing_server_error_is_outlasted(published, tmp_path):
    published.plan = [status(500), status(503), status(429)]
    get(published)
    assert kept(tmp_path) == WHOLE


@pytest.mark.parametrize(
    ("code", "asked", "words"), [(404, 1, "404 Not Found"), (500, 4, "500 Internal Server Error")]
)
def test_lasting_server_error_says_what_the_course_uses_instead(published, code, asked, words):
    published.plan = [status(code)] * 9
    with pytest.raises(ColorlibError) as caught:
        get(published)
    assert f"downloaded from {published.url} (the server answered {words})" in str(caught.value)
    assert "until then the course uses its bundled sample" in str(caught.value)
    assert len(published.ranges) == asked


def break_packing():
    """An archive whose forest is deflated, and no longer inflates."""
    name = "x/forest_natu1.jpg"
    content = pack(
        change=lambda zipped: zipped.writestr(name, bytes(180_000), zipfile.ZIP_DEFLATED)
    )
    start = content.index(name.encode()) + len(name)
    return content[:start] + b"\xff" + content[start + 1 :]


WRONG = {
    "garbage": b"no zip" * 1000,
    "one wrong byte": pack().replace(b"forestforest", b"forestForest", 1),
    "another photograph": pack(FILES | {"forest_natu1.jpg": b"Forest" * 30_000}),
    "truncated": pack()[:-100],
    "a file missing": pack({"forest_natu1.jpg": FILES["forest_natu1.jpg"]}),
    "broken packing": break_packing(),
}


@pytest.mark.parametrize("spoil", WRONG)
def test_wrong_archive_is_refused_and_leaves_nothing(published, tmp_path, spoil):
    published.content = WRONG[spoil]
    with pytest.raises(ColorlibError, match="damaged or not the published one"):
        get(published)
    assert list((tmp_path / "cache").iterdir()) == []


def add_link(zipped):
    info = zipfile.ZipInfo("all/link.jpg")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    zipped.writestr(info, "/etc/passwd")


def claim_much(zipped):
    zipped.getinfo("all/coast_natu3.jpg").file_size = 600_000_000


TRAPS = {
    "absolute": (lambda zipped: zipped.writestr("/tmp/x.jpg", b""), "/tmp/x.jpg leads out"),
    "up": (lambda zipped: zipped.writestr("all/../../x.jpg", b""), "x.jpg leads out"),
    "windows": (lambda zipped: zipped.writestr("all\\..\\x.jpg", b""), "leads out"),
    "drive": (lambda zipped: zipped.writestr("C:x.jpg", b""), "C:x.jpg leads out"),
    "link": (add_link, "all/link.jpg is a link"),
    "honest bomb": (claim_much, "unpacks to far more"),
    "packing": (
        lambda zipped: zipped.writestr("all/x.jpg", b"", compress_type=zipfile.ZIP_BZIP2),
        "x.jpg is packed in an unusual way",
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_archive_with_a_trap_is_refused(published, tmp_path, trap):
    change, words = TRAPS[trap]
    published.content = pack(change=change)
    with pytest.raises(ColorlibError, match=words):
        get(published)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["cache", "list.csv"]
    assert list((tmp_path / "cache").iterdir()) == []


def test_file_that_unpacks_to_more_than_it_says_is_refused_in_little_memory(published, tmp_path):
    def lie(zipped):
        zipped.writestr("x/forest_natu1.jpg", bytes(60_000_000), zipfile.ZIP_DEFLATED)
        zipped.getinfo("x/forest_natu1.jpg").file_size = len(FILES["forest_natu1.jpg"])

    published.content = pack(change=lie)
    tracemalloc.start()
    with pytest.raises(ColorlibError, match=r"damaged or not the published one \(.*forest_natu1"):
        get(published)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    assert list((tmp_path / "cache").iterdir()) == []


def test_endless_slow_answer_is_given_up(published, monkeypatch):
    monkeypatch.setattr(download, "PATIENCE", 0.1)
    published.plan = [trickle] * 4
    with pytest.raises(ColorlibError, match=r"\(the answer is too slow\)"):
        get(published)


def test_endless_quick_answer_is_refused_before_it_fills_the_disk(published, monkeypatch, tmp_path):
    monkeypatch.setattr(download, "MOST_BYTES", 2_000_000)
    published.plan = [flood]
    with pytest.raises(ColorlibError, match="far larger than the archive"):
        get(published)
    assert list((tmp_path / "cache").iterdir()) == []


def test_redirect_is_followed(published, tmp_path):
    published.plan = [redirect("/elsewhere.zip"), cut(200_000), redirect(published.url)]
    get(published)
    assert kept(tmp_path) == WHOLE
    assert published.ranges[3] == published.ranges[2] is not None


def test_redirects_without_end_are_one_sentence(published):
    published.plan = [redirect(published.url)] * 100
    with pytest.raises(ColorlibError, match="Exceeded 30 redirects"):
        get(published)


def test_refused_connection_is_one_sentence(published):
    with pytest.raises(ColorlibError, match=f"could not be downloaded from {NOWHERE}/p.zip"):
        download_cvcl(f"{NOWHERE}/p.zip", published.checksums)


def test_without_any_network_the_course_goes_on_with_its_sample(published):
    alone = ["unshare", "--net", "--map-root-user"]
    if not shutil.which("unshare") or subprocess.run([*alone, "true"]).returncode:
        pytest.skip("this system lets nobody cut off the network")
    script = (
        "import sys; from colorlib import __main__, download; download.PAUSES = ();"
        "sys.exit(__main__.main(['download']))"
    )
    finished = subprocess.run(
        [*alone, sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True
    )
    last = finished.stderr.splitlines()[-1]
    assert finished.returncode == 1 and "Traceback" not in finished.stderr
    assert last.startswith("colorlib: The photographs could not be downloaded from https://people.")
    assert "until then the course uses its bundled sample" in last


def pass_on(source, target):
    with contextlib.suppress(OSError):  # Either side may hang up on purpose.
        while piece := source.recv(10_000):
            target.sendall(piece)


class Proxy(http.server.BaseHTTPRequestHandler):
    """Forwards to the one server that it knows, whatever the host's name."""

    def do_GET(self):
        self.server.asked.append(self.path)
        connection = http.client.HTTPConnection("127.0.0.1", self.server.behind)
        headers = {k: v for k, v in self.headers.items() if k in ("Range", "Accept-Encoding")}
        connection.request("GET", urlsplit(self.path).path, headers=headers)
        answer = connection.getresponse()
        self.send_response(answer.status)
        for name in ("Content-Length", "Content-Range"):
            if name in answer.headers:
                self.send_header(name, answer.headers[name])
        self.end_headers()
        while piece := answer.read1(10_000):
            self.wfile.write(piece)

    def do_CONNECT(self):
        self.server.asked.append(self.path)
        if self.server.behind is None:
            self.send_error(403)
            return
        self.send_response(200)
        self.end_headers()
        with socket.create_connection(("127.0.0.1", self.server.behind)) as behind:
            threading.Thread(target=pass_on, args=(self.connection, behind), daemon=True).start()
            pass_on(behind, self.connection)

    def log_message(self, *arguments):
        pass


def test_proxy_is_used_and_goes_on_as_well(published, tmp_path, monkeypatch):
    with serving(Proxy) as proxy:
        proxy.behind, proxy.asked = published.server_port, []
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.server_port}")
        monkeypatch.delenv("http_proxy", raising=False)
        published.plan = [cut(200_000)]
        # A name that exists nowhere: only the proxy can have brought it.
        download_cvcl("http://photos.invalid/photos.zip", published.checksums)
        assert proxy.asked == ["http://photos.invalid/photos.zip"] * 2
    assert kept(tmp_path) == WHOLE and published.ranges[1] is not None


def test_absent_proxy_is_named(published, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", NOWHERE)
    monkeypatch.delenv("http_proxy", raising=False)
    with pytest.raises(ColorlibError, match="the proxy does not answer"):
        download_cvcl("http://photos.invalid/photos.zip", published.checksums)


@pytest.fixture
def certificate(tmp_path):
    """Of a host that exists nowhere, with its key; signed by itself."""
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate and is not here")
    path = tmp_path / "photos.pem"
    command = "openssl req -x509 -nodes -days 2 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1"
    names = ["-subj", "/CN=photos.invalid", "-addext", "subjectAltName=DNS:photos.invalid"]
    files = ["-keyout", tmp_path / "key.pem", "-out", path]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    return path


@pytest.mark.parametrize("fate", ["goes on", "is refused", "is not trusted"])
def test_encrypted_download_through_a_proxy(published, tmp_path, monkeypatch, certificate, fate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, tmp_path / "key.pem")
    monkeypatch.delenv("https_proxy", raising=False)
    if fate != "is not trusted":
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with serving(content=published.content) as server, serving(Proxy) as proxy:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        proxy.behind, proxy.asked = (None if fate == "is refused" else server.server_port), []
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.server_port}")
        server.plan = [cut(200_000)]
        arguments = "https://photos.invalid/photos.zip", published.checksums
        if fate == "goes on":
            download_cvcl(*arguments)
            assert kept(tmp_path) == WHOLE and server.ranges[1] is not None
        else:
            words = {"is refused": "the proxy does not", "is not trusted": "its certificate is not"}
            with pytest.raises(ColorlibError, match=words[fate]):
                download_cvcl(*arguments)
        assert set(proxy.asked) == {"photos.invalid:443"}


def start(published):
    return subprocess.Popen(
        [sys.executable, "-c", PROCESS, published.url, str(published.checksums)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def wait_for_some_bytes(part):
    deadline = time.monotonic() + 60
    while not (part.exists() and part.stat().st_size):
        assert time.monotonic() < deadline, "nothing was downloaded"
        time.sleep(0.01)


@pytest.mark.parametrize("fate", ["finishes", "is killed"])
def test_second_process_waits_for_the_first(published, tmp_path, fate):
    go_on = threading.Event()
    published.plan = [hold(go_on)]
    first = start(published)
    wait_for_some_bytes(tmp_path / "cache" / "cvcl.part")
    second = start(published)
    assert second.stdout.readline().startswith("Another process is downloading the photographs")
    if fate == "is killed":
        first.kill()
        first.wait(60)
    go_on.set()
    folder = str(tmp_path / "cache" / "cvcl")
    assert second.communicate(timeout=60)[0].strip() == folder
    if fate == "finishes":
        assert first.communicate(timeout=60)[0].strip() == folder
        assert published.ranges == [None]
    else:
        first.stdout.close()
        assert re.fullmatch(r"bytes=[1-9]\d*-", published.ranges[1])
        assert len(published.ranges) == 2
    assert kept(tmp_path) == WHOLE


def test_what_a_killed_process_had_unpacked_is_no_photo_folder(published, tmp_path):
    rest = tmp_path / "cache" / "cvcl.unfinished" / "forest"
    rest.mkdir(parents=True)
    (rest / "forest_natu1.jpg").write_bytes(b"half")
    assert "bundled sample" in describe_source()
    get(published)
    assert kept(tmp_path) == WHOLE


@pytest.mark.parametrize("size", ["300k", "600k"], ids=["downloading", "unpacking"])
def test_full_disk_says_so_and_keeps_nothing_half_written(published, tmp_path, size):
    cache = tmp_path / "cache"
    cache.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(cache)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only an administrator may mount a small disk")
    try:
        with pytest.raises(ColorlibError, match="could not be stored") as caught:
            get(published)
        assert os.strerror(errno.ENOSPC) in str(caught.value)
        assert "make about 200 MB of room there" in str(caught.value)
        assert list(cache.iterdir()) == []
        subprocess.run(["mount", "-o", "remount,size=2m", str(cache)], check=True)
        get(published)
        assert kept(tmp_path) == WHOLE
    finally:
        subprocess.run(["umount", str(cache)], check=True)


def test_cache_that_cannot_be_made_is_one_sentence(published, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(ColorlibError, match=r"could not be stored in .*name another folder"):
        get(published)


def test_own_mirror_is_asked_instead(published, tmp_path, monkeypatch):
    monkeypatch.setenv("COLORLIB_MIRROR", published.url)
    download_cvcl(checksums=published.checksums)
    assert kept(tmp_path) == WHOLE


def command_line(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "colorlib", *arguments], cwd=ROOT, capture_output=True, text=True
    )


@pytest.mark.parametrize("address", ["ftp://photos.invalid/p.zip", "the class server"])
def test_mirror_that_is_no_web_address_is_one_sentence(published, monkeypatch, address):
    monkeypatch.setenv("COLORLIB_MIRROR", address)
    finished = command_line("download")
    assert finished.returncode == 1 and finished.stderr.count("\n") == 1
    assert f"COLORLIB_MIRROR is '{address}'; set it to the whole address" in finished.stderr


def test_password_of_a_mirror_is_not_shown(published, monkeypatch):
    published.plan = [status(404)]
    address = published.url.replace("//", "//class:secret@")
    with pytest.raises(ColorlibError, match=f"downloaded from {published.url}") as caught:
        download_cvcl(address, published.checksums)
    assert "secret" not in str(caught.value)


def test_help_and_readme_tell_of_the_mirror():
    assert "COLORLIB_MIRROR" in command_line("download", "--help").stdout
    assert "| `COLORLIB_MIRROR` |" in (ROOT / "README.md").read_text(encoding="utf-8")
