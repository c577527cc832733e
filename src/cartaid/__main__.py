"""The command line by its module: `python -m cartaid`, where the command is not on the path."""

from cartaid.cli import main

if __name__ == "__main__":
    main()
