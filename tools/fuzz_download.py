"""Downloads spoiled in every place: ``python -m tools.fuzz_download`` (a few minutes).

The connection ends at every byte of an answer, by a close and by a reset. Every byte of the archive
is wrong once, and the archive ends at every byte. Processes are killed at random moments, and
several start at once. In every case the photographs must be whole or absent.
"""

import collections
import functools
import os
import random
import shutil
import subprocess
import tempfile
import time
import types
from pathlib import Path

import pooch

from colorlib import download
from colorlib.settings import ColorlibError
from tests.misbehaving import PROCESS, cut, pack, serving, write_checksums

KILLS = 50
CROWDS, PROCESSES = 5, 6


def photographs(number, size, chance):
    classes = ("forest", "mountain")
    return {f"{classes[i % 2]}_{i}.jpg": chance.randbytes(size) for i in range(number)}


def state(cache, files):
    """``"whole"``, ``"absent"`` or what else is there."""
    if not (cache / "cvcl").exists():
        return "absent"
    found = {p.name: p.read_bytes() for p in (cache / "cvcl").rglob("*") if p.is_file()}
    return "whole" if found == files else f"{len(found)} files"


def leftovers(cache):
    return {path.name for path in cache.glob("*")} - {"cvcl", "cvcl.lock"}


def spoil(server, cache, files, cases):
    """Download under each of the cases; count how it ended, and stop where it ended badly."""
    endings = collections.Counter()
    for name, attribute, value in cases:
        shutil.rmtree(cache, ignore_errors=True)
        setattr(server, attribute, value)
        try:
            download.download_cvcl()
        except ColorlibError as error:
            assert "damaged" in str(error), f"{name}: {error}"
        assert not leftovers(cache), f"{name}: {leftovers(cache)}"
        ending = state(cache, files)
        assert ending in ("whole", "absent"), f"{name}: {ending}"
        endings[ending] += 1
    return dict(endings)


def spoil_every_byte(server, cache, chance):
    files = photographs(2, 150, chance)
    right = server.content = pack(files)
    write_checksums(cache.parent, files)
    length = len(right) + 120  # and the headers
    cuts = [(f"cut at {i}", "plan", [cut(i, r)]) for i in range(length) for r in (False, True)]
    print(f"{len(cuts)} cut connections:", spoil(server, cache, files, cuts))
    wrong = [
        (f"byte {i}", "content", right[:i] + bytes([right[i] ^ 1 << i % 8]) + right[i + 1 :])
        for i in range(len(right))
    ]
    print(f"{len(wrong)} wrong bytes:", spoil(server, cache, files, wrong))
    ends = [(f"end at {i}", "content", right[:i]) for i in range(1, len(right))]
    print(f"{len(ends)} truncated archives:", spoil(server, cache, files, ends))


def start(cache):
    nowhere = subprocess.DEVNULL
    return subprocess.Popen([*PROCESS, str(cache.parent)], stdout=nowhere, stderr=nowhere)


def slowly(handler):
    """The right answer, over about a second."""
    whole, server = bytearray(), handler.server
    handler.wfile, wfile = types.SimpleNamespace(write=whole.extend), handler.wfile
    cut(None)(handler)
    for place in range(0, len(whole), len(server.content) // 50):
        wfile.write(whole[place : place + len(server.content) // 50])
        time.sleep(0.02)


def kill_and_crowd(server, cache, chance):
    files = photographs(300, 20_000, chance)
    server.content = pack(files)
    write_checksums(cache.parent, files)
    endings, left = collections.Counter(), collections.Counter()
    shutil.rmtree(cache, ignore_errors=True)
    for _ in range(KILLS):
        server.plan = [slowly]
        process = start(cache)
        time.sleep(chance.uniform(1, 4))
        process.kill()
        process.wait()
        ending = state(cache, files)
        assert ending in ("whole", "absent"), ending
        endings[ending] += 1
        left.update(path.name for path in cache.rglob("cvcl*"))
        if ending == "whole" or chance.random() < 0.3:
            shutil.rmtree(cache, ignore_errors=True)
    server.plan = []
    assert start(cache).wait(60) == 0
    assert state(cache, files) == "whole" and not leftovers(cache)
    print(f"{KILLS} kills: {dict(endings)}; found after them: {dict(left)}; then whole")
    for _ in range(CROWDS):
        shutil.rmtree(cache)
        server.plan, server.ranges = [slowly], []
        crowd = [start(cache) for _ in range(PROCESSES)]
        assert [process.wait(120) for process in crowd] == [0] * PROCESSES
        assert state(cache, files) == "whole" and not leftovers(cache)
        assert len(server.ranges) == 1
    print(f"{CROWDS} times {PROCESSES} processes at once: whole, by one download each time")


def main():
    chance = random.Random(5)
    pooch.core.time = types.SimpleNamespace(sleep=lambda seconds: None)
    download.tqdm = functools.partial(download.tqdm, disable=True)
    with tempfile.TemporaryDirectory() as folder, serving(b"") as server:
        cache = Path(folder) / "cache"
        download.data_folder = lambda: cache.parent
        os.environ |= {
            "COLORLIB_CACHE": str(cache),
            "COLORLIB_MIRROR": server.url,
            "NO_PROXY": "127.0.0.1",
        }
        spoil_every_byte(server, cache, chance)
        kill_and_crowd(server, cache, chance)


if __name__ == "__main__":
    main()
