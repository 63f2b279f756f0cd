"""What `./run` starts: the whole product with demonstration data, and no mail leaves."""

import os

from bcp.settings.base import *
from bcp.settings.base import MAIL

DEMONSTRATION = True
ENVIRONMENT_NAME = "Demonstration"
MAIL = {**MAIL, "TRANSPORT": os.environ.get("MAIL_TRANSPORT", "page")}
DEMONSTRATION_PASSWORD = "roundtable-demonstration"
# (address, who it is); all of them share DEMONSTRATION_PASSWORD.
DEMONSTRATION_ACCOUNTS = [
    ("director@center.example.org", "Director of the Cascadia Fusion Center"),
    ("coordinator@center.example.org", "Coordinator of the Cascadia Fusion Center"),
    ("privacy@center.example.org", "Privacy officer of the Cascadia Fusion Center"),
    ("viewer@center.example.org", "Viewer at the Cascadia Fusion Center"),
    ("dhs@program.example.org", "DHS coordinator"),
    ("auditor@program.example.org", "Auditor"),
]
