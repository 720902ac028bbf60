"""`python -m foresale`: the command line where its script is not on the path."""

from foresale.cli.main import main

if __name__ == "__main__":
    main()
