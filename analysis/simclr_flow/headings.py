"""What a file is called in pictures."""

NAMELESS = ("", "untitled")  # titles that say nothing; the second is the default


def named(title, stem, what):
    """The title of a configuration; of one without, the name of the file and what it is."""
    return f"{stem}: {what}" if title in NAMELESS else title


def counted(count, what):
    return f"{count} {what}{'s' * (count != 1)}"
