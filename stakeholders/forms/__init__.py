"""Forms of the directory, of imports and of outreach."""
