import socket
import stat
import subprocess
import time
from pathlib import Path

import environ
import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = [
    *(ROOT / "script" / name for name in ("server", "test", "dev-env")),
    *sorted((ROOT / "script" / "lib").glob("*.sh")),
    ROOT / ".ci" / "run",
]
PARTS = "common packages venv secrets ground processes"


class Shell:
    """Runs functions of script/lib in a bash of their own, over a var/ of their own."""

    def __init__(self, var):
        self.var = var
        self.env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "VAR_DIR": str(var)}

    def start(self, code, **env):
        sources = f"for part in {PARTS}; do . script/lib/$part.sh; done"
        return subprocess.Popen(
            ["bash", "-c", f"set -euo pipefail\n{sources}\nSERVICE_UID=$EUID\n{code}"],
            cwd=ROOT,
            env=self.env | env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def __call__(self, code, **env):
        process = self.start(code, **env)
        out, err = process.communicate(timeout=30)
        return process.returncode, out.strip(), err.strip()


@pytest.fixture
def shell(tmp_path):
    return Shell(tmp_path / "var")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script_parses(script):
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0


def test_secrets_are_private_and_stay_the_same(shell):
    code = 'mkdir -p "$VAR_DIR"; ensure_secrets; echo "$SECRET_KEY $SEAL_KEYS $LOOKUP_KEY"'
    first = shell(code)
    assert first[0] == 0
    assert shell(code) == first
    assert mode(shell.var / "secrets.env") == 0o600
    seal_keys = environ.Env().list("NONE", default=first[1].split()[1].split(","))
    assert seal_keys[0].startswith("k1:")


def test_half_written_secrets_are_completed(shell):
    shell.var.mkdir()
    (shell.var / "secrets.env").write_text("SECRET_KEY='kept'\nSEAL_KEYS='k1:cut o")
    _, out, _ = shell('ensure_secrets; echo "$SECRET_KEY"; echo "$SEAL_KEYS"')
    kept, seal_keys = out.splitlines()
    assert kept == "kept"
    assert len(seal_keys) == len("k1:") + 44


def test_secret_of_the_environment_wins(shell):
    shell.var.mkdir()
    assert shell('ensure_secrets; echo "$LOOKUP_KEY"', LOOKUP_KEY="mine")[1] == "mine"


def test_sockets_lie_under_var_when_its_path_is_short(shell, tmp_path):
    shell.var.mkdir()
    short = tmp_path.parent / "g"
    code, out, _ = shell(f'socket_dir "{short}"')
    assert (code, out) == (0, f"{short}/run")
    assert mode(short / "run") == 0o700


@pytest.mark.parametrize("name", ["deep" * 30, "has space", "港城"])
def test_sockets_move_when_the_path_does_not_suit(shell, tmp_path, name):
    code, out, _ = shell(f'socket_dir "$VAR_DIR/{name}"')
    moved = Path(out)
    assert code == 0
    assert moved.parent == Path("/tmp")
    assert mode(moved) == 0o700
    moved.rmdir()


def test_private_folder_is_not_taken_over_a_link(shell, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert shell(f'private_dir "{tmp_path}/link"')[0] == 1


def test_database_url_keeps_the_case_of_the_socket_folder(shell):
    _, out, _ = shell('RUN=/Srv/Run; export_ground; echo "$DATABASE_URL $OWNER_DATABASE_URL"')
    app, owner = (environ.Env.db_url_config(url) for url in out.split())
    assert (app["USER"], owner["USER"]) == ("civic_app", "civic_owner")
    assert (app["HOST"], app["NAME"]) == ("/Srv/Run", "civic")


def test_database_of_the_user_is_used_instead(shell):
    _, out, _ = shell(
        'RUN=/run/x; export_ground; echo "$OWN_POSTGRES $OWN_REDIS $OWNER_DATABASE_URL"',
        DATABASE_URL="postgis://me@db/city",
    )
    assert out == "0 1 postgis://me@db/city"


def test_nested_call_still_stands_on_its_own_ground(shell):
    url = "postgis://civic_app@//run/x/civic"
    assert shell("echo $OWN_POSTGRES", DATABASE_URL=url, PRIVATE_DATABASE_URL=url)[1] == "1"


def test_taken_port_means_the_next_free_one_said_aloud(shell):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        wanted = taken.getsockname()[1]
        _, out, err = shell(f'choose_port 127.0.0.1 {wanted}; echo "$PORT"')
    assert int(out) > wanted
    assert f"Port {wanted} is taken; using the next free one, {out}." in err


def test_two_starts_do_not_claim_the_same_port(shell):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    first = shell.start(f"choose_port 127.0.0.1 {port}; echo $PORT; exec sleep 20")
    claimed = int(first.stdout.readline())
    assert int(shell(f"choose_port 127.0.0.1 {port}; echo $PORT")[1]) > claimed
    first.kill()
    first.communicate()


def test_lease_is_shared_and_dies_with_its_holder(shell):
    holder = shell.start("hold lease shared; echo held; exec sleep 20")
    assert holder.stdout.readline() == "held\n"
    assert shell("hold lease shared now")[0] == 0
    assert shell("hold lease exclusive now")[0] == 1
    holder.kill()
    holder.communicate()
    assert shell("hold lease exclusive now")[0] == 0


def test_end_finds_an_orphan_in_a_session_of_its_own(shell):
    started = time.monotonic()
    code, out, _ = shell(
        "export CIVIC_RUN=of-this-test-$$; (setsid sleep 60 >/dev/null 2>&1 &)\n"
        "until [[ -n $(marked) ]]; do sleep 0.05; done; end_marked; marked"
    )
    assert (code, out) == (0, "")
    assert time.monotonic() - started < 20


def test_process_elsewhere_is_not_ours(shell, tmp_path):
    at_home, elsewhere = (shell(f'at_work $$ "{folder}"')[0] for folder in (ROOT, tmp_path))
    assert (at_home, elsewhere) == (0, 1)


@pytest.mark.parametrize(
    ("spoil", "is_broken"),
    [
        ("true", 1),
        ("touch .venv/unfinished", 0),
        ("sed -i s,/.venv/,/elsewhere/, .venv/bin/pip", 0),
        ("rm .venv/bin/python", 0),
    ],
)
def test_half_made_or_copied_venv_is_broken(shell, tmp_path, spoil, is_broken):
    make = (
        f'ROOT="{tmp_path}"; cd "$ROOT"; mkdir -p .venv/bin; ln -s "$(type -P true)" .venv/bin/python\n'
        f'echo "#!$ROOT/.venv/bin/python" >.venv/bin/pip; {spoil}'
    )
    assert shell(f"{make}; venv_is_broken")[0] == is_broken


def test_venv_is_stale_when_requirements_change(shell, tmp_path):
    code = f'ROOT="{tmp_path}"; mkdir -p "$ROOT/.venv/bin"; ln -s "$(type -P true)" "$ROOT/.venv/bin/python"\n'
    code += 'echo a >"$ROOT/requirements.txt"; venv_stamp >"$ROOT/.venv/stamp"; venv_is_ready && echo ready\n'
    code += 'echo b >"$ROOT/requirements.txt"; venv_is_ready || echo stale'
    assert shell(code)[1].split() == ["ready", "stale"]


def test_what_is_missing_is_one_sentence(shell):
    code, _, err = shell(
        'is_met() { [[ $1 != gdal && $1 != redis ]]; }; can_be_root() { false; }\ninstall_packages "${NEEDS[@]}"'
    )
    assert code == 1
    assert err.endswith("please install GDAL, Redis and start again.")
    assert len(err.splitlines()) == 1
