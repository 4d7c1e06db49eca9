"""Find things by what people call them: words in their languages, compounds, slips of the pen."""
