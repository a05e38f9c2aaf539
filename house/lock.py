"""Resolve `requirements.lock` and `requirements-test.lock` from pyproject.toml, once for Python 3.11 to 3.14.

Both name versions, markers and hashes and no host, so that any mirror can serve them. The tests' lock holds
everything, what tests and peers need included; the first one is its part that the service needs, at the same
versions, so that what is tested is what runs.
"""

import subprocess
import sys

from house.prepare import LOCKS, ROOT, VENV, pip

UV = "uv==0.13.9"
FORM = (
    "--universal",
    "--python-version=3.11",
    "--group=install",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-annotate",
    "--custom-compile-command=make lock",
    "--native-tls",
    "--quiet",
)


def lock(*arguments: str) -> None:
    """Write both lock files; `--upgrade` moves every pin, `--upgrade-package=NAME` one."""
    pip("install", UV)
    resolve(LOCKS["test"], "--extra=test", *arguments)
    resolve(LOCKS["run"], f"--constraint={LOCKS['test']}", "--upgrade")


def resolve(name: str, *arguments: str) -> None:
    """Write one lock file, keeping the pins that it has unless the arguments say otherwise."""
    uv = VENV / "bin" / "uv"
    subprocess.run(
        [uv, "pip", "compile", "pyproject.toml", *FORM, *arguments, f"--output-file={name}"],
        cwd=ROOT,
        check=True,
    )


if __name__ == "__main__":
    lock(*sys.argv[1:])
