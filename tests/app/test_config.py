"""Settings: every one of them, every problem at once, and no secret ever shown."""

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.app.cli import main
from bot.config import Secret, environment, load
from bot.errors import ConfigurationError

SECRETS = {
    "DATABASE_URL": "postgresql://rounds:hunter2-pg@db.example:5433/study?sslpassword=hunter2-ssl",
    "WEB_ACCESS_KEY": "hunter2-access-key",
    "DISCORD_TOKEN": "MTIzNDU2Nzg5MDEyMzQ1Njc4.hunter2.hunter2hunter2",
    "SLACK_BOT_TOKEN": "xoxb-hunter2",
    "SLACK_APP_TOKEN": "xapp-hunter2",
    "SLACK_SIGNING_SECRET": "hunter2-signing",
}
NAMES = (
    *SECRETS,
    "ROUNDS_DATA",
    "ROUNDS_PACKS",
    "WEB_HOST",
    "WEB_PORT",
    "WEB_PUBLIC_URL",
    "ROUNDS_CODES",
    "LOG_LEVEL",
    "ROUNDS_APP_KEY",
    "SLACK_API_URL",
    "SLACK_OAUTH_CLIENT_ID",
    "SLACK_OAUTH_CLIENT_SECRET",
)
KEY = "A" * 43 + "="
INSTALLS = {
    "SLACK_OAUTH_CLIENT_ID": "1.2",
    "SLACK_OAUTH_CLIENT_SECRET": "hunter2-oauth",
    "SLACK_SIGNING_SECRET": "hunter2-signing",
    "ROUNDS_APP_KEY": f"{KEY},{KEY}",
    "WEB_PUBLIC_URL": "https://rounds.example.org/",
}


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """An empty working folder and an environment without any setting of ours."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def problems(**env: str) -> list[str]:
    """The sentences that these settings are refused with."""
    with pytest.raises(ConfigurationError) as refused:
        load(env)
    assert str(refused.value) == "\n".join(refused.value.problems)
    return refused.value.problems


def only(**env: str) -> str:
    found = problems(**env)
    assert len(found) == 1, found
    return found[0]


def test_nothing_set_gives_the_page_on_loopback_and_sqlite_in_data():
    config = load({})
    assert (config.data, config.database_url) == (Path("data"), "sqlite:///data/rounds.sqlite3")
    assert (config.web_host, config.web_port) == ("127.0.0.1", 8080)
    assert (config.packs, config.log_level) == ((), "INFO")
    tokens = (config.web_access_key, config.discord_token, config.slack_bot_token)
    assert not any((*tokens, config.slack_app_token, config.slack_signing_secret))


def test_every_setting_is_taken(here):
    (here / "one").mkdir()
    (here / "two").mkdir()
    config = load(
        SECRETS
        | {
            "ROUNDS_DATA": str(here / "kept"),
            "ROUNDS_PACKS": os.pathsep.join(("one", "two")),
            "WEB_HOST": "0.0.0.0",
            "WEB_PORT": "9090",
            "LOG_LEVEL": "debug",
        }
    )
    assert config.data == here / "kept"
    assert config.database_url == SECRETS["DATABASE_URL"]
    assert (config.web_host, config.web_port) == ("0.0.0.0", 9090)
    assert config.web_access_key.value == SECRETS["WEB_ACCESS_KEY"]
    assert config.discord_token.value == SECRETS["DISCORD_TOKEN"]
    assert config.slack_bot_token.value == SECRETS["SLACK_BOT_TOKEN"]
    assert config.slack_app_token.value == SECRETS["SLACK_APP_TOKEN"]
    assert config.slack_signing_secret.value == SECRETS["SLACK_SIGNING_SECRET"]
    assert config.packs == (Path("one"), Path("two"))
    assert config.log_level == "DEBUG"


@pytest.mark.parametrize("blank", ["", " ", "\t \n"])
def test_blank_is_unset(blank):
    assert load(dict.fromkeys(NAMES, blank)) == load({})


def test_values_are_taken_without_the_blanks_around_them():
    assert load({"WEB_PORT": " 9090 ", "WEB_HOST": " ::1 "}) == load(
        {"WEB_PORT": "9090", "WEB_HOST": "::1"}
    )


def test_the_home_folder_is_understood(monkeypatch, here):
    monkeypatch.setenv("HOME", str(here))
    assert load({"ROUNDS_DATA": "~/kept"}).data == here / "kept"


@pytest.mark.parametrize("folder", ["with space", "50%20off", "a?b#c"])
def test_the_default_database_lies_in_any_data_folder(here, folder):
    from bot.store.urls import sqlite_path

    url = load({"ROUNDS_DATA": str(here / folder)}).database_url
    assert sqlite_path(url) == here / folder / "rounds.sqlite3"


def test_every_problem_is_named_at_once(here):
    (here / "file").touch()
    found = problems(
        ROUNDS_DATA="file",
        DATABASE_URL="mysql://u:p@h/d",
        WEB_HOST="everywhere",
        WEB_ACCESS_KEY="short",
        WEB_PORT="http",
        DISCORD_TOKEN="nonsense",
        SLACK_BOT_TOKEN="nonsense",
        SLACK_APP_TOKEN="nonsense",
        ROUNDS_PACKS="nowhere",
        LOG_LEVEL="LOUD",
    )
    assert [sentence.split(":")[0] for sentence in found] == [
        "ROUNDS_DATA",
        "DATABASE_URL",
        "WEB_ACCESS_KEY",
        "WEB_HOST",
        "WEB_PORT",
        "DISCORD_TOKEN",
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "ROUNDS_PACKS",
        "LOG_LEVEL",
    ]
    assert all(sentence.endswith(".") for sentence in found)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "8080.0", "²", "٣", "9" * 5000])
def test_a_bad_port_is_refused(port):
    assert "is not a port. Use a number from 1 to 65535." in only(WEB_PORT=port)
    assert len(only(WEB_PORT=port)) < 200


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_loopback_needs_no_access_key(host):
    assert load({"WEB_HOST": host}).web_host == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.9", "2001:db8::1"])
def test_another_address_needs_one(host):
    assert only(WEB_HOST=host).startswith(f"WEB_HOST: {host} lets others reach the page. Set WEB_A")
    assert load({"WEB_HOST": host, "WEB_ACCESS_KEY": "x" * 12}).web_host == host


@pytest.mark.parametrize("host", ["example.org", "127.1", "256.0.0.1", "http://127.0.0.1"])
def test_a_host_that_is_no_address_is_refused(host):
    assert "is not an address" in only(WEB_HOST=host)


def test_backups_are_kept_for_a_number_of_nights():
    assert load({}).backups_kept == 14
    assert load({"BACKUPS_KEPT": "0"}).backups_kept == 0
    assert "BACKUPS_KEPT: '-1' is not a whole number" in only(BACKUPS_KEPT="-1")


def test_shards_are_divided_over_processes_that_share_a_database():
    shared = {"DATABASE_URL": "postgresql://u@h/d"}
    found = load(shared | {"SHARD_IDS": "3, 1", "SHARD_COUNT": "4"}).shards
    assert (found.ids, found.count, str(found)) == ((1, 3), 4, "1, 3 of 4")
    assert load(shared).shards is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"SHARD_IDS": "0"}, "give both"),
        ({"SHARD_COUNT": "2"}, "give both"),
        ({"SHARD_IDS": "a", "SHARD_COUNT": "2"}, "give both"),
        ({"SHARD_IDS": "0", "SHARD_COUNT": "0"}, "give both"),
        ({"SHARD_IDS": "0,2", "SHARD_COUNT": "2"}, "shard 2 is not one of 2"),
    ],
)
def test_shards_that_cannot_be_are_refused(given, said):
    assert said in only(DATABASE_URL="postgresql://u@h/d", **given)


def test_shards_of_several_processes_need_postgresql():
    assert "need PostgreSQL" in only(SHARD_IDS="0", SHARD_COUNT="2")


def test_the_page_can_be_left_to_another_process():
    assert load({}).page_on
    assert not load({"PAGE": "off"}).page_on
    assert "PAGE: 'maybe' is neither on nor off" in only(PAGE="maybe")


def test_the_operators_port_is_off_until_it_is_named():
    assert load({}).ops_port is None
    assert load({"OPS_PORT": "9090"}).ops_port == 9090
    assert "OPS_PORT: 'x' is not a port" in only(OPS_PORT="x")
    assert "LOG_FORMAT: 'xml' is neither text nor json" in only(LOG_FORMAT="xml")


def test_a_short_access_key_is_refused_without_showing_it():
    assert "elevenchars" not in only(WEB_ACCESS_KEY="elevenchars")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://rounds:hunter2@h/d", "it begins with 'mysql'"),
        ("POSTGRESQL://rounds:hunter2@h/d", "it begins with 'POSTGRESQL'"),
        ("hunter2", "it has no scheme"),
        ("rounds:hunter2@h/d", "it has no scheme"),
        ("hunter-2://x", "it begins with something else"),
        ("sqlite://data.db", "it names no file"),
        ("sqlite:///", "it names no file"),
        ("sqlite:///:memory:", "it names no file"),
        ("postgresql://u:hunt/er2@h/d", "its password holds"),
        ("postgresql://u:hunt@er2@h/d", "its password holds"),
        ("postgresql://u:hunt?er2@h/d", "its password holds"),
        ("postgresql://u:hunt#er2@h/d", "its password holds"),
    ],
)
def test_a_database_url_of_another_form_is_refused_without_showing_it(url, said):
    sentence = only(DATABASE_URL=url)
    assert said in sentence
    assert "hunter" not in sentence


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:hunter2@h:5432/d", "postgresql://u:***@h:5432/d"),
        ("postgresql://u:hunt@er2@h/d", "postgresql://u:***@h/d"),
        ("postgresql://u:hunt/er2@h/d", "postgresql://u:***@h/d"),
        ("postgresql://u:hunter2@h1:1,h2:2/d", "postgresql://u:***@h1:1,h2:2/d"),
        ("postgresql://u:hunter2@[::1]:5/d", "postgresql://u:***@[::1]:5/d"),
        ("postgresql://h/d?user=u&password=hunter2", "postgresql://h/d"),
        ("postgresql://u@h/d", "postgresql://u@h/d"),
        ("postgresql://[broken", "postgresql://[broken"),
        ("sqlite:////srv/why?.sqlite3", "sqlite:////srv/why?.sqlite3"),
    ],
)
def test_the_database_is_shown_without_its_password(url, shown):
    assert replace(load({}), database_url=url).database_shown == shown


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///a@b@c.sqlite3",
        "sqlite:////srv/rounds.db",
        "postgresql://u:p%40w@h/d",
        "postgresql://h/d?sslmode=require",
        "postgres:///d?host=/var/run",
    ],
)
def test_a_database_url_of_the_right_form_is_taken(url):
    assert load({"DATABASE_URL": url}).database_url == url


@given(
    st.text("abc:/@?#[]%", min_size=1).map(lambda salt: f"hunter2{salt}hunter2"),
    st.sampled_from(["/d", "/d?sslmode=require", ""]),
)
def test_no_password_is_shown_whatever_is_in_it(password, rest):
    config = replace(load({}), database_url=f"postgresql://u:{password}@h{rest}")
    assert "hunter2" not in config.database_shown
    assert "hunter2" not in repr(config)


def test_secrets_show_that_they_are_set_and_no_more():
    secret = Secret("hunter2-hunter2")
    assert str(secret) == f"{secret}" == "set, 15 characters"
    assert "hunter2" not in f"{secret!r} {secret}"
    assert str(Secret("")) == "not set"


def test_no_repr_holds_a_secret():
    assert "hunter2" not in repr(load(SECRETS))


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"DISCORD_TOKEN": "a.b"}, "DISCORD_TOKEN: it does not look like a bot token"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "one is needed beside SLACK_BOT_TOKEN"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN: it is needed beside"),
        ({"SLACK_SIGNING_SECRET": "s"}, "SLACK_BOT_TOKEN: it is needed beside"),
        ({"SLACK_BOT_TOKEN": "xoxp-1", "SLACK_SIGNING_SECRET": "s"}, "must begin with xoxb-"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "x"}, "must begin with xapp-"),
        ({"ROUNDS_CODES": "never"}, "ROUNDS_CODES: 'never' is neither auto nor off."),
        ({"LOG_LEVEL": "TRACE"}, "'TRACE' is not one of DEBUG, INFO, WARNING, ERROR"),
    ],
)
def test_tokens_and_levels_are_looked_at(env, said):
    assert said in only(**env)


@pytest.mark.parametrize("slack", [{"SLACK_APP_TOKEN": "xapp-1"}, {"SLACK_SIGNING_SECRET": "s"}])
def test_slack_works_by_socket_or_by_http(slack):
    assert load({"SLACK_BOT_TOKEN": "xoxb-1"} | slack).slack_bot_token


def test_many_slack_workspaces_need_an_app_a_key_and_an_address():
    config = load(INSTALLS)
    assert (config.slack_client_id, config.public_url) == ("1.2", "https://rounds.example.org")
    assert config.slack_client_secret.value == "hunter2-oauth"
    assert config.app_keys.value == f"{KEY},{KEY}"
    assert config.slack_api_url == "https://slack.com/api/"
    assert "hunter2" not in repr(config)
    assert KEY not in repr(config)


@pytest.mark.parametrize(
    "missing",
    ["SLACK_OAUTH_CLIENT_ID", "SLACK_OAUTH_CLIENT_SECRET", "ROUNDS_APP_KEY", "WEB_PUBLIC_URL"],
)
def test_an_install_setting_that_is_missing_is_named(missing):
    found = problems(**{k: v for k, v in INSTALLS.items() if k != missing})
    assert f"{missing}: it is needed so that many workspaces can install Rounds." in found


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_BOT_TOKEN: it is one workspace's."),
        ({"ROUNDS_APP_KEY": "short"}, "Make one with `python -m bot new-key`"),
        ({"ROUNDS_APP_KEY": f"{KEY},"}, "Make one with `python -m bot new-key`"),
        ({"WEB_PUBLIC_URL": "http://rounds.example.org"}, "must be the https:// address"),
        ({"WEB_PUBLIC_URL": "https://r.example.org/?x"}, "must be the https:// address"),
        ({"SLACK_API_URL": "http://slack.example.org/api/"}, "SLACK_API_URL: it must begin"),
        ({"SLACK_SIGNING_SECRET": ""}, "is needed beside SLACK_OAUTH_CLIENT_ID"),
    ],
)
def test_install_settings_are_looked_at(env, said):
    assert said in only(**(INSTALLS | env))


@pytest.mark.parametrize("folder", ["file", "file/under", "file/under/it", "./file"])
def test_a_data_folder_that_is_or_lies_in_a_file_is_refused(here, folder):
    (here / "file").touch()
    assert only(ROUNDS_DATA=folder).startswith("ROUNDS_DATA: file is a file.")


@pytest.mark.parametrize("folder", ["~nobody-of-that-name/x", "x" * 5000])
def test_a_data_folder_that_cannot_be_is_refused(folder):
    sentence = only(ROUNDS_DATA=folder)
    assert "cannot be used. Name a folder that Rounds may write in." in sentence
    assert len(sentence) < 200


@pytest.mark.parametrize("name", ["~nobody-of-that-name", "nowhere", "file", "x" * 5000])
def test_a_pack_folder_that_is_not_there_is_refused(here, name):
    (here / "file").touch()
    assert only(ROUNDS_PACKS=name).startswith("ROUNDS_PACKS: there is no folder ")


def dotenv(here: Path, content: bytes | str) -> None:
    (here / ".env").write_bytes(content if isinstance(content, bytes) else content.encode())


def test_dotenv_is_read(here):
    dotenv(here, "WEB_PORT=9191\nexport LOG_LEVEL=\"DEBUG\"\n# a note\n\nROUNDS_DATA='my data'\n")
    config = load(environment())
    assert (config.web_port, config.log_level, config.data) == (9191, "DEBUG", Path("my data"))


def test_the_environment_overrides_dotenv(here, monkeypatch):
    dotenv(here, "WEB_PORT=9191\nLOG_LEVEL=DEBUG\n")
    monkeypatch.setenv("WEB_PORT", "9292")
    config = load(environment())
    assert (config.web_port, config.log_level) == (9292, "DEBUG")


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_variable_does_not_hide_dotenv(here, monkeypatch, blank):
    dotenv(here, "WEB_PORT=9191\n")
    monkeypatch.setenv("WEB_PORT", blank)
    assert load(environment()).web_port == 9191


def test_a_byte_order_mark_is_no_part_of_the_first_name(here):
    dotenv(here, b"\xef\xbb\xbfWEB_PORT=9191\r\n")
    assert load(environment()).web_port == 9191


def test_a_folder_named_dotenv_is_somebodys_virtual_environment(here):
    (here / ".env").mkdir()
    assert load(environment()) == load({})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"WEB_PORT=9191\nDISCORD_TOKEN=hunter2\xff\n", ".env: it is not UTF-8 text"),
        ("WEB_PORT=9191\nDISCORD_TOKEN='hunter2\n", ".env:2: this line is not NAME=value"),
    ],
)
def test_a_broken_dotenv_is_refused_without_showing_it(here, capsys, content, said):
    dotenv(here, content)
    assert main(["check"]) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert "hunter2" not in shown.err + shown.out


def test_every_broken_line_of_dotenv_is_named(here):
    dotenv(here, "A='one\nLOG_LEVEL=INFO\nB=\"two\n")
    with pytest.raises(ConfigurationError) as refused:
        environment()
    assert [p.split(": ")[0].rsplit(":", 1)[1] for p in refused.value.problems] == ["1", "3"]


def test_check_shows_every_setting_masked(here, monkeypatch, capsys):
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("WEB_HOST", "::1")
    assert main(["check"]) == 0
    shown = capsys.readouterr()
    assert "hunter2" not in shown.out + shown.err
    lines = dict(line.split(maxsplit=1) for line in shown.out.splitlines()[2:-1])
    invite = "https://discord.com/oauth2/authorize?client_id=123456789012345678&"
    assert lines.pop("Discord").removeprefix("invite").strip().startswith(invite)
    assert lines == {
        "Page": "http://[::1]:8080/",
        "WEB_ACCESS_KEY": "set, 18 characters",
        "DISCORD_TOKEN": "set, 47 characters",
        "SLACK_BOT_TOKEN": "set, 12 characters",
        "SLACK_APP_TOKEN": "set, 12 characters",
        "SLACK_SIGNING_SECRET": "set, 15 characters",
        "SLACK_OAUTH_CLIENT_ID": "not set",
        "SLACK_OAUTH_CLIENT_SECRET": "not set",
        "ROUNDS_APP_KEY": "not set",
        "WEB_PUBLIC_URL": "not set",
        "ROUNDS_PACKS": "none besides the bank",
        "SHARD_IDS": "all",
        "BACKUPS_KEPT": "14 nights",
        "OPS_PORT": "off",
        "ROUNDS_CODES": "auto",
        "LOG_LEVEL": "INFO",
        "LOG_FORMAT": "text on a terminal, else json",
    }
    assert f"Data folder               {here / 'data'}" in shown.out
    assert "postgresql://rounds:***@db.example:5433/study\n" in shown.out


def test_check_refuses_a_token_that_names_no_application(here, monkeypatch, capsys):
    monkeypatch.setenv("DISCORD_TOKEN", "not.a.token")
    assert main(["check"]) == 2
    assert "Copy the token again" in capsys.readouterr().err


def test_sending_the_commands_needs_a_token(here, capsys):
    assert main(["sync-commands"]) == 2
    assert "DISCORD_TOKEN is not set" in capsys.readouterr().err


def test_check_makes_nothing(here):
    assert main(["check"]) == 0
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("verb", ["run", "check", "migrate", "backup"])
def test_every_verb_names_every_problem_and_exits_2(monkeypatch, capsys, verb):
    monkeypatch.setenv("WEB_PORT", "http")
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    assert main([verb]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines() == [
        "These settings cannot work:",
        "  WEB_PORT: 'http' is not a port. Use a number from 1 to 65535.",
        "  LOG_LEVEL: 'LOUD' is not one of DEBUG, INFO, WARNING, ERROR.",
    ]


def test_no_settings_are_needed_to_lint(monkeypatch, capsys, here):
    monkeypatch.setenv("WEB_PORT", "http")
    (here / "packs").mkdir()
    assert main(["lint", "packs"]) == 0
    assert "WEB_PORT" not in capsys.readouterr().err


def test_nothing_else_reads_the_environment():
    """`os.environ` and `getenv` have one home."""
    root = Path(__file__).parents[2]
    found = subprocess.run(
        ["grep", "-rlE", r"os\.(environ|getenv)", "--include=*.py", "bot", "adapters"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout.split() == ["bot/config/environment.py"]
