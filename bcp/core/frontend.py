"""The files that pages use from front-end packages, copied to where static files are found."""

import json
import re
import shutil
from pathlib import Path

from django.conf import settings

PACKAGES = settings.BASE_DIR / "node_modules"
USWDS = PACKAGES / "@uswds" / "uswds" / "dist"
SINGLE_FILES = {
    "uswds/js/uswds.min.js": USWDS / "js" / "uswds.min.js",
    "uswds/js/uswds-init.min.js": USWDS / "js" / "uswds-init.min.js",
    "vendor/sortable.min.js": PACKAGES / "sortablejs" / "Sortable.min.js",
    "vendor/counties-albers-10m.json": PACKAGES / "us-atlas" / "counties-albers-10m.json",
    "vendor/states-albers-10m.json": PACKAGES / "us-atlas" / "states-albers-10m.json",
    "vendor/counties-10m.json": PACKAGES / "us-atlas" / "counties-10m.json",
}
SOURCE_MAP = re.compile(r"^(//|/\*)# sourceMappingURL=.*$", re.MULTILINE)
NAMED_IN_CSS = re.compile(r"url\(['\"]?(\.\./[^)'\"?#]+)")


def copy_frontend() -> bool:
    """Copy what has changed since the last time; return whether anything was copied.

    Lines that name a source map are left out: the files they name are not there, and the manifest
    storage refuses them. Raises FileNotFoundError when the packages are not installed.
    """
    target: Path = settings.FRONTEND_DIR
    stamp = target / "stamp.json"
    state = {**versions(), "files": sorted(SINGLE_FILES)}
    if stamp.exists() and json.loads(stamp.read_text()) == state:
        return False
    css = SOURCE_MAP.sub("", (USWDS / "css" / "uswds.min.css").read_text())
    write(target / "uswds" / "css" / "uswds.min.css", css)
    for name in set(NAMED_IN_CSS.findall(css)):
        copy(USWDS / "css" / name, target / "uswds" / name.removeprefix("../"))
    for name, source in SINGLE_FILES.items():
        write(target / name, SOURCE_MAP.sub("", source.read_text()))
    stamp.write_text(json.dumps(state))
    return True


def versions() -> dict[str, str]:
    """The installed versions of the packages whose files are used."""
    return {
        name: json.loads((PACKAGES / name / "package.json").read_text())["version"]
        for name in ("@uswds/uswds", "sortablejs", "us-atlas")
    }


def write(path: Path, text: str) -> None:
    """Write a file, with its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def copy(source: Path, path: Path) -> None:
    """Copy a font or picture that the style sheet names, if the package has it."""
    if source.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, path)
