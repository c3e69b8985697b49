"""When clusters form and break, and the times worth a picture."""

import numpy as np


def formation_time(flow):
    """First time with ARI = 1, or None."""
    ari = flow.observables.get("ari")
    return None if ari is None else first_time(ari, ari.value >= 1 - 1e-12)


def breaking_time(flow):
    """First time after 10 t_form with E - E_0 below half its value at 10 t_form, or None."""
    formed, gap = formation_time(flow), flow.observables.get("energy_gap")
    if formed is None or gap is None or not len(gap.time) or 10 * formed > gap.time[-1]:
        return None
    late = gap.time >= 10 * formed * (1 - 1e-9)
    return first_time(gap, late & (gap.value < gap.value[late][0] / 2))


def first_time(series, condition):
    """Time of the first row where `condition` holds, or None."""
    return float(series.time[np.argmax(condition)]) if condition.any() else None


def is_logarithmic(flows):
    """True if the rows crowd towards t = 0, as log-spaced output times do."""
    time = max((flow.times for flow in flows), key=lambda time: time[-1] if len(time) else -1)
    positive = time[time > 0]
    return len(positive) > 1 and positive[0] * len(positive) < 0.5 * positive[-1]


def snapshot_times(flows, logarithmic):
    """Five times common to all flows: start, formed, plateau, broken, end where clusters
    form and break (medians over the flows), else evenly spaced on the time axis."""
    time = np.concatenate([flow.times for flow in flows])
    first, last = time[time > 0].min(initial=np.inf), time.max()
    formed, broken = (median_time(flows, event) for event in (formation_time, breaking_time))
    if formed and broken and 2 * formed < broken < last / 20:
        return np.array([0, 2 * formed, np.sqrt(2 * formed * broken), 10 * broken, last])
    if logarithmic:
        return np.append(0, first * (last / first) ** np.linspace(0.25, 1, 4))
    return np.linspace(0, last, 5)


def median_time(flows, event):
    times = [time for time in map(event, flows) if time]
    return float(np.median(times)) if times else None


def nearest_frames(time, wanted):
    """Indices of the frames nearest to the `wanted` times, without repetition."""
    scale = lambda t: np.log(np.maximum(t, 1e-300))
    nearest = np.abs(scale(time)[:, None] - scale(wanted)[None, :]).argmin(axis=0)
    return list(dict.fromkeys(nearest.tolist()))
