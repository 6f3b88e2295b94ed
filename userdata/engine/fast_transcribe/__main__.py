"""`python -m fast_transcribe AUDIO --model DIR`"""

from __future__ import annotations

import os
import sys

# Before numpy is imported: BLAS threads would only take the cores from the model and the VAD
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from .cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
