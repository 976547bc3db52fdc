# How gunicorn serves Radicale: on a Unix socket, whose directory decides who may connect.
import os

bind = "unix:" + os.environ.get("RADICALE_SOCKET", "/run/radicale/radicale.sock")
umask = 0o007
chdir = os.path.dirname(os.path.abspath(__file__))
wsgi_app = "wsgi:application"

# A thread waits for a slow upload; the storage has one lock over all processes, so more of them do not write faster.
worker_class = "gthread"
workers = 2
threads = 16

# clients put 2000 hrefs into bodies, not into request lines; these are the most that gunicorn takes
limit_request_line = 8190
limit_request_field_size = 8190
timeout = 120
graceful_timeout = 10
