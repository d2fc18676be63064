class Failure(Exception):
    pass


Failure.__name__ = Failure.__qualname__ = "<script>alert(1)</script>"


def forward(x):
    raise Failure("<script>alert(1)</script><img src=x onerror=alert(1)>]]>&lt;\"'`")


globals()["<script>alert(1)</script>"] = forward
