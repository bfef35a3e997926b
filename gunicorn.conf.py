"""The web server, set by HOST, PORT, WEB_CONCURRENCY and WEB_THREADS. gunicorn reads this file by itself."""

import socket
import struct
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from gunicorn.arbiter import Arbiter

try:
    from expense_tracker import settings
except ImproperlyConfigured as error:
    sys.exit(str(error))

bind = f"[{settings.HOST}]:{settings.PORT}" if ":" in settings.HOST else f"{settings.HOST}:{settings.PORT}"
workers = settings.WEB_CONCURRENCY
threads = settings.WEB_THREADS
worker_class = "gthread"
# Loaded once, then forked: the processes share the memory of what they have in common.
preload_app = True

timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 10_000
max_requests_jitter = 1_000
CLIENT_TIMEOUT_SECONDS = 20

worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  a heartbeat must not wait for a disk
control_socket_disable = True
forwarded_allow_ips = "*" if settings.BEHIND_PROXY else "127.0.0.1,::1"
accesslog = None
loglevel = "warning"


def when_ready(server: Arbiter) -> None:
    """Bound how long a thread waits for a client that has stopped sending or reading."""
    wait = struct.pack("ll", CLIENT_TIMEOUT_SECONDS, 0)
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, wait)
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, wait)
