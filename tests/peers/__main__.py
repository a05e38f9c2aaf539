"""Start one vendor's stand-in by hand: `python -m tests.peers telegram --port 8081`, or `twilio`."""

import sys
from argparse import ArgumentParser
from importlib import import_module

PEERS = ("telegram", "twilio")


def main(arguments: list[str]) -> None:
    """Serve the named peer on loopback until interrupted; its own module says what it can do."""
    parser = ArgumentParser(prog="python -m tests.peers", description="A vendor's stand-in on loopback.")
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port and prints it")
    asked, more = parser.parse_known_args(arguments)
    module = import_module(f"tests.peers.{asked.peer}")
    module.by_hand(asked.port, *more)


if __name__ == "__main__":
    main(sys.argv[1:])
