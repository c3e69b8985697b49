"""Arrays inside a page: base64 of little-endian numbers, which the page's `unpacked` (web/data.js) reads again."""

import base64
import json

import numpy as np

LEVELS = 65535  # of a latent's coordinate, between its least and largest value in a frame


def packed(array, kind="<f4"):
    """Numbers of this kind: <f4 (7 digits), <u2, <i4 or u1."""
    array = np.asarray(array)
    return {"kind": kind.lstrip("<"), "shape": list(array.shape),
            "data": base64.b64encode(np.ascontiguousarray(array, kind).tobytes()).decode()}


def quantised(frames):
    """frames[T][N][c] by two bytes a number, with low[T][c] and high[T][c]: off by at most (high - low)/131070."""
    shape = (frames.shape[0], frames.shape[2])
    low, high = (frames.min(axis=1), frames.max(axis=1)) if frames.size else (np.zeros(shape), np.zeros(shape))
    width = np.where(high > low, high - low, 1)
    steps = np.rint((frames - low[:, None]) / width[:, None] * LEVELS)
    return {"values": packed(steps, "<u2"), "low": packed(low), "high": packed(high)}


def script_of(data):
    """JSON that may stand in a <script>; numbers that JSON does not have are null."""
    text = json.dumps(plain(data), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def plain(value):
    """What JSON can hold: numpy's numbers as Python's, NaN and infinities as None."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(one) for one in value]
    if isinstance(value, (float, np.floating)):
        return float(value) if np.isfinite(value) else None
    return value.item() if isinstance(value, np.generic) else value
