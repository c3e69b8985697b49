"""The lines of all experiments as one table: Markdown for people, CSV for programs."""

import csv
import io

COLUMNS = ("experiment", "id", "claim", "whose", "theory", "measured", "tolerance", "reason", "verdict", "note", "source")


def row_of(line):
    claim = line.claim
    tolerance = line.bound + (f" (wide: {line.wide})" if line.wide else "")
    return (line.experiment, claim.id, claim.text, claim.whose, claim.theory, line.measured, tolerance, claim.reason, line.verdict,
            note_of(line), claim.source)


def note_of(line):
    """Why a line differs or was not measured; an explanation of what agrees is not told."""
    return line.note or (line.claim.explanation if line.verdict == "differs" else "")


def csv_of(lines):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *map(row_of, lines)])
    return text.getvalue()


def markdown_of(lines):
    rows = [COLUMNS, ["---"] * len(COLUMNS), *map(row_of, lines)]
    return "".join(f"| {' | '.join(map(cell, row))} |\n" for row in rows)


def cell(text):
    return text.replace("\\", "\\\\").replace("|", "\\|")


def counted(lines):
    """How many lines have which verdict, in a sentence."""
    verdicts = [line.verdict for line in lines]
    told = ", ".join(f"{one} {verdicts.count(one)}" for one in dict.fromkeys(sorted(verdicts)))
    return f"{len(lines)} claims: {told}."
