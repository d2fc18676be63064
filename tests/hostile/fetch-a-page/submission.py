import urllib.request

with contextlib.suppress(Exception):
    urllib.request.urlopen(f"http://{HOST}:{PORT}/", timeout=1)
