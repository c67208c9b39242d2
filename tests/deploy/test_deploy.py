"""What deploy/ promises, as far as it can be tried without an engine or a cluster."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from adapters.app.metrics import Metrics
from bot.ports import Delivered, Outcome
from tests.app.process import environment

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SETTING = re.compile(r'env\.get\(\s*"([A-Z][A-Z0-9_]+)"|number_of\(\s*"([A-Z_]+)"')


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def documents(name: str) -> list[dict]:
    return [found for found in yaml.safe_load_all(text(name)) if found]


def settings() -> set[str]:
    files = sorted((ROOT / "bot/config").glob("*.py"))
    code = "".join(file.read_text(encoding="utf-8") for file in files)
    # Where the tests' own Slack listens is nobody's setting.
    return {a or b for a, b in SETTING.findall(code)} - {"SLACK_API_URL"}


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, continued lines joined."""
    joined = re.sub(r"\\\n\s*", "", text("Dockerfile"))
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


# Settings


def test_every_setting_is_in_the_example_with_a_word_about_it():
    example = text("env.example")
    named = set(re.findall(r"^#([A-Z][A-Z0-9_]+)=", example, re.MULTILINE))
    assert named == settings()


def test_every_setting_is_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {name for name in settings() if f"`{name}`" not in readme} == set()


@pytest.mark.parametrize("name", ["compose.yaml", "kubernetes/bot.yaml", "kubernetes/migrate.yaml"])
def test_only_settings_that_exist_are_set(name):
    known = settings() | {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}
    found = set(re.findall(r"^\s+(?:- name: )?([A-Z][A-Z_]{3,})(?::|$)", text(name), re.MULTILINE))
    assert found
    assert found <= known


# The image


def test_the_image_runs_as_nobody_special_and_hears_sigterm():
    steps = instructions()
    assert ("USER", "rounds") in steps
    (entry,) = (json.loads(rest) for name, rest in steps if name == "ENTRYPOINT")
    (command,) = (json.loads(rest) for name, rest in steps if name == "CMD")
    assert [*entry, *command] == ["python", "-m", "bot", "run"]
    assert sum(name == "FROM" for name, _ in steps) == 2
    assert any(name == "HEALTHCHECK" for name, _ in steps)


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """The folder that the image's COPY steps make, without anything else of the project."""
    folder = tmp_path_factory.mktemp("image") / "app"
    folder.mkdir()
    for name, rest in instructions():
        if name != "COPY" or rest.startswith("--from"):
            continue
        *sources, target = shlex.split(rest)
        for source in sources:
            into = folder / target
            if (ROOT / source).is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / source, into, ignore=ignored)
            else:
                into = into / Path(source).name if target.endswith("/") else into
                into.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / source, into)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("args", [("check",), ("migrate",), ("lint", "--quiet")])
def test_what_the_image_holds_is_enough(image, tmp_path, args):
    done = subprocess.run(
        [sys.executable, "-m", "bot", *args],
        cwd=image,
        env=environment(ROUNDS_DATA=str(tmp_path)) | {"PYTHONPATH": str(image)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout


def test_the_image_takes_the_locked_libraries():
    assert any("--require-hashes -r requirements/run.txt" in rest for _, rest in instructions())
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", ".venv", ".env", "data"} <= set(ignored)


# Compose and Kubernetes


def test_both_profiles_have_what_they_need():
    (compose,) = documents("compose.yaml")
    services = compose["services"]
    profiles = {name: service["profiles"] for name, service in services.items()}
    assert profiles["rounds"] == ["sqlite"]
    shared = {name for name, found in profiles.items() if found == ["postgres"]}
    assert shared == {"database", "migrate", "bot-0", "bot-1", "page"}
    for name, service in services.items():
        if name != "database":
            assert service["read_only"] is True, name
            assert service["cap_drop"] == ["ALL"], name
            assert service["stop_grace_period"] == "45s", name
    ids = {services[f"bot-{n}"]["environment"]["SHARD_IDS"] for n in range(2)}
    assert ids == {"0", "1"}
    volumes = {v.split(":")[0] for s in services.values() for v in s.get("volumes", ())}
    assert volumes == set(compose["volumes"])


def test_pods_may_do_nothing_they_need_not():
    kinds = []
    for file in sorted((DEPLOY / "kubernetes").glob("*.yaml")):
        for found in documents(f"kubernetes/{file.name}"):
            kinds.append(found["kind"])
            spec = pod_of(found)
            if spec is None:
                continue
            assert spec["securityContext"]["runAsNonRoot"] is True, file
            assert spec["automountServiceAccountToken"] is False, file
            for container in spec["containers"]:
                allowed = container["securityContext"]
                assert allowed["readOnlyRootFilesystem"] is True, file
                assert allowed["capabilities"] == {"drop": ["ALL"]}, file
    assert {"Secret", "StatefulSet", "Job", "CronJob", "PersistentVolumeClaim"} <= set(kinds)


def pod_of(found: dict) -> dict | None:
    spec = found.get("spec", {})
    spec = spec.get("jobTemplate", {}).get("spec", spec)
    return spec.get("template", {}).get("spec")


def test_the_kustomization_lists_every_manifest():
    (kustomization,) = documents("kubernetes/kustomization.yaml")
    files = {f.name for f in (DEPLOY / "kubernetes").glob("*.yaml")} - {"kustomization.yaml"}
    assert set(kustomization["resources"]) == files


def test_kubernetes_reads_it():
    if shutil.which("kubectl") is None:
        pytest.skip("there is no kubectl here; the files were parsed as YAML above")
    done = subprocess.run(
        ["kubectl", "kustomize", str(DEPLOY / "kubernetes")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_systemd_reads_the_unit(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd-analyze here")
    # The interpreter is where the operator installs it; here another program stands for it.
    unit = text("rounds.service").replace("/opt/rounds/.venv/bin/python", "/bin/true")
    (tmp_path / "rounds.service").write_text(unit, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / "rounds.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if "rounds.service" in line]
    assert (done.returncode, said) == (0, [])


# Monitoring


def test_alerts_and_dashboard_ask_for_numbers_that_exist():
    metrics = Metrics()
    metrics.handled("web", "command", "help", Outcome.OK, 0.01)
    metrics.delivered("web", "post", Delivered.SENT)
    metrics.told("web", "throttled")
    metrics.waiting("web", 0, 0.0)
    metrics.part("database", works=True)
    there = set(re.findall(r"^(rounds_\w+)[{ ]", metrics.text().decode(), re.MULTILINE))
    for name in ("monitoring/alerts.yml", "monitoring/grafana.json"):
        asked = set(re.findall(r"\b(rounds_\w+)\b", text(name)))
        assert asked
        assert asked <= there | {"rounds"}, name


def test_each_alert_names_a_part_of_the_runbook():
    (rules,) = documents("monitoring/alerts.yml")
    headings = set(re.findall(r"^## (.+)$", text("RUNBOOK.md"), re.MULTILINE))
    for rule in rules["groups"][0]["rules"]:
        page, _, heading = rule["annotations"]["runbook"].partition(": ")
        assert page == "RUNBOOK.md"
        assert heading in headings, rule["alert"]


def test_the_runbook_names_commands_that_exist(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--help"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    there = set(re.findall(r"^ {4}(\S+)", done.stdout, re.MULTILINE))
    named = set(re.findall(r"`bot ([a-z-]+)", text("RUNBOOK.md")))
    assert named
    assert named <= there


def test_the_threat_model_names_tests_that_exist():
    named = set(re.findall(r"`(test_\w+)`", text("THREATS.md")))
    files = (ROOT / "tests").rglob("test_*.py")
    there = {name for file in files for name in re.findall(r"def (test_\w+)\(", file.read_text())}
    assert len(named) > 30
    assert named <= there
