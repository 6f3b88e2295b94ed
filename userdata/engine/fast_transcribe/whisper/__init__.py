"""Windows -> words: the model, its tokens, and when not to trust it."""
