"""The same answers for less processor time: each module names what it saves, and why it may."""
