"""One descent step of a network by fresh views: this program in float64 beside PyTorch in float32.

Usage: step_versus_torch.py PROGRAM ROUNDS    PROGRAM: simclr-flow

Both settings are the authors' (experiments/authors, experiments/mnist-views): discs on the line
through one hidden layer of 100, and images through 100-100-100, two fresh views of every sample a
step. The PyTorch step is written as one writes it well: one forward pass of all views, distances by
broadcasting on the line, the mean of log(1 + R/A) and its gradient, plain descent.
"""
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import torch

TEMPERATURE = 0.1
SAMPLES = {"discs": 1600, "images": 900}
LAYERS = {"discs": (2, 100, 1), "images": (784, 100, 100, 100, 1)}
GOAL = {"discs": 30, "images": 6}
EXPERIMENTS = pathlib.Path(__file__).resolve().parents[2] / "experiments"
CONFIG = {"discs": "authors", "images": "mnist-views"}


def network(layers):
    parts = []
    for fan_in, fan_out in zip(layers, layers[1:]):
        parts += [torch.nn.Linear(fan_in, fan_out), torch.nn.LeakyReLU(0.2)]
    return torch.nn.Sequential(*parts[:-1])


def blur_weights():
    sigma = 0.1 + 1.9 * torch.rand(())
    kernel = torch.exp(-torch.arange(-2, 3) ** 2 / (2 * sigma**2))
    return kernel / kernel.sum()


def image_views(data):
    """One blur and one rescaling of the batch, as the authors draw them."""
    images = data.view(-1, 1, 28, 28)
    k = blur_weights()
    images = torch.nn.functional.pad(images, (2, 2, 2, 2), mode="reflect")
    images = torch.nn.functional.conv2d(images, k.view(1, 1, 1, 5))
    images = torch.nn.functional.conv2d(images, k.view(1, 1, 5, 1))
    size = round(28 * (0.8 + 0.4 * float(torch.rand(()))))
    resize = torch.nn.functional.interpolate
    small = resize(images, size=(size, size), mode="bilinear", align_corners=False)
    return resize(small, size=(28, 28), mode="bilinear", align_corners=False).reshape(len(data), 784)


def disc_views(data):
    return data + torch.randn(len(data), 1)


class TorchStep:
    def __init__(self, setting):
        samples, layers = SAMPLES[setting], LAYERS[setting]
        self.views = disc_views if setting == "discs" else image_views
        self.data = torch.rand(samples, layers[0])
        self.model, self.start = network(layers), network(layers)
        self.start.load_state_dict(self.model.state_dict())
        self.initial = 0.02 * torch.randn(samples, 1)
        self.rule = torch.optim.SGD(self.model.parameters(), lr=1e-3)

    def __call__(self):
        first, second = self.views(self.data), self.views(self.data)
        both = torch.cat([first, second])
        with torch.no_grad():
            centre = self.start(both)
        y = self.model(both) - centre + self.initial.repeat(2, 1)
        a, b = y.chunk(2)
        kernel = torch.exp((a - b.T) ** 2 / (-2 * TEMPERATURE))
        loss = torch.log1p(kernel.mean(1) / (kernel.diagonal() + 1e-8)).mean()
        self.rule.zero_grad()
        loss.backward()
        self.rule.step()


def torch_milliseconds(step):
    for _ in range(3):
        step()
    times = []
    while len(times) < 10 or sum(times) < 0.5:
        begin = time.perf_counter()
        step()
        times.append(time.perf_counter() - begin)
    return 1e3 * statistics.median(times)


def run_seconds(program, setting, steps):
    """A run of so many steps, of its network flow alone, with rows at its ends only."""
    config = EXPERIMENTS / CONFIG[setting] / "config.toml"
    with tempfile.TemporaryDirectory() as folder:
        text = config.read_text()
        begin = text.index("[[flow]]")
        flow = text.index("[[flow]]", begin + 1)  # the second is the network
        alone = pathlib.Path(folder, "config.toml")
        alone.write_text((text[:begin] + text[flow:]).replace(
            '"../data', f'"{EXPERIMENTS}/data'))
        arguments = ["--set", f"stop.steps={steps}", "--set", 'output.frames={spacing="ends"}']
        begin = time.perf_counter()
        subprocess.run([program, "run", alone, "-o", pathlib.Path(folder, "out.h5"), "--quiet",
                        *arguments], check=True)
        return time.perf_counter() - begin


def our_milliseconds(program, setting):
    """The time of a step: starting and ending cost the same in both runs."""
    few, many = 20, 420
    return 1e3 * (run_seconds(program, setting, many) - run_seconds(program, setting, few)) / (
        many - few)


def main():
    program, rounds = sys.argv[1], int(sys.argv[2])
    threads = min(2, len(os.sched_getaffinity(0)))
    torch.set_num_threads(threads)
    os.environ["SIMCLR_FLOW_THREADS"] = str(threads)
    print(f"PyTorch {torch.__version__} float32 and this program float64, {threads} threads, "
          f"medians of {rounds} rounds in turn, a step")
    print(f"{'setting':>8} {'PyTorch ms':>11} {'ours ms':>9} {'ratio':>7} {'goal':>5}")
    for setting in SAMPLES:
        step = TorchStep(setting)
        pairs = [(torch_milliseconds(step), our_milliseconds(program, setting))
                 for _ in range(rounds)]
        theirs, ours = (statistics.median(column) for column in zip(*pairs))
        ratio = statistics.median(a / b for a, b in pairs)
        goal = GOAL[setting] or ""
        print(f"{setting:>8} {theirs:11.2f} {ours:9.3f} {ratio:7.1f} {goal:>5}", flush=True)


if __name__ == "__main__":
    main()
