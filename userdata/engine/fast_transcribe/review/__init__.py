"""The few places of a transcript that are worth hearing again."""
