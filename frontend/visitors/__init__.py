"""Pages on which visitors say something, and on which it is told what was of use."""
