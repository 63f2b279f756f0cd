"""Tables leave through one module; the check of style finds every other way."""

import subprocess
import sys

import pytest
from django.conf import settings

OTHER_WAYS = [
    "import csv\n\nwriter = csv.writer(open_file)\n",
    "import csv\n\nwriter = csv.DictWriter(open_file, [])\n",
    "from csv import writer\n\nwriter(open_file)\n",
    "import openpyxl\n\nbook = openpyxl.Workbook()\n",
    "from openpyxl import Workbook\n\nbook = Workbook()\n",
]


def banned(source, path):
    """What the check of style says against a file that would hold this source."""
    run = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--select", "TID251", "--output-format", "concise",
         "--stdin-filename", path, "-"],
        input=source, capture_output=True, text=True, cwd=settings.BASE_DIR, check=False,
    )  # fmt: skip
    return "Tables leave through bcp.core.exports" in run.stdout


@pytest.mark.parametrize("source", OTHER_WAYS)
def test_other_ways_to_write_a_table_are_found(source):
    assert banned(source, "stakeholders/views/reports.py")
    assert banned(source, "roundtables/briefings.py")


def test_the_one_way_and_reading_are_allowed():
    assert not banned(OTHER_WAYS[0] + OTHER_WAYS[3], "bcp/core/exports.py")
    assert not banned("import csv\n\nrows = csv.reader(open_file)\n", "stakeholders/reading.py")
