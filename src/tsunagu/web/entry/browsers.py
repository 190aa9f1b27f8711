"""A browser in words, so that one knows one's own sessions apart."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
DEVICES = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def in_words(user_agent: str) -> str:
    """`Chrome（Windows）`, from what the browser says of itself."""
    browser, device = (
        next((label for sign, label in known if sign in user_agent), "")
        for known in (BROWSERS, DEVICES)
    )
    return f"{browser or 'ブラウザ'}（{device or '端末は不明'}）"
