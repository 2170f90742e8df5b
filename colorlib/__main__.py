"""The command line: ``python -m colorlib --help``."""

import argparse
import json
import sys
from pathlib import Path

from PIL import Image

from .data import CATEGORIES, describe_source, list_pictures, load_photos, split_photos
from .files import save_atomically
from .settings import ColorlibError, cache_folder

# Each command imports what it needs when it runs, so that --help answers at once.

COLORIZED = "-colorized.png"

DESCRIPTION = """\
Give color to black-and-white photographs, and train the networks that do it.

Settings are environment variables: COLORLIB_PHOTOS names a folder with forest/ and mountain/ in
it (else the downloaded CVCL photographs are used, else the bundled sample); COLORLIB_CACHE names
the folder for downloads and training runs; COLORLIB_MIRROR names another copy of the photographs'
zip file. Now the cache is in {cache}.
"""


def download(options):
    from .download import download_cvcl

    print(f"Ready: {describe_source(download_cvcl())}.")


def train(options):
    from tqdm import tqdm

    from .backend import keras
    from .experiments import MODELS
    from .pretrained import save_generator

    if options.model not in MODELS:
        raise ColorlibError(f"There is no experiment {options.model!r}: {', '.join(MODELS)}.")
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
    print(f"{path}: SHA-256 {save_generator(generator, path)}")


def evaluate(options):
    from .evaluation import compare_colorizers, models_of, quality_by_minutes, trained_colorizers
    from .figures import results_table
    from .metrics import fit_baselines

    split = split_photos()
    print(f"The {options.part} part of {describe_source()}.")
    tables = {}
    for category in [options.category] if options.category else CATEGORIES:
        truths = load_photos(split[category][options.part])
        trained = trained_colorizers(category, options.runs)
        contestants = fit_baselines(load_photos(split[category]["train"])) | trained
        tables[category] = compare_colorizers(truths, contestants)
        for name, (minutes, _) in quality_by_minutes(category).items():
            if name in trained:
                tables[category][name]["minutes"] = minutes[-1]
        print(f"\n{category}, {len(truths)} photographs\n\n{results_table(tables[category])}")
        for name in sorted(set(models_of(category)) - set(trained)):
            print(f"Left out, as there is no such model here: {name}.")
    if options.write:
        text = json.dumps({"part": options.part, "tables": tables}, indent=1).encode()
        save_atomically(options.write, lambda file: file.write(text))


def colorize_files(options):
    from tqdm import tqdm

    from .pretrained import colorize, load_generator

    load_generator(options.model)
    photos, done, failures = [], set(), []
    for given in options.photos:
        try:
            # Of a folder its pictures, without those that an earlier run has made.
            inside = list_pictures(given) if is_folder(given) else [given]
            photos += [p for p in inside if p == given or not p.name.endswith(COLORIZED)]
        except ColorlibError as error:
            failures.append(str(error))
    try:
        options.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ColorlibError(f"{options.output} cannot be made: {error.strerror}.") from None
    for photo in tqdm(photos, unit="photo", disable=len(photos) < 2):
        target = options.output / f"{photo.stem}{COLORIZED}"
        try:
            if target in done:
                raise ColorlibError(
                    f"{photo} would overwrite {target}: give it another name or --output."
                )
            picture = Image.fromarray(colorize(photo, options.model))
            save_atomically(target, lambda file, picture=picture: picture.save(file, "PNG"))
            done.add(target)
            print(target)
        except ColorlibError as error:
            failures.append(str(error))
    if failures:
        raise ColorlibError("\n".join(failures))


def is_folder(path):
    try:
        return path.is_dir()
    except OSError:  # such as a name that is too long: reading it will tell
        return False


def merge_files(options):
    from .figures import answers_table
    from .user_study import fooled_by_model, merge_answers, save_answers

    answers, left_out = merge_answers(options.files)
    for sentence in left_out:
        print(f"Left out: {sentence}")
    if not answers:
        raise ColorlibError("No answers are left to count.")
    people = len({row["participant"] for row in answers})
    print(
        f"\n{len(answers)} answers by {people} people\n\n{answers_table(fooled_by_model(answers))}"
    )
    if options.output:
        save_answers(answers, options.output)


def build_parser():
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        "python -m colorlib",
        description=DESCRIPTION.format(cache=cache_folder()),
        formatter_class=raw,
    )
    commands = parser.add_subparsers(required=True)

    def command(name, run, text):
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(run=run)
        return made.add_argument

    command(
        "download",
        download,
        "fetch and verify the CVCL photographs (328 forest, 374 mountain); interrupted, it goes on "
        "next time; COLORLIB_MIRROR, HTTP_PROXY and HTTPS_PROXY are honored",
    )
    add = command(
        "train",
        train,
        "train a model from scratch; stopped at any moment, the same command goes on",
    )
    add(
        "model",
        help="forest or mountain (the lean GAN); scenes (its L1-only baseline, both classes); "
        "forest-unconditional, -l1, -conditional and the same for mountain (the reference network "
        "in three ways); shapes, shapes-unconditional (32 px)",
    )
    add("--share", type=float, default=1.0, help="share of the epochs to do, such as 0.25")
    add("--seed", type=int, default=7, help="random seed (default: 7)")
    add("--runs", type=Path, help="folder of all runs (default: in the cache)")
    add("--bfloat16", action="store_true", help="16-bit floats: quicker on processors with AMX")
    add = command(
        "evaluate", evaluate, "measure all models on photographs that training has not seen"
    )
    add("category", choices=CATEGORIES, nargs="?", help="default: both")
    add("--part", choices=("validation", "test"), default="validation")
    add("--runs", type=Path, help="a folder of runs, whose models go before the course's own")
    add("--write", type=Path, metavar="FILE", help="keep the table as JSON")
    add = command("colorize", colorize_files, "colorize picture files at their own size")
    add("photos", nargs="+", type=Path, metavar="photo", help="a picture, or a folder of them")
    add("--model", default="forest", help="forest (default), mountain, …")
    add("--output", type=Path, default=Path(), help="folder for the results (default: here)")
    add = command("merge-answers", merge_files, "count a class's answers to “Real or colorized?”")
    add("files", nargs="+", type=Path, metavar="file", help="saved by the game, or a folder")
    add("--output", type=Path, metavar="FILE", help="keep all answers as CSV")
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
