"""Small pages for people: a heading, a sentence, a form; no script, nothing from elsewhere."""

from collections.abc import Mapping
from html import escape
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse, Response

from lifecycle_api.access.oauth.login import Field, Form

STYLE: Final = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:28rem;margin:4rem auto;padding:0 1rem}"
    "label,input,select,button{display:block;width:100%;box-sizing:border-box;font:inherit;margin:.25rem 0}"
    "button{margin-top:1rem;padding:.5rem}.trouble{color:#a00}"
)
_PAGE: Final = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>{title}</title><style>{style}</style><h1>{title}</h1>{trouble}<p>{text}</p>{form}</html>"
)


def page(title: str, text: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """A page that only says something."""
    return _response(_PAGE.format(title=escape(title), style=STYLE, trouble="", text=escape(text), form=""), status)


def form_page(form: Form, *, action: str, hidden: Mapping[str, str], then: str | None = None) -> Response:
    """A page with a form. `hidden` is sent back with it; `then` is where the browser may be sent afterwards."""
    trouble = f'<p class="trouble" role="alert">{escape(form.trouble)}</p>' if form.trouble else ""
    unseen = {**hidden, **{field.name: field.value for field in form.fields if field.value is not None}}
    parts = [f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in unseen.items()]
    parts += [_field(field) for field in form.fields if field.value is None]
    body = (
        f'<form method="post" action="{escape(action)}">{"".join(parts)}<button>{escape(form.submit)}</button></form>'
    )
    text = _PAGE.format(title=escape(form.title), style=STYLE, trouble=trouble, text=escape(form.text), form=body)
    return _response(text, HTTPStatus.OK, then)


def _field(field: Field) -> str:
    label = f'<label for="{escape(field.name)}">{escape(field.label)}</label>'
    if field.options:
        options = "".join(f'<option value="{escape(key)}">{escape(words)}</option>' for key, words in field.options)
        return f'{label}<select id="{escape(field.name)}" name="{escape(field.name)}">{options}</select>'
    kind, name = escape(field.kind), escape(field.name)
    return f'{label}<input id="{name}" name="{name}" type="{kind}" autocomplete="off" required>'


def _response(text: str, status: HTTPStatus, then: str | None = None) -> Response:
    # Browsers hold a redirection after a form to the form's own rule.
    origin = " {0.scheme}://{0.netloc}".format(urlsplit(then)) if then else ""
    policy = f"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'{origin}; frame-ancestors 'none'"
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
    return HTMLResponse(text, status, headers)
