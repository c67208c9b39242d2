"""Every subcommand as a process: what it prints, its exit code, and what it leaves alone."""

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.app.process import ROOT, bot, environment, free_port, sentence

pytestmark = pytest.mark.slow

DATABASE = Path("data") / "rounds.sqlite3"
BANK_FILE = ROOT / "questions" / "bank" / "hcpcs"


def connect(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / DATABASE, isolation_level=None)


def dump(file: Path) -> list[str]:
    """Everything in a database."""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return list(connection.iterdump())


@pytest.fixture
def migrated(tmp_path):
    """A folder with a database of this version that holds somebody."""
    folder = tmp_path / "rounds"
    folder.mkdir()
    done = bot("migrate", cwd=folder)
    assert done.returncode == 0, done.stderr
    with closing(connect(folder)) as connection:
        connection.execute("INSERT INTO person VALUES ('p1', 0)")
    return folder


def test_help_lists_every_subcommand(tmp_path):
    done = bot("--help", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    listed = re.findall(r"^ {4}(\S+)", done.stdout, re.MULTILINE)
    assert listed == [
        "run",
        "check",
        "doctor",
        "sync-commands",
        "migrate",
        "backup",
        "restore",
        "move",
        "reports",
        "lint",
        "import",
        "manifest",
        "new-key",
        "codes",
    ]


def test_without_a_subcommand_the_help_is_shown(tmp_path):
    done = bot(cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == bot("--help", cwd=tmp_path).stdout


@pytest.mark.parametrize("args", [("frobnicate",), ("check", "--loud"), ("backup", "a", "b")])
def test_what_it_does_not_know_is_said(tmp_path, args):
    done = bot(*args, cwd=tmp_path)
    assert done.returncode == 2
    assert "python -m bot" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_reads_dotenv_where_it_runs(tmp_path):
    (tmp_path / ".env").write_text("WEB_PORT=9191\n")
    done = bot("check", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Page                      http://127.0.0.1:9191/\n" in done.stdout
    assert done.stdout.endswith("These settings work together.\n")


@pytest.mark.slow
def test_migrate_twice(migrated):
    before = dump(migrated / DATABASE)
    done = bot("migrate", cwd=migrated)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "sqlite:///data/rounds.sqlite3 is at this version's schema.\n"
    assert dump(migrated / DATABASE) == before
    assert not (migrated / "data" / "backups").exists()


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["migrate", "run"])
def test_a_newer_schema_is_refused_and_left_alone(migrated, verb):
    with closing(connect(migrated)) as connection:
        connection.execute("INSERT INTO schema_version VALUES (99, '0099_future', 0)")
    before = dump(migrated / DATABASE)
    said = sentence(bot(verb, cwd=migrated, WEB_PORT=str(free_port())))
    assert "was written by a newer Rounds (schema 99; this one knows" in said
    assert dump(migrated / DATABASE) == before


@pytest.mark.slow
def test_a_newer_page_is_refused(migrated):
    with closing(sqlite3.connect(migrated / "data" / "page.sqlite3")) as connection:
        connection.execute("PRAGMA user_version = 99")
    said = sentence(bot("run", cwd=migrated, WEB_PORT=str(free_port())))
    assert "page.sqlite3 was written by a newer version of Rounds." in said


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["migrate", "run", "backup"])
@pytest.mark.parametrize(
    ("offset", "said"),
    [(0, "is not an SQLite database, or is damaged"), (100, "is damaged")],
)
def test_a_corrupt_database_is_refused_and_left_alone(migrated, verb, offset, said):
    with (migrated / DATABASE).open("r+b") as file:
        file.seek(offset)
        file.write(b"\xa5" * 8000)
    broken = (migrated / DATABASE).read_bytes()
    told = sentence(bot(verb, cwd=migrated, WEB_PORT=str(free_port())))
    assert said in told
    assert "backup" in told
    assert (migrated / DATABASE).read_bytes() == broken
    assert not list(migrated.glob("data/backups/*"))


@pytest.mark.slow
def test_a_corrupt_page_is_refused_and_left_alone(migrated):
    page = migrated / "data" / "page.sqlite3"
    page.write_bytes(b"no database" * 1000)
    said = sentence(bot("run", cwd=migrated, WEB_PORT=str(free_port())))
    assert "page.sqlite3 cannot be used (file is not a database)" in said
    assert page.read_bytes() == b"no database" * 1000


@pytest.mark.slow
def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path):
    (tmp_path / "data").mkdir()
    with closing(connect(tmp_path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    before = dump(tmp_path / DATABASE)
    assert "is a database of another program" in sentence(bot("migrate", cwd=tmp_path))
    assert dump(tmp_path / DATABASE) == before


HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA locking_mode = EXCLUSIVE")
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["migrate", "run"])
def test_a_database_that_another_process_holds_is_said(migrated, verb):
    before = dump(migrated / DATABASE)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(migrated / DATABASE)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout.readline() == b"held\n"
        said = sentence(bot(verb, cwd=migrated, WEB_PORT=str(free_port())))
        holder.stdin.close()
    assert "is locked by another program. Close it." in said
    assert dump(migrated / DATABASE) == before


@pytest.mark.slow
def test_a_backup_while_rounds_runs_is_whole_and_opens(rounds):
    rounds.start()
    done = bot("backup", "copy.sqlite3", cwd=rounds.folder)
    assert done.stdout == (
        "Wrote copy.sqlite3 and checked it.\nWrote copy.sqlite3.page.sqlite3 and checked it.\n"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert dump(rounds.folder / "copy.sqlite3")[:1] == ["BEGIN TRANSACTION;"]
    assert rounds.ends(15) == 0
    assert dump(rounds.folder / "copy.sqlite3") == dump(rounds.folder / DATABASE)


@pytest.mark.slow
def test_a_backup_takes_a_name_of_its_own_in_the_data_folder(migrated):
    done = bot("backup", cwd=migrated)
    assert done.returncode == 0, done.stderr
    (copied,) = (migrated / "data" / "backups").glob("rounds-*Z.sqlite3")
    assert f"Wrote data/backups/{copied.name} and checked it." in done.stdout
    assert dump(copied) == dump(migrated / DATABASE)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("there.sqlite3", "there.sqlite3 exists already. Name another file for the backup."),
        ("there.sqlite3/copy", "cannot be written"),
        ("data", "data exists already"),
    ],
)
def test_a_backup_overwrites_nothing(migrated, to, said):
    (migrated / "there.sqlite3").write_text("mine")
    assert said in sentence(bot("backup", to, cwd=migrated))
    assert (migrated / "there.sqlite3").read_text() == "mine"


@pytest.mark.slow
def test_a_backup_is_put_back_when_one_is_sure(migrated):
    assert bot("backup", "copy.sqlite3", cwd=migrated).returncode == 0
    before = dump(migrated / DATABASE)
    with closing(connect(migrated)) as connection:
        connection.execute("INSERT INTO person VALUES ('p2', 0)")
    asked = sentence(bot("restore", "copy.sqlite3", cwd=migrated))
    assert "Say so with --yes." in asked
    done = bot("restore", "copy.sqlite3", "--yes", cwd=migrated)
    assert done.returncode == 0, done.stderr
    assert "What was there is kept as data/backups/before-restore-rounds-" in done.stdout
    assert dump(migrated / DATABASE) == before


@pytest.mark.slow
def test_a_running_rounds_is_neither_restored_nor_moved(rounds):
    rounds.start()
    assert bot("backup", "copy.sqlite3", cwd=rounds.folder).returncode == 0
    for args in (("restore", "copy.sqlite3", "--yes"), ("move", "--to", "postgresql://h/d")):
        assert "Another Rounds is running" in sentence(bot(*args, cwd=rounds.folder))


@pytest.mark.slow
def test_a_database_is_moved_and_rounds_runs_on_it(migrated, postgres_url):
    done = bot("move", "--to", postgres_url, cwd=migrated)
    assert done.returncode == 0, done.stderr
    assert "  person: 1 rows, checksum " in done.stdout
    assert "counted and compared" in done.stdout
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT id FROM person").fetchall() == [("p1",)]


@pytest.mark.parametrize(
    ("to", "said"),
    [("sqlite:///other.sqlite3", "one URL of each kind"), ("mysql://u:hunter2@h/d", "one URL")],
)
def test_a_move_to_nowhere_is_said(migrated, to, said):
    told = sentence(bot("move", "--to", to, cwd=migrated))
    assert said in told
    assert "hunter2" not in told


def test_a_backup_of_nothing_is_said(tmp_path):
    assert "There is no database data/rounds.sqlite3 to back up." in sentence(
        bot("backup", cwd=tmp_path)
    )


def test_a_backup_of_postgresql_names_its_own_tool(tmp_path):
    said = sentence(bot("backup", cwd=tmp_path, DATABASE_URL="postgresql://u:hunter2@h/d"))
    assert "pg_dump" in said
    assert "hunter2" not in said


def test_a_postgresql_that_is_not_there_is_said_without_the_password(tmp_path):
    url = f"postgresql://u:hunter2@127.0.0.1:{free_port()}/d"
    said = sentence(bot("migrate", cwd=tmp_path, DATABASE_URL=url))
    assert "cannot be used" in said
    assert "hunter2" not in said


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["run", "migrate"])
def test_a_second_process_on_the_same_data_is_refused(rounds, verb):
    rounds.start()
    said = sentence(bot(verb, cwd=rounds.folder, WEB_PORT=str(free_port())))
    assert said == (
        f"Another Rounds is running on this data folder (pid {rounds.process.pid}). Stop it first."
    )
    assert rounds.ends(15) == 0
    assert rounds.err == ""


@pytest.mark.slow
def test_a_port_in_use_is_said(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = sentence(bot("run", cwd=tmp_path, WEB_PORT=str(port)))
    assert said.startswith(f"Port {port} on 127.0.0.1 is in use: perhaps Rounds is running already")
    assert "set WEB_PORT to another port" in said


@pytest.mark.slow
def test_an_address_of_another_machine_is_said(tmp_path):
    said = sentence(bot("run", cwd=tmp_path, WEB_HOST="192.0.2.1", WEB_ACCESS_KEY="k" * 12))
    assert said.startswith("The page cannot listen on 192.0.2.1 port 8080: ")


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["migrate", "run"])
def test_a_database_below_a_file_is_said(tmp_path, verb):
    (tmp_path / "file").touch()
    said = sentence(bot(verb, cwd=tmp_path, DATABASE_URL="sqlite:///file/rounds.sqlite3"))
    assert said.startswith("The folder file cannot be made: ")


def mortal(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs a subcommand as someone whom permissions hold: root, without root's exemption."""
    exempt = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    if os.geteuid() == 0 and shutil.which(exempt[0]) is None:
        pytest.skip("permissions do not hold root, and there is no setpriv here")
    return subprocess.run(
        [*(exempt if os.geteuid() == 0 else []), sys.executable, "-m", "bot", *args],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("verb", ["check", "run", "migrate"])
def test_a_data_folder_that_may_not_be_written_is_refused(tmp_path, verb):
    folder = tmp_path / "rounds"
    folder.mkdir(mode=0o500)
    done = mortal(verb, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "These settings cannot work:",
        "  ROUNDS_DATA: . may not be written. Name a folder that Rounds may write in.",
    ]


def test_a_dotenv_that_may_not_be_read_is_refused(tmp_path):
    (tmp_path / ".env").write_text("WEB_PORT=9191\n")
    (tmp_path / ".env").chmod(0)
    done = mortal("check", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[1:] == [
        f"  {tmp_path / '.env'}: it cannot be read (Permission denied). Let Rounds read it."
    ]


def test_a_read_only_dotenv_is_all_that_is_needed(tmp_path):
    (tmp_path / ".env").write_text("WEB_PORT=9191\n")
    (tmp_path / ".env").chmod(0o400)
    assert "http://127.0.0.1:9191/" in mortal("check", cwd=tmp_path).stdout


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["migrate", "run"])
def test_a_read_only_disk_is_said_and_left_alone(migrated, small_disk, verb):
    disk = small_disk("disk", 2000)
    (disk / "rounds.sqlite3").write_bytes((migrated / DATABASE).read_bytes())
    before = dump(migrated / DATABASE)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    url = f"sqlite:///{disk}/rounds.sqlite3"
    said = sentence(bot(verb, cwd=migrated, DATABASE_URL=url, WEB_PORT=str(free_port())))
    assert said.startswith(f"The folder {disk} cannot be written: Read-only file system.")
    refused = bot(verb, cwd=migrated, ROUNDS_DATA=str(disk))
    assert refused.returncode == 2
    assert refused.stderr.splitlines()[1:] == [
        f"  ROUNDS_DATA: {disk} may not be written. Name a folder that Rounds may write in."
    ]
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    assert dump(disk / "rounds.sqlite3") == before


def fill(disk: Path) -> Path:
    """Leaves no byte free; delete the file to make room again."""
    filling = disk / "filling"
    with filling.open("ab", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return filling


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["migrate", "run"])
def test_a_full_disk_is_said_and_works_once_there_is_room(tmp_path, small_disk, verb):
    disk = small_disk("disk", 4000)
    filling = fill(disk)
    settings = {"ROUNDS_DATA": str(disk), "WEB_PORT": str(free_port())}
    said = sentence(bot(verb, cwd=tmp_path, **settings))
    assert "No space left on device" in said or "full" in said
    filling.unlink()
    done = bot("migrate", cwd=tmp_path, **settings)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_a_backup_that_does_not_fit_is_said_and_leaves_no_half(migrated, small_disk):
    disk = small_disk("disk", 64)
    assert "full" in sentence(bot("backup", f"{disk}/copy.sqlite3", cwd=migrated))
    assert list(disk.iterdir()) == []


def report(folder: Path, group: str, member: str, reason: str, words: str) -> None:
    with closing(connect(folder)) as connection:
        connection.execute(
            "INSERT INTO report VALUES (?, ?, 'pcs-interbody-01', 1, ?, ?, ?, 0, NULL)",
            (f"{group}{member}", group, member, reason, words),
        )


def test_reports_of_all_groups_are_listed_by_question_without_people(migrated):
    report(migrated, "g1", "ada", "key", "It is C.")
    report(migrated, "g2", "bob", "key", "")
    before = dump(migrated / DATABASE)
    done = bot("reports", cwd=migrated)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "2 reports open, 1 question.",
        "",
        "pcs-interbody-01 (revision 1): 2 reports",
        "  2 × The key is wrong",
        "      “It is C.”",
    ]
    assert dump(migrated / DATABASE) == before


def test_reports_are_listed_while_rounds_runs(rounds):
    rounds.start()
    report(rounds.folder, "g1", "ada", "citation", "")
    done = bot("reports", cwd=rounds.folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 × The citation is wrong" in done.stdout
    assert rounds.ends(15) == 0
    assert rounds.err == ""


def test_without_reports_that_is_said(migrated):
    assert bot("reports", cwd=migrated).stdout == "No report is open.\n"


def test_reports_of_a_database_that_is_not_there_make_none(tmp_path):
    said = sentence(bot("reports", cwd=tmp_path))
    assert said.startswith("There is no database data/rounds.sqlite3 yet")
    assert not (tmp_path / DATABASE).exists()


def test_reports_of_a_newer_or_an_older_schema_are_refused(migrated):
    with closing(connect(migrated)) as connection:
        connection.execute("INSERT INTO schema_version VALUES (99, '0099_future', 0)")
    assert "was written by a newer Rounds" in sentence(bot("reports", cwd=migrated))
    with closing(connect(migrated)) as connection:
        connection.execute("DELETE FROM schema_version")
    assert "has an older schema. Bring it up with: python -m bot migrate" in sentence(
        bot("reports", cwd=migrated)
    )


def test_lint_finds_nothing_in_a_clean_file(tmp_path):
    done = bot("lint", str(BANK_FILE), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_the_bank_is_clean(tmp_path):
    done = bot("lint", "--quiet", cwd=tmp_path)
    clean, *rest = done.stdout.splitlines()
    assert (done.returncode, clean) == (0, "nothing to mend")
    # No code set is made here, and what is not looked up is never passed.
    assert [line.partition(":")[0] for line in rest] == ["unchecked"] * 3


def test_lint_names_file_line_question_and_what_to_do(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "one.toml").write_text("[pack]\nname = = 1\n")
    (tmp_path / "mine" / "two.toml").write_text("x = 1\n")
    done = bot("lint", "mine", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("mine/one.toml:2: one: is not valid TOML")
    assert any(line.startswith("mine/two.toml:1: ") for line in lines)
    assert "in 2 files" in lines[-1]


def test_lint_of_what_is_not_there_is_a_problem(tmp_path):
    done = bot("lint", "nowhere", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("nowhere:1: nowhere: is not there: give a folder of packs")


def test_lint_prints_coverage(tmp_path):
    done = bot("lint", "--coverage", "--quiet", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    head, *rows = done.stdout.splitlines()
    assert head.split() == ["topic", "cca", "ccs", "cic", "cpc", "all"]
    table = [row for row in rows if not row.startswith(("unchecked", "nothing"))]
    assert table[-1].startswith("all ")
    assert all(row.split()[-1].isdigit() for row in table)


def test_lint_into_a_pipe_that_closes_says_nothing_more(tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "lint", "--coverage"],
        cwd=tmp_path,
        env=environment(),
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert done.stderr == ""
