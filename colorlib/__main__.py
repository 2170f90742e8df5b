"""The command line: ``python -m colorlib --help``."""

import argparse
import sys
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from .errors import ColorlibError
from .scenes import CATEGORIES, describe_source, list_photos, load_photos, split_photos
from .settings import cache_folder, data_folder

DESCRIPTION = """\
Give color to black-and-white photographs, and train the networks that do it.

Settings are environment variables: COLORLIB_PHOTOS names a folder with forest/ and mountain/ in
it (else the downloaded CVCL photographs are used, else the bundled sample); COLORLIB_CACHE names
the folder for downloads and training runs.
"""


def download(options):
    from .download import download_cvcl

    folder = download_cvcl()
    print(f"Ready: {describe_source(folder)}.")


def train(options):
    from .pretrained import load_generator, save_generator
    from .training import train_scene

    # isort: split
    import keras
    from tqdm import tqdm

    keras.utils.set_random_seed(options.seed)
    if options.bfloat16:
        keras.mixed_precision.set_global_policy("mixed_bfloat16")
    folder = options.folder or cache_folder() / "runs" / options.category
    print(f"Training on {describe_source()}.")

    with tqdm(total=options.epochs, unit="epoch") as bar:

        def report(epoch, logs):
            bar.update(epoch + 1 - bar.n)
            bar.set_postfix({name: f"{value:.3f}" for name, value in logs.items()})

        gan, history = train_scene(
            options.category,
            folder,
            options.epochs,
            generator=load_generator(options.start_from) if options.start_from else None,
            previews=list_photos(options.category, data_folder() / "photos")[:: options.every],
            callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=report)],
        )
    digest = save_generator(gan.generator, Path(folder) / "generator.npz")
    print(f"{len(history['seconds'])} epochs, {sum(history['seconds']) / 60:.1f} minutes.")
    print(f"{Path(folder) / 'generator.npz'}: SHA-256 {digest}")


def evaluate(options):
    from .baselines import fit_baselines
    from .figures import metrics_table
    from .metrics import measure
    from .pretrained import colorize, load_generator

    model = options.model or options.category
    load_generator(model)
    split = split_photos()[options.category]
    truths = load_photos(split[options.part])
    print(f"{options.category}, {options.part} part of {describe_source()}: {len(truths)} photos\n")
    contestants = fit_baselines(load_photos(split["train"]))
    contestants[f"network ({model})"] = partial(colorize, model=model)
    rows = {}
    for name, colorizer in contestants.items():
        measured = [measure(truth, colorizer(truth)) for truth in truths]
        rows[name] = {key: float(np.mean([row[key] for row in measured])) for key in measured[0]}
    print(metrics_table(rows))


def colorize_files(options):
    from tqdm import tqdm

    from .pretrained import colorize, load_generator
    from .training import save_atomically

    load_generator(options.model)
    options.output.mkdir(parents=True, exist_ok=True)
    failures = []
    for photo in tqdm(options.photos, unit="photo", disable=len(options.photos) < 2):
        target = options.output / f"{photo.stem}-colorized.png"
        try:
            picture = Image.fromarray(colorize(photo, options.model))
            save_atomically(target, lambda file, picture=picture: picture.save(file, "PNG"))
        except ColorlibError as error:
            failures.append(str(error))
        else:
            print(target)
    if failures:
        raise ColorlibError(" ".join(failures))


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
        "and verify each file against its published SHA-256. Interrupted, it goes on next time.",
    )
    command.set_defaults(run=download)

    command = commands.add_parser(
        "train",
        help="train a 256 px generator on one class of photographs",
        description="Train the course's 256 px pair on the training part of the photographs in "
        "use. Stopped at any moment, the same command goes on from the last finished epoch.",
    )
    command.add_argument("category", choices=CATEGORIES)
    command.add_argument("--epochs", type=int, default=12, help="epochs in all (default: 12)")
    command.add_argument("--start-from", metavar="MODEL", help="start from a trained model")
    command.add_argument("--seed", type=int, default=7, help="random seed (default: 7)")
    command.add_argument("--folder", type=Path, help="where the run is kept (default: the cache)")
    command.add_argument(
        "--every",
        type=int,
        default=4,
        help="preview every so many-th bundled photograph after each epoch (default: 4)",
    )
    command.add_argument(
        "--bfloat16",
        action="store_true",
        help="compute in 16-bit floats: several times quicker on processors with AMX, slower on "
        "others",
    )
    command.set_defaults(run=train)

    command = commands.add_parser(
        "evaluate",
        help="measure a model on photographs that training has not seen",
        description="Print a table of mean metrics over one part of the photographs in "
        "use, for the model and for three constants that were fitted on the training part.",
    )
    command.add_argument("category", choices=CATEGORIES)
    command.add_argument("--model", help="the model to measure (default: the class's own)")
    command.add_argument("--part", choices=("validation", "test"), default="validation")
    command.set_defaults(run=evaluate)

    command = commands.add_parser(
        "colorize",
        help="colorize picture files",
        description="Colorize pictures at their own size. A file that cannot be read is reported "
        "at the end; the others are done all the same.",
    )
    command.add_argument("photos", nargs="+", type=Path, metavar="photo")
    command.add_argument("--model", default="forest", help="forest, mountain or shapes")
    command.add_argument(
        "--output", type=Path, default=Path(), help="folder for the results (default: here)"
    )
    command.set_defaults(run=colorize_files)
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
    sys.exit(main())
