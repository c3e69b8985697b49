"""What a page says of where its file comes from, and how manifolds are written there."""

import re

from .spaces import space_of

HIGH = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
LETTERS = {"R": "ℝ", "S": "𝕊", "T": "𝕋"}


def facts_of(provenance, name, kind="file"):
    """Rows (name, text) in their order, those with a text; texts of several lines are folded away."""
    rows = [(kind, name), ("command", provenance.command), ("created", provenance.created),
            ("commit", provenance.commit), ("seed", provenance.seed), ("data", provenance.data_source),
            ("sums over pairs", provenance.sums),
            ("resumed", provenance.resumed), ("versions", provenance.versions)]
    return [[name, text] for name, text in rows if text]


def space_name(manifold, dimension, sides=()):
    """The manifold in plain letters, with its preposition: "on the sphere 𝕊²", "in ℝ⁴"."""
    title = space_of(manifold).title(dimension, sides)
    name = written(title) if title else manifold or "manifold of no name"
    return f"on the {name}" if name[0].isascii() and name[0].isalpha() else f"in {name}"


def written(mathtext):
    """Mathematics of a picture in letters of Unicode."""
    text = re.sub(r"\\mathbb\{(\w)\}", lambda found: LETTERS.get(found[1], found[1]), mathtext)
    text = re.sub(r"\^\{?([\d-]+)\}?", lambda found: found[1].translate(HIGH), text)
    return " ".join(text.replace(r"\times", "×").translate(str.maketrans("", "", "${}\\")).split())


def counted(count, name):
    """1 latent, 2 latents."""
    return f"{count:,} {name}{'s' * (count != 1)}".replace(",", "\u202f")
