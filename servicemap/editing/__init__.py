"""Let organisations change what is told of them: drafts, review, publication, undoing."""
