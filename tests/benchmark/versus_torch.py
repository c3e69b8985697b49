"""Value and gradient of the SimCLR energy: this library in float64 beside PyTorch in float32.

Usage: versus_torch.py BENCHMARK ROUNDS    BENCHMARK: the simclr_flow_benchmark program
"""
import json
import os
import statistics
import subprocess
import sys
import time

import torch

TEMPERATURE = 0.1
SIZES = [(count, d) for count in (1600, 6400) for d in (1, 3, 16, 128)]
GOALS = {1: 20, 3: 15, 16: 5, 128: 1.5}


def by_products(z):
    square = (z * z).sum(1)
    return square[:, None] + square[None, :] - 2 * z @ z.T


def by_differences(z):
    return (z - z.T) ** 2


def step(z, squares):
    """One energy and its gradient, as one writes it in PyTorch."""
    z.grad = None
    kernel = torch.exp(squares(z) / (-2 * TEMPERATURE))
    torch.log1p(kernel.mean(1)).mean().backward()


def torch_milliseconds(count, d):
    """The better of the two ways to write the distances, each warm."""
    z = (torch.randn(count, d) / d**0.5).requires_grad_()
    best = float("inf")
    for squares in (by_products, by_differences) if d == 1 else (by_products,):
        step(z, squares)
        times = []
        while len(times) < 3 or sum(times) < 0.3:
            begin = time.perf_counter()
            step(z, squares)
            times.append(time.perf_counter() - begin)
        best = min(best, statistics.median(times))
    return 1e3 * best


def our_milliseconds(program, count, d, threads):
    name = f"^evaluate/simclr/N:{count}/d:{d}/threads:{threads}/real_time$"
    run = subprocess.run(
        [program, f"--benchmark_filter={name}", "--benchmark_format=json",
         "--benchmark_min_time=0.2"], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)["benchmarks"][0]["real_time"]


def main():
    program, rounds = sys.argv[1], int(sys.argv[2])
    threads = min(2, len(os.sched_getaffinity(0)))
    torch.set_num_threads(threads)
    print(f"PyTorch {torch.__version__} float32 and this library float64, {threads} threads, "
          f"medians of {rounds} rounds in turn")
    print(f"{'N':>6} {'d':>4} {'PyTorch ms':>11} {'ours ms':>9} {'ratio':>7} {'goal':>5}")
    for count, d in SIZES:
        pairs = [(torch_milliseconds(count, d), our_milliseconds(program, count, d, threads))
                 for _ in range(rounds)]
        theirs, ours = (statistics.median(column) for column in zip(*pairs))
        ratio = statistics.median(a / b for a, b in pairs)
        print(f"{count:6} {d:4} {theirs:11.2f} {ours:9.3f} {ratio:7.1f} {GOALS[d]:5}", flush=True)


if __name__ == "__main__":
    main()
