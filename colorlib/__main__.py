"""The command line: ``python -m colorlib --help``."""

import argparse
import contextlib
import shutil
import sys
from pathlib import Path

from PIL import Image

from .errors import ColorlibError
from .files import save_atomically, try_lock
from .photos import list_pictures
from .scenes import CATEGORIES, describe_source, load_photos, split_photos
from .settings import cache_folder, cached, data_folder

COLORIZED = "-colorized.png"

DESCRIPTION = """\
Give color to black-and-white photographs, and train the networks that do it.

Settings are environment variables: COLORLIB_PHOTOS names a folder with forest/ and mountain/ in
it (else the downloaded CVCL photographs are used, else the bundled sample); COLORLIB_CACHE names
the folder for downloads and training runs; COLORLIB_MIRROR names another copy of the photographs'
zip file.
"""


def download(options):
    from .download import download_cvcl

    folder = download_cvcl()
    print(f"Ready: {describe_source(folder)}.")


def train(options):
    from .pretrained import save_generator
    from .recipes import MODELS

    # isort: split
    import keras
    from tqdm import tqdm

    if options.model not in MODELS:
        raise ColorlibError(f"There is no recipe for {options.model!r}: {', '.join(MODELS)}.")
    keras.utils.set_random_seed(options.seed)
    if options.bfloat16:
        keras.mixed_precision.set_global_policy("mixed_bfloat16")
    runs = options.runs or cache_folder() / "runs"
    print(f"Training on {describe_source()}.")

    with tqdm(unit="epoch") as bar:

        def report(epoch, logs):
            bar.update()
            bar.set_postfix({name: f"{value:.3f}" for name, value in logs.items()})

        callbacks = [keras.callbacks.LambdaCallback(on_epoch_end=report)]
        generator = MODELS[options.model](runs, options.share, callbacks)
    path = runs / f"{options.model}.npz"
    digest = save_generator(generator, path)
    print(f"{path}: SHA-256 {digest}")


def evaluate(options):
    from .baselines import fit_baselines
    from .evaluation import (
        compare_colorizers,
        models_of,
        quality_by_minutes,
        trained_colorizers,
    )
    from .figures import results_table

    # isort: split
    import json

    split = split_photos()
    print(f"The {options.part} part of {describe_source()}.")
    tables = {}
    for category in [options.category] if options.category else CATEGORIES:
        truths = load_photos(split[category][options.part])
        trained = trained_colorizers(category, options.runs)
        contestants = fit_baselines(load_photos(split[category]["train"])) | trained
        tables[category] = compare_colorizers(truths, contestants)
        curves = quality_by_minutes(category, options.runs or data_folder() / "runs")
        for name in set(trained) & set(curves):
            tables[category][name]["minutes"] = float(curves[name][0][-1])
        print(f"\n{category}, {len(truths)} photographs\n\n{results_table(tables[category])}")
        for name in sorted(set(models_of(category)) - set(trained)):
            print(f"Left out, as there is no such model here: {name}.")
    if options.write:
        result = {"part": options.part, "tables": tables}
        save_atomically(
            options.write, lambda file: file.write(json.dumps(result, indent=1).encode())
        )


def colorize_files(options):
    from tqdm import tqdm

    from .pretrained import colorize, load_generator

    load_generator(options.model)
    photos, done, failures = [], set(), []
    for given in options.photos:
        try:
            photos += pictures_of(given)
        except ColorlibError as error:
            failures.append(str(error))
    try:
        options.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ColorlibError(
            f"{options.output} could not be made a folder: {error.strerror}."
        ) from None
    for photo in tqdm(photos, unit="photo", disable=len(photos) < 2):
        target = options.output / f"{photo.stem}{COLORIZED}"
        try:
            if target in done:
                raise ColorlibError(
                    f"{photo} would overwrite {target}: give it another name or --output."
                )
            picture = Image.fromarray(colorize(photo, options.model))
            save_atomically(target, lambda file, picture=picture: picture.save(file, "PNG"))
        except ColorlibError as error:
            failures.append(str(error))
        else:
            done.add(target)
            print(target)
    if failures:
        raise ColorlibError("\n".join(failures))


def pictures_of(given):
    """A file as it is; of a folder its pictures, without those that an earlier run has made."""
    with contextlib.suppress(OSError):  # reading it will tell the same in a sentence
        if given.is_dir():
            return [path for path in list_pictures(given) if not path.name.endswith(COLORIZED)]
    return [given]


def merge_files(options):
    from .figures.perception import answers_table
    from .perception import merge_answers, save_answers, score

    answers, left_out = merge_answers(options.files)
    for sentence in left_out:
        print(f"Left out: {sentence}")
    if not answers:
        raise ColorlibError("No answers are left to count.")
    players = len({row["player"] for row in answers})
    print(f"\n{len(answers)} answers by {players} players\n\n{answers_table(score(answers))}")
    if options.output:
        save_answers(answers, options.output)


def empty(options):
    """Remove what the course has cached, after asking, and nothing that is in use."""
    parts = cached()
    if not parts:
        print(f"The cache is empty: {cache_folder()}")
        return
    for part in parts:
        files = [path for path in [part, *part.rglob("*")] if path.is_file()]
        megabytes = sum(path.stat().st_size for path in files) / 1e6
        print(f"{megabytes:9.1f} MB in {len(files)} files: {part}")
    if not options.yes and input("Remove all of this? [y/N] ").strip().lower() != "y":
        print("Nothing was removed.")
        return
    refuse_while_in_use(cache_folder())
    for part in parts:
        shutil.rmtree(part) if part.is_dir() else part.unlink()
    print("Removed.")


def refuse_while_in_use(folder):
    for path in [*folder.glob("cvcl.lock"), *folder.glob("runs/*/.lock")]:
        with path.open("ab") as file:
            if not try_lock(file):
                raise ColorlibError(
                    f"{path.parent} is in use by another process: end the download or training "
                    "there first; nothing was removed."
                )


def build_parser():
    parser = argparse.ArgumentParser(
        prog="python -m colorlib",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)

    command = commands.add_parser(
        "download",
        help="fetch the CVCL photographs (328 forest, 374 mountain)",
        description="Fetch the eight-category CVCL archive, keep the two classes of the course, "
        "and verify each file against its published SHA-256. Interrupted, it goes on next time. "
        "Where the authors' server cannot be reached, let COLORLIB_MIRROR be the address "
        "(http://… or https://…) of another copy of the zip file; HTTP_PROXY and HTTPS_PROXY are "
        "honored.",
    )
    command.set_defaults(run=download)

    command = commands.add_parser(
        "train",
        help="train a model from scratch",
        description="Train a generator by its recipe, on the training part of the photographs in "
        "use. Stopped at any moment, the same command goes on from the last finished epoch.",
    )
    command.add_argument(
        "model",
        help="forest or mountain (the course's lean GAN); scenes (its generator alone, both "
        "classes); forest-original, -l1, -conditional and the same for mountain (the reference "
        "generator in three ways); shapes, shapes-original (32 px)",
    )
    command.add_argument(
        "--share",
        type=float,
        default=1.0,
        help="the share of the recipe's epochs to do, such as 0.25 for a first impression",
    )
    command.add_argument("--seed", type=int, default=7, help="random seed (default: 7)")
    command.add_argument("--runs", type=Path, help="folder of all runs (default: in the cache)")
    command.add_argument(
        "--bfloat16",
        action="store_true",
        help="compute in 16-bit floats: several times quicker on processors with AMX, slower on "
        "others",
    )
    command.set_defaults(run=train)

    command = commands.add_parser(
        "evaluate",
        help="measure all models on photographs that training has not seen",
        description="Print a table of metrics with 95%% intervals over one part of the "
        "photographs in use: three constants that were fitted on the training part, the models "
        "of the course, and those of your own runs.",
    )
    command.add_argument("category", choices=CATEGORIES, nargs="?", help="default: both")
    command.add_argument("--part", choices=("validation", "test"), default="validation")
    command.add_argument(
        "--runs", type=Path, help="a folder of runs, whose models go before the course's own"
    )
    command.add_argument("--write", type=Path, metavar="FILE", help="keep the table as JSON")
    command.set_defaults(run=evaluate)

    command = commands.add_parser(
        "colorize",
        help="colorize picture files",
        description="Colorize pictures at their own size: JPEG, PNG, WebP, TIFF, BMP or GIF. Files "
        "that cannot be read are listed at the end; the others are done all the same.",
    )
    command.add_argument(
        "photos", nargs="+", type=Path, metavar="photo", help="a picture, or a folder of them"
    )
    command.add_argument("--model", default="forest", help="forest (default), mountain, …")
    command.add_argument(
        "--output", type=Path, default=Path(), help="folder for the results (default: here)"
    )
    command.set_defaults(run=colorize_files)

    command = commands.add_parser(
        "merge-answers",
        help="count a class's answers to “Real or colorized?” (notebook 09)",
        description="Put files of answers together and print how often each model fooled people, "
        "with 95% intervals. A file that cannot be used is named and left out; an answer that "
        "is in several files counts once.",
    )
    command.add_argument(
        "files", nargs="+", type=Path, metavar="file", help="saved by the game, or a folder of them"
    )
    command.add_argument("--output", type=Path, metavar="FILE", help="keep all answers as CSV")
    command.set_defaults(run=merge_files)

    command = commands.add_parser(
        "empty",
        help="remove downloads and training runs from the cache",
        description="Say what the course has kept in its cache folder, and remove it after asking. "
        "All else that it wrote is where you told it to, and in its own folder.",
    )
    command.add_argument("--yes", action="store_true", help="remove without asking")
    command.set_defaults(run=empty)
    return parser


def main(arguments=None):
    options = build_parser().parse_args(arguments)
    try:
        options.run(options)
    except ColorlibError as error:
        print(f"colorlib: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("colorlib: interrupted; the same command goes on where it stopped.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    # A file's name may hold letters that the terminal has not.
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main())
