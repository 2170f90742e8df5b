"""Wrong answers to the exercises of notebook 10: each must lose its points, and nothing else."""

WRONG = [
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "How much size matters is seen in the distance from the truth.",
        "code": """guess = 10


def size_effect(photo, width, model):
    height, own_width = photo.shape[:2]
    enlarged = data.resize(photo, round(width * height / own_width), width)
    after = data.resize(colorlib.colorize(enlarged, model), height, own_width)
    return metrics.delta_e(photo, after)
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex1",
        "cell": "ex1-answer",
        "misconception": "A network of squares wants square pictures, so proportions may change.",
        "code": """guess = 1


def size_effect(photo, width, model):
    height, own_width = photo.shape[:2]
    if width == own_width:
        return 0.0
    enlarged = data.resize(photo, width, width)
    after = data.resize(colorlib.colorize(enlarged, model), height, own_width)
    return metrics.delta_e(colorlib.colorize(photo, model), after)
""",
        "loses": "ex1-test",
    },
    {
        "exercise": "ex1-why",
        "cell": "ex1-why-answer",
        "misconception": "A larger picture holds more detail, so the network sees more.",
        "code": 'why = "C"\n',
        "loses": "ex1-why-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "Two answers can be compared without turning the second one back.",
        "code": """def doubt_map(photo, model):
    once = rgb_to_lab(colorlib.colorize(photo, model))[..., 1:]
    mirrored = rgb_to_lab(colorlib.colorize(photo[:, ::-1], model))[..., 1:]
    return np.linalg.norm(once - mirrored, axis=-1)
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2",
        "cell": "ex2-answer",
        "misconception": "Normalized ab are Lab units.",
        "code": """def doubt_map(photo, model):
    once = rgb_to_l_ab(colorlib.colorize(photo, model))[1]
    mirrored = rgb_to_l_ab(colorlib.colorize(photo[:, ::-1], model))[1][:, ::-1]
    return np.linalg.norm(once - mirrored, axis=-1)
""",
        "loses": "ex2-test",
    },
    {
        "exercise": "ex2-meaning",
        "cell": "ex2-meaning-answer",
        "misconception": "Whoever answers twice the same is right.",
        "code": 'meaning = "A"\n',
        "loses": "ex2-meaning-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "The mean of two colors is the mean of their levels of R, G and B.",
        "code": """def two_opinions(photo, first, second):
    pictures = [colorlib.colorize(photo, model).astype(float) for model in (first, second)]
    return np.round((pictures[0] + pictures[1]) / 2).astype(np.uint8)
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3",
        "cell": "ex3-answer",
        "misconception": "Levels may be added as uint8: sums above 255 stay what they are.",
        "code": """def two_opinions(photo, first, second):
    return (colorlib.colorize(photo, first) + colorlib.colorize(photo, second)) // 2
""",
        "loses": "ex3-test",
    },
    {
        "exercise": "ex3-promise",
        "cell": "ex3-promise-answer",
        "misconception": "Between two plausible colors lies a plausible color.",
        "code": 'promise = "C"\n',
        "loses": "ex3-promise-test",
    },
    {
        "exercise": "ex3-promise",
        "cell": "ex3-promise-answer",
        "misconception": "Two opinions together are always better than each.",
        "code": 'promise = "A"\n',
        "loses": "ex3-promise-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "Metadata are enough: whoever wants to know will look.",
        "code": """def save_labeled(picture, path, model):
    notice = PngInfo()
    notice.add_text("Description", f"Colorized by the model {model}. The colors are invented.")
    Image.fromarray(picture).save(path, pnginfo=notice)
""",
        "loses": "ex4-caption-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "A caption is enough: nobody reads metadata.",
        "code": """def save_labeled(picture, path, model):
    height, width = picture.shape[:2]
    page = Image.new("RGB", (width, height + 24), "white")
    page.paste(Image.fromarray(picture), (0, 0))
    words = f"Colorized by the model {model}. The colors are invented."
    ImageDraw.Draw(page).text((4, height + 6), words, fill="black")
    page.save(path)
""",
        "loses": "ex4-test",
    },
    {
        "exercise": "ex4",
        "cell": "ex4-answer",
        "misconception": "A caption may cover a part of the picture.",
        "code": """def save_labeled(picture, path, model):
    words = f"Colorized by the model {model}. The colors are invented."
    page = Image.fromarray(picture)
    height, width = picture.shape[:2]
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, height - 24, width, height), fill="white")
    draw.text((4, height - 18), words, fill="black")
    notice = PngInfo()
    notice.add_text("Description", words)
    page.save(path, pnginfo=notice)
""",
        "loses": "ex4-caption-test",
    },
]
