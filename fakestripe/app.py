"""The Flask application: API, hosted page, overview and chaos."""

import logging

from flask import Flask, Response, g, request

from fakestripe.account import Account
from fakestripe.api.http import answer_api_errors, api_blueprint
from fakestripe.chaos.control import chaos_blueprint
from fakestripe.pages.hosted_page import hosted_page_blueprint
from fakestripe.pages.overview import overview_blueprint
from fakestripe.payments.currencies import money

log = logging.getLogger(__name__)

_CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:"


def make_app(account: Account) -> Flask:
    """Build the application."""
    app = Flask("fakestripe")
    app.add_template_filter(money)
    app.register_blueprint(api_blueprint(account))
    app.register_blueprint(hosted_page_blueprint(account))
    app.register_blueprint(overview_blueprint(account))
    app.register_blueprint(chaos_blueprint(account))
    answer_api_errors(app, account)
    app.after_request(_finish)
    return app


def _finish(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers["Content-Security-Policy"] = _CONTENT_SECURITY_POLICY
        response.headers["Cache-Control"] = "no-store"
    log.info(
        "%s %s %d %s", request.method, request.path, response.status_code, g.get("request_id", "")
    )
    return response
