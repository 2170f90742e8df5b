"""The command line: ``python -m colorlib --help``."""

import argparse
import glob
import json
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .settings import CATEGORIES, ColorlibError, as_path, cache_folder

# Each command imports what it needs when it runs, so that --help answers at once.
COLORIZED = "-colorized.png"

DESCRIPTION = f"""\
Give color to black-and-white photographs, and train the networks that do it.

Settings are environment variables: COLORLIB_PHOTOS names a folder with forest/ and mountain/ in
it (else the downloaded CVCL photographs are used, else the bundled sample); COLORLIB_CACHE names
the folder for downloads and training runs (now {cache_folder()});
COLORLIB_MIRROR names another copy of the photographs' zip file.
"""


def say(text):
    """Print a line, unless nobody reads it any more, as after ``| head``."""
    try:
        print(text, flush=True)
    except OSError:
        sys.stdout = None


def download(options):
    """Fetch and verify the CVCL photographs; interrupted, it goes on next time."""
    from .data import describe_source
    from .download import download_cvcl

    say(f"Ready: {describe_source(download_cvcl())}.")


def train(options):
    """Train a model; stopped at any moment, the same command goes on."""
    from tqdm import tqdm

    from .backend import keras
    from .data import describe_source
    from .experiments import MODELS
    from .files import make_folder
    from .pretrained import save_generator
    from .workers import crew, start_on_cards

    if options.model not in MODELS:
        raise ColorlibError(f"There is no experiment {options.model!r}: {', '.join(MODELS)}.")
    if options.devices > 1 and not os.environ.get("TF_CONFIG"):
        start_on_cards(options.devices, ["-m", "colorlib", *sys.argv[1:]])
        return
    number, *_ = crew()
    keras.utils.set_random_seed(options.seed)
    if options.bfloat16:
        keras.mixed_precision.set_global_policy("mixed_bfloat16")
    runs = options.runs or cache_folder() / "runs"
    if number:  # only the chief of several workers keeps and tells anything
        with tempfile.TemporaryDirectory() as own:
            MODELS[options.model](own, options.share)
        return
    make_folder(runs)
    say(f"Training on {describe_source()}.")
    with tqdm(unit="epoch") as bar:

        def report(epoch, logs):
            bar.update()
            bar.set_postfix({name: f"{value:.3f}" for name, value in logs.items()})

        callbacks = [keras.callbacks.LambdaCallback(on_epoch_end=report)]
        generator = MODELS[options.model](runs, options.share, callbacks)
    path = runs / f"{options.model}.npz"
    say(f"{path}: SHA-256 {save_generator(generator, path)}")


def evaluate(options):
    """Measure all models on photographs that training has not seen."""
    from .data import describe_source, load_photos, split_photos
    from .evaluation import compare_colorizers, find_contenders, models_of, quality_by_minutes
    from .figures import results_table
    from .files import make_folder, save_atomically

    if options.write:  # before minutes of work, not after
        make_folder(options.write.parent)
        if options.write.is_dir():
            raise ColorlibError(f"{options.write} is a folder: name a file in it.")
    split = split_photos()
    say(f"The {options.part} part of {describe_source()}.")
    tables = {}
    for category in [options.category] if options.category else CATEGORIES:
        truths = load_photos(split[category][options.part])
        contenders = find_contenders(category, split[category], options.runs)
        tables[category] = compare_colorizers(truths, contenders, options.two_sample)
        for name, (minutes, _) in quality_by_minutes(category).items():
            if name in contenders:
                tables[category][name]["minutes"] = minutes[-1]
        say(f"\n{category}, {len(truths)} photographs\n\n{results_table(tables[category])}")
        if missing := sorted(set(models_of(category)) - set(contenders)):
            say(f"Left out, as there is no such model here: {', '.join(missing)}.")
    if options.write:
        text = json.dumps({"part": options.part, "tables": tables}, indent=1).encode()
        save_atomically(options.write, lambda file: file.write(text))


def colorize_files(options):
    """Colorize picture files at their own size."""
    from PIL import Image
    from tqdm import tqdm

    from .files import make_folder, save_atomically
    from .hints import read_hints
    from .networks import for_any_shape
    from .pretrained import colorize, default_model, load_generator

    hints = read_hints(options.hints) if options.hints else None
    model = options.model or default_model(hints)
    for_any_shape(load_generator(model))  # built once, before two threads ask for it
    make_folder(options.output)
    photos, targets, failures = [], set(), []
    for given in expand(options.photos):
        try:
            photos += list_new_pictures(given) if os.path.isdir(given) else [given]  # noqa: PTH112
        except ColorlibError as error:
            failures.append(str(error))
    if hints and len(photos) > 1:
        raise ColorlibError("Hints belong to one photograph: name only one with --hints.")

    def colorize_one(photo, target, again):
        if again:
            raise ColorlibError(
                f"{photo} would overwrite {target}: give it another name or --output."
            )
        picture = Image.fromarray(colorize(photo, model, hints))
        save_atomically(target, lambda file: picture.save(file, "PNG", compress_level=1))

    # One photograph is read or written while the network has another.
    pool, jobs = ThreadPoolExecutor(2), []
    for photo in photos:
        target = options.output / f"{photo.stem}{COLORIZED}"
        jobs.append((target, pool.submit(colorize_one, photo, target, target in targets)))
        targets.add(target)
    try:
        for target, job in tqdm(jobs, unit="photo", disable=len(jobs) < 2):
            try:
                job.result()
                say(target)
            except ColorlibError as error:
                failures.append(str(error))
    finally:
        pool.shutdown(cancel_futures=True)
    if failures:
        raise ColorlibError("\n".join(failures))


def list_new_pictures(folder):
    """List the pictures of a folder without earlier results, and name what is no picture."""
    from .data import list_pictures

    pictures = list_pictures(folder)
    left_out = {p.name for p in folder.iterdir() if p.is_file()} - {p.name for p in pictures}
    if left_out := sorted(name for name in left_out if not name.startswith(".")):
        say(f"Left out, as their names are not those of pictures: {', '.join(left_out)}.")
    return [path for path in pictures if not path.name.endswith(COLORIZED)]


def expand(paths):
    """Replace patterns such as *.jpg, which Windows' shells hand on, by the files they mean."""
    for path in paths:
        # A name with brackets may be a file's own. os.path says no where pathlib raises.
        found = [] if os.path.exists(path) else glob.glob(str(path))  # noqa: PTH110, PTH207
        yield from sorted(map(Path, found)) or [path]


def merge_files(options):
    """Count a class's answers to “Real or colorized?” (notebook 09)."""
    from .figures import answers_table
    from .user_study import fooled_by_model, merge_answers, save_answers

    answers, left_out = merge_answers(expand(options.files))
    for sentence in left_out:
        say(f"Left out: {sentence}")
    if not answers:
        raise ColorlibError("No answers are left to count.")
    people = len({row["participant"] for row in answers})
    say(f"\n{len(answers)} answers by {people} people\n")
    say(answers_table(fooled_by_model(answers)))
    if options.output:
        save_answers(answers, options.output)


COMMANDS = {
    "download": download,
    "train": train,
    "evaluate": evaluate,
    "colorize": colorize_files,
    "merge-answers": merge_files,
}


def build_parser():
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m colorlib", None, DESCRIPTION, formatter_class=raw)
    commands, add = parser.add_subparsers(required=True), {}
    for name, run in COMMANDS.items():
        command = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
        command.set_defaults(run=run)
        add[name] = command.add_argument

    models = (
        "scenes (the lean network, L1-only, both classes); forest or mountain (the lean GAN, from "
        "the scenes of this folder of runs, else from the course's own), forest-longer and "
        "mountain-longer (as long, without an adversary); forest-unconditional, -l1, -conditional "
        "and the same for mountain (the reference network in three ways); shapes, "
        "shapes-unconditional, shapes-coin, shapes-coin-z, shapes-stripes (32 px); hints (the "
        "network of notebook 11)"
    )
    add["train"]("model", help=models)
    add["train"]("--share", type=float, default=1.0, help="share of the epochs, such as 0.25")
    add["train"]("--seed", type=int, default=7, help="random seed (default: 7)")
    add["train"]("--runs", type=as_path, help="folder of all runs (default: in the cache)")
    add["train"]("--devices", type=int, default=1, help="graphics cards to use (default: 1)")
    add["train"](
        "--bfloat16", action="store_true", help="16-bit floats, if the machine computes in them"
    )
    judged = "do the two-sample test so often, 2 minutes for each model (default: 0)"
    add["evaluate"]("category", choices=CATEGORIES, nargs="?", help="default: both")
    add["evaluate"]("--part", choices=("validation", "test"), default="validation")
    add["evaluate"]("--runs", type=as_path, help="runs whose models go before the course's own")
    add["evaluate"]("--two-sample", type=int, default=0, metavar="SEEDS", help=judged)
    add["evaluate"]("--write", type=as_path, metavar="FILE", help="keep the table as JSON")
    several = {"nargs": "+", "type": as_path, "help": "a file or a folder"}
    add["colorize"]("photos", metavar="photo", **several)
    add["colorize"]("--model", help="forest (default), mountain, …, or hints (for --hints)")
    add["colorize"]("--hints", type=as_path, metavar="FILE", help="a CSV: row,column,color")
    add["colorize"]("--output", type=as_path, default=Path(), help="folder (default: here)")
    add["merge-answers"]("files", metavar="file", **several)
    add["merge-answers"]("--output", type=as_path, metavar="FILE", help="keep all answers as CSV")
    return parser


def main(arguments=None):
    options = build_parser().parse_args(arguments)
    try:
        options.run(options)
    except ColorlibError as error:
        print(f"colorlib: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        goes_on = "; the same command goes on where it stopped" * (options.run in (download, train))
        print(f"colorlib: interrupted{goes_on}.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    nowhere = Path(os.devnull).open("w")  # noqa: SIM115 (it stays open to the end)
    # pythonw and `>&-` give no streams; and a file's name may hold letters that a terminal has not.
    sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main())
