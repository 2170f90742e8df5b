"""Download the CVCL photographs of Oliva and Torralba (2001, doi:10.1023/A:1011139631724)."""

import csv
import hashlib
import re
import shutil
import zipfile

import filelock
import pooch
import requests
from tqdm.auto import tqdm

from .data import cvcl_folder
from .files import save_atomically
from .settings import ColorlibError, cache_folder, data_folder, mirror

CVCL_URL = (
    "https://people.csail.mit.edu/torralba/code/spatialenvelope/"
    "spatial_envelope_256x256_static_8outdoorcategories.zip"
)
TIMEOUT = 30  # seconds without a byte
WORTHWHILE = 1_000_000  # bytes; an attempt that brought so many does not count as failed
CAUSES = {  # In this order: some of requests' errors are also others of them, and all are OSErrors.
    zipfile.BadZipFile: "the archive is damaged or not the published one ({0}) and was removed",
    requests.HTTPError: "the server answered {0.response.status_code} {0.response.reason}",
    requests.exceptions.ProxyError: "the proxy does not answer or refuses",
    requests.exceptions.SSLError: "the certificate is not accepted",
    requests.Timeout: f"no answer within {TIMEOUT} s",
    requests.ConnectionError: "no connection, or it was cut",
    requests.exceptions.ChunkedEncodingError: "the connection was cut",
    OSError: "{0}",
}
pooch.get_logger().setLevel("WARNING")  # Its other messages would show a mirror's password.


def download_cvcl():
    """Return the photo folder of CVCL; download it first, whole or not at all, if it is absent."""
    folder, cache = cvcl_folder(), cache_folder()
    if folder.is_dir():
        return folder
    url = mirror() or CVCL_URL
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(cache / "cvcl.lock"):
            if not folder.is_dir():  # Another process may have brought it meanwhile.
                fetch_and_unpack(url, cache / "cvcl.unfinished", folder)
    except tuple(CAUSES) as error:
        address = re.sub("//[^/]*@", "//", url)  # without a password
        cause = next(words for kind, words in CAUSES.items() if isinstance(error, kind))
        raise ColorlibError(
            f"The photographs could not be downloaded from {address} to {cache}: "
            f"{cause.format(error)}; try again, or set COLORLIB_MIRROR to another copy or "
            "COLORLIB_CACHE to another folder; until then the course uses its bundled sample."
        ) from None
    return folder


def fetch_and_unpack(url, unfinished, folder):
    """Put the folder in place in one step; only an interrupted download stays for the next call."""
    # The archive itself has no published hash.
    archives = pooch.Pooch(unfinished, "", {"cvcl.zip": None}, {"cvcl.zip": url}, retry_if_failed=3)
    try:
        unpack(archives.fetch("cvcl.zip", downloader=resume), unfinished / "photos")
        (unfinished / "photos").replace(folder)
    finally:
        if not (unfinished / "cvcl.part").exists():
            shutil.rmtree(unfinished, ignore_errors=True)


def resume(url, output, archives):
    """Download what earlier attempts have not brought; pooch's own downloader would start anew."""
    part = archives.abspath / "cvcl.part"
    have = part.stat().st_size if part.exists() else 0
    headers = {"Accept-Encoding": "identity", "Range": f"bytes={have}-"}
    try:
        with requests.get(url, headers=headers, stream=True, timeout=TIMEOUT) as response:
            if response.status_code == 416:  # Nothing follows: these bytes are of another file.
                part.unlink(missing_ok=True)
            response.raise_for_status()
            have = have if response.status_code == 206 else 0
            total = have + int(response.headers.get("Content-Length", 0)) or None
            bar = tqdm(total=total, initial=have, unit="B", unit_scale=True)
            with bar, part.open("ab" if have else "wb") as file:
                for chunk in response.iter_content(1 << 13):
                    file.write(chunk)
                    bar.update(len(chunk))
        if part.stat().st_size == have:  # Headers that were cut off look like an empty answer.
            raise requests.ConnectionError
    except requests.RequestException:
        if not part.exists() or part.stat().st_size < have + WORTHWHILE:
            raise
        return resume(url, output, archives)
    part.replace(output)


def unpack(archive, folder):
    """Write the listed photographs, each after its SHA-256 was compared, and nothing else."""
    with (data_folder() / "cvcl_sha256.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["file"]: row for row in csv.DictReader(file)}
    try:
        with zipfile.ZipFile(archive) as zipped:
            paths = {path.rpartition("/")[2]: path for path in zipped.namelist()}
            found = {name: zipped.read(paths[name]) for name in listed if name in paths}
    except Exception as error:  # Parsers and decompressors raise errors of many kinds.
        raise zipfile.BadZipFile(str(error)) from error
    shutil.rmtree(folder, ignore_errors=True)  # An earlier process may have been killed in here.
    for name, row in listed.items():
        data = found.get(name, b"")
        if hashlib.sha256(data).hexdigest() != row["sha256"]:
            raise zipfile.BadZipFile(f"{name} is not in it as published")
        (folder / row["class"]).mkdir(parents=True, exist_ok=True)
        save_atomically(folder / row["class"] / name, lambda file, data=data: file.write(data))
