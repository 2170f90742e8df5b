"""Interactive pieces: thin layers over the functions of `colorlib.figures`."""
