"""Say who looks after which organisation: claims, invitations, owners, what is kept of people."""
