"""Install ALTRIOS into an environment of its own, ``.altrios``, which takes a minute the first time."""

import json
import subprocess
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ALTRIOS = "altrios==1.1.0"


def altrios(script: str, *arguments: object, install: bool) -> Any:
    """Run a script of this folder there; return the JSON of its last line, or nothing, having said why."""
    home = ROOT / ".altrios"
    python = home / "bin" / "python"
    if not python.exists():
        if not install:
            print("   ALTRIOS is not installed: skipped")
            return None
        venv.create(home, with_pip=True)
        done = subprocess.run([str(python), "-m", "pip", "install", "--quiet", ALTRIOS], check=False)
        if done.returncode:
            print("   it cannot be installed here")
            return None
    command = [str(python), str(Path(__file__).with_name(script)), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"   it does not run here: {done.stderr.strip().splitlines()[-1]}")
        return None
    return json.loads(done.stdout.splitlines()[-1])
