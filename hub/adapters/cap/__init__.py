"""Public warnings from outside: signatures on XML, a folder, feeds."""
