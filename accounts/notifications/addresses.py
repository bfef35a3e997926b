from urllib.parse import urljoin

from django.conf import settings


def on_site(path: str) -> str:
    """Return the whole address of a page, for those who read it elsewhere: in a letter, in another program."""
    return urljoin(f"{settings.SITE_URL}/", path.lstrip("/"))
