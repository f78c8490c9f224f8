"""Run the command line as `python -m listometrics`."""

import sys

from listometrics.cli import main

sys.exit(main())
