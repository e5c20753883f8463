"""An accent colour that can be read on a background (WCAG 2.2, relative luminance and contrast)."""

READABLE = 4.5
_STEPS = 20


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white); colours as `#rrggbb`."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def make_readable(colour: str, *, on: str) -> str:
    """`colour`, moved towards white or black only as far as text on `on` needs."""
    goal = "#ffffff" if _luminance(on) < 0.18 else "#000000"
    for step in range(_STEPS + 1):
        mixed = _mix(colour, goal, step / _STEPS)
        if contrast(mixed, on) >= READABLE:
            return mixed
    return goal


def _mix(one: str, other: str, share: float) -> str:
    channels = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in channels)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
