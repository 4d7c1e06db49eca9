"""Ask the questions from the command line: one command per question."""
