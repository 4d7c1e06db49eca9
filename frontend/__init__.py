"""How it looks: pages, templates, styles and translations."""
