"""What the journal asks of a disk, as a Protocol, and the disk of this machine."""

import os
from pathlib import Path
from typing import Protocol


class Disk(Protocol):
    """Files that only grow. Every method raises OSError as the system does; then leave the file alone."""

    def create(self, file: Path) -> int:
        """Begin a file that is not there yet, for writing; returns its descriptor.

        Raises:
            FileExistsError: there is one of that name, and it is left as it is: take another name.
        """
        ...

    def write(self, descriptor: int, content: memoryview) -> int:
        """Write at the end; returns how many bytes were taken, which may be fewer than given."""
        ...

    def size(self, descriptor: int) -> int:
        """How many bytes the file has, synced or not."""
        ...

    def sync(self, descriptor: int) -> None:
        """Return when what was written survives a power cut."""
        ...

    def sync_folder(self, folder: Path) -> None:
        """Return when the names in a folder survive a power cut."""
        ...

    def settle(self, file: Path) -> None:
        """Return when a file that an earlier process wrote survives a power cut, name and bytes."""
        ...

    def cut(self, descriptor: int, size: int) -> None:
        """Shorten a file to its first `size` bytes."""
        ...

    def close(self, descriptor: int) -> None:
        """Give the descriptor back, without syncing."""
        ...

    def remove(self, file: Path) -> None:
        """Delete a file; one that is not there is no error."""
        ...

    def free_bytes(self, folder: Path) -> int:
        """How many bytes this user can still write there."""
        ...


class LocalDisk:
    """Fulfils `Disk` by the calls of the operating system."""

    def create(self, file: Path) -> int:
        """Begin a file, readable by its owner only."""
        return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)

    def write(self, descriptor: int, content: memoryview) -> int:
        """Write what the system takes at once."""
        return os.write(descriptor, content)

    def size(self, descriptor: int) -> int:
        """Ask the file."""
        return os.fstat(descriptor).st_size

    def sync(self, descriptor: int) -> None:
        """Sync the bytes and the size; times may stay behind."""
        os.fdatasync(descriptor)

    def sync_folder(self, folder: Path) -> None:
        """Sync a folder."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def settle(self, file: Path) -> None:
        """Sync the bytes whoever wrote them, and the folder."""
        descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fdatasync(descriptor)
        finally:
            os.close(descriptor)
        self.sync_folder(file.parent)

    def cut(self, descriptor: int, size: int) -> None:
        """Shorten a file."""
        os.ftruncate(descriptor, size)

    def close(self, descriptor: int) -> None:
        """Close a descriptor."""
        os.close(descriptor)

    def remove(self, file: Path) -> None:
        """Delete a file."""
        file.unlink(missing_ok=True)

    def free_bytes(self, folder: Path) -> int:
        """What is free and not reserved for root."""
        found = os.statvfs(folder)
        return found.f_bavail * found.f_frsize
