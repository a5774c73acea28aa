"""Fault tests of the gateway start one beside a scripted engine."""

from tests.support.gateway_fixtures import engine, gateway, prepared

__all__ = ["engine", "gateway", "prepared"]
