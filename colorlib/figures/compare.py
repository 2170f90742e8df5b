"""Figures that set a colorization beside the truth."""

from ..color import gray_version
from ..metrics import delta_e_map, measure
from .display import new_figure

__all__ = ["comparison", "metrics_table"]


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


# What counts as best in each column of the table; for colorfulness, being as lively as the truth.
BEST = {
    "delta_e": min,
    "ab_distance": min,
    "psnr": max,
    "ssim": max,
    "colorfulness_ratio": lambda column: min(column, key=lambda value: abs(value - 1)),
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
    lines = [
        "| | ΔE2000 ↓ | ab distance ↓ | PSNR (dB) ↑ | SSIM ↑ | colorfulness → 1 |",
        "|---" * 6 + "|",
    ]
    best = {name: choose([row[name] for row in rows.values()]) for name, choose in BEST.items()}
    for contestant, row in rows.items():
        cells = []
        for name in BEST:
            text = f"{row[name]:.3f}" if name == "ssim" else f"{row[name]:.2f}"
            cells.append(f"**{text}**" if row[name] == best[name] else text)
        lines.append(f"| {contestant} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
