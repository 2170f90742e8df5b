"""A web server on this machine that misbehaves on purpose, and an archive for it to serve."""

import contextlib
import csv
import hashlib
import http.server
import io
import socket
import struct
import sys
import threading
import zipfile

FILES = {
    "forest_natu1.jpg": b"forest" * 30_000,
    "mountain_natu2.jpg": b"mountain" * 30_000,
}
# A process that downloads what is listed in the folder that it is told.
PROCESS = (
    sys.executable,
    "-c",
    "import pathlib, sys; from colorlib import download;"
    "download.data_folder = lambda: pathlib.Path(sys.argv[1]); print(download.download_cvcl())",
)


def pack(files=FILES):
    """A zip file of the published kind."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        for name, data in files.items():
            zipped.writestr(f"all/{name}", data)
        zipped.writestr("all/coast_natu3.jpg", b"not wanted")
    return archive.getvalue()


def write_checksums(folder, files=FILES):
    folder.mkdir(exist_ok=True)
    with (folder / "cvcl_sha256.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["class", "file", "bytes", "sha256"])
        for name, data in files.items():
            digest = hashlib.sha256(data).hexdigest()
            writer.writerow([name.split("_")[0], name, len(data), digest])


class Handler(http.server.BaseHTTPRequestHandler):
    """Does what ``server.plan`` says next; once that is empty, answers as it should."""

    def do_GET(self):
        self.server.ranges.append(self.headers["Range"])
        act = self.server.plan.pop(0) if self.server.plan else cut(None)
        act(self)

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """The other side may hang up on purpose."""


@contextlib.contextmanager
def serving(content):
    with Server(("127.0.0.1", 0), Handler) as server:
        server.content, server.plan, server.ranges = content, [], []
        server.url = f"http://127.0.0.1:{server.server_port}/photos.zip"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def answer(handler):
    """All bytes of the right answer, status line and headers included."""
    content = handler.server.content
    start = int(handler.headers["Range"].removeprefix("bytes=")[:-1])
    size = len(content)
    if start >= size:
        return b"HTTP/1.1 416 Wrong\r\nContent-Range: bytes */%d\r\n\r\n" % size
    head = b"HTTP/1.1 206 Part\r\nContent-Range: bytes %d-%d/%d\r\nContent-Length: %d\r\n\r\n"
    return head % (start, size - 1, size, size - start) + content[start:]


def cut(at, reset=False):
    """End the connection after so many bytes, in peace or by a reset."""

    def act(handler):
        handler.wfile.write(answer(handler)[:at])
        if reset:
            linger = struct.pack("ii", 1, 0)
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    return act


def ignore_range(handler):
    content = handler.server.content
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(content) + content)


def chunked(at=None):
    """Answer in chunks, without a length; all of them, or cut."""

    def act(handler):
        content = handler.server.content
        body = b"".join(
            b"%x\r\n%s\r\n" % (len(piece), piece)
            for piece in (content[i : i + 10_000] for i in range(0, len(content), 10_000))
        )
        head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        handler.wfile.write(head + (body + b"0\r\n\r\n")[:at])

    return act


def status(code):
    return lambda handler: handler.send_error(code)


def hold(go_on):
    """Answer half, and the rest when told to."""

    def act(handler):
        whole = answer(handler)
        handler.wfile.write(whole[: len(whole) // 2])
        go_on.wait(60)
        handler.wfile.write(whole[len(whole) // 2 :])

    return act
