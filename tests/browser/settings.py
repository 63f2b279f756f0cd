"""A site without demonstration data, whose mail goes to the mail server of the test."""

from bcp.settings.base import *

DEMONSTRATION = False
ENVIRONMENT_NAME = ""
