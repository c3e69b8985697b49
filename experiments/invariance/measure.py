"""What the runs say of the maps, at t = 0 of those that start there, and of networks at the end."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))

import simclr_flow  # noqa: E402


CHANCE = 0.0285  # ARI of six views, see blind-to-classes in claims.toml


def blind_gap(results):
    return max(values(results / "maps/blind", "particle", "energy_gap", 0), key=abs)


def blind_alignment(results):
    return max(values(results / "maps/blind", "particle", "alignment", 0))


def blind_ari(results):
    return mean(values(results / "maps/blind", "particle", "ari", 0))


def blind_eta2(results):
    return mean(values(results / "maps/blind", "particle", "eta2", 0))


def classes_gap(results):
    return mean(values(results / "maps/classes", "particle", "energy_gap", 0))


def classes_ari(results):
    return min(values(results / "maps/classes", "particle", "ari", 0))


def direction_gap(results):
    return mean(values(results / "maps/direction", "particle", "energy_gap", 0))


def near_blind_gap(results):
    return mean(values(results / "maps/near-blind", "network", "energy_gap", 0))


def comes_back(results):
    return max(values(results / "maps/near-blind", "particle", "energy_gap", -1))


def aligns_again(results):
    return max(values(results / "maps/near-blind", "particle", "alignment", -1))


def stays_blind(results):
    return max(abs(series - CHANCE).max()
               for series in rows(results / "maps/near-blind", "network", "ari"))


def gap_left(results):
    """Of the network's E - E_0 at its start, the share at its end: the least of the seeds."""
    return min(series[-1] / series[0]
               for series in rows(results / "maps/near-blind", "network", "energy_gap"))


def values(runs, flow, observable, row):
    return [float(series[row]) for series in rows(runs, flow, observable)]


def rows(runs, flow, observable):
    return [run[flow].observables[observable].value for run in simclr_flow.load(runs).runs.values()]


def mean(numbers):
    return sum(numbers) / len(numbers)
