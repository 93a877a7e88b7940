"""
``python -m globalcs``: the command line.
"""

from __future__ import annotations

import sys

from globalcs.cli import main

if __name__ == "__main__":
    sys.exit(main())
