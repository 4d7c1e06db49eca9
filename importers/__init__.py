"""How data comes in: fetch, parse, stage and check, sync in one transaction."""
