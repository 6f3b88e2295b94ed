"""Whatever file people send -> blocks of 16 kHz samples, a row for each channel."""
