"""What pages hold, as plain values: links, cells of tables, what stands in backticks, sections."""
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LONGEST_README, WIDEST_CELL, LONGEST_LINE = 140, 160, 120


def pages():
    """Every page of the tree, without those of build folders and results."""
    return sorted(path for path in ROOT.rglob("*.md")
                  if path.relative_to(ROOT).parts[0] not in {"build", "results"})


@cache
def text_of(name):
    return (ROOT / name).read_text()


def prose(text):
    """The text without its blocks of code."""
    return FENCE.sub("", text)


def codes(text):
    """What stands in backticks, over the end of a line too."""
    return [" ".join(code.split()) for code in re.findall(r"`([^`]+)`", prose(text))]


def words(text):
    """What stands in backticks, and each value in quotes within: what a reader finds by searching."""
    found = set()
    for code in codes(text):
        found |= {code, code.strip('"')} | set(re.findall(r'"([^"]*)"', code))
    return found


def blocks(text, language):
    """The blocks of code in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def typed(text):
    """The lines of a shell, without what a comment says, each with those that it goes on in."""
    lines = re.sub(r" *\\\n +", " ", prose(text)).splitlines()
    return [line.strip().partition(" #")[0] for line in lines if line.startswith("    ")]


def rows(text):
    """The cells of each line of a table; `\\|` is a bar of its own."""
    for line in prose(text).splitlines():
        if line.startswith("|"):
            yield [cell.strip().replace(r"\|", "|")
                   for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def section(text, heading):
    """From a heading of this text to the next one that is not below it; None if there is none."""
    found = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#{{1,2}} |\Z)", text,
                      re.MULTILINE | re.DOTALL)
    return found and found[2]


def slug(heading):
    """The name by which a page is linked to at a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def anchors(text):
    return {slug(heading) for heading in re.findall(r"^#+ (.*)$", FENCE.sub("", text), re.MULTILINE)}


def expanded(path):
    """a/{b, c}: a/b and a/c."""
    choice = re.search(r"\{([^}]*)\}", path)
    if not choice:
        return [path]
    return [one for word in choice[1].split(",")
            for one in expanded(path[:choice.start()] + word.strip() + path[choice.end():])]


def broken_links(path, text):
    """Links to files and headings that are not there, and names of files of ours in backticks."""
    found = []
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(text)):
        if re.match(r"https?://", target):
            continue
        name, _, anchor = target.partition("#")
        linked = (path.parent / name).resolve() if name else path
        if not linked.exists():
            found.append(f"{path.relative_to(ROOT)}: no {target}")
        elif anchor and anchor not in anchors(text if linked == path else linked.read_text()):
            found.append(f"{path.relative_to(ROOT)}: no heading {target}")
    for name in codes(text):
        ours = re.fullmatch(r"(?:src|include|tests|analysis|experiments)/[\w./-]+", name)
        if ours and not re.search(r"[A-Z]{3}", name.replace("README", "")) and not (ROOT / name).exists():
            found.append(f"{path.relative_to(ROOT)}: no {name}")
    return found


def shape_complaints(path, text):
    """Cells that are too wide, lines that are too long, too many lines in the first page."""
    name = path.relative_to(ROOT)
    found = [f"{name}: a cell of {len(cell)} characters: {cell[:40]}"
             for row in rows(text) for cell in row if len(cell) > WIDEST_CELL]
    found += [f"{name}:{k}: {len(line)} characters" for k, line in enumerate(text.splitlines(), 1)
              if len(line) > LONGEST_LINE and not line.startswith("|")]
    lines = len(text.splitlines())
    if str(name) == "README.md" and lines > LONGEST_README:
        found.append(f"{name}: {lines} lines, at most {LONGEST_README}")
    return found


def not_shown(folders, pictures, text):
    """Experiments that the table of their page lacks, and pictures that its gallery does."""
    listed = {row[0] for row in rows(text)}
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", section(text, "Gallery") or "")
    names = sorted(folder.name for folder in folders)
    paths = sorted(str(path.relative_to(path.parents[1])) for path in pictures)
    return [f"{name}: not in the table" for name in names if f"[{name}]({name}/README.md)" not in listed] + \
        [f"{path}: not in the gallery" for path in paths if path not in shown]


def told_arrows(text):
    """The rooms of a table, and those that each may include."""
    return {room[0]: set(re.findall(r"\w+", row[2])) for row in rows(text) if len(row) == 3
            if (room := re.findall(r"^\[?`(\w+)`", row[0])) and (ROOT / "src" / room[0]).is_dir()}


def complaints_of_commands(commands, text):
    found = []
    sections = {name: body for heading in re.findall(r"^## (.*)$", text, re.MULTILINE)
                for name in heading.split(", ") for body in [section(text, heading)]}
    for name, options in commands.items():
        if name not in sections:
            found.append(f"no section on {name}")
            continue
        words = {word for code in codes(sections[name]) for word in re.split(r"[ =]", code)}
        found += [f"{name}: {option}" for option in sorted(options - words)]
    return found
