"""The rules that every container keeps, asserted of the compose file as it is, without Docker."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(path.name for path in (ROOT / "services").iterdir() if path.is_dir())
DONE, WELL = "service_completed_successfully", "service_healthy"

ONCE = sorted(name for name, each in SERVICES.items() if each.get("restart") == "no")
LASTING = sorted(set(SERVICES) - set(ONCE))
BASES = {"postgres", "kafka"}
"""Images that others made."""


def every(names: list[str] | None = None) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("name", names or sorted(SERVICES))


def networks(name: str) -> set[str]:
    return set(SERVICES[name].get("networks", ()))


def waits(name: str) -> dict[str, str]:
    found: dict[str, dict[str, str]] = SERVICES[name].get("depends_on", {})
    return {other: said["condition"] for other, said in found.items()}


def mounts(name: str) -> dict[str, str]:
    """The volumes by name, and how each is mounted."""
    return {
        each.split(":")[0]: each.partition(":")[2] for each in SERVICES[name].get("volumes", ())
    }


@every()
def test_it_can_write_nowhere_but_where_it_must(name: str) -> None:
    assert SERVICES[name]["read_only"] is True
    assert "/tmp:size=64m,mode=1777" in SERVICES[name]["tmpfs"]  # noqa: S108
    for volume in mounts(name):
        assert volume in COMPOSE["volumes"], "a folder of the host is nobody's"


@every()
def test_it_has_no_rights_and_gets_none(name: str) -> None:
    each = SERVICES[name]
    assert each["cap_drop"] == ["ALL"]
    assert not {"cap_add", "privileged", "pid", "ipc", "devices"} & set(each)
    assert each["security_opt"] == ["no-new-privileges:true"]


@every()
def test_nobody_is_root(name: str) -> None:
    each = SERVICES[name]
    if name == "postgres":
        assert each["user"] == "999:999"
    elif name == "kafka":
        assert "user" not in each, "its image has one"
    else:
        assert "user" not in each
        stages = (DEPLOY / "Dockerfile").read_text().split("\nFROM ")
        (stage,) = (s for s in stages if s.partition("\n")[0].endswith(f" AS {target(name)}"))
        assert re.findall(r"^USER (.+)$", stage, re.M) == ["10001"]


def target(name: str) -> str:
    """The stage that its image is."""
    image = SERVICES[name]["image"]
    (found,) = (
        s["build"]["target"] for s in SERVICES.values() if s["image"] == image and "build" in s
    )
    return str(found)


@every()
def test_it_can_take_only_so_much(name: str) -> None:
    each = SERVICES[name]
    assert each["pids_limit"] == (400 if name == "kafka" else 200)
    assert {"mem_limit", "cpus"} <= set(each)
    assert each["ulimits"]["nofile"]["hard"] <= 65536
    assert each["logging"]["options"].keys() >= {"max-size", "max-file"}


@every()
def test_it_is_stopped_gracefully(name: str) -> None:
    each = SERVICES[name]
    assert each["init"] is True
    assert each["stop_grace_period"] == "30s", "longer than we take: see odr_shared.process"
    theirs = {"gateway": "SIGQUIT", "postgres": "SIGINT"}
    assert each["stop_signal"] == theirs.get(name, "SIGTERM")


@every(LASTING)
def test_what_lasts_comes_back(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"


@every(ONCE)
def test_what_runs_once_is_waited_for(name: str) -> None:
    if SERVICES[name].get("profiles"):
        return
    waiting = [waits(other).get(name) for other in SERVICES]
    assert DONE in waiting
    assert set(waiting) <= {DONE, None}


@every(LASTING)
def test_what_lasts_says_how_it_is(name: str) -> None:
    if name in BASES | {"loopback"}:
        assert SERVICES[name]["healthcheck"]["test"]
        return
    assert "healthcheck" not in SERVICES[name], "its image has one"
    text = (DEPLOY / "Dockerfile").read_text()
    (stage,) = (s for s in text.split("\nFROM ") if s.partition("\n")[0].endswith(target(name)))
    assert "HEALTHCHECK" in stage
    assert "/readyz" in stage or name == "gateway"


def test_only_the_gateway_publishes_a_port_and_on_this_machine_alone() -> None:
    assert [name for name, each in SERVICES.items() if "ports" in each] == ["gateway"]
    assert SERVICES["gateway"]["ports"] == ["${ODR_ADDRESS:-127.0.0.1}:${ODR_PORT:-8000}:8000"]


def test_databases_and_broker_are_on_a_network_that_leads_nowhere() -> None:
    assert COMPOSE["networks"]["data"] == {"internal": True}
    assert COMPOSE["networks"]["edge"] == {"internal": True}
    for name in BASES:
        assert networks(name) == {"data"}
    assert "data" not in networks("gateway")


def test_only_who_sends_webhooks_reaches_the_world() -> None:
    open_ = {name for name, said in COMPOSE["networks"].items() if not (said or {}).get("internal")}
    assert {name for name in SERVICES if networks(name) & open_} == {"gateway", "intake-worker"}
    modes = {
        name: each["network_mode"] for name, each in SERVICES.items() if "network_mode" in each
    }
    assert modes == {"secrets": "none", "credentials": "none", "loopback": "host"}
    assert [name for name in SERVICES if "loopback" in mounts(name)] == [
        "intake-worker",
        "loopback",
    ]


@every()
def test_no_secret_is_in_the_environment(name: str) -> None:
    said = SERVICES[name].get("environment", {})
    assert not {"ODR_DATABASE_URL", "ODR_CLIENT_SECRET", "POSTGRES_PASSWORD"} & set(said)
    assert said.get("ODR_VAULT_KEYS", "") == ""


@pytest.mark.parametrize("service", OURS)
def test_each_sees_its_own_secrets_alone_and_cannot_change_them(service: str) -> None:
    for kind in ("api", "worker"):
        own = {k: v for k, v in mounts(f"{service}-{kind}").items() if k.endswith("-secrets")}
        assert own == {f"{service}-secrets": "/run/secrets:ro"}
    assert mounts(f"{service}-migrate") == {f"{service}-owner-secrets": "/run/secrets:ro"}


@pytest.mark.parametrize("service", OURS)
def test_each_service_is_migrated_once_and_then_answers_and_works(service: str) -> None:
    kinds = {kind: SERVICES[f"{service}-{kind}"] for kind in ("migrate", "api", "worker")}
    for kind, each in kinds.items():
        assert each["image"] == f"odr-{service}"
        assert each.get("build", {}).get("args") == (
            {"SERVICE": service} if kind == "migrate" else None
        )
        assert each["command"] == ["odr-service", kind]
    assert kinds["migrate"]["restart"] == "no"
    ready = {"postgres": WELL, f"{service}-migrate": DONE, "clients": DONE}
    assert waits(f"{service}-api") == ready
    assert waits(f"{service}-worker") == ready | {"kafka": WELL, "topics": DONE}
    assert waits(f"{service}-migrate") == {"databases": DONE}


def test_they_can_be_scaled() -> None:
    for name in SERVICES:
        assert "container_name" not in SERVICES[name]


def test_topics_are_made_by_us_alone() -> None:
    said = SERVICES["kafka"]["environment"]
    assert said["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"
    assert {each for each in said if each.endswith(("FACTOR", "MIN_ISR"))} == {
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR",
        "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR",
        "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR",
        "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR",
        "KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR",
    }
    assert said["CLUSTER_ID"]


def test_postgres_is_asked_by_tcp_and_has_room() -> None:
    postgres = SERVICES["postgres"]
    assert "127.0.0.1" in postgres["healthcheck"]["test"]
    assert postgres["shm_size"] == "256m"
    assert mounts("postgres")["postgres"] == "/var/lib/postgresql"


def test_no_image_of_ours_is_asked_of_a_registry() -> None:
    ours = {each["image"] for each in SERVICES.values() if each["image"].startswith("odr-")}
    assert ours == {"odr-gateway", "odr-setup", *(f"odr-{service}" for service in OURS)}
    for each in SERVICES.values():
        assert each.get("pull_policy") == ("never" if each["image"] in ours else None)


def test_images_are_named_by_version_and_ask_no_registry_for_a_syntax() -> None:
    for name in BASES:
        assert re.fullmatch(r"[a-z/]+:[0-9.]+", SERVICES[name]["image"])
    text = (DEPLOY / "Dockerfile").read_text()
    assert "# syntax" not in text
    assert "--require-hashes" in text


def test_the_gateway_routes_as_one_process_does() -> None:
    from odr_local.gateway import ITS_OWN, PREFIXES

    text = (DEPLOY / "gateway" / "nginx.conf").read_text()
    routed = dict(
        re.findall(r"location ~ \^(/v1/\S+?)\(/\|\$\) \{\s+set \$service (\S+)-api;", text)
    )
    assert routed == PREFIXES
    (own,) = re.findall(r"location ~ \^/\((\S+)\)\(/\|\$\) \{\s+return 404;", text)
    assert {f"/{each}".replace("\\", "") for each in own.split("|")} == {*ITS_OWN, "/errors"} - {
        "/"
    }


def test_only_intake_may_send_to_this_machine_and_only_where_the_door_stands() -> None:
    said = {
        name: each["environment"]["ODR_LOCAL_RECEIVERS"]
        for name, each in SERVICES.items()
        if "ODR_LOCAL_RECEIVERS" in each.get("environment", {})
    }
    assert said == dict.fromkeys(("intake-api", "intake-worker"), "${ODR_LOOPBACK:-1}")
    assert SERVICES["loopback"]["scale"] == "${ODR_LOOPBACK:-1}"
    assert SERVICES["secrets"]["environment"]["ODR_LOOPBACK"] == "${ODR_LOOPBACK:-1}"
