"""How pretend devices really speak: bytes of real products, real sockets, the real broker and hub."""
