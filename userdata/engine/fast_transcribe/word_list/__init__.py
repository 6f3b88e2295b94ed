"""A job's word list: entries, how they sound, where they may have been misheard, what was done."""
