"""Whether the output of a step is there, whole, and of the same command, inputs and program: by a small file beside it."""

import hashlib
import json
import shutil


PARTS = {"words": "another command", "inputs": "a file that it reads is another", "program": "the program is another",
         "output": "its output is damaged"}


def digest(path):
    """Of a file, or of all files in a folder with their names; "" where there is nothing."""
    if path.is_dir():
        parts = [f"{one.relative_to(path)}:{digest(one)}" for one in sorted(path.rglob("*")) if one.is_file()]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def beside(output, suffix):
    return output.with_name(f"{output.name}.{suffix}")


class Stamp:
    """Of an output that `made_by` (words, inputs, program, as plain values) makes. OUTPUT.begun is there from the
    beginning of a step, OUTPUT.stamp, with the output's own digest, from its end."""

    def __init__(self, output, made_by):
        self.output, self.made_by = output, made_by
        self.begun, self.ended = beside(output, "begun"), beside(output, "stamp")

    def is_current(self):
        return self.stored(self.ended) == self.made_by | {"output": digest(self.output)} and self.output.exists()

    def why_not_current(self):
        """What is not as it was at the end of the step; nothing where it has not ended yet."""
        before = self.stored(self.ended)
        if before is None:
            return ""
        now = self.made_by | {"output": digest(self.output)}
        changed = [words for name, words in PARTS.items() if before.get(name) != now[name]]
        return ", ".join(changed)

    def is_begun(self):
        """Whether the same step was interrupted: its output may be gone on with."""
        return self.stored(self.begun) == self.made_by and self.output.exists()

    def begin(self):
        self.ended.unlink(missing_ok=True)
        self.begun.write_text(json.dumps(self.made_by, indent=1))

    def clear(self):
        """Nothing of the output, nor of its stamps, is left."""
        for path in (self.begun, self.ended):
            path.unlink(missing_ok=True)
        shutil.rmtree(self.output) if self.output.is_dir() else self.output.unlink(missing_ok=True)

    def end(self):
        text = json.dumps(self.made_by | {"output": digest(self.output)}, indent=1)
        written = beside(self.output, "stamp.tmp")
        written.write_text(text)
        written.replace(self.ended)
        self.begun.unlink(missing_ok=True)

    def stored(self, path):
        try:
            return json.loads(path.read_text())
        except (OSError, ValueError):
            return None
