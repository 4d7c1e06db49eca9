"""Keep a whole instance in a folder, and make it again from there: database, network, files."""
