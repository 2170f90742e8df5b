"""Figures that set a colorization beside the truth."""

from ..color import gray_version
from ..metrics import delta_e_map, measure
from .display import new_figure

__all__ = ["comparison", "metrics_table", "results_table"]


def comparison(truth, colorized, title=""):
    """Show ground truth, grayscale, colorized and where the colors differ, with the metrics.

    Parameters
    ----------
    truth, colorized : numpy.ndarray, uint8, shape (height, width, 3)
    title : str, optional

    Returns
    -------
    matplotlib.figure.Figure
    """
    height = 10 / 4.4 * truth.shape[0] / truth.shape[1] + 0.8
    figure, axes = new_figure(10, height, columns=4)
    panels = [
        ("ground truth", truth),
        ("grayscale", gray_version(truth)),
        ("colorized", colorized),
    ]
    smooth = "antialiased" if truth.shape[0] > 64 else "nearest"
    for ax, (name, picture) in zip(axes, panels, strict=False):
        ax.imshow(picture, interpolation=smooth)
        ax.set_title(name, fontsize=10)
    drawn = axes[3].imshow(
        delta_e_map(truth, colorized), cmap="magma", vmin=0, vmax=40, interpolation=smooth
    )
    axes[3].set_title("difference ΔE2000", fontsize=10)
    figure.colorbar(drawn, ax=axes[3], shrink=0.8, extend="max")
    for ax in axes:
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
    numbers = measure(truth, colorized)
    parts = (
        f"mean ΔE2000 {numbers['delta_e']:.1f}",
        f"ab distance {numbers['ab_distance']:.1f}",
        f"PSNR {numbers['psnr']:.1f} dB",
        f"SSIM {numbers['ssim']:.3f}",
        f"colorfulness {numbers['colorfulness_ratio']:.2f} of the truth's",
    )
    figure.supxlabel("   ·   ".join(parts), fontsize=10)
    if title:
        figure.suptitle(title, fontsize=11)
    return figure


def nearest_to_one(column):
    return min(column, key=lambda value: abs(value - 1))


# By metric: its column's head, the number of decimals, and what counts as best.
COLUMNS = {
    "delta_e": ("ΔE2000 ↓", 2, min),
    "ab_distance": ("ab distance ↓", 2, min),
    "psnr": ("PSNR (dB) ↑", 2, max),
    "ssim": ("SSIM ↑", 3, max),
    "colorfulness_ratio": ("colorfulness → 1", 2, nearest_to_one),
    "distribution_distance": ("color distribution ↓", 2, min),
}


def metrics_table(rows):
    """Write a table of metrics in Markdown, with the best of each column in bold.

    Parameters
    ----------
    rows : dict of dict of float
        By contestant, what `metrics.measure` returns, averaged.

    Returns
    -------
    str
    """
    return write_table(rows, lambda cell, decimals: f"{cell:.{decimals}f}", lambda cell: cell)


def results_table(rows):
    """Write a table of results with 95 % intervals in Markdown, the best of each column in bold.

    Parameters
    ----------
    rows : dict of dict of dict
        By contestant and metric, ``"value"`` and ``"interval"``, as `evaluation` gives them; and
        for models ``"minutes"``, how long they were trained.

    Returns
    -------
    str
    """

    def text(cell, decimals):
        low, high = cell["interval"]
        return f"{cell['value']:.{decimals}f}<br>{low:.{decimals}f}–{high:.{decimals}f}"

    timed = {
        f"{name}<br>{row['minutes']:.0f} minutes" if "minutes" in row else name: row
        for name, row in rows.items()
    }
    return write_table(timed, text, lambda cell: cell["value"])


def write_table(rows, text, value):
    names = [name for name in COLUMNS if all(name in row for row in rows.values())]
    lines = [
        "| | " + " | ".join(COLUMNS[name][0] for name in names) + " |",
        "|---" * (len(names) + 1) + "|",
    ]
    for contestant, row in rows.items():
        cells = []
        for name in names:
            _, decimals, choose = COLUMNS[name]
            best = choose([value(other[name]) for other in rows.values()])
            cell = text(row[name], decimals)
            # In a cell of two lines, the figure is bold and its interval is not.
            head, *interval = cell.split("<br>")
            head = f"**{head}**" if value(row[name]) == best else head
            cells.append("<br>".join([head, *interval]))
        lines.append(f"| {contestant} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
