"""``python -m kundig`` is the console command."""

import sys

from kundig.config.cli import main

sys.exit(main())
