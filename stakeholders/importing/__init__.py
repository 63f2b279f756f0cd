"""Files into the directory: reading, matching columns, understanding rows, comparing, writing."""
