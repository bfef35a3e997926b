"""What a page says, without its markup."""

import json
import re
from typing import Any


def shown(response: Any) -> str:
    """Return the text of a page: no tags, single blanks."""
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(text.replace("&nbsp;", " ").split())


def chart_of(response: Any, name: str) -> dict[str, Any]:
    """Return what the page tells the browser about one of its charts."""
    found = re.search(rf'<script id="chart-{name}"[^>]*>(.*?)</script>', response.content.decode(), re.DOTALL)
    assert found is not None
    return json.loads(found[1])
