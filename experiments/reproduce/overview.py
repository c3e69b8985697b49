"""The table of experiments in experiments/README.md, made from their claims.toml between two marks."""

from claims import ClaimsError

BEGIN = "<!-- made by experiments/reproduce.sh --overview from the claims.toml of each folder -->\n"
END = "<!-- end of what is made -->\n"


def overview(experiments):
    rows = [f"| [{one.name}]({one.name}/README.md) | {one.summary} | {len(one.claims)} |\n" for one in experiments.values()]
    return "".join(["| folder | claim or question | claims |\n|---|---|---|\n", *rows])


def with_overview(text, experiments):
    """The page with its table made anew. Throws ClaimsError where it has no marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ClaimsError(f"README.md: the table is to stand between the lines {BEGIN.strip()} and {END.strip()}.")
    return "".join([before, begin, "\n", overview(experiments), "\n", end, after])
