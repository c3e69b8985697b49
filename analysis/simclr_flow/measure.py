"""How wide text is, before it is drawn."""

from functools import lru_cache

from matplotlib.cbook import is_math_text
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

HINTING = 2  # points that a line may be wider on the pixels of a picture


@lru_cache(maxsize=4096)
def inches(text, size):
    """Width of one line, mathematics too, in the font of the settings."""
    if not text.strip():
        return 0.0
    wide, *_ = text_to_path.get_text_width_height_descent(text.replace(r"\$", "$") if not is_math_text(text) else text,
                                                          FontProperties(size=size), is_math_text(text))
    return (wide + HINTING) / 72


def wrapped(text, size, wide, most=None):
    """Lines of words that are at most so wide; of more than `most` the last ends in dots."""
    words, lines = text.split(), []
    for word in words:
        if lines and inches(f"{lines[-1]} {word}", size) <= wide:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if most is not None and len(lines) > most:
        lines = [*lines[:most - 1], shortened(" ".join(lines[most - 1:]), size, wide)]
    return lines


def shortened(text, size, wide):
    """The words that fit, and dots for the others."""
    if inches(text, size) <= wide:
        return text
    words = text.split()
    while len(words) > 1 and inches(" ".join(words) + " ...", size) > wide:
        words.pop()
    return " ".join(words) + " ..."
