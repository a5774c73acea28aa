"""Contract tests of the protocol start a gateway beside a scripted engine."""

from tests.support.gateway_fixtures import engine, gateway, more_settings, prepared

__all__ = ["engine", "gateway", "more_settings", "prepared"]
