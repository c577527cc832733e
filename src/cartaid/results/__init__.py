"""Analysis results data (ARD) of a case series, and the displays made of it.

- `ard`: one row a number, how it is stored and written
- `measure`: from counts and values to rows, formatted as a journal prints them
- `display`: tables made of rows, the same for every output
- one module a family of displays, each a function from a session to rows
- `build`: all of them
"""
