"""What a call from Python costs beside the same call of the library: nt-xent of 2000 x 128 numbers, float64, with its
gradient and first variation.

Usage: versus_library.py BENCHMARK ROUNDS    BENCHMARK: the simclr_flow_benchmark program, of a build with the bindings
"""
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "analysis"))
import simclr_flow  # noqa: E402

COUNT, DIM, TEMPERATURE = 2000, 128, 0.1


def python_milliseconds(energy, z):
    times = []
    for _ in range(10):
        begin = time.perf_counter()
        energy(z)
        times.append(time.perf_counter() - begin)
    return [1e3 * seconds for seconds in times]


def library_milliseconds(program, threads):
    name = f"^library_call/N:{COUNT}/d:{DIM}/threads:{threads}/real_time$"
    run = subprocess.run([program, f"--benchmark_filter={name}", "--benchmark_format=json", "--benchmark_min_time=0.01",
                          "--benchmark_repetitions=10"], capture_output=True, text=True, check=True)
    return [one["real_time"] for one in json.loads(run.stdout)["benchmarks"] if one["run_type"] == "iteration"]


def main():
    program, rounds = sys.argv[1], int(sys.argv[2])
    threads = min(2, len(os.sched_getaffinity(0)))
    z = np.random.default_rng(1).normal(size=(COUNT, DIM)) / DIM**0.5
    energy = simclr_flow.Energy("nt-xent", TEMPERATURE, views=2)
    energy(z)
    all_ours, all_library = [], []
    for _ in range(rounds):
        all_ours += python_milliseconds(energy, z)
        all_library += library_milliseconds(program, threads)
    for name, of in (("median", statistics.median), ("least", min)):
        ours, library = of(all_ours), of(all_library)
        print(f"{name} of {rounds} rounds of 10: Python {ours:.2f} ms, library {library:.2f} ms, {ours / library:.3f} "
              "(goal: 1.05)")


if __name__ == "__main__":
    main()
