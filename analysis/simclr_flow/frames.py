"""The rows of a series that may be larger than memory: they stay in the file until they are asked for."""

from pathlib import Path

import h5py
import numpy as np

from .stored import TrajectoryError, on_one_line, require

KEPT = 32 << 20  # bytes: a series of up to so many stays in memory once all of it was wanted
BLOCK = 16 << 20  # bytes that are read in one go of a larger one


class Frames(np.lib.mixins.NDArrayOperatorsMixin):
    """value[T][...] of a dataset, its first T rows. frames[k], frames[a:b], frames[[k, l]] and frames[k, i] read no
    more rows than they name, frames[..., i] and frames @ matrix go through the file in blocks. Wherever else numpy
    wants an array it gets all of it: np.asarray(frames), frames - 1, frames.max(). Every read throws TrajectoryError
    where the file has gone, or has changed."""

    def __init__(self, dataset, path, count):
        self.path, self.file, self.name = path, Path(path).resolve(), dataset.name
        self.shape, self.dtype = (int(count), *dataset.shape[1:]), dataset.dtype
        self.stored, self.whole = dataset.shape, None

    ndim = property(lambda self: len(self.shape))
    size = property(lambda self: int(np.prod(self.shape, dtype=np.int64)))
    nbytes = property(lambda self: self.size * self.dtype.itemsize)

    def __len__(self):
        return self.shape[0]

    def __iter__(self):
        return (self[k] for k in range(len(self)))

    def __getitem__(self, key):
        first, *rest = key if isinstance(key, tuple) else (key,)
        if self.whole is not None:
            return self.whole[key]
        if isinstance(first, (int, np.integer)):
            row = range(len(self))[first]
            return self.read(row, row + 1)[(0, *rest)]
        if isinstance(first, slice) and (first.step or 1) > 0:
            return self.read(*first.indices(len(self)))[(slice(None), *rest)]
        if first is Ellipsis and 0 < len(rest) < self.ndim:
            return self.gathered(lambda block: block[key])
        if isinstance(first, (list, np.ndarray)) and not rest and np.asarray(first).dtype.kind in "iu":
            return np.stack([self[int(row)] for row in first]) if len(first) else np.empty((0, *self.shape[1:]))
        return np.asarray(self)[key]

    def __matmul__(self, matrix):
        return self.gathered(lambda block: block @ matrix)

    def __array__(self, dtype=None):
        whole = self.whole if self.whole is not None else self.read(0, len(self))
        if self.nbytes <= KEPT:
            self.whole = whole
        return whole.astype(dtype) if dtype is not None and dtype != whole.dtype else whole

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return getattr(ufunc, method)(*(np.asarray(i) if isinstance(i, Frames) else i for i in inputs), **options)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(np.asarray(self), name)

    def blocks(self):
        """All rows, some at a time; one block without rows where there are none."""
        if self.whole is not None or self.nbytes <= BLOCK:
            yield self.read(0, len(self)) if self.whole is None else self.whole
            return
        step = max(1, BLOCK * len(self) // self.nbytes)
        for first in range(0, len(self), step):
            yield self.read(first, min(first + step, len(self)))

    def gathered(self, of):
        """of(block) for all blocks, one below the other."""
        found, first = None, 0
        for block in self.blocks():
            part = of(block)
            if found is None:
                found = np.empty((len(self), *part.shape[1:]), part.dtype)
            found[first:first + len(part)] = part
            first += len(part)
        return found

    def first_infinite(self):
        """The first row that holds a NaN or an infinity, None where none does."""
        first = 0
        for block in self.blocks():
            good = np.isfinite(block).all(axis=tuple(range(1, block.ndim)))
            if not good.all():
                return first + int(np.argmin(good))
            first += len(block)
        return None

    def read(self, first, last, step=1):
        """Rows first, first + step, ... before `last`."""
        try:
            with h5py.File(self.file, "r", locking=False) as file:
                dataset = file[self.name]
                require(dataset.shape == self.stored, f"{self.path}: {self.name} has changed since it was opened")
                return dataset[first:max(first, last):step]
        except TrajectoryError:
            raise
        except Exception as error:  # of the many that h5py throws at a file that has gone or is damaged
            raise TrajectoryError(f"{self.path}: {self.name} cannot be read any more: {on_one_line(error)}.") from error
