"""The fictional center of a demonstration, with everything that happened to it."""
