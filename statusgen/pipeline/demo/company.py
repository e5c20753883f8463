"""Harbour Hosting, a company that does not exist: its checks.yaml and what its engineers have posted."""

from datetime import datetime, timedelta

from statusgen.pipeline.demo.services import HOST, Services

DISCLAIMER = "Demonstration: the company is invented, and so is its past."

_CHECKS = """\
site:
  name: Harbour Hosting
  url: http://{host}:{page}/
  description: "{disclaimer}"
contact:
  phone: "+353 1 555 0100"
  email: support@example.com
  hours: {{timezone: Europe/Dublin, monday-friday: "09:00-18:00", saturday: "10:00-14:00"}}
  reply_within: 3h
  note: One ticket is enough.
  during_incident: We are getting many calls; this page is the fastest source.
probing:
  interval: 5m
  timeout: 5s
  tries: 1
  controls: [http://{host}:{healthy}/]
groups:
  - id: web
    name: Web hosting
    components:
      - id: shared-hosting
        name: Shared hosting
        description: Customer sites on our shared platform
        core: true
        checks: [{{http: "http://{host}:{healthy}/", expect: {{body_contains: Welcome}}}}]
      - id: control-panel
        name: Control panel
        checks: [{{http: "http://{host}:{slow}/", expect: {{latency_below: 800ms}}}}]
      - id: wordpress
        name: WordPress platform
        checks: [{{http: "http://{host}:{flaky}/", attempts: 5}}]
  - id: access
    name: Access
    components:
      - id: shell
        name: Shell access
        checks: [{{tcp: "{host}:{banner}", expect: {{banner: "SSH-2.0*"}}}}]
      - id: webmail
        name: Webmail
        checks: [{{http: "https://localhost:{expired}/"}}]
      - id: databases
        name: Databases
        checks: [{{tcp: "{host}:{closed}"}}]
      - {{id: phone, name: Phone support}}
"""


def checks_yaml(services: Services, *, page_port: int) -> str:
    """The company's checks.yaml, around the services that are running now."""
    return _CHECKS.format(
        host=HOST,
        page=page_port,
        disclaimer=DISCLAIMER,
        healthy=services.healthy,
        slow=services.slow,
        flaky=services.flaky,
        expired=services.expired,
        banner=services.banner,
        closed=services.closed,
    )


def posts(now: datetime) -> dict[str, str]:
    """File name to text: an open incident, a maintenance ahead, a notice and two that are over."""
    return {
        "certificate.md": _post(
            "Webmail: your browser warns of an expired certificate",
            "components: webmail down",
            (now - timedelta(minutes=40), "investigating, next update in 30m", "We are looking into it."),
            (
                now - timedelta(minutes=25),
                "identified, next update in 90m",
                "The certificate was not renewed in time; a new one is on its way.",
            ),
        ),
        "storage.md": _post(
            "Shared hosting: sites load slowly",
            "components: shared-hosting slow",
            (now - timedelta(days=6, hours=5), "investigating", "Pages take several seconds to appear."),
            (now - timedelta(days=6, hours=4), "identified", "A disk is being rebuilt during the day."),
            (now - timedelta(days=6, hours=2), "resolved", "The rebuild waits for the night."),
        ),
        "databases.md": _post(
            "Databases: connections are refused",
            "components: databases down",
            (now - timedelta(days=3, hours=7), "investigating, next update in 30m", "We are on it."),
            (now - timedelta(days=3, hours=6, minutes=20), "resolved", "A full disk was the cause."),
        ),
        "network.md": _announcement(now + timedelta(days=2)),
        "notice.md": f"---\nid: demonstration\ntitle: This page is a demonstration\nkind: notice\n"
        f"started: {_time(now - timedelta(days=1))}\npinned: true\n---\n\n{DISCLAIMER} The services are "
        "real: they run on this machine and are probed again and again while you watch.\n",
    }


def _post(title: str, header: str, *updates: tuple[datetime, str, str]) -> str:
    parts = [f"---\ntitle: {title}\n{header}\n---\n"]
    parts += [f"## {_time(at)} {state}\n\n{text}\n" for at, state, text in updates]
    return "\n".join(parts)


def _announcement(starts: datetime) -> str:
    return (
        "---\ntitle: New network switches\nkind: maintenance\ncomponents: shell maintenance\n"
        f"announced: {_time(starts - timedelta(days=5))}\nstarts: {_time(starts)}\n"
        f"ends: {_time(starts + timedelta(hours=2))}\n---\n\nShell access is interrupted for a few minutes.\n"
    )


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%MZ}"
