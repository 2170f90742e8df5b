"""How much memory photographs of 50 and of 12 megapixels take: ``python -m tools.memory``.

Each figure is the peak of a process of its own, in which every warning is an error.
"""

import multiprocessing
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 8660, 5774
STEPS = {
    "imports alone": "import colorlib.pretrained",
    "read_photo": "from colorlib.data import read_photo; read_photo({path!r})",
    "gray_version": (
        "from colorlib.color import gray_version; from colorlib.data import read_photo;"
        "gray_version(read_photo({path!r}))"
    ),
    "colorize": "import colorlib; colorlib.colorize({path!r})",
}
PEAK = "\nimport resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"


def write_photos(folder):
    """Four pictures of 50 megapixels, each read in another way, and one of 12."""
    folder = Path(folder)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.uint16)
    rgb = np.stack([x // 34, y // 23, (x + y) // 57], axis=-1).astype(np.uint8)
    picture = Image.fromarray(rgb)
    picture.resize((4000, 3000)).save(folder / "12-megapixels.jpg")
    turned = Image.Exif()
    turned[0x0112] = 6
    picture.save(folder / "turned.jpg", exif=turned)
    picture.convert("CMYK").save(folder / "cmyk.jpg")
    Image.fromarray(x * 7).save(folder / "sixteen-bit.png", compress_level=1)
    picture.putalpha(128)
    picture.save(folder / "transparent.png", compress_level=1)


def main():
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own as well: a child's peak starts at its parent's.
        writer = multiprocessing.get_context("spawn").Process(target=write_photos, args=[folder])
        writer.start()
        writer.join()
        for path in sorted(Path(folder).iterdir()):
            for name, step in STEPS.items():
                script = step.format(path=str(path)) + PEAK
                finished = subprocess.run(
                    [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True
                )
                if finished.returncode:
                    sys.exit(finished.stderr)
                gigabytes = int(finished.stdout) * unit / 1e9
                print(f"{path.name:18} {name:14} {gigabytes:.2f} GB", flush=True)


if __name__ == "__main__":
    main()
