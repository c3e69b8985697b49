"""Trajectory files read whole, and what is wrong with one that a killed run left."""
import re

import h5py
import numpy as np

# A resumed run may differ from the undisturbed one in these: resumes are noted, commits, seconds and evaluations counted.
MAY_DIFFER = re.compile(r"^parameters/(created|resumed|[^/]+/(checkpoint|seconds/.*|solver/evaluations))$")


def bytes_of(folder):
    """What a folder holds, to be compared: names and bytes of its files."""
    return tuple(sorted((path.name, path.read_bytes()) for path in folder.iterdir()))


def read_whole(path):
    """Every dataset of a file by its path, links of others included."""
    contents = {}

    def visit(group, name):
        for key, item in group.items():
            if isinstance(item, h5py.Group):
                visit(item, f"{name}{key}/")
            else:
                contents[name + key] = item[()]
    with h5py.File(path, "r") as file:
        visit(file, "")
    return contents


def flows_of(contents):
    return [path.split("/")[1] for path in contents if path.endswith("/kind")]


def counted_series(contents, flow):
    """Each series of a flow with the name of the counter that vouches for its rows."""
    for path in contents:
        if path.startswith(f"particles/{flow}.neurons/position/"):
            yield path, "weights"
        room, _, rest = path.replace(f"/{flow}.test/", f"/{flow}/").partition(f"/{flow}/")
        if not path.endswith(("/value", "/step", "/time")) or not rest:
            continue
        of_kernel = room == "observables" and rest.startswith(("kernel_", "persistence/"))
        of_pairs = room == "parameters" and rest.startswith("pairs/")
        yield path, "kernel" if of_kernel else "pairs" if of_pairs else {
            "particles": "frames", "observables": "observables"}.get(room, "weights")


def same_bits(a, b):
    a, b = np.asarray(a), np.asarray(b)
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


def committed(contents, flow, track):
    return int(contents[f"parameters/{flow}/committed/{track}"])


def rows_committed(contents):
    """All counters of a file, added."""
    return sum(int(value) for path, value in contents.items() if "/committed/" in path)


def complaints_of_flow(contents, reference, flow):
    found = []
    for path, track in counted_series(reference, flow):
        count = committed(contents, flow, track)
        if not 0 <= count <= min(len(contents[path]), len(reference[path])):
            found.append(f"{path}: {count} rows are committed")
        elif not same_bits(contents[path][:count], reference[path][:count]):
            found.append(f"{path}: a row below {count} differs")
    return found


def complaints_of(contents, *references):
    """Where committed rows are not those of an undisturbed run; with several references, each flow
    may be as in one of them."""
    return [complaint for flow in flows_of(references[0])
            for complaint in min((complaints_of_flow(contents, reference, flow)
                                  for reference in references), key=len)]


def differences(contents, reference):
    """The datasets in which two finished runs differ."""
    return [path for path in sorted({*contents, *reference})
            if not MAY_DIFFER.match(path)
            and not (path in contents and path in reference
                     and same_bits(contents[path], reference[path]))]
