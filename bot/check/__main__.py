"""`python -m bot.check`: the same as `kentongan check`."""

import sys

from bot.check.command import main

sys.exit(main(sys.argv[1:]))
