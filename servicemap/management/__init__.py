"""Ask the questions from the command line."""
