learning_rate_answer_of_somebody = """<script>alert(1)</script>
![x](javascript:alert(1)) [x](javascript:alert(1)) <img src=x onerror=alert(1)>
\x1b[31m </textarea></pre></td></table></body></html>"""
print(learning_rate_answer_of_somebody)


def forward(x):
    raise ValueError(learning_rate_answer_of_somebody)
