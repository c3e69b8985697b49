"""One self-contained page: the template of web/ with its style, its scripts and the data."""

import html
from pathlib import Path

from .embed import script_of

WEB = Path(__file__).resolve().parent / "web"
STYLES = ["style.css"]
SHARED = ["data.js", "theme.js", "marks.js", "drawing.js", "axes.js", "head.js"]
SCRIPTS = {"run": ["clock.js", "views.js", "latents.js", "colours.js", "neurons.js", "charts.js", "checks.js", "run.js"],
           "ensemble": ["spreads.js", "checks.js", "ensemble.js"],
           "study": ["views.js", "atoms.js", "spectra.js", "study.js"],
           "sweep": ["colours.js", "diagram.js", "sweep.js"]}
PLOTS = {"run"}  # kinds of pages with time series, which uPlot draws


def page_of(data):
    """The text of the page of `data`, whose "kind" says which scripts it wants."""
    kind = data["kind"]
    parts = {"title": html.escape(data["title"]), "data": script_of(data), "uplot": "", "style": joined(STYLES),
             "script": joined(SHARED + SCRIPTS[kind])}
    if kind in PLOTS:
        parts["style"] = joined(["uPlot.min.css"]) + parts["style"]
        parts["uplot"] = f"<script>\n/* uPlot, whose licence is:\n{joined(['uPlot.LICENSE'])}*/\n" \
                         f"{joined(['uPlot.iife.min.js'])}</script>"
    return filled(joined(["page.html"]), parts)


def filled(template, parts):
    """The template with {{name}} replaced, each once: what is filled in is not looked at again."""
    pieces = template.split("{{")
    found = [pieces[0]]
    for piece in pieces[1:]:
        name, rest = piece.split("}}", 1)
        found += [parts[name], rest]
    return "".join(found)


def joined(names):
    return "".join((WEB / name).read_text(encoding="utf-8") for name in names)
