"""One Rounds a database file: a lock that the operating system drops when its process dies."""

import contextlib
import errno
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.errors import StoreError

_HELD = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}

# Windows forbids others to read a locked range: lock one byte far behind the written pid.
_FAR = 1 << 30

if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        os.lseek(file, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(file, 0, os.SEEK_SET)
else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """Holds `<file>.lock` beside a database. The file stays; only its lock comes and goes."""

    def __init__(self, database: Path) -> None:
        """Opens nothing yet."""
        self._path = database.with_name(database.name + ".lock")
        self._file: int | None = None

    def take(self) -> None:
        """Takes the lock or raises StoreError at once: with the pid of the process that holds it,
        or with the reason why the folder cannot be written.
        """
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise StoreError(
                f"The folder {self._path.parent} cannot be written: {error.strerror}. "
                "Let the user that runs Rounds write there, or name another file."
            ) from error
        try:
            _lock(file)
        except OSError as error:
            pid = os.read(file, 20).decode(errors="replace").strip() or "unknown"
            os.close(file)
            if error.errno not in _HELD:
                raise StoreError(
                    f"The file {self._path} cannot be locked: {error.strerror}. "
                    "Keep the database on a local disk."
                ) from error
            raise StoreError(
                f"Another Rounds is running on this data folder (pid {pid}). Stop it first."
            ) from error
        os.ftruncate(file, 0)
        os.write(file, str(os.getpid()).encode())
        self._file = file

    def drop(self) -> None:
        """Gives the lock back; nothing when it is not held."""
        if self._file is None:
            return
        file, self._file = self._file, None
        with contextlib.suppress(OSError):
            os.ftruncate(file, 0)
        # Closing is what unlocks, on every system.
        os.close(file)

    def __enter__(self) -> Self:
        """Takes the lock."""
        self.take()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Gives it back."""
        self.drop()
