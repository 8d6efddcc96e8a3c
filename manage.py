#!/usr/bin/env python
"""The office from the command line; without a setting it is the demo office."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive_office.settings.demo")
    execute_from_command_line(sys.argv)
