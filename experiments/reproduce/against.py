"""The verdicts of one call held against those of another: what came out by other loops, threads or versions."""

import csv

from claims import ClaimsError


COLUMNS = {"experiment", "id", "verdict", "measured"}


def verdicts_in(folder, experiments):
    """Verdict and what was measured, by experiment and id of the claim, of the claims.csv in a folder of results. Throws
    ClaimsError, also where it has none of the claims of these experiments."""
    path = folder / "claims.csv"
    try:
        with path.open(newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise ClaimsError(f"--against: {path} is no table of claims: {error}.") from error
    if not rows or not rows[0].keys() >= COLUMNS:
        raise ClaimsError(f"--against: {path} is no table of claims: it wants the columns {', '.join(sorted(COLUMNS))}.")
    found = {(row["experiment"], row["id"]): (row["verdict"], row["measured"]) for row in rows}
    if not found.keys() & {(one.name, claim.id) for one in experiments for claim in one.claims}:
        raise ClaimsError(f"--against: {path} has no claim of {', '.join(one.name for one in experiments)}.")
    return found


def held_against(lines, others, folder):
    """What to tell: a sentence for each line that both calls judged, with another verdict than there, and how many agree;
    and whether all do, of one at least."""
    judged = {"agrees", "differs"}
    both = [(line, *others[key]) for line in lines
            if (key := (line.experiment, line.claim.id)) in others and {line.verdict, others[key][0]} <= judged]
    other = [f"another verdict than in {folder}: {line.experiment}: {line.claim.id}: {line.verdict}, measured {line.measured}; "
             f"there {verdict}, {measured}" for line, verdict, measured in both if line.verdict != verdict]
    same = sum(line.measured == measured for line, _, measured in both)
    told = f"{len(both) - len(other)} of {len(both)} verdicts are those in {folder}, {same} of the figures, too."
    return [*other, told], bool(both) and not other
