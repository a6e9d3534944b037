"""What the ledger keeps, book by book, as Protocols; callers read nothing else."""

from hub.books.intake import HeldMessage
from hub.books.ledger import Ledger, Transaction

__all__ = ["HeldMessage", "Ledger", "Transaction"]
