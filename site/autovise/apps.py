from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate


class AutoviseConfig(AppConfig):
    name = "autovise"

    def ready(self) -> None:
        from autovise import page_redirects, wagtail_site
        from autovise.admin import history, roles
        from autovise.page_cache import middleware, watched_tables

        history.connect()
        page_redirects.connect()
        middleware.connect()
        watched_tables.connect()
        # This app is first in INSTALLED_APPS. These receivers wait for the last app's signal,
        # because only then all permissions exist.
        post_migrate.connect(_after_last_app(roles.create_roles), weak=False)
        post_migrate.connect(_after_last_app(wagtail_site.set_site_url), weak=False)


def _after_last_app(receiver: Callable[[], None]) -> Callable[..., None]:
    """Return a `post_migrate` receiver that calls `receiver` once, after the last app."""

    def run(sender: AppConfig, app_config: AppConfig, **kwargs: Any) -> None:
        with_models = [config for config in installed.get_app_configs() if config.models_module]
        if app_config.label == with_models[-1].label:
            receiver()

    return run
