"""What a program leaves behind on a machine: files, modes and processes, seen before and after."""

import os
import subprocess
import sys
from pathlib import Path

import psutil

# Brings up the loopback of a network that has nothing else, and becomes the program.
_ALONE = """
import fcntl, os, socket, struct, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 0x41))
os.execv(sys.argv[1], sys.argv[1:])
"""


def without_network() -> tuple[str, ...]:
    """The words before a command line that leave it the loopback and nothing else; none where that is not allowed."""
    words = ("unshare", "--net", sys.executable, "-c", _ALONE)
    try:
        allowed = subprocess.run([*words, sys.executable, "-c", ""], check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        return ()
    return words if allowed else ()


def modes(*folders: Path) -> dict[str, tuple[int, int, int]]:
    """Mode, owner and group of these folders and of all above them."""
    above = {path for folder in folders for path in (folder, *folder.parents)}
    return {str(path): _mode(path) for path in sorted(above)}


def contents(folder: Path, *, without: Path) -> dict[str, tuple[int, int, int]]:
    """Mode, owner and group of everything in a folder, except for one folder and what is in it."""
    found = (path for path in folder.rglob("*") if path != without and without not in path.parents)
    return {str(path): _mode(path) for path in sorted(found)}


def processes_in(folder: Path) -> list[str]:
    """The processes that work in a folder or were started with it, by what they are."""
    found = []
    for process in psutil.process_iter():
        try:
            places = [process.cwd(), *process.cmdline()]
            if process.pid != os.getpid() and any(_within(place, folder) for place in places):
                found.append(f"{process.pid} {' '.join(process.cmdline())}")
        except psutil.Error:
            continue
    return found


def _mode(path: Path) -> tuple[int, int, int]:
    status = path.lstat()
    return status.st_mode, status.st_uid, status.st_gid


def _within(place: str, folder: Path) -> bool:
    return place == str(folder) or place.startswith(f"{folder}{os.sep}")
