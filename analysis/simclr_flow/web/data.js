// The data of the page, and its arrays as embed.py packed them: base64 of little-endian numbers.

const data = JSON.parse(document.getElementById("data").textContent);
const KINDS = {f4: Float32Array, u2: Uint16Array, i4: Int32Array, u1: Uint8Array};

/** The numbers of a packed array, in one row. */
function unpacked(packed) {
  const bytes = Uint8Array.from(atob(packed.data), letter => letter.charCodeAt(0));
  return new KINDS[packed.kind](bytes.buffer);
}

/** The times of a series: many have the same ones. */
function timesOf(series) {
  return unpacked(data.times[series.time]);
}

/** Middle of ranges of coordinates, and half of the widest of them. */
function boxOf(ranges) {
  return {middle: ranges.map(([low, high]) => (low + high) / 2), half: Math.max(...ranges.map(([low, high]) => high - low)) / 2 || 1};
}

/** Latents over time: `at(frame)` gives the coordinates of all latents, latent by latent, in an array that the next
    call overwrites; `low` and `high` are the least and largest coordinate of a frame. */
class Cloud {
  constructor(told) {
    [this.frames, this.count, this.size] = told.values.shape;
    this.time = timesOf(told);
    this.values = unpacked(told.values);
    this.lows = unpacked(told.low);
    this.highs = unpacked(told.high);
    this.labels = told.labels && unpacked(told.labels);
    this.flow = told.flow;
    this.test = told.test;
    this.buffer = new Float32Array(this.count * this.size);
    this.held = -1;
  }

  at(frame) {
    if (frame === this.held) return this.buffer;
    const {buffer, values, size} = this, first = frame * buffer.length;
    for (let axis = 0; axis < size; ++axis) {
      const low = this.lows[frame * size + axis], step = (this.highs[frame * size + axis] - low) / 65535;
      for (let i = axis; i < buffer.length; i += size) buffer[i] = low + step * values[first + i];
    }
    this.held = frame;
    return buffer;
  }

  /** The last frame that is not later than `time`, 0 where all are. */
  frameAt(time) {
    let low = 0, high = this.frames - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.time[middle] <= time) low = middle; else high = middle - 1;
    }
    return low;
  }

  /** The least and the largest of each coordinate in these frames. */
  ranges(from, to) {
    return Array.from({length: this.size}, (_, axis) => {
      let [low, high] = [Infinity, -Infinity];
      for (let i = from * this.size + axis; i < to * this.size; i += this.size) {
        low = Math.min(low, this.lows[i]);
        high = Math.max(high, this.highs[i]);
      }
      return [low, high];
    });
  }
}
