"""The rest of the scatter of notebook 09: ``python -m experiments.trade_off RUNS …``.

Measures, on the test part, the L1-only network's colors times several factors, and the lean GANs of
other seeds, each in a folder of runs that ``python -m colorlib train`` has filled. As a control,
the two-sample test also tells one half of the photographs from the other. The result goes to
``data/results/trade_off.json``; ``python -m colorlib evaluate`` measures all other contenders.
"""

import json
import sys
from functools import partial

import numpy as np

from colorlib.data import CATEGORIES, load_photos, split_photos
from colorlib.evaluation import compare_colorizers, multiply_colors
from colorlib.files import save_atomically
from colorlib.pretrained import colorize, load_generator, read_generator
from colorlib.settings import as_path, data_folder
from colorlib.two_sample import accuracy, shrink

JUDGES = 2  # times that the two-sample test is done
FACTORS = (1.3, 1.6)


def main(folders):
    tables, control, l1 = {}, {}, load_generator("scenes")
    for category in CATEGORIES:
        truths = load_photos(split_photos()[category]["test"])
        contenders = {
            f"lean, L1-only × {factor}": partial(multiply_colors, factor, generator=l1)
            for factor in FACTORS
        }
        for number, folder in enumerate(folders, start=2):
            generator = read_generator(as_path(folder) / f"{category}.npz")
            contenders[f"lean GAN, seed {number}"] = partial(colorize, model=generator)
        tables[category] = compare_colorizers(truths, contenders, JUDGES)
        half = len(truths) // 2
        halves = shrink(truths[: 2 * half : 2]), shrink(truths[1::2])
        control[category] = np.mean([accuracy(*halves, seed) for seed in range(JUDGES)])
    result = {"tables": tables, "one half from the other": control}
    text = json.dumps(result, indent=1, ensure_ascii=False).encode()
    save_atomically(data_folder() / "results" / "trade_off.json", lambda file: file.write(text))


if __name__ == "__main__":
    main(sys.argv[1:])
