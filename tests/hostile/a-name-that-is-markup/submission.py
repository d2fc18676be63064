def forward(x):
    print("[31m<script>alert(1)</script>", __file__)
    raise ValueError(__file__)
