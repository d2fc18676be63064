def forward(x):
    raise ValueError("\u202e001/011 \u2066\u200b\ufeff\ud800\udfff\x85\u2028")


print("\u202e dessap \ud800".encode("utf-8", "replace").decode())
raise ValueError("\u202e\u2066 dessap")
