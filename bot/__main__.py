"""`python -m bot`: hands over to the composition root, the only arrow that points up."""

from adapters.app import main

if __name__ == "__main__":
    raise SystemExit(main())
