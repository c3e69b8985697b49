"""python3 -m simclr_flow COMMAND: what the package does from a shell."""

import sys
from importlib import import_module

COMMANDS = {"plot": "plot FILE [-o DIR] [--column NAME] [--animate [gif|mp4]]",
            "report": "report FILE [-o PAGE] [--comparison JSON | --program PROGRAM]"}
USAGE = "usage: " + "; ".join(f"python3 -m simclr_flow {call}" for call in COMMANDS.values())


def main(arguments=None):
    """Runs the command that the arguments begin with; returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] in (["-h"], ["--help"]):
        print(USAGE)
        return 0
    if not arguments or arguments[0] not in COMMANDS:
        print(f"simclr_flow: {f'there is no command {arguments[0]!r}' if arguments else 'a command is missing'}; "
              f"{USAGE}", file=sys.stderr)
        return 2
    name = arguments[0]
    try:
        command = import_module(f".{name}", __package__)
    except ModuleNotFoundError as error:
        print(f"{name}.py: {error.name} is missing from {sys.executable}; on Debian use /usr/bin/python3 "
              "with the packages python3-h5py and python3-matplotlib.", file=sys.stderr)
        return 2
    return command.main(arguments[1:])


if __name__ == "__main__":
    sys.exit(main())
