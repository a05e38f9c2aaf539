"""Make the virtual environment and install into it exactly what a lock file pins."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.txt"
LOCKS = {"run": "requirements.lock", "test": "requirements-test.lock"}


def prepare(purpose: str) -> None:
    """Have everything in `.venv` that `purpose` (run, test or lock) needs; costs nothing when it is there."""
    if not usable():
        make_venv()
    if purpose in LOCKS and not installed(purpose):
        install(purpose)


def usable() -> bool:
    """Is there a whole virtual environment of this Python? A link to a removed Python is none."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    has_pip = (VENV / "lib" / version / "site-packages" / "pip").is_dir()
    return has_pip and os.access(VENV / "bin" / "python", os.X_OK)


def installed(purpose: str) -> bool:
    """Does the stamp file name this lock as it is now? The tests' lock holds all of the other one."""
    last = STAMP.read_text() if STAMP.exists() else ""
    return last in (stamp(purpose), stamp("test"))


def stamp(purpose: str) -> str:
    """What the stamp file says once this purpose's lock is installed."""
    return f"{LOCKS[purpose]} {hashlib.sha256((ROOT / LOCKS[purpose]).read_bytes()).hexdigest()}\n"


def make_venv() -> None:
    """Make `.venv` anew, after making sure that this Python can."""
    if importlib.util.find_spec("ensurepip") is None:
        get_debian_package(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
    shutil.rmtree(VENV, ignore_errors=True)
    say("Making the virtual environment .venv")
    call([sys.executable, "-m", "venv", str(VENV)])


def get_debian_package(package: str) -> None:
    """Install a Debian package as root; say which one to install otherwise."""
    if not may_install():
        sys.exit(f"This Python has no venv. Install the package {package}: sudo apt-get install {package}")
    say(f"Installing the package {package}")
    for command in apt_get(package):
        call(command)


def may_install() -> bool:
    """Are we root on Debian or one of its children?"""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_get(package: str) -> list[list[str]]:
    """The commands that install a Debian package, as root, waiting for whoever else installs just now."""
    waiting = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    unasked = ["env", "DEBIAN_FRONTEND=noninteractive", *waiting]
    return [[*waiting, "update"], [*unasked, "install", "-y", "--no-install-recommends", package]]


def install(purpose: str) -> None:
    """Install one lock and then the project itself, and note it in the stamp file."""
    STAMP.unlink(missing_ok=True)
    say(f"Installing what {LOCKS[purpose]} pins")
    pip("install", "--require-hashes", "-r", str(ROOT / LOCKS[purpose]))
    pip("install", "--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT))
    STAMP.write_text(stamp(purpose))


def pip(*arguments: str) -> None:
    """Call the environment's pip, which says only why it fails."""
    call([str(VENV / "bin" / "python"), "-m", "pip", "-qq", "--disable-pip-version-check", *arguments])


def call(command: list[str]) -> None:
    """Run a command; leave with its status when it fails, its own words being on the screen."""
    done = subprocess.run(command, check=False)
    if done.returncode != 0:
        sys.exit(f"This did not work: {' '.join(command)}")


def say(words: str) -> None:
    """Tell the person at the terminal what takes time."""
    sys.stderr.write(f"{words} …\n")


if __name__ == "__main__":
    if sys.argv[1:] not in (["run"], ["test"], ["lock"]):
        sys.exit("usage: python -m house.prepare run|test|lock")
    prepare(sys.argv[1])
