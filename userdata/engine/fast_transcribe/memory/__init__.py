"""Plans the memory of a GPU that the engine shares with a language model."""
