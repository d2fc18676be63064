import socket

with socket.create_connection((HOST, PORT), timeout=1) as connection:
    connection.send(b"hello")
