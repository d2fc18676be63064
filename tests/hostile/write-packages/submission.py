with open(os.path.join(SITE, f"{MARK}.pth"), "w") as file:
    file.write("# import os\n")
