"""make_images.py IMAGES: the digits 0, 1 and 2 of the committed images, 2×2 pixels averaged to one,
(900, 14, 14) of [0, 1], digit by digit as IMAGES/images.npy with IMAGES/labels.npy."""

import gzip
import sys
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parents[1] / "data"
DIGITS = (0, 1, 2)


def main(folder):
    images = numbers("images-idx3", 16).reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)) / 255
    labels = numbers("labels-idx1", 8)
    kept = np.concatenate([np.flatnonzero(labels == digit) for digit in DIGITS])
    Path(folder).mkdir(parents=True, exist_ok=True)
    np.save(f"{folder}/images.npy", images[kept].reshape(len(kept), -1))
    np.save(f"{folder}/labels.npy", labels[kept].astype(int))


def numbers(name, header):
    content = gzip.decompress((DATA / f"mnist-3000-{name}-ubyte.gz").read_bytes())
    return np.frombuffer(content, np.uint8, offset=header)


if __name__ == "__main__":
    main(sys.argv[1])
