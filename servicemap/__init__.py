"""Questions and answers: the Django project, one module per question, and the interfaces."""
