"""Downloading against a real server on this machine: whole, cut short, wrong and absent."""

import csv
import hashlib
import http.server
import io
import threading
import zipfile

import pytest

from colorlib.download import download_cvcl
from colorlib.errors import ColorlibError
from colorlib.scenes import describe_source, list_photos, photo_folder


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves ``server.content``, honoring byte ranges; may hang up early."""

    def do_GET(self):
        server = self.server
        server.ranges.append(self.headers.get("Range"))
        if server.content is None:
            self.send_error(404)
            return
        start = int((self.headers.get("Range") or "bytes=0-")[6:-1])
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(server.content) - start))
        self.end_headers()
        end = server.hang_up_at.pop(0) if server.hang_up_at else None
        self.wfile.write(server.content[start:end])

    def log_message(self, *arguments):
        pass


@pytest.fixture
def published(tmp_path, monkeypatch):
    """A small archive of the published kind, on a server, with its list of checksums."""
    monkeypatch.setenv("COLORLIB_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("COLORLIB_PHOTOS", raising=False)
    files = {
        "forest_natu1.jpg": b"forest" * 30_000,
        "mountain_natu2.jpg": b"mountain" * 30_000,
        "coast_natu3.jpg": b"coast",
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        for name, data in files.items():
            zipped.writestr(f"all/{name}", data)
    checksums = tmp_path / "list.csv"
    with checksums.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["class", "file", "bytes", "sha256"])
        for name, data in files.items():
            digest = hashlib.sha256(data).hexdigest()
            writer.writerow([name.split("_")[0], name, len(data), digest])
    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    server.content, server.ranges, server.hang_up_at = archive.getvalue(), [], []
    server.url = f"http://127.0.0.1:{server.server_port}/photos.zip"
    server.checksums = checksums
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_photographs_arrive_verified_and_become_the_source_in_use(published, tmp_path):
    folder = download_cvcl(published.url, published.checksums)
    assert folder == photo_folder()
    assert [p.name for p in list_photos("forest")] == ["forest_natu1.jpg"]
    assert not (folder / "coast").exists()
    assert describe_source() == "the downloaded CVCL photographs (1 forest, 1 mountain)"
    assert sorted(p.name for p in (tmp_path / "cache").iterdir()) == ["cvcl"]
    # The second call finds them and asks nobody.
    asked = len(published.ranges)
    assert download_cvcl(published.url, published.checksums) == folder
    assert len(published.ranges) == asked


def test_cut_connection_goes_on_where_it_stopped(published):
    published.hang_up_at = [200_000]
    with pytest.raises(ColorlibError, match="could not be downloaded"):
        download_cvcl(published.url, published.checksums)
    assert "bundled sample" in describe_source()
    folder = download_cvcl(published.url, published.checksums)
    first, second = published.ranges
    assert first is None and 0 < int(second.removeprefix("bytes=")[:-1]) <= 200_000
    assert len(list_photos("mountain", folder)) == 1


@pytest.mark.parametrize("spoil", ["garbage", "one wrong byte"])
def test_wrong_archive_is_refused_and_leaves_nothing(published, tmp_path, spoil):
    if spoil == "garbage":
        published.content = b"no zip" * 1000
    else:
        published.content = published.content.replace(b"forestforest", b"forestForest", 1)
    with pytest.raises(ColorlibError, match="damaged or not the published one"):
        download_cvcl(published.url, published.checksums)
    assert list((tmp_path / "cache").iterdir()) == []


def test_absent_archive_says_what_the_course_uses_instead(published):
    published.content = None
    with pytest.raises(ColorlibError, match="until then the course uses its bundled sample"):
        download_cvcl(published.url, published.checksums)


def test_no_network_is_one_sentence(published):
    with pytest.raises(ColorlibError, match="could not be downloaded"):
        download_cvcl("http://127.0.0.1:9/photos.zip", published.checksums)
