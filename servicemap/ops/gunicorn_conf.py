"""Let gunicorn read as long an address as somebody pastes into a search: its own ceiling is 8190.

What is looked for is cut by the search itself, and an answer explains more than a bare 414.
"""

from gunicorn.http import message

# 10,000 letters, each percent-encoded; it is still a bound to what a stranger makes a worker keep.
limit_request_line = message.MAX_REQUEST_LINE = 65_536
