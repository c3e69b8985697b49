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
    while len(times) < 5 or sum(times) < 0.5:
        begin = time.perf_counter()
        energy(z)
        times.append(time.perf_counter() - begin)
    return 1e3 * statistics.median(times)


def library_milliseconds(program, threads):
    name = f"^library_call/N:{COUNT}/d:{DIM}/threads:{threads}/real_time$"
    run = subprocess.run([program, f"--benchmark_filter={name}", "--benchmark_format=json", "--benchmark_min_time=0.5"],
                         capture_output=True, text=True, check=True)
    return json.loads(run.stdout)["benchmarks"][0]["real_time"]


def main():
    program, rounds = sys.argv[1], int(sys.argv[2])
    threads = min(2, len(os.sched_getaffinity(0)))
    z = np.random.default_rng(1).normal(size=(COUNT, DIM)) / DIM**0.5
    energy = simclr_flow.Energy("nt-xent", TEMPERATURE, views=2)
    energy(z)
    ratios = []
    for _ in range(rounds):
        ours, library = python_milliseconds(energy, z), library_milliseconds(program, threads)
        ratios.append(ours / library)
        print(f"Python {ours:.2f} ms, library {library:.2f} ms: {ratios[-1]:.3f}", flush=True)
    print(f"median of {rounds}: {statistics.median(ratios):.3f} (goal: 1.05)")


if __name__ == "__main__":
    main()
