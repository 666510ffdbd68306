"""Write src/headway/page/openapi.json: the routes of the page for programs.

The description is made from the routes, so it says what the server does; a test fails where it is out of date.
"""

import json
from pathlib import Path

from headway.page.app import routes

FILE = Path(__file__).parents[1] / "src" / "headway" / "page" / "openapi.json"


def description() -> str:
    """Return the whole description."""
    return json.dumps(routes().openapi(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(description(), encoding="utf-8")
