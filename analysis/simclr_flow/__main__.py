"""python3 -m simclr_flow COMMAND: what the package does from a shell."""

import sys

USAGE = "usage: python3 -m simclr_flow plot FILE [-o DIR] [--column NAME]"


def main(arguments=None):
    """Runs the command that the arguments begin with; returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] in (["-h"], ["--help"]):
        print(USAGE)
        return 0
    if arguments[:1] != ["plot"]:
        print(f"simclr_flow: {f'there is no command {arguments[0]!r}' if arguments else 'a command is missing'}; "
              f"{USAGE}", file=sys.stderr)
        return 2
    try:
        from . import plot
    except ModuleNotFoundError as error:
        print(f"plot.py: {error.name} is missing from {sys.executable}; on Debian use /usr/bin/python3 "
              "with the packages python3-h5py and python3-matplotlib.", file=sys.stderr)
        return 2
    return plot.main(arguments[1:])


if __name__ == "__main__":
    sys.exit(main())
