"""Wrong input for every form: the forms as pages show them, and what is tried on each."""
