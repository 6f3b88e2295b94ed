"""Names of people in a transcript, by a token classifier. Imports nothing else of the engine."""
