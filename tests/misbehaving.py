"""A web server on this machine that misbehaves on purpose, and an archive for it to serve."""

import contextlib
import csv
import hashlib
import http.server
import io
import socket
import struct
import threading
import time
import zipfile

FILES = {
    "forest_natu1.jpg": b"forest" * 30_000,
    "mountain_natu2.jpg": b"mountain" * 30_000,
    "coast_natu3.jpg": b"coast",
}


def pack(files=FILES, change=lambda zipped: None):
    """A zip file of the published kind; ``change`` may spoil it before it is closed."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        for name, data in files.items():
            zipped.writestr(f"all/{name}", data)
        change(zipped)
    return archive.getvalue()


def write_checksums(path, files=FILES):
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["class", "file", "bytes", "sha256"])
        for name, data in files.items():
            digest = hashlib.sha256(data).hexdigest()
            writer.writerow([name.split("_")[0], name, len(data), digest])
    return path


class Handler(http.server.BaseHTTPRequestHandler):
    """Does what ``server.plan`` says next; once that is empty, answers as it should."""

    def do_GET(self):
        self.server.ranges.append(self.headers.get("Range"))
        act = self.server.plan.pop(0) if self.server.plan else send
        act(self)

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """The other side may hang up on purpose."""


@contextlib.contextmanager
def serving(handler=Handler, content=b""):
    with Server(("127.0.0.1", 0), handler) as server:
        server.content, server.plan, server.ranges = content, [], []
        server.url = f"http://127.0.0.1:{server.server_port}/photos.zip"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def answer(handler):
    """All bytes of the right answer, status line and headers included."""
    content, wanted = handler.server.content, handler.headers.get("Range")
    start = int(wanted.removeprefix("bytes=")[:-1]) if wanted else 0
    size = len(content)
    if wanted and start >= size:
        return b"HTTP/1.1 416 Wrong\r\nContent-Range: bytes */%d\r\n\r\n" % size
    status = b"206 Part\r\nContent-Range: bytes %d-%d/%d" % (start, size - 1, size)
    head = b"HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    return head % (status if wanted else b"200 OK", size - start) + content[start:]


def send(handler):
    handler.wfile.write(answer(handler))


def cut(at, reset=False):
    """End the connection after so many bytes, in peace or by a reset."""

    def act(handler):
        handler.wfile.write(answer(handler)[:at])
        if reset:
            linger = struct.pack("ii", 1, 0)
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    return act


def ignore_range(handler):
    del handler.headers["Range"]
    send(handler)


def wrong_range(handler):
    """Answer for another place of the file than was asked for."""
    handler.headers.replace_header("Range", "bytes=7-")
    send(handler)


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


def redirect(address):
    def act(handler):
        handler.send_response(302)
        handler.send_header("Location", address)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return act


def trickle(handler):
    """A byte now and then; so long that whoever waits for the end has waited in vain."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    for _ in range(500):
        handler.wfile.write(b"x")
        time.sleep(0.01)


def flood(handler):
    """Bytes for ever, without a length."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        handler.wfile.write(bytes(100_000))


def hold(go_on):
    """Answer half, and the rest when told to."""

    def act(handler):
        whole = answer(handler)
        handler.wfile.write(whole[: len(whole) // 2])
        go_on.wait(60)
        handler.wfile.write(whole[len(whole) // 2 :])

    return act
