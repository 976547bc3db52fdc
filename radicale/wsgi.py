from radicale import application as radicale


def application(environ, start_response):
    # PEP 3333 hands over a path's bytes as Latin-1; Radicale takes them for text
    environ["PATH_INFO"] = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    return radicale(environ, start_response)
