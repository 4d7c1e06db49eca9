"""The door through which the web server calls the service."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicemap.settings")

application = get_wsgi_application()

# What is loaded by now stays. Looking through all of it for garbage, every hundred answers or so,
# took 100 to 250 ms of one answer's time; what an answer leaves behind is found among the young.
_ = get_resolver().url_patterns  # the views with all they import
gc.collect()
gc.freeze()
gc.set_threshold(1_000, 5, 2_000)
