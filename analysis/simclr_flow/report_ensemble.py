"""The page of an ensemble: its members, means over the seeds with their spread, and verdicts on all of them."""

from dataclasses import asdict, replace

import numpy as np

from .embed import packed
from .facts import counted, facts_of
from .measures import in_order
from .report_run import ZERO, checks_of, held_out, line_colours, setting, singles, thinned, told, words
from .seeds import MEMBER, common_rows
from .spread import bars, spread_of
from .stages import is_logarithmic

ENDS = ("energy_gap", "energy", "ari", "knn_accuracy")  # what is told of the end of a flow
TIMES = ("formed", "broken")
LEAST = 1e-16  # of gaps, below which they are rounding
ORDER = ("differs", "agrees", "no theory")


def data_of(ensemble, name, verdicts):
    """What web/ensemble.js shows."""
    members = [{"seed": seed, "flow": k, **told(flow)} for seed, run in ensemble.runs.items()
               for k, flow in enumerate(run.flows)]
    first, flows = ensemble.first, ensemble.first.flows
    provenance = replace(first.provenance, seed=", ".join(map(str, ensemble.runs)))
    return {"kind": "ensemble", "title": ensemble.title,
            "setting": f"{setting(first)}, {counted(len(ensemble.runs), 'seed')}", "outcome": outcome(ensemble), "facts": facts_of(provenance, name, "folder"),
            "logarithmic": bool(is_logarithmic(sum(ensemble.columns, []))), "lines": line_colours(len(flows)),
            "flows": [{"name": flow.name, "description": flow.description} for flow in flows],
            "members": members, "means": [means_of([one for one in members if one["flow"] == k])
                                          for k in range(len(flows))],
            "measures": charts_of(ensemble), "checks": checks_of(replace(verdicts, checks=farthest(verdicts.checks))),
            "judged": verdicts.note, "config": first.provenance.config}


def outcome(ensemble):
    """How many seeds have finished, and which have not."""
    open_ = [str(seed) for seed, run in ensemble.runs.items() if any(flow.status != "done" for flow in run.flows)]
    done = len(ensemble.runs) - len(open_)
    return f"{done} of {counted(len(ensemble.runs), 'seed')} {'is' if done == 1 else 'are'} done" + \
        (f"; not finished: seed {', '.join(open_)}." if open_ else ".")


def means_of(members):
    """The spreads of what is told of one flow's ends, over the seeds that are done."""
    done = [one for one in members if one["status"] == "done"]
    return {**{name: asdict(spread_of([one["last"][name] for one in done])) for name in ENDS},
            **{name: asdict(spread_of([one[name] for one in done], factor=True)) for name in TIMES}}


def charts_of(ensemble):
    """One chart for each series of one number, with a line of means per flow and per test points."""
    found, nothing = {}, set(ZERO)
    for k, column in enumerate(ensemble.columns):
        for test, parts in ((False, list(map(singles, column))), (True, list(map(held_out, column)))):
            for name in sorted(set().union(*parts)):
                if (rows := common_rows([part.get(name) for part in parts])) is not None:
                    nothing -= {name} if rows[1].any() else set()
                    found.setdefault(name, []).append(line_of(k, test, *rows, words(name)["logarithmic"]))
    return [{"name": name, **words(name), "lines": found[name]} for name in in_order(found) if name not in nothing]


def line_of(flow, test, time, values, factor):
    """Means and their bars; on a logarithmic axis geometric ones, of rows where all seeds are above rounding."""
    rows = thinned(len(time))
    time, values = time[rows], values[:, rows]
    if factor:
        kept = (values > LEAST).all(axis=0)
        time, values = time[kept], values[:, kept]
    mean, low, high = bars(values, factor)
    return {"flow": flow, "test": test,
            **{name: packed(values) for name, values in zip(("time", "mean", "low", "high"), (time, mean, low, high))}}


def farthest(checks):
    """For each flow and check the seed that is farthest off of those with the worst verdict, and what all seeds say; what
    is stated of all runs together as it is."""
    groups = {}
    for check in checks:
        groups.setdefault((check.flow or check.pair, check.id), []).append(check)
    return [replace(worst_of(group), detail=said(group)) if MEMBER.search(group[0].file) else group[0]
            for group in groups.values()]


def worst_of(group):
    verdict = next(one for one in ORDER if any(check.verdict == one for check in group))
    return max((check for check in group if check.verdict == verdict), key=distance)


def distance(check):
    """In tolerances; what is no number is farthest."""
    ratio = check.ratio if check.ratio is not None else abs(check.difference)
    return np.inf if np.isnan(ratio) else ratio


def said(group):
    """In how many seeds a check agrees, and what the farthest of them has to say."""
    worst = worst_of(group)
    counts = [f"{verdict} in {count} of {len(group)} seeds{which(group, verdict)}" for verdict in ORDER
              if (count := sum(check.verdict == verdict for check in group))]
    parts = [f"{'; '.join(counts)}; shown: seed {seed_of(worst)}", worst.detail.rstrip(".")]
    return ". ".join(filter(None, parts)) + "."


def which(group, verdict):
    """The seeds of a verdict that others do not share."""
    seeds = [str(seed_of(check)) for check in group if check.verdict == verdict]
    return f" ({', '.join(seeds)})" if len(seeds) < len(group) and verdict != "agrees" else ""


def seed_of(check):
    """By the name of the member's file."""
    found = MEMBER.search(check.file)
    return found[1] if found else check.file
