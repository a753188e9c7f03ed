"""The bare view's WSGI entry point; run with DJANGO_SETTINGS_MODULE=bench.bare.settings."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
