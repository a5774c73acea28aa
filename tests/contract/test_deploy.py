"""The files in deploy/ stay true: settings that exist, ports that agree, paths that answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

import yaml

from bot.settings import Settings
from bot.settings.keys import Chat
from bot.storage.tables import metadata

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))
NGINX = (DEPLOY / "nginx.conf").read_text("utf-8")
OBJECTS = [
    one
    for file in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    for one in yaml.safe_load_all(file.read_text("utf-8"))
]
PING_S = 20
SECRET = "x" * 40


def variables(kind: type, before: str = "SAMENSPEL_") -> Iterator[str]:
    """Every setting as a variable of the environment."""
    hints = get_type_hints(kind)
    for one in fields(kind):
        inner = hints[one.name]
        if is_dataclass(inner):
            yield from variables(inner, f"{before}{one.name.upper()}_")  # type: ignore[arg-type]
        else:
            yield f"{before}{one.name.upper()}"


def object_of(kind: str, name: str) -> dict[str, Any]:
    (found,) = (o for o in OBJECTS if (o["kind"], o["metadata"]["name"]) == (kind, name))
    return found  # type: ignore[no-any-return]


def pods() -> dict[str, dict[str, Any]]:
    """The one container of each workload, by name."""
    found = {}
    for kind, name in (("Deployment", "gateway"), ("StatefulSet", "engine")):
        (container,) = object_of(kind, name)["spec"]["template"]["spec"]["containers"]
        found[name] = container
    return found


def environment(container: Mapping[str, Any]) -> dict[str, str]:
    """What a container of Kubernetes is told; its secrets as some text."""
    told = dict(object_of("ConfigMap", "samenspel")["data"])
    for one in container["env"]:
        told[one["name"]] = one.get("value", SECRET)
    told["SAMENSPEL_DATABASE_URL"] = "postgresql://somebody@somewhere/samenspel"
    return told


def loaded(told: Mapping[str, str]) -> Settings:
    ours = {name: value for name, value in told.items() if name.startswith("SAMENSPEL_")}
    return Settings.load(None, ours)


def test_every_setting_that_is_named_exists() -> None:
    known = set(variables(Settings)) | {"SAMENSPEL_CONFIG"}
    texts = {file: file.read_text("utf-8") for file in DEPLOY.rglob("*") if file.is_file()}
    named = {name for text in texts.values() for name in re.findall(r"SAMENSPEL_[A-Z_]+", text)}
    assert len(named) > 8
    assert named - known == set()


def services(word: str) -> dict[str, dict[str, Any]]:
    return {name: one for name, one in COMPOSE["services"].items() if name.startswith(word)}


def test_compose_starts_two_gateways_and_two_engines_with_settings_that_load() -> None:
    gateways, engines = services("gateway-"), services("engine-")
    assert len(gateways) == len(engines) == 2
    for name, one in {**gateways, **engines}.items():
        told = {
            key: re.sub(r"\$\{[^}]*\}", SECRET, value) for key, value in one["environment"].items()
        }
        settings = loaded(told)
        assert settings.engine.urls == tuple(f"http://{engine}:5005" for engine in engines)
        assert settings.redis_url == "redis://redis/0" and "redis" in COMPOSE["services"]
        assert settings.database_url.endswith("@postgres/samenspel")
        if name in engines:
            assert settings.engine.url == f"http://{name}:5005"
            assert "engine-only" in str(one["command"])
        else:
            assert "gateway-only" in str(one["command"])


def test_compose_publishes_the_demo_to_this_machine_alone() -> None:
    published = [port for one in COMPOSE["services"].values() for port in one.get("ports", ())]
    assert published == ["127.0.0.1:8080:8080"]
    assert services("gateway-1")["gateway-1"]["environment"]["SAMENSPEL_DEMO_PUBLIC"] == "true"


def test_health_checks_ask_what_answers() -> None:
    paths = set(re.findall(r"location = (\S+)", NGINX))
    for one in (*services("gateway-").values(), *services("engine-").values()):
        paths.add(re.search(r":\d+(/\w+)", str(one["healthcheck"]["test"])).group(1))  # type: ignore[union-attr]
    for container in pods().values():
        for probe in ("readinessProbe", "livenessProbe", "startupProbe"):
            paths.add(container[probe]["httpGet"]["path"])
    health = (ROOT / "bot/gateway/health.py").read_text("utf-8")
    engine = (ROOT / "bot/rasa_ext/server.py").read_text("utf-8")
    assert paths == {"/healthz", "/metrics", "/readyz"}
    assert all(f'"{path}"' in health for path in paths)
    assert '"/healthz"' in engine


def test_a_gateway_that_has_no_engine_is_not_taken_out_of_the_balance() -> None:
    assert pods()["gateway"]["readinessProbe"]["httpGet"]["path"] == "/healthz"
    assert "/readyz" not in str(services("gateway-"))


def test_nginx_keeps_websockets_open_and_a_browser_at_one_gateway() -> None:
    place = NGINX[NGINX.index("location /socket.io/") :]
    place = place[: place.index("}")]
    assert "proxy_http_version 1.1;" in place
    assert "proxy_set_header Upgrade $http_upgrade;" in place
    assert "proxy_set_header Connection $connection_upgrade;" in place
    (patience,) = re.findall(r"proxy_read_timeout (\d+)s", place)
    assert int(patience) > 2 * PING_S
    assert re.search(r"upstream gateways \{[^}]*\b(hash|ip_hash)\b", NGINX)
    assert re.findall(r"server (gateway-\d):(\d+)", NGINX) == [
        (name, str(Settings().port)) for name in services("gateway-")
    ]


def test_what_browsers_may_send_goes_through() -> None:
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m", NGINX)
    noted = object_of("Ingress", "samenspel")["metadata"]["annotations"]
    assert int(megabytes) * 10**6 > Chat().packet_bytes + 100_000
    assert noted["nginx.ingress.kubernetes.io/proxy-body-size"] == f"{megabytes}m"


def test_metrics_and_readiness_stay_inside() -> None:
    for path in ("/metrics", "/readyz"):
        assert re.search(rf"location = {path} {{ return 404; }}", NGINX)
    rules = object_of("Ingress", "samenspel")["spec"]["rules"][0]["http"]["paths"]
    assert rules[0]["path"] == "/metrics"
    assert rules[0]["backend"]["service"]["name"] not in {
        one["metadata"]["name"] for one in OBJECTS if one["kind"] == "Service"
    }


def test_the_settings_of_kubernetes_load() -> None:
    for name, container in pods().items():
        settings = loaded(environment(container))
        assert not settings.demo
        assert settings.engine.url == ("http://0.0.0.0:5005" if name == "engine" else None)
        assert f"--{name}-only" in container["args"]


def test_gateways_know_every_engine_by_the_name_that_kubernetes_gives_it() -> None:
    engine = object_of("StatefulSet", "engine")["spec"]
    service = object_of("Service", engine["serviceName"])["spec"]
    urls = loaded(environment(pods()["gateway"])).engine.urls
    assert service["clusterIP"] == "None" and service["publishNotReadyAddresses"]
    assert urls == tuple(f"http://engine-{n}.engine:5005" for n in range(engine["replicas"]))


def test_ports_agree_from_the_ingress_to_the_process() -> None:
    ports = {name: container["ports"][0] for name, container in pods().items()}
    assert ports["gateway"]["containerPort"] == Settings().port
    assert ports["engine"]["containerPort"] == 5005
    for name in pods():
        (port,) = object_of("Service", name)["spec"]["ports"]
        assert port["targetPort"] == ports[name]["name"]
    (allowed,) = object_of("NetworkPolicy", "engine")["spec"]["ingress"]
    assert allowed["ports"] == [{"port": 5005}]
    exposed = re.search(r"EXPOSE (.*)", (DEPLOY / "Dockerfile").read_text("utf-8"))
    assert exposed and exposed.group(1).split() == ["8080", "5005"]


def test_selectors_find_the_pods_they_mean_and_every_volume_and_map_is_there() -> None:
    for kind, name in (("Deployment", "gateway"), ("StatefulSet", "engine")):
        spec = object_of(kind, name)["spec"]
        labels = spec["template"]["metadata"]["labels"]
        assert spec["selector"]["matchLabels"].items() <= labels.items()
        assert object_of("Service", name)["spec"]["selector"].items() <= labels.items()
        volumes = {one["name"] for one in spec["template"]["spec"]["volumes"]}
        assert {one["name"] for one in pods()[name]["volumeMounts"]} == volumes
        for one in pods()[name]["envFrom"]:
            object_of("ConfigMap", one["configMapRef"]["name"])
    object_of("PersistentVolumeClaim", "samenspel")
    object_of("ConfigMap", "samenspel-connector")


def test_browsers_keep_to_one_gateway_in_kubernetes_too() -> None:
    assert object_of("Service", "gateway")["spec"]["sessionAffinity"] == "ClientIP"
    noted = object_of("Ingress", "samenspel")["metadata"]["annotations"]
    assert noted["nginx.ingress.kubernetes.io/affinity"] == "cookie"
    assert int(noted["nginx.ingress.kubernetes.io/proxy-read-timeout"]) > 2 * PING_S


def test_no_secret_stands_in_a_file() -> None:
    assert not [one for one in OBJECTS if one["kind"] == "Secret"]
    told = {**object_of("ConfigMap", "samenspel")["data"], **COMPOSE["x-settings"]}
    for name, value in told.items():
        if re.search(r"SECRET|KEY|PASSWORD|DATABASE", name):
            assert "${" in value, name


def test_the_image_is_made_with_the_only_door() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    (asked,) = re.findall(r"RUN make ([a-z ]+)", text)
    assert set(asked.split()) <= targets
    assert "USER samenspel" in text
    assert metadata.tables  # the tables are made by whoever starts first
