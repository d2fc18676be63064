def forward(x):
    libc().abort()
