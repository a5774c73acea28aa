"""What samenspel.yml and the environment may say, and what is told when they say something else."""

from __future__ import annotations

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass
from pathlib import Path
from threading import Barrier
from typing import Any, get_type_hints

import pytest

from bot.settings import Settings, SettingsError

ROOT = Path(__file__).parents[3]
REAL = "demo: false\nconnectors_file: shop.yml\n"
SECRETS = {
    "SAMENSPEL_SECRETS_CHAT_TOKEN_KEY": "a" * 40,
    "SAMENSPEL_SECRETS_CHECKPOINT_KEY": "b" * 40,
    "SAMENSPEL_IDENTITY_SECRET": "d" * 40,
}


def written(folder: Path, text: str) -> Path:
    path = folder / "samenspel.yml"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(path: Path, environ: dict[str, str]) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        Settings.load(path, environ)
    return {mistake.key: mistake.allowed for mistake in caught.value.mistakes}


def test_the_shipped_file_loads_and_is_the_demo(tmp_path: Path) -> None:
    settings = Settings.load(ROOT / "samenspel.yml", {"SAMENSPEL_DATA_DIR": str(tmp_path)})
    assert settings.demo
    assert settings.loopback
    assert settings.languages == ("en", "nl")
    assert settings.limits_file == ROOT / "limits.yml"
    assert settings.public_url == "http://localhost:8080"


def test_every_mistake_is_reported_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "demo: perhaps\nport: 99999\nlanguges: [en]\nengine: {turn_timeout_s: fast, socet: x}\n"
        "brand: Reisgoed\nform_of_address: jij\nallowed_origins: shop.example.com\n",
    )
    found = mistakes(path, SECRETS)
    assert set(found) == {
        "demo", "port", "languges", "engine.turn_timeout_s", "engine.socet", "brand",
        "form_of_address", "allowed_origins", "connectors_file",
    }  # fmt: skip
    assert found["languges"] == "did you mean languages?"
    assert found["engine.socet"] == "did you mean socket?"
    assert found["port"] == "1 to 65535"
    assert found["form_of_address"] == "je or u"


def test_each_mistake_is_told_with_key_value_and_what_is_allowed(tmp_path: Path) -> None:
    path = written(tmp_path, "demo: true\nport: '8080'\n")
    with pytest.raises(SettingsError) as caught:
        Settings.load(path, {"SAMENSPEL_DATA_DIR": str(tmp_path)})
    assert str(caught.value) == "port: '8080' (allowed: a whole number)"


def test_the_environment_overrides_the_file_also_in_nested_keys(tmp_path: Path) -> None:
    path = written(tmp_path, "demo: true\nport: 8081\nengine: {turn_timeout_s: 5}\n")
    settings = Settings.load(
        path,
        {
            "SAMENSPEL_PORT": "8082",
            "SAMENSPEL_ENGINE_TURN_TIMEOUT_S": "7.5",
            "SAMENSPEL_LANGUAGES": "nl, en",
            "SAMENSPEL_CRISIS_LINES": "nl=113,be=1813",
            "SAMENSPEL_DATA_DIR": str(tmp_path / "elsewhere"),
        },
    )
    assert settings.port == 8082
    assert settings.engine.turn_timeout_s == 7.5
    assert settings.languages == ("nl", "en")
    assert dict(settings.crisis_lines) == {"nl": "113", "be": "1813"}
    assert settings.shop_database == tmp_path / "elsewhere" / "shop.db"


def test_weights_stakes_and_words_are_checked_like_every_key(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "demo: true\nempathy: {weights: {refused: 2, angr: 1}, stakes: {kinds: [grief]}}\n"
        "brand: {words: {avoid: helaas, use: [a]}}\ncountry: xx\n",
    )
    found = mistakes(path, {})
    assert set(found) == {
        "empathy.weights.refused", "empathy.weights.angr", "empathy.stakes.kinds",
        "brand.words.avoid", "brand.words.use", "country",
    }  # fmt: skip
    assert found["empathy.weights.refused"] == "0 to 0.3"
    assert found["empathy.stakes.kinds"].startswith("any of bereavement, illness")


def test_an_operator_may_leave_every_matter_to_the_bot(tmp_path: Path) -> None:
    path = written(tmp_path, "demo: true\nempathy: {stakes: {kinds: [], amount: 0}}\n")
    settings = Settings.load(path, {"SAMENSPEL_DATA_DIR": str(tmp_path)})
    assert settings.empathy.stakes.kinds == ()


def test_an_unknown_variable_is_a_mistake_with_a_suggestion(tmp_path: Path) -> None:
    path = written(tmp_path, "demo: true\n")
    found = mistakes(path, {"SAMENSPEL_DATABASE_ULR": "sqlite:///x"})
    assert found == {"SAMENSPEL_DATABASE_ULR": "did you mean SAMENSPEL_DATABASE_URL?"}


def test_variables_that_kubernetes_adds_are_no_mistakes(tmp_path: Path) -> None:
    path = written(tmp_path, "demo: true\n")
    settings = Settings.load(
        path,
        {
            "SAMENSPEL_PORT": "tcp://10.0.0.1:8080",
            "SAMENSPEL_SERVICE_HOST": "10.0.0.1",
            "SAMENSPEL_PORT_8080_TCP_ADDR": "10.0.0.1",
            "SAMENSPEL_CONFIG": str(path),
        },
    )
    assert settings.port == 8080


@pytest.mark.parametrize(
    "text", ["- a\n- b\n", "key: [unclosed\n", "just words\n"], ids=["list", "broken", "words"]
)
def test_a_file_that_is_no_settings_file_is_told(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    assert str(path) in mistakes(path, SECRETS)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert str(tmp_path / "none.yml") in mistakes(tmp_path / "none.yml", SECRETS)


def test_a_default_language_that_is_not_spoken_is_a_mistake(tmp_path: Path) -> None:
    path = written(tmp_path, "demo: true\nlanguages: [nl]\ndefault_language: en\n")
    assert mistakes(path, {}) == {"default_language": "nl"}


def test_a_socket_path_that_no_address_can_hold_is_a_mistake(tmp_path: Path) -> None:
    path = written(tmp_path, f"demo: true\ndata_dir: {'deep/' * 30}\n")
    assert set(mistakes(path, {})) == {"engine.socket"}


def test_outside_the_demo_every_missing_secret_is_named_with_its_variable(tmp_path: Path) -> None:
    found = mistakes(written(tmp_path, "demo: false\n"), {})
    assert set(found) == {"secrets.chat_token_key", "identity.secret", "connectors_file"}
    assert "docs/connectors.md" in found["connectors_file"]
    assert "SAMENSPEL_SECRETS_CHAT_TOKEN_KEY" in found["secrets.chat_token_key"]
    assert not (tmp_path / "var").exists()


def test_with_eddsa_the_public_key_is_needed_instead_of_a_secret(tmp_path: Path) -> None:
    path = written(tmp_path, f"{REAL}identity: {{algorithm: EdDSA}}\n")
    assert set(mistakes(path, SECRETS)) == {"identity.public_key"}


def test_a_short_secret_is_refused_without_being_shown(tmp_path: Path) -> None:
    path = written(tmp_path, REAL)
    with pytest.raises(SettingsError) as caught:
        Settings.load(path, {**SECRETS, "SAMENSPEL_IDENTITY_SECRET": "hunter2"})
    assert "identity.secret" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_demo_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    path = written(tmp_path, "demo: true\n")
    first, second = Settings.load(path, {}), Settings.load(path, {})
    assert first.secrets == second.secrets
    assert first.identity.secret == second.identity.secret
    files = sorted((tmp_path / "var" / "secrets").iterdir())
    assert [file.name for file in files] == [
        "chat_token_key", "checkpoint_key", "identity_secret",
    ]  # fmt: skip
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert len({file.read_text() for file in files}) == 3


def _token_key(path: Path, start: Barrier) -> str | None:
    start.wait()
    return Settings.load(path, {}).secrets.chat_token_key


@pytest.mark.parametrize("attempt", range(10))
def test_those_who_start_together_get_the_same_demo_secrets(tmp_path: Path, attempt: int) -> None:
    path, start = written(tmp_path, "demo: true\n"), Barrier(8)
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(_token_key, [path] * 8, [start] * 8))
    assert len(keys) == 1
    assert not list((tmp_path / "var" / "secrets").glob(".*"))


def test_no_secret_appears_when_settings_are_printed(tmp_path: Path) -> None:
    settings = Settings.load(
        written(tmp_path, REAL),
        {**SECRETS, "SAMENSPEL_DATABASE_URL": "postgresql://me:geheim@db/samenspel"},
    )
    shown = repr(settings)
    assert "geheim" not in shown
    assert not [value for value in SECRETS.values() if value in shown]


def _keys(kind: Any, prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    hints = get_type_hints(kind)
    for item in fields(kind):
        if is_dataclass(hints[item.name]):
            found |= _keys(hints[item.name], f"{prefix}{item.name}.")
        else:
            found[f"{prefix}{item.name}"] = item.default
    return found


def test_the_settings_page_names_every_key_and_its_default() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z_.]+)` \| ([^|]+) \|", page, flags=re.MULTILINE))
    keys = _keys(Settings)
    assert set(rows) == set(keys)
    plain = {
        key: default
        for key, default in keys.items()
        if isinstance(default, (bool, int, float, str)) and default != ""
    }
    told = {key: rows[key].strip().strip("`") for key in plain}
    assert told == {
        key: str(default).lower() if isinstance(default, bool) else str(default)
        for key, default in plain.items()
    }


def test_a_mail_server_needs_a_sender_and_never_sends_a_password_in_the_open(
    tmp_path: Path,
) -> None:
    path = written(
        tmp_path,
        "demo: true\nsmtp: {host: mail.example.com, security: none, user: me, port: 99999}\n",
    )
    found = mistakes(path, {"SAMENSPEL_DATA_DIR": str(tmp_path)})
    assert set(found) == {"smtp.sender", "smtp.security", "smtp.user", "smtp.port"}
    assert found["smtp.sender"] == "the address that e-mails come from, such as help@example.com"
