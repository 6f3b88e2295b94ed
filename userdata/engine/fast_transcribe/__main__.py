"""`python -m fast_transcribe AUDIO --model DIR`"""

from __future__ import annotations

import os
import sys

# Before numpy is imported: BLAS threads would take the cores from the model and the VAD
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from .cli import main

# Seconds that a thread may hold Python's lock while another waits. The threads before the model
# need it often, for microseconds; with Python's default of 5 ms they stall.
_SWITCH_INTERVAL = 0.0005

if __name__ == "__main__":
    sys.setswitchinterval(_SWITCH_INTERVAL)
    sys.exit(main(sys.argv[1:]))
