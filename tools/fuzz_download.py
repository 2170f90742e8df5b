"""Downloads spoiled in every place: ``python -m tests.fuzz_download`` (a few minutes).

Every byte of an answer is where the connection ends, by a close and by a reset; every byte of the
archive is wrong once, and the archive ends at every byte; processes are killed at random moments;
several start at once. Whatever happens, the photographs are whole or absent.
"""

import functools
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from colorlib import download
from colorlib.settings import ColorlibError

from .misbehaving import cut, pack, serving, write_checksums
from .test_download import PROCESS, ROOT

KILLS = 50
ROUNDS, PROCESSES = 5, 6


def photographs(number, size, chance):
    classes = ("forest", "mountain")
    return {f"{classes[i % 2]}_{i}.jpg": chance.randbytes(size) for i in range(number)}


def state(cache, files):
    """``"whole"``, ``"absent"`` or what else is there."""
    if not (cache / "cvcl").exists():
        return "absent"
    found = {p.name: p.read_bytes() for p in (cache / "cvcl").rglob("*") if p.is_file()}
    return "whole" if found == files else f"{len(found)} files"


def spoil(server, cache, files, cases):
    """Download under each of the cases; count how it ended, and stop where it ended badly."""
    endings = {}
    for name, prepare in cases:
        shutil.rmtree(cache, ignore_errors=True)
        prepare()
        try:
            download.download_cvcl(server.url, server.checksums)
        except ColorlibError:
            assert list(cache.iterdir()) == [], f"{name}: leftovers"
        else:
            assert [p.name for p in cache.iterdir()] == ["cvcl"], f"{name}: leftovers"
        ending = state(cache, files)
        assert ending in ("whole", "absent"), f"{name}: {ending}"
        endings[ending] = endings.get(ending, 0) + 1
    return endings


def spoil_every_byte(server, cache, chance):
    files = photographs(2, 150, chance)
    right = server.content = pack(files)
    server.checksums = write_checksums(cache.parent / "small.csv", files)

    def plan(place, reset):
        return lambda: setattr(server, "plan", [cut(place, reset)])

    def content(data):
        return lambda: setattr(server, "content", data)

    length = len(right) + 80  # and the headers
    cuts = [(f"cut at {i}", plan(i, reset)) for i in range(length) for reset in (False, True)]
    print(f"{len(cuts)} cut connections:", spoil(server, cache, files, cuts))
    wrong = [
        (f"byte {i}", content(right[:i] + bytes([right[i] ^ 1 << i % 8]) + right[i + 1 :]))
        for i in range(len(right))
    ]
    print(f"{len(wrong)} wrong bytes:", spoil(server, cache, files, wrong))
    ends = [(f"end at {i}", content(right[:i])) for i in range(1, len(right))]
    print(f"{len(ends)} truncated archives:", spoil(server, cache, files, ends))


def start(server):
    arguments = [sys.executable, "-c", PROCESS, server.url, str(server.checksums)]
    return subprocess.Popen(
        arguments, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def slowly(handler):
    """The right answer, over about a second."""
    whole, server = bytearray(), handler.server
    handler.wfile, wfile = type("Sink", (), {"write": whole.extend}), handler.wfile
    cut(None)(handler)
    for place in range(0, len(whole), len(server.content) // 50):
        wfile.write(whole[place : place + len(server.content) // 50])
        time.sleep(0.02)


def kill_and_crowd(server, cache, chance):
    files = photographs(300, 20_000, chance)
    server.content = pack(files)
    server.checksums = write_checksums(cache.parent / "large.csv", files)
    endings, left = {}, {}
    shutil.rmtree(cache, ignore_errors=True)
    for _ in range(KILLS):
        server.plan = [slowly]
        process = start(server)
        time.sleep(chance.uniform(0.3, 2.5))
        process.kill()
        process.wait()
        ending = state(cache, files)
        assert ending in ("whole", "absent"), ending
        endings[ending] = endings.get(ending, 0) + 1
        for path in cache.glob("*"):
            left[path.name] = left.get(path.name, 0) + 1
        if ending == "whole" or chance.random() < 0.3:
            shutil.rmtree(cache, ignore_errors=True)
    server.plan = []
    assert start(server).wait(60) == 0
    assert state(cache, files) == "whole" and len(list(cache.iterdir())) == 1
    print(f"{KILLS} kills: {endings}; found after them: {left}; then whole, and nothing else")
    for _ in range(ROUNDS):
        shutil.rmtree(cache)
        server.plan, server.ranges = [slowly], []
        crowd = [start(server) for _ in range(PROCESSES)]
        assert [process.wait(120) for process in crowd] == [0] * PROCESSES
        assert state(cache, files) == "whole" and len(list(cache.iterdir())) == 1
        assert len(server.ranges) == 1
    print(f"{ROUNDS} times {PROCESSES} processes at once: whole, by one download each time")


def main():
    chance = random.Random(5)
    download.PAUSES = (0.001,) * 3
    download.tqdm = functools.partial(download.tqdm, disable=True)
    with tempfile.TemporaryDirectory() as folder, serving() as server:
        cache = Path(folder) / "cache"
        os.environ |= {"COLORLIB_CACHE": str(cache), "NO_PROXY": "127.0.0.1"}
        spoil_every_byte(server, cache, chance)
        kill_and_crowd(server, cache, chance)


if __name__ == "__main__":
    main()
