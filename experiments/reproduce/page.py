"""One page about all that was reproduced: what differs, then each experiment with its pictures and its claims."""

import base64
import html
from pathlib import Path

from simclr_flow.html_page import STYLES, filled, joined
from table import counted, note_of

TEMPLATE = Path(__file__).resolve().parent / "page.html"
HEADINGS = ("verdict", "claim", "theory", "measured", "tolerance", "reason and source")


def page_of(parts, told):
    """The text of the page of `parts`, each an experiment with its lines and the folder of its results; `told` says by what
    it was made."""
    lines = [line for _, lines, _ in parts for line in lines]
    body = "".join(["<h1>Claims and what came out</h1>", f"<p>{escaped(counted(lines))} {escaped(told)}</p>",
                    differing(lines), contents(parts), *(section(*part) for part in parts)])
    return filled(TEMPLATE.read_text(), {"title": "Claims and what came out", "style": joined(STYLES), "body": body})


def escaped(text):
    return html.escape(str(text))


def differing(lines):
    told = [f"<li>{escaped(line.experiment)}: {escaped(line.claim.text)} Measured {escaped(line.measured)}, "
            f"{escaped(line.bound)}. {escaped(note_of(line) or 'Nothing explains it.')}</li>"
            for line in lines if line.verdict == "differs"]
    return f"<h2>What differs</h2><ul>{''.join(told)}</ul>" if told else "<p>No line differs.</p>"


def contents(parts):
    links = [f'<a href="#{escaped(one.name)}">{escaped(one.title)}</a>' for one, _, _ in parts]
    return f"<nav>{''.join(links)}</nav>"


def section(experiment, lines, folder):
    heads = "".join(f"<th>{one}</th>" for one in HEADINGS)
    return "".join([f'<h2 id="{escaped(experiment.name)}">{escaped(experiment.title)}</h2>',
                    f"<p>{escaped(experiment.summary)}</p>", *figures(experiment, folder),
                    f'<div class="scroll"><table class="rows"><thead><tr>{heads}</tr></thead>',
                    f"<tbody>{''.join(map(row, lines))}</tbody></table></div>"])


def figures(experiment, folder):
    for step in experiment.steps:
        path = folder / step.output
        if step.picture and path.is_file():
            data = base64.b64encode(path.read_bytes()).decode()
            yield (f'<figure><img alt="{escaped(step.picture)}" src="data:image/png;base64,{data}">'
                   f"<figcaption>{escaped(step.picture)}</figcaption></figure>")


def row(line):
    claim, wide = line.claim, f'<div class="wide">wide: {escaped(line.wide)}</div>' if line.wide else ""
    told = note_of(line) and f'<div class="wide">{escaped(note_of(line))}</div>'
    kind = line.verdict if line.verdict in ("agrees", "differs") else "none"
    whose = f'<div class="wide">{escaped(claim.id)}; {escaped(claim.whose)}</div>'
    cells = [("verdict", f'<span class="{kind}">{escaped(line.verdict)}</span>{told}'),
             ("claim", escaped(claim.text) + whose), ("", escaped(claim.theory)),
             ("number", escaped(line.measured)), ("", escaped(line.bound) + wide),
             ("note", f"{escaped(claim.reason)}.<br>{escaped(claim.source)}")]
    return f"<tr>{''.join(f'<td class={chr(34)}{name}{chr(34)}>{text}</td>' for name, text in cells)}</tr>"
