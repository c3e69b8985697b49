"""The neurons of a run's mean-field networks on data in the plane, for its page: w_k as a place, a_k as a colour."""

from .embed import quantised
from .motion import sampled
from .neurons import are_in_the_plane, largest_output, reach
from .thinning import cut_for, remark

SHARE = 0.2  # of the bytes that latents may take


def neurons_of(run, budget, times):
    """For each flow that has such neurons their places and outputs at every row, how far all panels reach, the largest
    output that has a colour of its own; None where no flow has."""
    flows = [(k, flow.neurons) for k, flow in enumerate(run.flows) if are_in_the_plane(flow)]
    if not flows:
        return None
    cut = cut_for([neurons.position.value.shape[:2] for _, neurons in flows], 3, SHARE * budget)
    remarks = [remark(cut, *neurons.position.value.shape[:2], "neurons", "rows") for _, neurons in flows]
    return {"reach": reach(run.flows), "largest": largest_output(run.flows), "remark": max(remarks, key=len),
            "clouds": [cloud_of(k, neurons, cut, times) for k, neurons in flows]}


def cloud_of(flow, neurons, cut, times):
    """(w_1, w_2, a_1) of the neurons that are shown."""
    time, values = sampled(neurons.position, cut)
    return {"flow": flow, "test": False, "time": times.place(time),
            **quantised(values[:, :, [0, 1, neurons.coordinates.index("a_1")]])}
